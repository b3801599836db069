"""Variants are made on all cores where a process can be copied, and in this one else."""

from __future__ import annotations

import sys

import pytest

from symbackprop.course.production import Production
from symbackprop.course.roster import numbered
from symbackprop.course.variants import Variants
from symbackprop.graph.rounding import Rounding
from symbackprop.models.spec import example


def test_a_process_that_has_used_typst_is_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its threads would be missing in the copy, which waited for them for ever."""
    variants = Variants(example("single-neuron"), 1, Rounding(4))
    monkeypatch.setitem(sys.modules, "typst", sys)
    with Production(variants, workers=2) as production:
        assert production.pool is None
    monkeypatch.delitem(sys.modules, "typst")
    with Production(variants, workers=2) as production:
        assert production.pool is not None


@pytest.mark.slow
def test_a_library_makes_variants_after_it_has_set_a_page() -> None:
    import typst

    typst.compile(b"a", format="pdf")
    with Production(Variants(example("single-neuron"), 1, Rounding(4)), workers=2) as production:
        assert len(list(production.made(numbered(2)))) == 2
