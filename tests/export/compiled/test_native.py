from __future__ import annotations

import pytest

from symbackprop.document.escape import in_code
from symbackprop.export.c import Page, Source, Unit
from symbackprop.export.compiled.compiler import FAST, SAFE
from symbackprop.export.compiled.native import _beside, _options
from symbackprop.export.program.lowering import Form, lowered
from symbackprop.models.network import Network


def source(network: Network, form: Form) -> Source:
    return Source(Page(lowered(network, form=form), is_single=False), in_code("A network"))


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("form", Form)
def test_a_compiler_that_refuses_the_fast_options_gets_plain_ones_at_last(
    unit: Unit, form: Form, mazur: Network
) -> None:
    options = _options(source(mazur, form), unit)
    assert options[-1] == (*SAFE, "-O2")
    assert all(set(FAST) <= set(tried) for tried in options[:-1])
    assert any("-fopenmp" in tried for tried in options) is (unit in (Unit.BATCH, Unit.BATCH_GRADIENT))


def test_two_works_are_done_beside_one_another_and_both_results_come_back() -> None:
    assert _beside(lambda: "other", lambda: "own") == ("other", "own")


@pytest.mark.parametrize("at", [0, 1])
def test_an_error_of_either_work_comes_through(at: int) -> None:
    def fail() -> str:
        raise ValueError("no")

    works = [lambda: "fine", lambda: "fine"]
    works[at] = fail
    with pytest.raises(ValueError, match=r"^no$"):
        _beside(*works)
