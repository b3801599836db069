from __future__ import annotations

import pytest

from symbackprop.verify.reading.printed_cells import Output, in_markdown, outputs_of

STDOUT = {"output_type": "stream", "name": "stdout", "text": ["1\n", "2\n"]}


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        (STDOUT, [Output("1\n2\n")]),
        ({"name": "stderr", "text": "warning 1"}, []),
        ({"output_type": "execute_result", "data": {"text/plain": "1", "image/png": ""}}, [Output("1", True)]),
        (
            {"output_type": "display_data", "data": {"text/latex": "$a$", "text/plain": "a"}},
            [Output("$a$", False, True)],
        ),
        ({"output_type": "error"}, []),
        ({"name": "stdout", "text": [1]}, []),
        ([], []),
        (None, []),
    ],
)
def test_of_what_is_shown_the_text_is_kept(output: object, expected: list[Output]) -> None:
    assert list(outputs_of({"outputs": [output]})) == expected
    assert list(outputs_of({"outputs": output if isinstance(output, dict) else None})) == []


def written(code: str, *outputs: Output) -> str:
    lines = [(line, at) for at, line in enumerate(code.split("\n"), 10)]
    count = sum(len(output.lines) for output in outputs)
    found = in_markdown(lines, outputs, range(90, 90 + count), "python")
    assert all(10 <= at < 90 + count for _, at in found)
    return "\n".join(line for line, _ in found[1:] if line != "```")


@pytest.mark.parametrize(
    ("code", "printed", "expected"),
    [
        ("print(z)", "0.5\n", "print(z)\n# 0.5"),
        ("print(z)\nprint(y)", "0.5\n[[1 2]\n [3 4]]\n", "print(z)\n# 0.5\nprint(y)\n# [[1 2]\n#  [3 4]]"),
        ('print(f"z = {z:.2f}")', "z = 0.50\n", 'print(f"z = {z:.2f}")\n# 0.50'),
        ('print("z:", z)', "z: 0.50\n", 'print("z:", z)\n# 0.50'),
        ("print(z, y)", "0.5 0.6\n", "print(z, y)\n```output\n0.5 0.6"),
        ("if z:\n  print(z)", "0.5\n", "if z:\n  print(z)\n```output\n0.5"),
        ("print(z)", "0.5\n0.6\n", "print(z)\n```output\n0.5\n0.6"),
    ],
)
def test_what_is_printed_stands_below_what_prints_it_where_that_is_certain(
    code: str, printed: str, expected: str
) -> None:
    assert written(code, Output(printed)) == expected


def test_a_result_stands_below_the_last_line() -> None:
    assert written("z = 1\nz\n", Output("1", is_result=True)) == "z = 1\nz\n# 1\n"
    assert written("z", Output("a table", is_result=True)) == "z\n```output\na table"


def test_formulas_that_are_shown_are_formulas() -> None:
    assert written("show(z)", Output("$z = 1$", is_formula=True)) == "show(z)\n$z = 1$"


def test_a_cell_with_a_fence_in_it_has_a_longer_one_around() -> None:
    (first, _), *_ = in_markdown([("s = '````'", 1)], [], [], "python")
    assert first == "`````{code-cell} python"
