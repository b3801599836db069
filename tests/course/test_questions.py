"""What a quiz asks has certified answers, and no mistake passes for one."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symbackprop.course.questions import Asked, Quiz, decimal_text, last_unit, quiz
from symbackprop.derive.numbers import Numbers
from symbackprop.errors import UsageError
from symbackprop.graph.rounding import Digits, Policy, Rounding
from symbackprop.models.spec import example
from tests.course.asked import asked

NAMES = ["mazur-2-2-2", "softmax", "adam", "recurrent"]


@pytest.fixture(scope="module")
def made() -> Quiz:
    return asked("mazur-2-2-2")


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_answers_are_the_certified_values_and_mistakes_are_none(name: str) -> None:
    network = example(name)
    exact = Numbers(network, Rounding(20))
    for question in asked(name).questions:
        if question.kind is Asked.FORWARD:
            value = exact.of(question.quantity).value
            assert abs(value - question.answer.value) <= question.unit / 2
        for mistake in question.mistakes:
            assert abs(mistake.wrong.value - question.answer.value) >= 2 * question.tolerance - question.unit
        assert question.tolerance >= question.unit


def test_each_quantity_is_asked_once(made: Quiz) -> None:
    names = [question.name for question in made.questions]
    assert len(names) == len(set(names)) > 20
    assert {question.kind for question in made.questions} == set(Asked)


def test_a_result_of_numbers_carried_from_line_to_line_is_near_enough(made: Quiz) -> None:
    carried = Numbers(example(), Rounding(4, policy=Policy.CARRIED))
    for question in made.questions:
        if question.kind is Asked.FORWARD:
            assert abs(carried.of(question.quantity).value - question.answer.value) <= question.tolerance


def test_only_what_is_wanted_is_asked() -> None:
    found = quiz(Numbers(example(), Rounding(4)), [Asked.GRADIENTS])
    assert [question.name for question in found.questions] == ["dE_total_dw5", "dE_total_dw1"]


def test_nothing_to_ask_is_refused() -> None:
    with pytest.raises(UsageError, match="nothing is computed there"):
        quiz(Numbers(example(), Rounding(4)), [])


def test_answers_that_a_system_takes_for_nothing_are_known() -> None:
    small = quiz(Numbers(example(), Rounding(4)), [Asked.GRADIENTS], example().parameters)
    assert len(small.kept) == len(small.questions)
    assert all(abs(question.answer.value) >= Fraction(1, 10_000) for question in small.kept)


@pytest.mark.parametrize(
    ("value", "rounding", "unit"),
    [
        ("0.0821670406", Rounding(4), "0.00001"),
        ("12.5", Rounding(4), "0.01"),
        ("99999", Rounding(4), "10"),
        ("-1", Rounding(3), "0.01"),
        ("0", Rounding(3), "0.001"),
        ("0.5", Rounding(2, Digits.DECIMALS), "0.01"),
    ],
)
def test_the_last_unit_is_that_of_the_last_digit_shown(value: str, rounding: Rounding, unit: str) -> None:
    assert last_unit(Fraction(value), rounding) == Fraction(unit)


def test_numbers_have_no_power_of_ten() -> None:
    assert decimal_text(Fraction(1, 10**12)) == "0.000000000001"


def test_no_number_to_choose_from_stands_out(made: Quiz) -> None:
    for question in made.questions:
        shown = [question.answer, *(mistake.wrong for mistake in question.mistakes)]
        if question.answer.value and "e" not in question.answer.text and len(question.answer.text) > 5:
            assert {len(number.text.lstrip("-0.").replace(".", "")) for number in shown} == {4}
