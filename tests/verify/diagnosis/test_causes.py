from __future__ import annotations

from symbackprop.models.spec import example
from symbackprop.verify.judging.verdicts import Claim, Flag, Verdict
from symbackprop.verify.pipeline import verify


def claims(text: str) -> tuple[Claim, ...]:
    return verify(text.encode(), "x.md", example()).claims


def test_a_number_that_a_wrong_formula_gives_comes_from_it() -> None:
    formula, number = claims(r"$E_{o1} = (target_{o1} - out_{o1})^3 = -0.407471$")
    assert formula.verdict is number.verdict is Verdict.WRONG
    assert number.cause == formula.number
    assert Flag.INHERITED in number.flags


def test_a_second_formula_with_the_same_slip_comes_from_the_first() -> None:
    text = r"$net_{h1} = w_1 i_1 + w_2 i_2$ and $net_{h2} = w_3 i_1 + w_4 i_2$"
    first, second = claims(text)
    assert (first.cause, second.cause) == (None, first.number)


def test_a_number_that_is_told_before_it_is_worked_out_is_judged_by_its_line() -> None:
    line = r"$E_{o1} = \frac{1}{2} (0.01 - 0.7513)^2 = 0.27476$"
    told, worked_out = claims(f"We will find $E_{{o1}} = 0.27476$.\n\n{line}")
    assert told.verdict is worked_out.verdict is Verdict.CARRIED
    assert claims("We will find $E_{o1} = 0.27476$.")[0].verdict is Verdict.WRONG


def test_what_a_value_gives_that_is_only_supposed_is_left_open() -> None:
    text = "Change `eta = 0.5` to `eta = 0.25` and expect `w5_new = 0.4 - 0.25 * 0.08216704 = 0.37945824`."
    assert Verdict.WRONG not in [claim.verdict for claim in claims(text)]
