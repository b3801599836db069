from __future__ import annotations

import json

import pytest

from symbackprop.errors import DocumentError
from symbackprop.verify.reading.notebooks import notebook
from symbackprop.verify.reading.passages import Skipped

CELLS = [
    {"cell_type": "markdown", "source": ["# Title é\n", "\n", "$w_1 = 0.15$"]},
    {"cell_type": "code", "source": ["w = 0.15\n", "print(w)"]},
    {"cell_type": "code", "source": []},
    {"cell_type": "markdown", "source": "$w_2 = 0.2$\n<!-- w = 1 -->"},
]


@pytest.mark.parametrize("is_ascii", [True, False])
def test_each_line_of_a_cell_has_its_line_in_the_file(is_ascii: bool) -> None:
    text = json.dumps({"cells": CELLS}, indent=1, ensure_ascii=is_ascii)
    source = notebook(text.encode(), "x.ipynb").source
    lines = text.split("\n")
    for printed in ("$w_1 = 0.15$", "# Title"):
        line = source.line(source.text.index(printed))
        assert printed in lines[line - 1]


def test_cells_of_code_are_passed_over_and_listed_unless_they_are_empty() -> None:
    text = json.dumps({"cells": CELLS}, indent=1)
    found = notebook(text.encode(), "x.ipynb")
    code = [at for at in found.passages if at.what is Skipped.CODE_CELL]
    assert len(code) == 1
    lines = text.split("\n")
    assert "w = 0.15" in lines[code[0].line - 1]
    assert "print(w)" in lines[code[0].last - 1]
    assert "print" not in found.source.text


def test_what_is_passed_over_in_markdown_is_in_a_cell_too() -> None:
    found = notebook(json.dumps({"cells": CELLS}).encode(), "x.ipynb")
    assert Skipped.COMMENT in {at.what for at in found.passages}
    assert "w = 1" in found.source.text
    assert "w = 1" not in found.text


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"cells": 1}', b'{"cells": [{"source": []}]}', b"[" * 10_000])
def test_what_is_no_notebook_is_refused_in_one_line(content: bytes) -> None:
    with pytest.raises(DocumentError, match=r"^x\.ipynb: is no notebook; expected JSON with a list of cells$"):
        notebook(content, "x.ipynb")
