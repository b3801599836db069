"""Statements written out, an equation an element."""

from __future__ import annotations

from symbackprop.export.program.elements import adjoints_of_elements, written_out
from symbackprop.export.saturation.normalise import Maximum
from symbackprop.expression.tree import ONE, Call, Choice, Index, Negative, Sum, Symbol
from symbackprop.graph.equations import Equation, Term

ROW, COLUMN = Index("i", 2), Index("j", 3)
Z = Symbol("z", indices=(ROW, COLUMN))


def test_every_element_has_an_equation_in_its_own_names() -> None:
    labels = {Symbol("y", indices=(at,)): Symbol("y", "ab"[at - 1]) for at in (1, 2)}
    equation = Equation(Symbol("y", indices=(ROW,)), (Term(Call("exp", Z), (COLUMN,)),))
    first, second = written_out((equation,), labels)
    assert (first.target.ascii, second.target.ascii) == ("y_a", "y_b")
    assert first.body == Sum(tuple(Call("exp", Symbol("z", f"1,{at}")) for at in (1, 2, 3)))


def test_the_greatest_of_several_is_found_by_choices_between_two() -> None:
    maximum = Maximum(Symbol("m", indices=(ROW,)), Z, (COLUMN,))
    equations = written_out((maximum,), {})
    assert [equation.target.ascii for equation in equations] == ["m1_1", "m1", "m1_2", "m2"]
    first, second = Symbol("z", "1,1"), Symbol("z", "1,2")
    assert equations[0].body == Choice(Sum((first, Negative(second))), first, second)


def test_the_greatest_of_one_is_itself() -> None:
    one = Maximum(Symbol("m"), Symbol("z", indices=(Index("k", 1),)), (Index("k", 1),))
    (equation,) = written_out((one,), {})
    assert (equation.target, equation.body) == (Symbol("m"), Symbol("z", "1"))


def test_an_adjoint_that_is_the_same_everywhere_is_that_of_every_element() -> None:
    w, v = Symbol("w", indices=(ROW,)), Symbol("v", indices=(ROW,))
    slope = Symbol("w", indices=(ROW,), mark="E")
    found = adjoints_of_elements((w, v), {Symbol("w"): slope, Symbol("v"): ONE}, {})
    assert {name.ascii: adjoint for name, adjoint in found.items()} == {
        "w1": Symbol("w", "1", mark="E"),
        "w2": Symbol("w", "2", mark="E"),
        "v1": ONE,
        "v2": ONE,
    }
