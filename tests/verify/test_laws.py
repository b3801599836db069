"""The law of the verifier: it accepts what the derivation writes, and reports the place where one sign is changed."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from symbackprop.derive.narrate import Form, Outline, default_weights, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.graph.rounding import Digits, Rounding
from symbackprop.models.spec import example
from symbackprop.render.formats import FORMATS
from symbackprop.verify.reader import Kind, read
from symbackprop.verify.verdicts import Verdict
from symbackprop.verify.verify import verify

FOLDER = Path(str(files("symbackprop.models"))) / "examples"

# The names of single samples, `net_{h1}^{(1)}`, are not read yet.
EXAMPLES = tuple(sorted({path.stem for path in FOLDER.glob("*.toml")} - {"layers-batch"}))
LAYERED = ("deep-4-2-2-1", "layers-softmax", "mazur-2-2-2")
DEFAULT_FORMS = (Form.SCALAR, Form.MATRIX)
NAMES = {"md": "notes.md", "tex": "notes.tex"}


@cache
def written(
    name: str, form: str, rounding: Rounding, notation: str = "", forms: tuple[Form, ...] = DEFAULT_FORMS
) -> str:
    network = example(name, notation)
    weights = default_weights(network) if Form.SCALAR in forms else ()
    document = notes(Numbers(network, rounding), Outline(weights, 20, forms), None)
    return FORMATS[form].files(document)[NAMES[form]].decode("utf-8")


def faults(text: str, name: str, form: str, notation: str = "") -> list[tuple[int, str, str]]:
    report = verify(text.encode("utf-8"), NAMES[form], example(name, notation))
    return [(claim.place.line, claim.equation, claim.reason) for claim in report.faults]


@pytest.mark.parametrize("form", sorted(NAMES))
@pytest.mark.parametrize("name", EXAMPLES)
def test_what_the_derivation_writes_is_accepted(name: str, form: str) -> None:
    assert not faults(written(name, form, Rounding(9)), name, form)


@pytest.mark.parametrize("form", sorted(NAMES))
@pytest.mark.parametrize("notation", ["delta", "z-a"])
@pytest.mark.parametrize("name", LAYERED)
def test_what_the_derivation_writes_in_other_names_is_accepted(name: str, notation: str, form: str) -> None:
    assert not faults(written(name, form, Rounding(9), notation), name, form, notation)


@pytest.mark.parametrize("form", sorted(NAMES))
@pytest.mark.parametrize("name", [*LAYERED, "convolution", "recurrent"])
def test_no_line_in_index_notation_or_matrices_is_called_wrong(name: str, form: str) -> None:
    text = written(name, form, Rounding(9), forms=(Form.INDEX, Form.MATRIX))
    assert not faults(text, name, form)


@given(places=st.integers(1, 30), digits=st.sampled_from(Digits), form=st.sampled_from(sorted(NAMES)))
@settings(max_examples=8, deadline=None, phases=[Phase.explicit, Phase.generate])
def test_what_the_derivation_writes_is_accepted_at_any_number_of_digits(places: int, digits: Digits, form: str) -> None:
    places = max(places, 3) if digits is Digits.DECIMALS else places
    assert not faults(written("mazur-2-2-2", form, Rounding(places, digits)), "mazur-2-2-2", form)


CHANGES = {
    "digit": (re.compile(r"(?<![\w{}^.])\d+\.\d{2,}(?!\d)"), None),
    "index": (re.compile(r"(?<=[ho])[12](?=\})"), {"1": "2", "2": "1"}),
    "name": (re.compile(r"(?<=mathrm\{)(?:net|out)(?=\})"), {"net": "out", "out": "net"}),
    "sign": (re.compile(r"(?<=[\w})] )[-+](?= [\w\\(](?!\s*(?:\\\\|\+|$|\n)))"), {"-": "+", "+": "-"}),
}
"""By what is changed, where that can be done in a formula, and what is put there."""


LESS_THAN_WRONG = (Verdict.CARRIED, Verdict.LAST_PLACE, Verdict.TRUNCATED)


def formulas(text: str) -> list[tuple[int, int]]:
    """Return where the displayed equations of some notes stand, without their labels and notes under braces."""
    reading = read(text.encode("utf-8"), "notes.md")
    pieces = [piece for piece in reading.pieces if piece.kind is Kind.DISPLAY and "=" in piece.plain.text]
    return [(piece.plain.places[0], piece.plain.places[-1]) for piece in pieces]


@given(data=st.data(), change=st.sampled_from(sorted(CHANGES)))
@settings(max_examples=40, deadline=None, phases=[Phase.explicit, Phase.generate])
def test_one_change_is_reported_exactly_where_it_is(data: st.DataObject, change: str) -> None:
    text = written("mazur-2-2-2", "md", Rounding(9))
    pattern, table = CHANGES[change]
    places = [
        (start + found.start(), found[0])
        for start, end in formulas(text)
        for found in pattern.finditer(text[start:end])
    ]
    at, old = data.draw(st.sampled_from(places))
    if table is None:
        digit = data.draw(st.sampled_from([n for n, character in enumerate(old) if character.isdigit()]))
        new = old[:digit] + data.draw(st.sampled_from(sorted(set("0123456789") - {old[digit]}))) + old[digit + 1 :]
    else:
        new = table[old]
    changed = text[:at] + new + text[at + len(old) :]
    report = verify(changed.encode("utf-8"), "notes.md", example())
    # A last digit that is one off, or cut instead of rounded, is said to be that and is no fault.
    hit = [
        claim
        for claim in report.claims
        if claim.span.start <= at <= claim.span.end and (claim.is_fault or claim.verdict in LESS_THAN_WRONG)
    ]
    assert hit, changed[max(at - 80, 0) : at + 60]


def test_a_change_of_the_network_is_noticed_everywhere() -> None:
    text = written("mazur-2-2-2", "md", Rounding(9))
    report = verify(text.encode("utf-8"), "notes.md", example("single-neuron"))
    assert report.faults or report.count(Verdict.NOT_CHECKABLE)
