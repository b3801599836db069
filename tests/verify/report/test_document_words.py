"""Each code for a document that is refused has its words, and a document that is refused by it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from unittest.mock import patch

import pytest

from symbackprop.errors import DocumentError
from symbackprop.models.spec import example
from symbackprop.verify import pipeline, thresholds
from symbackprop.verify.document_refusals import DocumentCode, DocumentRefusal
from symbackprop.verify.inference import network
from symbackprop.verify.limits import process
from symbackprop.verify.limits.steps import Watch, watching
from symbackprop.verify.reading.document import read
from symbackprop.verify.report.document_words import DOCUMENT_WORDS, document_words, in_words

from ..diagnosis.test_doubt import doubted

SINGLE = "$x_1 = 0.2$, $x_2 = 0.6$, $t = 1$, $w_1 = 0.3$, $w_2 = 0.4$, $w_3 = 0.1$"


def alone(text: str) -> Callable[[], object]:
    return lambda: pipeline.verify_alone(text.encode(), "x.md")


def limited(threshold: str, limit: int, act: Callable[[], object]) -> Callable[[], object]:
    def under_the_limit() -> object:
        with patch.object(thresholds, threshold, limit):
            return act()

    return under_the_limit


def ended(wait: Callable[[object, float], bool]) -> Callable[[], object]:
    """Return what judges in a child of which nothing is heard but what `wait` says."""

    def judged() -> object:
        with patch.object(process.multiprocessing.connection.Connection, "poll", wait):
            return process.apart(lambda: None)

    return judged


def silent(_connection: object, _seconds: float) -> bool:
    return False


def broken(_connection: object, _seconds: float) -> bool:
    raise EOFError


def without_time() -> object:
    with watching(Watch(seconds=0.0)):
        return alone(SINGLE)()


def stopped(seconds: float, spent: list[float]) -> Callable[[], object]:
    def judged() -> object:
        with patch.object(process, "_run", return_value=None), patch.object(process, "_spent", side_effect=spent):
            return process.apart(lambda: None, seconds=seconds)

    return judged


def failing() -> object:
    with patch.object(network, "inferred", side_effect=KeyError("w")):
        return alone("$w = 1$")()


def judged() -> object:
    return pipeline.verify(b"$w_1 = 0.15$ and $w_2 = 0.2$", "x.md", example())


REFUSED: Mapping[DocumentCode, tuple[Callable[[], object], str]] = MappingProxyType(
    {
        DocumentCode.ANOTHER_MEANT: (lambda: doubted(0, 2), "2 of 2 equations do not come true for the network, so"),
        DocumentCode.BIASES_UNFIT: (
            alone("$x = 1$, $t = 0$, $w = 0.5$, $b_1 = 0.1$, $b_2 = 0.2$, $b_3 = 0.3$"),
            "its 3 biases fit no layers of its 1 weights",
        ),
        DocumentCode.JUDGE_BROKEN: (ended(broken), "it took more memory than it may, or broke what judged it"),
        DocumentCode.JUDGE_SILENT: (ended(silent), "could not be judged: it took longer than 10 s"),
        DocumentCode.NETWORK_NOT_FOUND: (failing, "could not be found (internal error (KeyError)); give one with"),
        DocumentCode.NOT_UTF8: (
            lambda: read(b"\0\1", "x.bin"),
            "x.bin: is no text in any encoding that is known; documents end in",
        ),
        DocumentCode.NO_WORD: (lambda: read(b"a", "x.docx"), "x.docx: is no Word document; expected an archive"),
        DocumentCode.OLD_WORD: (
            lambda: read(b"\xd0\xcf\x11\xe0\0", "x.doc"),
            "x.doc: is a Word document of before 2007",
        ),
        DocumentCode.PDF: (lambda: read(b"%PDF-1.7 \xff\0", "x.pdf"), "x.pdf: is a PDF, in which formulas"),
        DocumentCode.PICTURE: (lambda: read(b"\x89PNG\0", "x.png"), "x.png: is a picture; type its"),
        DocumentCode.NO_NOTEBOOK: (lambda: read(b"1", "x.ipynb"), "x.ipynb: is no notebook"),
        DocumentCode.NO_TIME_LEFT: (without_time, "x.md: the time limit was reached before"),
        DocumentCode.NUMBERS_MISSING: (
            alone("$w_1 = 0.2$, $w_3 = 0.3$"),
            "x.md: does not state its network in full (no number found for w2); give one with --spec",
        ),
        DocumentCode.ORDER_OF_WEIGHTS_OPEN: (lambda: doubted(2, 1, has_rival=True), "x.md:2: 1 of 3 equations"),
        DocumentCode.PARTS_MISSING: (alone("$w = 1$"), "(no inputs and no targets found); give one with --spec"),
        DocumentCode.STOPPED_OFTEN: (stopped(1.0, [0.0] * 9), "several of its equations took too much time or memory"),
        DocumentCode.TOOK_TOO_LONG: (stopped(1.0, [0.0, 0.0, 99.0]), "took longer than 1 s of processor time; give it"),
        DocumentCode.TOO_MANY_BYTES: (limited("MOST_BYTES", 9, judged), "has 28 bytes; at most 9 are read"),
        DocumentCode.TOO_MANY_CHARACTERS: (
            limited("MOST_CHARACTERS", 9, judged),
            "has 28 characters; at most 9 are read",
        ),
        DocumentCode.TOO_MANY_FORMULAS: (limited("MOST_PIECES", 1, judged), "has 2 formulas; at most 1 are judged"),
        DocumentCode.TOO_MANY_PARAMETERS: (limited("MOST_PARAMETERS", 1, judged), "has 8 parameters; documents are"),
        DocumentCode.TOO_MANY_WEIGHTS: (
            limited("MOST_WEIGHTS", 1, alone("$x = 1$, $w_1 = 0.5$, $w_2 = 0.5$")),
            "states 2 weights; at most 1 are put together",
        ),
        DocumentCode.WEIGHTS_UNFIT: (
            alone(SINGLE.replace("t = 1", "t_1 = 1$, $t_2 = 0")),
            "its 3 weights join no 2 inputs to 2 targets",
        ),
    }
)


def test_every_code_has_its_words_and_its_document() -> None:
    assert set(DOCUMENT_WORDS) == set(DocumentCode) == set(REFUSED)


@pytest.mark.parametrize("code", DocumentCode, ids=lambda code: code.value)
def test_a_document_is_refused_by_its_code_and_in_words(code: DocumentCode) -> None:
    act, words = REFUSED[code]
    with pytest.raises(DocumentError) as refused, in_words():
        act()
    assert refused.value.code == code.value
    assert words in str(refused.value)


def test_the_words_name_the_file_and_the_line_as_far_as_they_are_known() -> None:
    assert document_words(DocumentRefusal(DocumentCode.NO_NOTEBOOK, "x.ipynb")).startswith("x.ipynb: is no notebook")
    assert document_words(DocumentRefusal(DocumentCode.STOPPED_OFTEN)).startswith("the document could not be judged")
