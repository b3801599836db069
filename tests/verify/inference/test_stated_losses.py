"""The losses that formulas define."""

from __future__ import annotations

import pytest

from symbackprop.verify.inference.stated_losses import ENTROPIES, stated_losses
from symbackprop.verify.reading.document import read
from symbackprop.verify.reading.statements import read_statements


def losses(*lines: str) -> frozenset[str]:
    text = "\n\n".join(f"$${line}$$" for line in lines)
    return stated_losses(read_statements(read(text.encode(), "x.md"), ()).chains)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (r"E = \frac12 (t - a)^2", {"half-squared"}),
        (r"L = 0.5 (y - \hat{y})^2", {"half-squared"}),
        (r"C = \frac{(y - a)^2}{2}", {"half-squared"}),
        (r"E_{total} = \sum_k \frac{1}{2} (t_k - o_k)^2", {"half-squared"}),
        (r"J = \frac{1}{2}\left[(t_1 - o_1)^2 + (t_2 - o_2)^2\right]", {"half-squared"}),
        (r"E = (t - a)^2", {"squared"}),
        (r"L = -[y \log(p) + (1 - y) \log(1 - p)]", {*ENTROPIES}),
        (r"L = (t - a)^2 + \frac{\lambda}{2} w^2", {"squared"}),
        (r"L = \frac{1}{n} \sum_i (t_i - a_i)^2", set()),
        (r"z = \frac12 (x - a)^2", set()),
        (r"E = 0.25", set()),
    ],
)
def test_a_formula_defines_its_loss_by_its_factor(line: str, found: set[str]) -> None:
    assert losses(line) == found


def test_several_formulas_define_several_and_one_of_another_form_leaves_all_open() -> None:
    assert losses("E = (t - a)^2", r"E_1 = \frac12 (t_1 - a_1)^2") == {"squared", "half-squared"}
    assert losses("E = (t - a)^2", "E = 3 (t - a)^2") == frozenset()
