"""What else a number may be that is not the value of what its line names."""

from __future__ import annotations

from flint import fmpq

from symbackprop.models.spec import parse
from symbackprop.verify.judging.verdicts import Flag, Verdict

from .judged import draft_of, judge_of, number, precise


def test_an_output_may_be_that_after_the_update() -> None:
    draft = draft_of("out_{o1} = 0.742088")
    assert (draft.verdict, draft.about) == (Verdict.ROUNDED, ("out_{o1}", True, 0))


def test_few_figures_are_no_output_after_the_update_unless_the_line_computes_it() -> None:
    assert draft_of("out_{o1} = 0.74").verdict is not Verdict.ROUNDED


def test_a_line_that_computes_the_value_before_the_update_is_not_of_the_one_after_it() -> None:
    line = r"out_{o1} = \frac{1}{1 + e^{-1.105905967}} = "
    assert draft_of(f"{line}0.751365070").verdict is not Verdict.WRONG
    assert draft_of(f"{line}0.742088111").verdict is Verdict.WRONG
    assert draft_of("out_{o1} = 0.742088111").verdict is not Verdict.WRONG


def test_a_line_that_lost_a_sign_is_held_against_the_value_that_it_would_give() -> None:
    draft = draft_of(r"0.4 + 0.5 \cdot 0.082167041 = 0.358916480")
    assert (draft.verdict, draft.flags) == (Verdict.ROUNDED, [Flag.LINE_MISMATCH])


def test_a_line_that_gives_its_number_is_not_turned() -> None:
    assert draft_of(r"0.4 + 0.5 \cdot 0.082167041 = 0.4410835205").flags == []


def test_the_line_tells_which_quantity_was_meant() -> None:
    judge = judge_of("net_{h1} = 0.3775")
    meanings = judge.numbers.single.meanings
    with precise():
        unrounded = judge.ledger.origin(number("0.3925")).truth
        draft = judge.drafts[-1]
        found = meanings.misnamed(number("0.3925"), unrounded, draft.subject)
        assert found is not None
        assert (found.named.ascii, found.computed.ascii) == ("net_h1", "net_h2")
        assert meanings.misnamed(number("0.3926"), unrounded, draft.subject) is None


WITH_TWO_WAYS = parse(
    """
equations = '''
q = w*x
r = q*(w + x)
E = 1/2*(t - r)^2
'''
loss = "E"
parameters = ["w"]
learning_rate = 0.1
[values]
w = 0.83
x = 0.57
t = 0.9
""",
    "two_ways.toml",
)


def test_a_line_of_derivatives_that_hold_the_other_parents_fixed_tells_so_where_its_number_is_wrong() -> None:
    line = r"\frac{\partial E}{\partial r} \cdot \frac{\partial r}{\partial w} = -0.2377 \cdot 0.4731 = "
    right = judge_of(f"{line} -0.1124", network=WITH_TWO_WAYS).drafts[-1]
    wrong = judge_of(f"{line} -1.124", network=WITH_TWO_WAYS).drafts[-1]
    assert (right.verdict, wrong.verdict) == (Verdict.ROUNDED, Verdict.WRONG)
    assert wrong.truth == right.truth


def test_a_short_number_that_is_exact_with_the_other_parents_fixed_is_no_rounded_total() -> None:
    network = parse(
        'equations = "q = w*x\\nr = w + q\\nE = 1/2*(t - r)^2"\nloss = "E"\nparameters = ["w"]\nlearning_rate = 0.1\n'
        "[values]\nw = 0.83\nx = -0.3\nt = 0.9\n",
        "around.toml",
    )
    line = r"\frac{\partial r}{\partial w}"
    local = judge_of(f"{line} = 1 + 0 = 1", network=network).drafts[-1]
    total = judge_of(f"{line} = 0.7", network=network).drafts[-1]
    assert (local.verdict, local.truth) == (Verdict.RIGHT, 1)
    assert (total.verdict, total.truth) == (Verdict.RIGHT, fmpq(7, 10))
