"""What the cells of a table claim, by what stands before their row and above their column."""

from __future__ import annotations

from pathlib import Path

import pytest

from symbackprop import models
from symbackprop.models.spec import example, load
from symbackprop.verify.judging.table_claims import Claims, claims_of, milestones
from symbackprop.verify.pipeline import verify_alone
from symbackprop.verify.tree import Name, Rate, printed

from ..interpretation.names import interpreted
from .tables import table


def claims(text: str) -> Claims:
    return claims_of(table(text), interpreted())


def said(found: Claims) -> list[tuple[str, bool, str]]:
    """Return which quantity each number is claimed of, whether after the update, and the number."""
    every = []
    for claimed in found.chains:
        left, right = (side.node for side in claimed.chain.sides)
        number = printed(right)
        assert number is not None
        if isinstance(left, Rate):
            assert isinstance(left.by, Name)
            every.append((f"∂/∂{left.by.text}", False, number.text))
        else:
            assert isinstance(left, Name)
            every.append((left.text, left.new, number.text))
    return every


WEIGHTS = "| weight | {head} |\n|---|---|\n| $w_1$ | 0.15 |\n| $w_2$ | 0.2 |"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("value", [("w_1", False, "0.15"), ("w_2", False, "0.2")]),
        ("old", [("w_1", False, "0.15"), ("w_2", False, "0.2")]),
        ("new", [("w_1", True, "0.15"), ("w_2", True, "0.2")]),
        ("after the update", [("w_1", True, "0.15"), ("w_2", True, "0.2")]),
        ("gradient", [("∂/∂w_1", False, "0.15"), ("∂/∂w_2", False, "0.2")]),
    ],
)
def test_a_head_says_what_the_numbers_of_its_column_are(head: str, expected: list[tuple[str, bool, str]]) -> None:
    assert said(claims(WEIGHTS.format(head=head))) == expected


def test_a_formula_in_a_head_is_that_of_the_row() -> None:
    found = claims("| weight | $w^+$ |\n|---|---|\n| $w_1$ | 0.149 |\n| $w_2$ | 0.199 |")
    assert said(found) == [("w_1", True, "0.149"), ("w_2", True, "0.199")]


def test_a_table_is_read_by_columns_where_its_first_row_names_the_quantities() -> None:
    found = claims("| | $w_1$ | $w_2$ |\n|---|---|---|\n| value | 0.15 | 0.2 |")
    assert said(found) == [("w_1", False, "0.15"), ("w_2", False, "0.2")]


def test_a_row_of_numbers_below_a_row_of_names_is_theirs() -> None:
    found = claims("| $w_1$ | $w_2$ |\n|---|---|\n| 0.15 | 0.2 |")
    assert said(found) == [("w_1", False, "0.15"), ("w_2", False, "0.2")]


def test_a_table_whose_rows_are_mostly_unknown_claims_nothing() -> None:
    assert not claims("| x | value |\n|---|---|\n| $foo_1$ | 0.15 |\n| $bar_2$ | 0.2 |\n| $w_1$ | 0.3 |").chains


def test_a_row_counts_rounds_where_the_head_says_so() -> None:
    found = claims("| rounds | $E_{total}$ |\n|---|---|\n| 0 | 0.2984 |\n| 1 | 0.2910 |")
    assert [(claim.quantity, claim.rounds, claim.stated.text) for claim in found.prose] == [
        (example().loss, 0, "0.2984"),
        (example().loss, 1, "0.2910"),
    ]


def test_milestones_are_found_before_the_names_are_known() -> None:
    counted = table("| rounds | error |\n|---|---|\n| 0 | 0.2984 |\n| 1 | 0.2910 |")
    assert [claim.rounds for claim in milestones(counted, example().loss)] == [0, 1]


@pytest.mark.parametrize("label", ["h1", "$h_1$"])
def test_a_row_a_neuron_and_a_column_a_kind_of_quantity_name_their_cell_together(label: str) -> None:
    rows = f"| {label} | 0.3775 | 0.5933 |\n| {label.replace('1', '2')} | 0.3925 | 0.5969 |"
    found = claims(f"| neuron | net | out |\n|---|---|---|\n{rows}")
    assert said(found)[:2] == [("net_{h1}", False, "0.3775"), ("out_{h1}", False, "0.5933")]


TIMES = Path(models.__file__).parent / "examples" / "recurrent.toml"


@pytest.mark.parametrize(
    ("first", "head", "expected"),
    [
        ("t", "$h_t$", ["h_1", "h_2"]),
        ("$t$", "$h_{t-1}$", ["h_{0}", "h_{1}"]),
        ("time step", "$h_t$", ["h_1", "h_2"]),
        ("t", "$h$", []),
        ("n", "$h_n$", []),
    ],
)
def test_a_row_a_time_and_a_column_a_quantity_with_its_index(first: str, head: str, expected: list[str]) -> None:
    naming = interpreted(network=load(TIMES))
    found = claims_of(table(f"| {first} | {head} |\n|---|---|\n| 1 | 0.5370 |\n| 2 | 0.2726 |"), naming)
    assert [left for left, _, _ in said(found)] == expected


NODES = r"""
$a = 2$, $b = 3$, $c = a b$, $L = c + a$

| {} | data | grad |
|---|---|---|
| a | 2 | 4 |
| c | 6 | {} |
| L | 8 | 1 |
"""


@pytest.mark.parametrize(("word", "number", "faults"), [("node", "1", 0), ("Knoten", "1", 0), ("node", "3", 1)])
def test_data_and_gradient_of_the_nodes_of_a_program_are_judged(word: str, number: str, faults: int) -> None:
    report = verify_alone(NODES.format(word, number).encode(), "x.md")
    cells = [claim for claim in report.judged if claim.place.line > 4]
    assert len(cells) == 6
    assert sum(claim.is_fault for claim in cells) == faults


@pytest.mark.parametrize("grad", ["0.5", "0.50"])
def test_a_node_that_is_called_by_its_product_has_a_gradient_of_its_own(grad: str) -> None:
    text = f"""
`x1 = 2.0`, `w1 = -3.0`, `b = 6.8813735870195432`

```
x1w1 = x1*w1
n = x1w1 + b
o = n.tanh()
x1w1.grad = {grad}
w1.grad = 1.0
```
"""
    report = verify_alone(text.encode(), "x.md")
    assert not any(claim.is_fault for claim in report.claims)
    assert {claim.place.line for claim in report.judged} >= {5, 6, 7, 8, 9}
