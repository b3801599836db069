"""What is found out about a formula."""

from __future__ import annotations

from symbackprop.verify.calculus.finding import Finding, Outcome


def test_what_is_proved_or_comes_true_holds() -> None:
    assert [one for one in Outcome if Finding(one).holds] == [Outcome.PROVED, Outcome.HOLDS]
