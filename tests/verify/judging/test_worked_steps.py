"""Steps between the sides of an equation, and the numbers in them that are worked out wrongly."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from symbackprop.verify.judging.verdicts import Flag, Verdict
from symbackprop.verify.judging.worked_steps import wrong_steps

from .judged import judge_of, last, precise


@pytest.fixture(autouse=True)
def _precise() -> Iterator[None]:
    with precise():
        yield


@pytest.mark.parametrize(
    ("chain", "wrong"),
    [
        (r"0.1 - 0.2 \cdot 0.35 = 0.1 - 0.07", []),
        (r"0.1 - 0.2 \cdot 0.35 = 0.1 - 0.7", ["0.7"]),
        (r"0.2 \cdot 0.35 + 0.4 \cdot 0.6 = 0.07 + 0.26", ["0.26"]),
        (r"(0.4 - 0.1) \cdot 0.5 = 0.20 \cdot 0.5", ["0.20"]),
        # A rounded step is none that is wrong, and neither is a sum whose terms change places.
        (r"0.3 \cdot 0.333 + 1 = 0.10 + 1", []),
        (r"0.2 \cdot 0.3 + 0.4 \cdot 0.5 = 0.2 + 0.06", []),
        (r"0.2 \cdot 0.3 + 1 = 0.06 + 2 \cdot 0.5", []),
    ],
)
def test_a_part_of_a_side_comes_to_what_stands_in_its_place(chain: str, wrong: list[str]) -> None:
    sides = last(chain).sides
    found = wrong_steps(sides, judge_of().numbers.single.lines)
    assert [step.numeral.text for step in found] == wrong


@pytest.mark.parametrize(
    ("step", "flags"),
    [("0.0075 + 0.02", []), ("0.0075 + 0.03", [Flag.OPERAND]), ("0.0175 + 0.02", [Flag.LINE_MISMATCH])],
)
def test_a_wrong_step_is_flagged_though_the_result_is_right(step: str, flags: list[Flag]) -> None:
    judge = judge_of(rf"net_{{h1}} = 0.15 \cdot 0.05 + 0.2 \cdot 0.1 + 0.35 = {step} + 0.35 = 0.3775")
    assert judge.drafts[-1].verdict is Verdict.RIGHT
    assert judge.drafts[-1].flags == flags


def test_what_is_put_in_before_the_last_step_is_compared_with_its_formula() -> None:
    judge = judge_of(
        r"net_{h1} = w_1 i_1 + w_2 i_2 + b_1 = 0.15 \cdot 0.05 + 0.3 \cdot 0.1 + 0.35 = 0.0075 + 0.37 = 0.3775"
    )
    assert Flag.OPERAND in judge.drafts[-1].flags
