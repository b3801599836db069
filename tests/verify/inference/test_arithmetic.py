"""The network that means nothing."""

from __future__ import annotations

from symbackprop.verify.inference.arithmetic import ARITHMETIC, NOTHING
from symbackprop.verify.judging.verdicts import Verdict
from symbackprop.verify.pipeline import verify


def test_it_has_nothing_to_train_and_lacks_no_number() -> None:
    assert (ARITHMETIC.loss, ARITHMETIC.trained, ARITHMETIC.learning_rate) == (NOTHING, (), None)
    assert ARITHMETIC.graph.leaves == ()
    assert tuple(ARITHMETIC.missing) == ()


def test_lines_about_it_are_judged_by_their_arithmetic() -> None:
    claims = verify(b"$0.5 \\cdot 0.3 + 0.1 = 0.25$ and $0.5 \\cdot 0.3 + 0.1 = 0.35$", "x.md", ARITHMETIC).claims
    assert [claim.verdict for claim in claims] == [Verdict.RIGHT, Verdict.WRONG]
