"""C99 as loops over arrays: one sample at a time, and batches in tiles with the samples as SIMD lanes.

A tile holds each quantity of some samples, one row per element, one column per sample; its size does not depend on
the batch. Forward and backward pass of a tile follow each other while it is in the cache. Sums of products over an
index run through one kernel that keeps a block of results in registers.
"""

from __future__ import annotations

from ..program.results import gradient_in, outputs_in
from ..program.staging import stages
from .batch import Batch
from .page import Body, Page, function
from .sample import predicting, sample, tables


def loops(page: Page) -> Body:
    """Return the functions of a program in loop form."""
    program, real = page.program, page.real
    results = (program.loss, *program.adjoints.values())
    work = f"{real} *BACKPROP_RESTRICT work"
    out = f"{real} *BACKPROP_RESTRICT gradient, {work}"
    only_loss, single_loss = sample(page)
    both, single = sample(page, gradient_in(program))
    prediction, size = sample(page, outputs_in(program), is_prediction=True) if program.outputs else ([], 0)
    staged = stages(program, results)
    batch = Batch(page, staged, stages(program, (program.loss,)))
    batch_loss, batch_both = batch.loss_function(work), batch.both_function(out)
    tile = f"#define TILE ((size_t){batch.tile})"
    return Body(
        loss=function(f"{real} backprop_loss({page.inputs},\n    {work})", only_loss),
        both=function(f"{real} backprop_loss_and_gradient({page.inputs},\n    {out})", both),
        batch_loss=batch_loss,
        batch_both=batch_both,
        train="",
        prediction=predicting(page, prediction),
        tile=tile,
        tables=tables(page),
        shared_work=max(single, single_loss, size, batch.shared_size),
        part_work=batch.part_size,
        work_of_one=max(single, single_loss, size),
    )
