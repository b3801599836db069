"""Each excuse of the table, with an equation that it excuses and the nearest that it does not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from symbackprop.verify.judging.excuses import EXCUSES, Excuse, Unequal, excuse_of

from ..interpretation.names import chain, interpreted, points
from .judged import precise


@pytest.fixture(autouse=True)
def _precise() -> Iterator[None]:
    with precise():
        yield


EQUATIONS = {
    "another error": (
        r"E_{total} = (target_{o1} - out_{o1})^2 + (target_{o2} - out_{o2})^2",
        r"E_{total} = (target_{o1} - out_{o1})^3 + (target_{o2} - out_{o2})^2",
    ),
    "near": (r"out_{h1} \approx net_{h1}", "out_{h1} = net_{h1}"),
    "rule": (r"w = w - \eta x", r"w_1 = w_1 - \eta x"),
}
"""By the name of an excuse, an equation that it excuses and one that it does not."""


def unequal(line: str) -> Unequal:
    naming, found = interpreted(line), chain(line)
    left, right = found.sides[0].node, found.sides[1].node
    return Unequal(naming, points(naming.network), left, right, "≈" in found.relations)


@pytest.mark.parametrize("excuse", EXCUSES, ids=lambda excuse: excuse.name)
def test_each_excuse_has_an_equation_that_it_excuses_and_one_that_it_does_not(excuse: Excuse) -> None:
    excused, wrong = (excuse_of(unequal(line)) for line in EQUATIONS[excuse.name])
    assert excused is excuse
    assert wrong is None


@pytest.mark.parametrize(
    "form",
    [
        r"({t} - {o})^2",
        r"- {t} \ln {o}",
        r"- ({t} \ln {o} + (1 - {t}) \ln(1 - {o}))",
    ],
)
def test_every_usual_error_is_excused(form: str) -> None:
    terms = [form.format(t=f"target_{{o{at}}}", o=f"out_{{o{at}}}") for at in (1, 2)]
    found = excuse_of(unequal(f"E_{{total}} = {' + '.join(f'[{term}]' for term in terms)}"))
    assert found is not None
    assert found.name == "another error"
