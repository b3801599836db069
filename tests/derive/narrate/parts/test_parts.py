"""The parts that teach, of every example."""

from __future__ import annotations

import pytest
import sympy

from symbackprop.cli import arguments
from symbackprop.cli.formats import FORMATS
from symbackprop.derive.narrate import DEFAULT_PARTS, PARTS, Form, Outline, default_weights, notes
from symbackprop.derive.narrate.parts.intuition import RISING
from symbackprop.derive.numbers import Numbers
from symbackprop.document.blocks import Display, Document, Figure, Heading, Paragraph, Reference, Table
from symbackprop.expression.algebra import to_sympy
from symbackprop.expression.tree import Call, Symbol
from symbackprop.graph.rounding import Digits, Rounding
from symbackprop.models.draw import emptied
from symbackprop.models.network import Network
from symbackprop.models.spec import example
from symbackprop.render.inline.labels import walk
from symbackprop.render.inline.speech import spoken_inlines
from symbackprop.verify.judging.verdicts import Verdict
from symbackprop.verify.pipeline import verify
from tests.models.test_examples import NAMES

ALL = tuple(PARTS)


def taught(network: Network, parts: tuple[str, ...] = ALL, rounding: Rounding | None = None) -> Document:
    outline = Outline(default_weights(network), 0, (Form.SCALAR,), parts=parts)
    return notes(Numbers(network, rounding or Rounding(9)), outline)


def text_of(document: Document) -> str:
    return FORMATS["md"].of_document(document)["notes.md"].decode()  # type: ignore[misc]


def test_the_command_names_the_parts_that_there_are() -> None:
    assert arguments.PARTS == ALL
    assert ",".join(DEFAULT_PARTS) == arguments.DEFAULT_PARTS


@pytest.mark.some(8)
@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_verifier_finds_nothing_wrong_in_what_is_taught(name: str) -> None:
    network = example(name)
    document = taught(network)
    report = verify(text_of(document).encode(), "notes.md", network)
    assert [claim.equation for claim in report.claims if claim.verdict is Verdict.WRONG] == []
    blocks = list(walk(document.blocks))
    labels = [block.label for block in blocks if isinstance(block, Display | Figure | Table) and block.label]
    assert len(labels) == len(set(labels))
    referred = {
        inline.label
        for block in blocks
        if isinstance(block, Paragraph)
        for inline in block.content
        if isinstance(inline, Reference)
    }
    assert referred <= set(labels)


def test_without_parts_nothing_is_taught(mazur: Network) -> None:
    titles = [spoken_inlines(block.content) for block in taught(mazur, ()).blocks if isinstance(block, Heading)]
    assert not {"What a gradient means", "Reading the gradients", "Checks", "Summary"} & set(titles)


def test_without_values_the_summary_stands_alone(mazur: Network) -> None:
    network = emptied(mazur)
    document = notes(Numbers(network, Rounding(9)), Outline((), 0, (Form.INDEX,), parts=ALL))
    titles = [spoken_inlines(block.content) for block in document.blocks if isinstance(block, Heading)]
    assert titles[-1] == "Summary"
    assert "Checks" not in titles


def test_the_nudge_of_the_published_network_has_the_known_numbers(mazur: Network) -> None:
    text = text_of(taught(mazur, ("intuition",)))
    assert "it rises by $0.000821$" in text
    assert "predicts a change of $0.000822$" in text
    assert "The gradient of $w_ {1}$ is about $187$ times smaller than that of $w_ {5}$" in text


def test_the_checks_of_the_published_network_have_the_known_numbers(mazur: Network) -> None:
    text = text_of(taught(mazur, ("checks",)))
    assert "which is $-0.00731$. In fact it changes by $-0.00734$." in text
    assert "has a negative gradient, such as $w_ {7}$ and $w_ {8}$" in text
    assert "= 0.000438568" in text


@pytest.mark.parametrize("rounding", [Rounding(1), Rounding(20), Rounding(0, Digits.DECIMALS)], ids=str)
def test_any_rounding_will_do(mazur: Network, rounding: Rounding) -> None:
    report = verify(text_of(taught(mazur, ALL, rounding)).encode(), "notes.md", mazur)
    assert [claim.equation for claim in report.claims if claim.verdict is Verdict.WRONG] == []


@pytest.mark.parametrize("name", sorted(RISING))
def test_what_is_said_to_rise_everywhere_does(name: str) -> None:
    x = Symbol("x")
    slope = sympy.simplify(sympy.diff(to_sympy(Call(name, x)), sympy.Symbol("x", real=True)))
    values = [float(slope.subs(sympy.Symbol("x", real=True), at)) for at in (-9, -1, 0, 1, 9)]
    assert all(value > 0 for value in values)
