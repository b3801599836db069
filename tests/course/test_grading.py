"""Points from what was found: what costs once, what follows, and what nobody can win by."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from symbackprop.course.asked import asked_of
from symbackprop.course.facts import as_json, facts_of, from_json
from symbackprop.course.grading import Grade, Outcome, grade
from symbackprop.course.rubric import Kind, Rubric
from symbackprop.course.worksheets import Task, worksheet
from symbackprop.derive.numbers import Numbers
from symbackprop.graph.rounding import Rounding
from symbackprop.models.spec import example
from symbackprop.verify.pipeline import verify

from .whole_class import graded_class

NETWORK = example("mazur-2-2-2")
USUAL = Rubric()
FORWARD = """
net_h2 = 0.25·0.05 + 0.30·0.10 + 0.35 = 0.3925
out_h2 = 1/(1 + e^(-0.3925)) = 0.5969
net_h1 = 0.15·0.05 + 0.20·0.10 + 0.35 = {net}
out_h1 = 1/(1 + e^(-{net})) = {out}
"""


@cache
def _asked() -> tuple:
    return asked_of(NETWORK, worksheet(Numbers(NETWORK, Rounding(4)), Task()))


def graded(text: str, rubric: Rubric = USUAL) -> Grade:
    facts = facts_of(verify(text.encode(), "homework.txt", NETWORK))
    return grade(_asked(), [from_json(as_json(facts))], rubric)


def outcomes(text: str, rubric: Rubric = USUAL) -> dict[str, Outcome]:
    found = graded(text, rubric).marks
    return {mark.asked.name: mark.outcome for mark in found if mark.outcome is not Outcome.MISSING}


def test_a_mistake_costs_once_and_what_follows_from_it_earns_its_points() -> None:
    found = outcomes(FORWARD.format(net="0.3975", out="0.5981"))
    right = dict.fromkeys(("net_h2", "out_h2"), Outcome.RIGHT)
    assert found == {"net_h1": Outcome.WORKING, "out_h1": Outcome.FOLLOWS, **right}


@pytest.mark.parametrize(("net", "out"), [("0", "0.5"), ("1", "0.7311"), ("0.4000", "0.5987"), ("0.9", "0.7109")])
def test_nothing_follows_from_a_start_that_makes_the_rest_easy(net: str, out: str) -> None:
    assert outcomes(FORWARD.format(net=net, out=out)).get("out_h1") is not Outcome.FOLLOWS


def test_a_wrong_number_that_is_put_in_by_its_name_follows() -> None:
    text = FORWARD.format(net="0.3775", out="0.5891") + "∂net_o1/∂w5 = out_h1 = 0.5891"
    assert outcomes(text)["dnet_o1/dw5"] is Outcome.FOLLOWS


def test_nothing_follows_where_no_line_is_shown() -> None:
    assert outcomes("net_h1 = 0.3975\nout_h1 = 0.5981")["out_h1"] is Outcome.WRONG


@pytest.mark.parametrize("zero", ["0", "0.0000", "1", "-1"])
def test_whoever_writes_the_same_trivial_number_everywhere_earns_nothing(zero: str) -> None:
    text = "\n".join(f"{asked.name} = {zero}" for asked in _asked() if asked.kind is not Kind.STEP)
    assert graded(text).points == 0


def test_of_several_values_the_wrong_one_counts() -> None:
    assert outcomes("net_h1 = 0.3775\nnet_h1 = 0.3891")["net_h1"] is Outcome.WRONG


def test_a_right_number_with_too_few_digits_earns_its_share_unless_it_stands_again_with_more() -> None:
    assert outcomes("out_h1 = 0.59")["out_h1"] is Outcome.SHORT
    assert outcomes("out_h1 = 0.59\nout_h1 = 0.5933")["out_h1"] is Outcome.RIGHT
    assert outcomes("out_h1 = 0.59", Rubric(decimals=2))["out_h1"] is Outcome.RIGHT


def test_what_is_not_stated_is_worth_its_points_where_it_stands_in_a_line_that_is_right() -> None:
    text = "∂E_total/∂w5 = 0.741365·0.186816·0.593270 = 0.082167"
    found = outcomes(text)
    assert found["dE_total/dw5"] is Outcome.RIGHT
    assert found["dout_o1/dnet_o1"] is Outcome.IMPLIED


def test_a_mistake_in_what_is_not_asked_for_costs_what_is_worked_out_from_it() -> None:
    text = "δ_o1 = 0.741365·0.186816 = 0.148499\n∂E_total/∂w5 = 0.148499·0.593270 = 0.088100\n"
    text += "w_5^+ = 0.40 - 0.5·0.088100 = 0.355950"
    found = outcomes(text)
    assert found["dE_total/dw5"] is Outcome.ON_THE_WAY
    assert found["w5_new"] is Outcome.FOLLOWS


def test_what_follows_from_mistakes_earns_no_more_than_the_cap() -> None:
    text = FORWARD.format(net="0.3975", out="0.5981")
    whole = graded(text)
    capped = graded(text, Rubric(cap=Fraction(1, 100)))
    assert whole.over_cap == 0
    assert capped.points == whole.points - capped.over_cap
    assert capped.over_cap == 1 - whole.most / 100


@pytest.mark.slow
def test_a_class_gets_the_points_of_a_referee_who_knows_what_each_student_did(tmp_path: Path) -> None:
    judged = graded_class(24, tmp_path, 1)
    assert judged.differences == ()
    assert judged.missing == judged.handed_in_nothing
    assert len(judged.missing) < judged.count == 24
