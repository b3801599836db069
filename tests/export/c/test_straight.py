"""C99 as straight-line code: a statement a number."""

from __future__ import annotations

import re

from symbackprop.export.c.page import Page
from symbackprop.export.c.straight import straight
from symbackprop.export.program.lowering import lowered
from symbackprop.models.network import Network

from ..networks import regularised


def test_the_loss_is_computed_without_the_backward_pass(mazur: Network) -> None:
    body = straight(Page(lowered(mazur)))
    assert "dE_d" not in body.loss
    assert "Backward pass" in body.both
    assert "const double net_h1 = b1 + w1 * i1 + w2 * i2;" in body.loss


def test_every_slope_is_stored_in_the_order_of_the_parameters(mazur: Network) -> None:
    body = straight(Page(lowered(mazur)))
    assert re.findall(r"gradient\[(\d)\] = (\w+);", body.both) == [(str(at), f"dE_dw{at + 1}") for at in range(8)]


def test_training_keeps_parameters_in_registers(mazur: Network) -> None:
    train = straight(Page(lowered(mazur))).train
    loop = train.partition("round++")[2].partition("\n    }")[0]
    assert "parameters[" not in loop
    assert "w5 -= w5_step;" in loop


def test_parts_of_a_batch_need_room_for_the_loss_and_each_sum() -> None:
    assert straight(Page(lowered(regularised(), ("x", "t")))).part_work == 3


def test_what_nothing_reads_is_no_warning() -> None:
    body = straight(Page(lowered(regularised(), ("x", "t"))))
    assert "(void)work;" in body.loss
