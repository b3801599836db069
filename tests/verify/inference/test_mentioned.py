"""What a document mentions and gives no number."""

from __future__ import annotations

import pytest

from symbackprop.expression.tree import Number
from symbackprop.verify import thresholds
from symbackprop.verify.inference.assignments import find_assignments
from symbackprop.verify.inference.mentioned import UNKNOWN, is_known, with_mentioned
from symbackprop.verify.pipeline import read


def found(text: str) -> dict[str, list[str]]:
    """Return the numbers of what a document gives and mentions, in its order."""
    trials = read(text.encode(), "x.md")
    statements = trials.statements()
    every = with_mentioned(find_assignments(trials.reading, statements), statements.chains).every
    return {
        "_".join((at.name.base, *at.name.below)): [number.text for number in at.flat]
        for at in sorted(every, key=lambda at: at.start)
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"$x_1 = 2$, $w_1 = 0.5$: $z = w_1 x_1 + b$", {"b": "?", "w_1": "0.5", "x_1": "2"}),
        (r"$x_2 = 2$, $w_2 = 0.5$: $z = w_1 x_1 + w_2 x_2$", {"w_1": "?", "w_2": "0.5", "x_1": "?", "x_2": "2"}),
        (r"$w_1 = 0.5$ and $w_3 = 0.7$", {"w_1": "0.5", "w_2": "?", "w_3": "0.7"}),
        (r"$w_1 = 0.5$: $z = w_1 x$", {"w_1": "0.5"}),
    ],
    ids=["a bias", "numbered names", "between others", "an input without number"],
)
def test_what_a_network_needs_and_has_no_number_is_put_in_its_place(text: str, expected: dict[str, str]) -> None:
    assert found(text) == {name: [number] for name, number in expected.items()}


def test_a_line_of_numbers_tells_what_a_letter_is() -> None:
    text = r"$w = 0.4$, $x = 2$: $net = w x + b$, and $out = 0.4 \cdot 2 + 0.6 = 1.4$"
    assert ["0.6"] in found(text).values()


def test_what_is_too_much_is_left_out() -> None:
    most = thresholds.MOST_MENTIONED
    sums = [" + ".join(f"w_{{{at}}} x_{{{at}}}" for at in range(1, end + 1)) for end in (most // 2, most // 2 + 1)]
    few, many = (found(f"$t = 1$: $z = {total}$") for total in sums)
    assert (len(few), len(many)) == (most + 1, 1)


def test_a_number_that_is_not_known_is_told_by_its_text() -> None:
    assert is_known(Number(UNKNOWN.value, "0"))
    assert not is_known(Number(UNKNOWN.value, "?"))
