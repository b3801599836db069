from __future__ import annotations

import pickle

from symbackprop.verify.document_refusals import DocumentCode, DocumentRefusal


def test_a_refusal_is_shown_by_its_place_and_code_until_words_are_made_of_it() -> None:
    assert str(DocumentRefusal(DocumentCode.NO_NOTEBOOK)) == "no-notebook"
    assert str(DocumentRefusal(DocumentCode.NO_NOTEBOOK, "x.ipynb")) == "x.ipynb: no-notebook"
    assert str(DocumentRefusal(DocumentCode.ANOTHER_MEANT, "x.md", 3, wrong=1)) == "x.md:3: another-network-meant"


def test_a_refusal_passes_from_one_process_to_another_with_its_details() -> None:
    sent = DocumentRefusal(DocumentCode.NUMBERS_MISSING, "x.md", names=("w", "b"))
    heard = pickle.loads(pickle.dumps(sent))
    assert (heard.code, heard.file, heard.line, heard.details) == (sent.code, "x.md", None, {"names": ("w", "b")})
