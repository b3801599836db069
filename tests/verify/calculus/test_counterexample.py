"""Numbers at which two sides differ."""

from __future__ import annotations

from symbackprop.verify.values.arithmetic import is_equal

from .letters import derivation


def test_the_first_entries_that_differ_are_shown() -> None:
    found = derivation("z = W x", r"\frac{\partial L}{\partial x} = W \frac{\partial L}{\partial z}", "L = c^T z")
    against = next(one.against for one in found.findings() if one.against is not None)
    assert is_equal(against.left, against.right) is False
    assert {"W_1,1", "c_1"} <= {name for name, _ in against.letters}
