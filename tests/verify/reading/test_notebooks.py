from __future__ import annotations

import json
import time

import pytest

from symbackprop.errors import DocumentError
from symbackprop.verify.reading.notebooks import notebook
from symbackprop.verify.reading.passages import Skipped
from symbackprop.verify.report.document_words import in_words

CELLS = [
    {"cell_type": "markdown", "source": ["# Title é\n", "\n", "$w_1 = 0.15$"]},
    {"cell_type": "code", "source": ["w = load(0.15)\n", "print(w)"]},
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
    assert "w = load(0.15)" in lines[code[0].line - 1]
    assert "print(w)" in lines[code[0].last - 1]
    assert "print" not in found.plain.text


def test_what_a_cell_prints_stands_beside_what_prints_it_with_its_line_in_the_file() -> None:
    outputs = [{"name": "stdout", "text": ["0.25\n", "w2 = 0.5\n"]}, {"data": {"text/latex": "$b = 1$"}}]
    cell = {"cell_type": "code", "source": ["w = 0.25\n", "print(w)\n", "print('w2 =', 2*w)"], "outputs": outputs}
    text = json.dumps({"cells": [cell]}, indent=1, sort_keys=True)
    found = notebook(text.encode(), "x.ipynb")
    assert found.plain.text.split("\x0e")[2].split() == ["w", "=", "0.25\x0f"]
    lines = text.split("\n")
    for printed in ("# 0.25", "# 0.5", "$b = 1$"):
        place = found.source.text.index(printed)
        assert printed.lstrip("# ") in lines[found.source.line(place) - 1]


def test_what_is_passed_over_in_markdown_is_in_a_cell_too() -> None:
    found = notebook(json.dumps({"cells": CELLS}).encode(), "x.ipynb")
    assert Skipped.COMMENT in {at.what for at in found.passages}
    assert "w = 1" in found.source.text
    assert "w = 1" not in found.plain.text


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"cells": 1}', b'{"cells": [{"source": []}]}', b"[" * 10_000])
def test_what_is_no_notebook_is_refused_in_one_line(content: bytes) -> None:
    with (
        pytest.raises(DocumentError, match=r"^x\.ipynb: is no notebook; expected JSON with a list of cells$"),
        in_words(),
    ):
        notebook(content, "x.ipynb")


@pytest.mark.parametrize("source", [None, 1, {"w = 1": 1}, ["w = 1", None], ["w = 1", ["b"]]])
def test_a_cell_that_is_not_made_of_strings_makes_it_no_notebook(source: object) -> None:
    content = json.dumps({"cells": [{"cell_type": "markdown", "source": source}]}).encode()
    with pytest.raises(DocumentError, match="is no notebook"), in_words():
        notebook(content, "x.ipynb")


@pytest.mark.some(4)
@pytest.mark.slow
@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("is_one_string", [True, False])
@pytest.mark.parametrize("kind", ["code", "markdown"])
def test_a_notebook_is_read_in_a_time_that_grows_as_it_does(indent: int | None, is_one_string: bool, kind: str) -> None:
    lines = [f"w_{at} = é\n" for at in range(50_000)]
    source = "".join(lines) if is_one_string else lines
    cells = [{"cell_type": kind, "source": source}, {"cell_type": "markdown", "source": "last"}]
    text = json.dumps({"cells": cells}, indent=indent).replace("u00e9", "u00E9")
    before = time.process_time()
    found = notebook(text.encode(), "x.ipynb")
    assert time.process_time() - before < 3
    last = found.source.line(found.source.text.index("last"))
    assert '"last"' in text.split("\n")[last - 1]


def test_the_same_line_again_has_the_line_where_it_stands_again() -> None:
    cells = [{"metadata": {"source": "x"}, "cell_type": "markdown", "source": ["w\n", "w\n", "\n", "w"]}] * 2
    text = json.dumps({"cells": cells}, indent=1)
    source = notebook(text.encode(), "x.ipynb").source
    found = [source.line(at) for at, letter in enumerate(source.text) if letter == "w"]
    lines = text.split("\n")
    assert found == [at + 1 for at, line in enumerate(lines) if line.strip(' ",') in ("w", "w\\n")]
