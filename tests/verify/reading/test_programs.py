from __future__ import annotations

import pytest

from symbackprop.verify.reading.programs import Names, read_block
from symbackprop.verify.source import Plain


def seen(text: str, language: str = "python") -> tuple[str, list[str]]:
    """What is read of a block, without white space at its ends, and the lines that are skipped."""
    found = read_block(text, 0, len(text), language)
    plain = Plain(text, range(len(text) + 1)).edited(found.edits).text
    lines = [line.strip() for line in plain.replace("\x0e", "«").replace("\x0f", "»").split("\n")]
    return "\n".join(filter(None, lines)), [text[start:end] for start, end in found.skipped]


EQUATIONS = "w = 0.5\nz = w*x + b = 0.6\ndL/dw = (y - t)*x"


@pytest.mark.parametrize("language", ["bash", "python", "r", "text", "", "c++"])
def test_equations_are_mathematics_in_a_block_of_any_language(language: str) -> None:
    assert seen(EQUATIONS, language) == (EQUATIONS, [])


@pytest.mark.parametrize(
    "block", ["pip install x", "export LR=0.1", "python run.py --lr=0.1", "{'lr': 0.1}", "y = train(0.1)"]
)
def test_commands_and_data_are_skipped(block: str) -> None:
    assert seen(block, "bash")[1] == [block]


def test_a_block_that_is_no_program_and_names_no_language_is_read_as_text() -> None:
    block = "The output:\n   z = 0.6, as it was\n"
    assert seen(block, "") == ("The output:\nz = 0.6, as it was", [])


def test_functions_and_loops_are_skipped_and_what_loops_change() -> None:
    text = "def f(x):\n    v = x\n\nw = 0.5\nv = 1\nfor i in x:\n    w, u = 2, 3\nz = 3\ny = w\nu = v\nt = v\n"
    read, skipped = seen(text)
    assert read == "«w = 0.5»\n«v = 1»\n«z = 3»\n«u = v»\n«t = v»"
    assert skipped == ["def f(x):\n    v = x", "for i in x:\n    w, u = 2, 3", "y = w"]


def test_after_a_call_that_may_change_everything_nothing_is_known_of_it() -> None:
    read, skipped = seen("import torch\nw = 1\noptimizer.step()\nz = w\nv = 2\n")
    assert read == "«w = 1»\n«v = 2»"
    assert skipped == ["optimizer.step()\nz = w"]


def test_cells_are_parts_of_one_program() -> None:
    names = Names()
    text = "w = 1\n\nw = 2\nz = w\nx = 3"
    assert read_block(text, 0, 5, "python", names, is_cell=True).skipped == ()
    assert [
        text[start:end] for start, end in read_block(text, 7, len(text), "python", names, is_cell=True).skipped
    ] == ["w = 2\nz = w"]


def test_a_name_that_is_assigned_anew_is_read_no_further() -> None:
    read, skipped = seen("import x\na = 1\nb = a\na = 2\nc = a\nd = b\n")
    assert read == "«a = 1»\n«b = a»\n«d = b»"
    assert skipped == ["a = 2\nc = a"]


def test_an_update_is_read_and_what_comes_of_it_is_not() -> None:
    assert seen("import x\nw = 1\nw -= 0.5\nz = w\n") == ("«w = 1»\n«w := w - ( 0.5)»", ["z = w"])


def test_values_in_comments_belong_to_their_lines() -> None:
    read, _ = seen("import numpy as np\nz = W @ x\n# [0.5 0.6]\nprint(y)  # 0.7\nh = model(z)  # -> 0.2\n")
    assert read == "«z = W * x = [0.5, 0.6]»\n«y   = 0.7»\n«h   = 0.2»"


def test_brackets_go_over_lines() -> None:
    read, _ = seen("W = np.array([[1, 2],\n              [3, 4]])\n")
    assert read == "«W = [[1, 2],\n[3, 4]]»"


def test_an_indented_program_is_read_like_another() -> None:
    assert seen("    import x\n    w = 1\n")[0] == "«w = 1»"


def test_what_is_skipped_is_listed_without_the_lines_that_say_nothing() -> None:
    _, skipped = seen("x = load()\n\nimport y\n\nz = load()\nw = 1\nv = load()\n")
    assert skipped == ["x = load()\n\nimport y\n\nz = load()", "v = load()"]


@pytest.mark.parametrize("language", ["", "text"])
def test_numbers_behind_equations_of_a_text_are_their_values(language: str) -> None:
    block = "a = 2.0, b = -3.0\ne = a * b      # -6.0\nL = e + 1  # the loss\n"
    assert seen(block, language)[0] == "a = 2.0, b = -3.0\ne = a * b       = -6.0\nL = e + 1  # the loss"


def test_nothing_is_known_of_an_array_after_an_entry_of_it_is_changed() -> None:
    read, _ = seen("W = np.array([2, 5])\ny = W@x\nW[0] = 3\nz = W@x\n")
    assert read == "«W = [2, 5]»\n«y = W * x»"


def test_a_sign_of_comments_within_a_string_begins_none() -> None:
    names = Names()
    program = 'print("layer #1:", h)\n'
    read_block(program, 0, len(program), "python", names)
    assert [shown.values for shown in names.prints] == [("h",)]


def test_comments_and_a_last_comma_within_an_array_say_nothing() -> None:
    assert seen("W = np.array([\n  [1, 2],  # first (1)\n  [3, 4],\n])\n")[0] == "«W = [\n[1, 2],\n[3, 4]\n]»"
