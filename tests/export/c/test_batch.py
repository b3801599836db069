"""C99 as loops: a batch in tiles that stay in the cache, cut into parts."""

from __future__ import annotations

from symbackprop.export.c.batch import Batch
from symbackprop.export.c.choice import MOST_TILE
from symbackprop.export.c.page import Page
from symbackprop.export.program.lowering import Form, Program, lowered
from symbackprop.export.program.staging import stages
from symbackprop.models.spec import parse

from ..networks import layered


def batch(program: Program, is_single: bool = False) -> Batch:
    both = stages(program, (program.loss, *program.adjoints.values()))
    return Batch(Page(program, is_single), both, stages(program, (program.loss,)))


def test_the_wider_the_network_the_fewer_samples_a_tile_has() -> None:
    narrow, wide = (batch(lowered(layered(*sizes), form=Form.LOOPS)).tile for sizes in ((3, 2), (4, 1_500, 2)))
    assert wide < narrow == MOST_TILE


def test_parts_are_added_in_their_order() -> None:
    made = batch(lowered(layered(12, 9, 5), form=Form.LOOPS))
    text = made.both_function("double *work")
    assert text.startswith("static double tile(")
    assert "for (size_t part = 1; part < parts; part++) {" in text
    assert "omp for" in text
    assert made.part_size > made.sums.size


def test_a_loss_that_no_sample_reaches_needs_no_tile() -> None:
    text = (
        'equations = "y = w*x\\nE = w^2"\nloss = "E"\nparameters = ["w"]\nlearning_rate = 0.1\n[values]\nx = 3\nw = 1\n'
    )
    program = lowered(parse(text, "apart.toml"), ("x",), Form.LOOPS)
    text = batch(program).loss_function("double *work")
    assert "tile" not in text
    assert "(void)samples;" in text
