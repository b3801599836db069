"""What a document defines by formulas."""

from __future__ import annotations

from collections.abc import Mapping

from symbackprop.verify.inference.definitions import definitions_in, functions_in
from symbackprop.verify.inference.families import families_of
from symbackprop.verify.pipeline import read

from ..formulas import shown


def functions(text: str) -> dict[str, tuple[list[str], str]]:
    chains = read(text.encode(), "x.md").statements().chains
    return {key: ([at.text for at in own.parameters], shown(own.body)) for key, own in functions_in(chains).items()}


def definitions(text: str, starts: Mapping[str, int] | None = None) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return the formula of each quantity, and what it reads."""
    chains = read(text.encode(), "x.md").statements().chains
    found = definitions_in(chains, starts or {}, families_of(chains), functions_in(chains))
    return {"".join((place.word, *place.at)): (shown(at.body), at.words) for place, at in found.items()}


def test_a_function_of_several_names_is_called_with_others_as_well() -> None:
    assert functions("$f(a) = a^2 + 1$, $p = f(x)$") == {"f": (["a"], "(a^2 + 1)")}
    assert functions("$f(a, b) = a b$, $p = f(x, 2)$") == {"f": (["a", "b"], "(a b)")}
    assert functions("$f(a, b) = a b$, $p = 2 f(a, b)$") == {}
    assert functions("$f(a) = a^2 + b$, $p = f(x)$") == {}


def test_functions_are_told_apart_by_what_stands_below_their_letter() -> None:
    both = "$g_1(a) = a^2$, $g_2(u) = 3 u$, $p = g_2(g_1(x))$"
    assert functions(both) == {"g_1": (["a"], "a^2"), "g_2": (["u"], "(3 u)")}


def test_what_is_defined_in_several_ways_is_no_function_once_for_all() -> None:
    assert functions("$f(a) = a^2$, $f(b) = b^2$") == {"f": (["a"], "a^2")}
    assert functions("$f(a) = a^2$, $f(a) = 2 a$") == {}


def test_the_first_formula_defines_unless_a_later_one_reads_what_is_defined() -> None:
    assert definitions("$q = x + y$, $q = x y$") == {"q": ("(x + y)", ("x", "y"))}
    text = "$E = (x + y)^2$, $q = x + y$, $E = q^2$"
    assert definitions(text) == {"E": ("q^2", ("q",)), "q": ("(x + y)", ("x", "y"))}


def test_members_are_defined_at_once_or_one_by_one() -> None:
    assert definitions("$h_t = w h_{t-1}$") == {"ht": ("(w h_{t-1})", ("w", "h"))}
    assert definitions("$h_1 = w x$, $h_2 = w h_1$") == {"h1": ("(w x)", ("w", "x")), "h2": ("(w h_1)", ("w", "h1"))}


def test_what_is_given_a_number_first_or_reads_itself_is_not_defined() -> None:
    assert definitions("$x = 2$, $x = y + 1$", {"x": 0}) == {}
    assert definitions("$w = w - g$") == {}
    assert definitions(r"$g = \frac{dE}{dw}$") == {}


def test_letters_side_by_side_are_a_product_where_each_is_known() -> None:
    text = "$a = 2$, $b = 3$, $p = ab$"
    assert definitions(text, {"a": 0, "b": 9})["p"] == ("(a b)", ("a", "b"))
