"""What letters are worth."""

from __future__ import annotations

from symbackprop.verify.calculus.letters import DrawnLetters, FormalLetters
from symbackprop.verify.calculus.members import Variable

X, Y = Variable("x"), Variable("y")


def test_the_same_letters_are_drawn_in_every_run() -> None:
    assert DrawnLetters(1).value(X, ()) == DrawnLetters(1).value(X, ())
    assert len({str(DrawnLetters(1).value(X, (at,))) for at in range(5)}) > 3


def test_letters_have_two_decimals_and_can_be_positive() -> None:
    drawn = DrawnLetters(1, positive=True)
    values = [drawn.value(X, (at,)) for at in range(30)]
    assert all(0 < value < 1 and 100 % value.q == 0 for value in values)
    assert any(DrawnLetters(1).value(X, (at,)) < 0 for at in range(30))


def test_formal_letters_are_equal_only_to_themselves() -> None:
    letters = FormalLetters()
    assert (letters.value(X, ()) - letters.value(X, ())).is_zero
    assert not (letters.value(X, ()) - letters.value(Y, ())).is_zero
