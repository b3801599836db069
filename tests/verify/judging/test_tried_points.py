from __future__ import annotations

from dataclasses import replace

import pytest

from symbackprop.verify import thresholds
from symbackprop.verify.judging.claim import Draft
from symbackprop.verify.judging.tried_points import TriedPoints, has_cases
from symbackprop.verify.judging.verdicts import ClaimKind, Verdict
from symbackprop.verify.pipeline import verify_alone
from symbackprop.verify.tree import Node
from symbackprop.verify.values.points import Point

from ..interpretation.names import chain, interpreted
from ..interpretation.names import points as random_points

PLAIN = "out_{h1} = net_{h1}"
CASES = r"out_{h1} = \begin{cases} net_{h1} & net_{h1} > 0.5 \\ 0 & \text{otherwise} \end{cases}"


def nodes(line: str) -> tuple[Node, ...]:
    return tuple(side.node for side in chain(line).sides)


def tried_points() -> TriedPoints:
    naming = interpreted()
    return TriedPoints(naming, random_points(naming.network))


def draft(line: str) -> Draft:
    found = chain(line)
    return Draft(ClaimKind.IDENTITY, found, found.span, Verdict.WRONG)


def test_cases_are_tried_at_more_points() -> None:
    tried = tried_points()
    assert not has_cases(nodes(PLAIN))
    assert has_cases(nodes(CASES))
    assert tried.points_for(*nodes(PLAIN)) is tried.points
    assert len(tried.points_for(*nodes(CASES))) == len(thresholds.SPREAD) * thresholds.POINTS_OF_CASES


def test_a_point_that_tells_is_kept_for_other_formulas() -> None:
    tried, first = tried_points(), len(tried_points().points)
    told: list[Point] = []

    def equal_at(point: Point) -> bool:
        told.append(point)
        return len(told) < 2

    assert not tried.hold_further(equal_at, nodes(PLAIN), draft(PLAIN))
    assert tried.points[first:] == told[1:]


def test_what_tells_the_sides_of_a_claim_apart_has_the_point_at_which_it_was_refuted() -> None:
    tried, found = tried_points(), draft(PLAIN)
    at = Point(tried.naming.network)
    assert tried.telling(nodes(PLAIN), found) == (*tried.points,)
    assert tried.telling(nodes(PLAIN), replace(found, refuted_at=at))[-1] is at
    assert len(tried.telling(nodes(CASES), found)) > len(tried.points)


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("L = (y - 10)^2", Verdict.RIGHT),
        (r"\frac{\partial L}{\partial y} = 2 (y - 12)", Verdict.RIGHT),
        ("L = (y + 10)^2", Verdict.WRONG),
        ("L = (y - 10)^3", Verdict.WRONG),
    ],
)
def test_a_number_may_stand_for_what_has_no_value(line: str, verdict: Verdict) -> None:
    text = f"$y = w x$, $L = (y - t)^2$, $w = 0.5$, $x = 4$\n\n${line}$"
    report = verify_alone(text.encode(), "x.md")
    (claim,) = (claim for claim in report.claims if claim.place.line == 3)
    assert claim.verdict is verdict
