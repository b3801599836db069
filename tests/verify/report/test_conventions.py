from __future__ import annotations

import pytest

from symbackprop.models.spec import example
from symbackprop.verify.judging.remarks import RemarkCode
from symbackprop.verify.pipeline import verify, verify_alone


def conventions(text: str) -> tuple[str, ...]:
    return verify(text.encode(), "x.md", example()).conventions


NUMBERS = {
    "rounds": ["0.5933", "0.5969", "1.1059", "0.7514", "0.7729", "0.2748"],
    "truncates": ["0.5932", "0.5968", "1.1059", "0.7513", "0.7729", "0.2748"],
}
NAMES = ["out_{h1}", "out_{h2}", "net_{o1}", "out_{o1}", "out_{o2}", "E_{o1}"]


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (NUMBERS["rounds"], "The document rounds to 4 decimals."),
        (NUMBERS["truncates"], "The document truncates to 4 decimals more often than it rounds."),
        ([*NUMBERS["rounds"][:5], "0.2748"], "The document rounds to 4 decimals."),
    ],
)
def test_it_is_said_once_how_a_document_shortens_numbers(numbers: list[str], said: str) -> None:
    text = "\n\n".join(f"${name} = {number}$" for name, number in zip(NAMES, numbers, strict=True))
    found = conventions(text)
    assert [line for line in found if line.startswith("The document")] == [said]


def test_of_few_or_exact_numbers_nothing_is_said() -> None:
    assert conventions("$out_{h1} = 0.5933$") == ()
    assert conventions("\n\n".join(f"$w_{n} = {0.1 + 0.05 * n:.2f}$" for n in range(1, 5))) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            r"$\delta_{o1} = (target_{o1} - out_{o1}) out_{o1} (1 - out_{o1}) = -0.138498562$",
            "δ is the negative derivative of the error",
        ),
        (
            r"$\delta_{o1} = out_{o1} - target_{o1} = 0.74136507$, $\delta_{o2} = -0.217071535$",
            "δ is the derivative of the error with respect to the output",
        ),
    ],
)
def test_a_usage_that_is_not_the_one_of_the_network_is_said(text: str, said: str) -> None:
    assert [line for line in conventions(text) if line.startswith(said)]


def test_how_a_document_writes_is_said_of_all_of_its_parts() -> None:
    text = r"""
# Exercise 1

Let $f = x y$ with $x = 2$ and $y = 3$. Then $f = 6$ and $\frac{\partial f}{\partial x} = y = 3$.

# Exercise 2

Let $g = u v$ with $u = 4$ and $v = 5$. Then $g = 20$ and $\frac{\delta g}{\delta u} = v = 5$.
"""
    report = verify_alone(text.encode(), "x.md")
    assert [remark.code for remark in report.remarks].count(RemarkCode.DELTA_FOR_PARTIAL) == 1
