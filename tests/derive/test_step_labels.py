"""The labels that tell steps within steps apart, as values and in the notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

import pytest

from symbackprop.derive.narrate import Form, Outline, Story, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.derive.step_labels import StepLabel, step_labels
from symbackprop.document.blocks import Block, Document, Paragraph, Step, Substep, Text, Together
from symbackprop.graph.rounding import Rounding
from symbackprop.models.spec import example
from symbackprop.render.documents.html import html
from symbackprop.render.documents.latex import latex
from symbackprop.render.documents.markdown import markdown
from symbackprop.render.documents.typst import typst


def test_labels_are_digits_then_letters_then_roman_numerals() -> None:
    first = next(step_labels())
    inner = next(first.within())
    assert [str(label) for label in islice(inner.within(), 4)] == ["1a-i", "1a-ii", "1a-iii", "1a-iv"]
    assert str(StepLabel((2, 27, 9, 3))) == "2aa-ix-iii"
    assert StepLabel((2, 27, 9)).last == "ix"


def labelled(blocks: Sequence[Block], above: str = "") -> Iterator[tuple[str, str]]:
    """Yield each label with that of the step around it."""
    for block in blocks:
        match block:
            case Step(number, _, inner):
                yield str(number), above
                yield from labelled(inner, str(number))
            case Substep(label, _, inner):
                yield label, above
                yield from labelled(inner, label)
            case Together(_, inner):
                yield from labelled(inner, above)
            case _:
                pass


@pytest.mark.parametrize(
    ("name", "notation", "weights", "deepest"),
    [
        ("deep-4-2-2-1", "delta", "w9,w1", "1a-ii"),
        ("layer-norm", "", "x1", "4b"),
        ("regularised", "", "w1", "1b"),
    ],
)
def test_a_step_within_a_step_is_called_by_it_and_once(name: str, notation: str, weights: str, deepest: str) -> None:
    network = example(name, notation)
    outline = Outline(tuple(map(network.parameter, weights.split(","))), 0, (Form.SCALAR,), similarly=False)
    document = notes(Numbers(network, Rounding(6)), replace(outline, story=Story.PATHS))
    found = [*labelled(document.blocks)]
    assert deepest in dict(found)
    last = found[max(at for at, (label, _) in enumerate(found) if label == "1") :]
    assert len({label for label, _ in last}) == len(last)
    assert all(re.fullmatch(re.escape(above) + r"[a-z]*|.*-[ivxlc]+", label) for label, above in found if above)
    written = markdown(document)
    notes_in_braces = set(re.findall(r"_ \{\\text\{(?:step )?([^}]*)\}\}", written))
    assert notes_in_braces <= {label for label, _ in found}


NESTED = Document(
    "t",
    (),
    (
        Step(
            1,
            (Text("one"),),
            (Substep("1a", (Text("two"),), (Substep("1a-i", (Text("three"),), (Paragraph((Text("four"),)),)),)),),
        ),
    ),
)


def test_every_format_indents_what_is_nested() -> None:
    assert "**Step 1.** one\n\n- **1a.** two\n\n  - **1a-i.** three\n\n    four\n" in markdown(NESTED) + "\n"
    tex = latex(NESTED)
    assert tex.index(r"\begin{sbpsubstep}{1a}{two}") < tex.index(r"\begin{sbpsubstep}{1a-i}{three}") < tex.index("four")
    assert "#substep[1a][two][\n#substep[1a-i][three][\nfour\n]\n]" in typst(NESTED)
    page = html(NESTED)
    assert re.search(r'<div class="sbp-substep">\s*<p><b>1a</b> two</p>\s*<div class="sbp-substep">', page)
