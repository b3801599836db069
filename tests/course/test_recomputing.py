"""Every number of the notes is computed again, and a number that is another is found."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest

from symbackprop.cli.notes import mistakes_of
from symbackprop.course.recomputing import Kind, Recomputing
from symbackprop.derive.narrate import Form, Outline, default_weights, notes
from symbackprop.derive.narrate.parts.table import PARTS
from symbackprop.derive.narrate.results import ROUNDS_LABEL
from symbackprop.derive.numbers import Numbers
from symbackprop.document.blocks import Block, Display, Document, Row, Table
from symbackprop.expression.tree import Number, Symbol
from symbackprop.graph.rounding import Policy, Rounding
from symbackprop.models.spec import example, example_names
from symbackprop.render.inline.labels import walk

FULL = Rounding(9)

CHECK = """
def check(found, shown):
    found, shown = np.asarray(found, dtype=float), np.asarray(shown, dtype=float)
    unit = 10.0 ** (np.floor(np.log10(np.where(shown == 0, 1, np.abs(shown)))) - {places} + 1)
    assert found.shape == shown.shape and np.all(np.abs(found - shown) <= {share} * unit + 1e-12), (found, shown)
"""


def derived(
    name: str,
    rounding: Rounding = FULL,
    forms: tuple[Form, ...] = (Form.SCALAR, Form.MATRIX),
    parts: tuple[str, ...] = (),
) -> Document:
    network = example(name)
    outline = Outline(default_weights(network), 10, forms, parts=parts, mistakes=mistakes_of(network, parts))
    return notes(Numbers(network, rounding), outline)


def run(name: str, blocks: tuple[Block, ...], rounding: Rounding = FULL, change: Callable[[str], str] = str) -> int:
    """Run what computes some blocks again, changed or not, and return how many results nothing computes."""
    recomputing = Recomputing(Numbers(example(name), rounding))
    parts = [recomputing.of((block,)) for block in blocks]
    share = 0.5 if rounding.policy is Policy.FULL else 1.0
    sources = [CHECK.format(places=rounding.places, share=share), *recomputing.functions]
    known = {"np": np, "math": math}
    for code in (*sources, *(at.code for lines in parts for at in lines.statements)):
        exec(change(code), known)  # what our own printer has written
    return sum(lines.unchecked for lines in parts)


@pytest.mark.slow
@pytest.mark.parametrize("name", example_names())
def test_all_results_of_an_example_are_those_that_numpy_finds(name: str) -> None:
    document = derived(name)
    # What the network says after some rounds is not computed again, only how wrong it is.
    rounds = [at for at in walk(document.blocks) if isinstance(at, Table) and at.label == ROUNDS_LABEL]
    assert run(name, document.blocks) <= sum(len(table.columns) - 2 for table in rounds) * 3


@pytest.mark.parametrize(
    "rounding",
    [Rounding(4, policy=Policy.CARRIED), Rounding(5, policy=Policy.TRUNCATE), Rounding(3)],
    ids=["carried", "truncated", "few digits"],
)
def test_numbers_are_held_to_the_rounding_that_the_notes_have(rounding: Rounding) -> None:
    # With carried rounding the run of training is left out, too, and two products that only other routes carry so.
    assert run("mazur-2-2-2", derived("mazur-2-2-2", rounding, (Form.SCALAR,)).blocks, rounding) <= 13


def test_each_result_that_is_another_one_is_found() -> None:
    document = derived("mazur-2-2-2", forms=(Form.SCALAR,))
    parts = Recomputing(Numbers(example(), FULL)).of(document.blocks)
    found = [code for code in parts.of(Kind.CHECK) if len(code) > 20]
    assert len(found) > 30
    for line in found[:: len(found) // 8]:
        wrong = re.sub(r"(\d)\)$", lambda last: f"{(int(last[1]) + 5) % 10})", line)
        with pytest.raises(AssertionError):
            run("mazur-2-2-2", document.blocks, change=lambda code, line=line, wrong=wrong: code.replace(line, wrong))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["mazur-2-2-2", "lstm", "adam"])
def test_other_numbers_beside_a_name_are_no_values_of_it(name: str) -> None:
    """Nudges, what a mistake gives, later rounds: all parts have such numbers."""
    assert run(name, derived(name, parts=tuple(PARTS)).blocks) > 10


def test_what_the_notes_name_and_do_not_derive_comes_from_the_network() -> None:
    lines = Recomputing(Numbers(example(), FULL)).of(derived("mazur-2-2-2", forms=(Form.SCALAR,)).blocks)
    assert "dnet_o1_dw6 = out_h2" in lines.of(Kind.COMPUTED)


def test_a_line_about_nothing_that_is_known_is_counted() -> None:
    line = Display((Row(Symbol("q"), (("=", Number(Fraction(1, 2), "0.5")),)),))
    lines = Recomputing(Numbers(example(), FULL)).of((line,))
    assert (lines.statements, lines.unchecked) == ((), 1)
