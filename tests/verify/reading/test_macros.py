from __future__ import annotations

from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbackprop.verify import thresholds
from symbackprop.verify.reading.macros import definitions, expanded

from ..formulas import plain


def written(text: str) -> str:
    """Return a text with its macros written out, with single spaces."""
    return " ".join(expanded(plain(text), plain(text)).plain.text.split())


@pytest.mark.parametrize(
    ("text", "result"),
    [
        (r"\def\L{\mathcal{L}}\L_1", r"\mathcal{L}_1"),
        (r"\newcommand{\yh}{\hat{y}}\yh", r"\hat{y}"),
        (r"\newcommand\yh{\hat y}\yh", r"\hat y"),
        (r"\newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}}\pd{E}{w_1}", r"\frac{\partial E}{\partial w_1}"),
        (r"\newcommand{\pd}[2]{\frac{\partial#1}{\partial#2}}\pd EW", r"\frac{\partial E}{\partial W}"),
        (r"\newcommand{\g}[2][L]{#1/#2}\g{w} \g[E]{w}", "L/w E/w"),
        (r"\def\pair#1#2{(#2,#1)}\pair ab", "(b,a)"),
        (r"\newcommand{\twice}[1]{#1+#1}\twice{\twice{x}}", "x+x+x+x"),
        (r"\DeclareMathOperator*{\am}{arg\,max}\am", r"\operatorname{arg\,max}"),
        (r"\DeclarePairedDelimiter{\n}{\lVert}{\rVert}\n{x}", r"\lVert x \rVert"),
        (r"\let\e=\epsilon \e", r"\epsilon"),
        (r"\newcommand{\be}{\begin{equation}}\be", r"\begin{equation}"),
        (r"\a \def\a{1}\a \renewcommand{\a}{2}\a", r"\a 1 2"),
        (r"% \def\a{1}" + "\n" + r"\a", r"% \def\a{1} \a"),
        (r"\def\a{1}\\a \ab", r"\\a \ab"),
        (r"\pdv{L}{w} \norm{x}", r"\frac{\partial L}{\partial w} \lVert x \rVert"),
        (r"\pdv x", r"\pdv x"),
        (r"\newcommand{\norm}[1]{|#1|}\norm{x}", "|x|"),
        (r"\def\a#1.{#1}\a b.", r"\def\a#1.{#1}\a b."),
        (r"\newcommand{\a}{\a x}\a", r"\newcommand{\a}{\a x}\a"),
        ("\\newcommand{\\a}{x%\n  y}\\a", "xy"),
        (r"\def\step#1#2{\par\textbf{#1} #2}\step{1}{x}", r"\def\step#1#2{\par\textbf{#1} #2}\step{1}{x}"),
        (r"\newcommand{\a}{x", r"\newcommand{\a}{x"),
        (r"\newcommand{\a}[1]{#1}$\a$", r"$\a$"),
    ],
)
def test_a_macro_is_written_out_where_it_is_used(text: str, result: str) -> None:
    assert written(text) == result


def test_what_is_written_out_stands_at_the_call_and_arguments_where_they_are() -> None:
    text = r"\def\half#1{\frac{#1}{2}}x\half{y}z"
    found = expanded(plain(text), plain(text)).plain
    places = {letter: found.places[found.text.index(letter)] for letter in "xfyz"}
    assert places == {"x": text.index("x"), "f": text.rindex("\\half"), "y": text.index("y"), "z": text.index("z")}
    assert found.places[len(found.text)] == len(text)
    assert list(found.places) == sorted(found.places)


def test_the_definitions_of_a_preamble_hold_in_the_document() -> None:
    source = r"\def\a{1}" + "\n" + r"\a"
    assert expanded(plain(" " * 9 + source[9:]), plain(source)).plain.text.strip() == "1"


def test_a_bomb_of_macros_is_known_by_its_name_and_stays_as_it_stands() -> None:
    letters = "abcdefghijklmnop"
    bomb = "".join(rf"\def\{one}{{\{two}\{two}}}" for one, two in pairwise(letters))
    text = rf"{bomb}\a \def\p{{1}}\p"
    found = expanded(plain(text), plain(text))
    assert found.plain.text.split() == [r"\a", "1"]
    endless = r"\def\x{\y}\def\y{1\x}\x"
    assert expanded(plain(endless), plain(endless)).endless == {"x"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        r"\def\a#1{#1}" + r"\a{" * 100_000,
        r"\def\a{" * 100_000,
        r"\newcommand{\a}[1][" * 100_000,
        r"\def\a#1{#1#1#1}" + r"\a{\a{\a{\a{\a{\a{x}}}}}}" * 40_000,
        r"\def\a{" + "x" * 7_000 + "}" + r"\a" * 100_000,
        r"\def\a{\b}\def\b{" + "\\c" * 2_000 + r"}\def\c{x}" + r"\a" * 100_000,
    ],
)
def test_macros_are_written_out_in_bounded_time_and_length(text: str) -> None:
    began = process_time()
    found = expanded(plain(text), plain(text))
    assert process_time() - began < 4
    assert len(found.plain.text) <= len(text) + thresholds.MOST_CHARACTERS + thresholds.LONGEST_PIECE


PIECES = st.sampled_from(
    [*"{}[]#$%ab12 \n", "\\a", "\\b", "\\def\\a", "#1", "#2", "\\newcommand{\\b}[2]", "[x]", "\\let\\b=", "\\\\"]
)


@given(st.lists(PIECES, max_size=30))
def test_whatever_stands_there_every_character_has_a_place_in_order(parts: list[str]) -> None:
    text = "".join(parts)
    found = expanded(plain(text), plain(text)).plain
    assert len(found.places) == len(found.text) + 1
    assert list(found.places) == sorted(found.places)
    assert all(0 <= place <= len(text) for place in found.places)


def test_definitions_are_found_with_their_place() -> None:
    (found,) = definitions(r"x \def\a#1#2{#1} y")
    assert (found.name, found.start, found.end) == ("a", 2, 16)
    assert found.macro is not None
    assert found.macro.arguments == 2


def test_a_macro_for_the_look_of_a_page_is_left_as_it_stands() -> None:
    text = r"\newcommand{\step}[2]{\par\noindent\textbf{#1} #2\par}$z = 2$. \step{1}{What is $y$?}"
    assert written(text).endswith(r"$z = 2$. \step{1}{What is $y$?}")
