from __future__ import annotations

import pytest

from symbackprop.verify.reading.code_functions import function_in
from symbackprop.verify.reading.code_words import CodeFunction, CodeWords

SIGMOID = CodeFunction(("x",), "1 / (1 + exp(-x))")


@pytest.mark.parametrize(
    ("lines", "function"),
    [
        (["def slope(z): return 1 - np.tanh(z)**2"], CodeFunction(("z",), "1 - tanh(z)**2")),
        (["slope = lambda z: z * (1 - z)"], CodeFunction(("z",), "z * (1 - z)")),
        (["def mse(y: float, t) -> float:", '    """One line."""', "    return (y - t)**2"], "(y - t)**2"),
        (
            ["def slope(z):", "    s = bend(z)", "", "    return s * (1 - s)"],
            "((1 / (1 + exp(-(z))))) * (1 - ((1 / (1 + exp(-(z))))))",
        ),
        (["def slope(z):", "    return np.where(z > 0, 1, 0)"], None),
        (["def slope(z):", "    if z > 0:", "        return 1", "    return 0"], None),
        (["def log(z):", "    print(z)"], None),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_function_of_a_line_or_two_is_a_formula(lines: list[str], function: CodeFunction | str | None) -> None:
    found = function_in(lines, arrays=False, words=CodeWords({"bend": SIGMOID}))
    assert found is not None
    assert (found[1].body if found[1] is not None and isinstance(function, str) else found[1]) == function


def test_what_is_no_function_is_none() -> None:
    assert function_in(["class Net:", "    pass"], arrays=False, words=CodeWords()) is None
