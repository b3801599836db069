"""Each row of the tables of signs and commands, by a formula that only it reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from symbackprop.verify.grammar import formulas
from symbackprop.verify.grammar.formulas import COMMANDS, INFIX, POSTFIX, PREFIX
from symbackprop.verify.tree import Name, Rate

from ..formulas import node, read, unread

BEGUN = {
    "(": ("(a + b)", "(a + b)"),
    "[": ("[a, b]", "[['a', 'b']]"),
    "{": ("{a + b}", "(a + b)"),
    "|": ("|a|", "|a|"),
    "‖": ("‖a‖", "|a|"),
    "∂": ("∂a/∂b", "∂a/∂b"),
    "∇": ("∇_w a", "∂a/∂w"),
    "∏": ("∏_i a", "prod i a"),
    "∑": ("∑_i a", "Σi a"),
    "√": ("√a", "sqrt(a)"),
    "…": ("a + … + b", "(a + Omitted + b)"),
}
JOINED = {
    "*": ("a * b", "(a b)"),
    "/": ("a / b", "a/b"),
    "⊗": ("a ⊗ b", "(a bᵀ)"),
    "⊘": ("a ⊘ b", "a/b"),
    "⊙": ("a ⊙ b", "(a ⊙ b)"),
}
BEHIND = {
    "'": ("(a + b)'", "(a + b)ᵀ"),
    "(": (r"\frac{∂a}{∂b}(b, c)", "∂a/∂b"),
    "[": (r"\frac{∂a}{∂b}[1]", "∂a/∂b[1]"),
    "^": ("a^2", "a^2"),
    "_": ("∂a/∂b_{i}", "∂a/∂b_i"),
    "|": ("a|_0", "a"),
    "ᵀ": ("(a + b)ᵀ", "(a + b)ᵀ"),
}


@pytest.mark.parametrize(
    ("table", "rows"),
    [(PREFIX, BEGUN), (INFIX, JOINED), (POSTFIX, BEHIND | {"!": ()})],
    ids=["PREFIX", "INFIX", "POSTFIX"],
)
def test_every_sign_of_a_table_has_a_formula_here(table: Mapping[str, object], rows: Mapping[str, object]) -> None:
    assert table.keys() == rows.keys()


@pytest.mark.parametrize(
    ("name", "sign", "row"),
    [
        (name, sign, row)
        for name, rows in (("PREFIX", BEGUN), ("INFIX", JOINED), ("POSTFIX", BEHIND))
        for sign, row in rows.items()
        if (name, sign) != ("POSTFIX", "_")
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_sign_is_read_by_its_row_and_not_without_it(
    name: str, sign: str, row: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text, tree = row
    assert read(text) == [tree]
    table: Mapping[str, Callable[..., object]] = getattr(formulas, name)
    monkeypatch.setattr(formulas, name, {other: table[other] for other in table if other != sign})
    with pytest.raises(AssertionError):
        assert read(text) == [tree]


def test_a_factorial_is_refused() -> None:
    assert unread("a = b!") == "factorials are not read"


def test_an_index_below_a_derivative_picks_an_entry() -> None:
    assert read(r"\frac{\partial E}{\partial W}_{1}") == ["∂E/∂W[1]"]


@pytest.mark.parametrize(
    ("bar", "held"),
    [
        ("|_z", ["z"]),
        (r"\right|_{z}", ["z"]),
        (r"\Big\rvert_{z_1, z_2}", ["z_1", "z_2"]),
        (r"|_{z_1, \ldots, z_9}", ["z_1", "…", "z_9"]),
        (r"|_{z = \text{const}, y}", ["z", "y"]),
        (r"|_{\text{direct}}", ["…"]),
        ("|_{z = 0.4}", []),
        ("|_{0}", []),
    ],
)
def test_what_stands_below_a_bar_is_held_fixed_unless_it_has_a_number(bar: str, held: list[str]) -> None:
    rate = node(rf"\frac{{\partial E}}{{\partial s}}{bar} = 2 s")
    assert isinstance(rate, Rate)
    assert [at.text if isinstance(at, Name) else "…" for at in rate.held] == held


def test_a_comparison_below_a_one_is_one_where_it_holds() -> None:
    assert read(r"1_{z > 0}") == ["1 if z > 0; 0 if else"]
    assert unread("x = 1_{a}") == "'_' has no place here"


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_of_the_table_is_read(command: str) -> None:
    text = rf"\{command}{{1}}{{2}}" if "frac" in command else rf"\{command}{{a}}"
    assert read(f"x = {text}")[0].startswith("x = ")


def test_a_command_that_is_in_no_table_is_named() -> None:
    assert unread(r"a = \unheard{b}") == r"'\unheard' is not read"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a = " + "/".join("b" * 60), "too many divisions in a row"),
        ("a = " + "(" * 90 + "b" + ")" * 90, "nested more than 80 deep"),
        ("a = 1e9999", "exponent too large"),
        (r"a = \hat{b + c}", "an accent stands over more than a letter"),
    ],
)
def test_what_goes_too_far_is_refused(text: str, reason: str) -> None:
    assert unread(text) == reason


def test_two_signs_of_multiplication_are_read_as_one_and_reported() -> None:
    assert read("a = b * * c") == ["a = (b c)"]
