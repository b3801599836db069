"""What a document gives a number, wherever and however it writes it down."""

from __future__ import annotations

import pytest

from symbackprop.verify.inference.assignments import Assignments, find_assignments, parts_played, values_in_words
from symbackprop.verify.lexicon.roles import BIAS, INPUT, RATE, TARGET, WEIGHT
from symbackprop.verify.pipeline import read


def found(text: str, name: str = "x.md") -> Assignments:
    trials = read(text.encode(), name)
    return find_assignments(trials.reading, trials.statements())


def values(text: str, name: str = "x.md") -> dict[str, list[list[str]]]:
    return {at.name.text: [[one.text for one in row] for row in at.rows] for at in found(text, name).every}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$w_1 = 0.15$", {"w_1": [["0.15"]]}),
        ("$w_1 = 0.15, w_2 = -0.2$", {"w_1": [["0.15"]], "w_2": [["-0.2"]]}),
        ("$b_1 = b_2 = 0.5$", {"b_1": [["0.5"]], "b_2": [["0.5"]]}),
        ("$x = [1, 2]$", {"x": [["1", "2"]]}),
        (r"$W = \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}$", {"W": [["1", "2"], ["3", "4"]]}),
        (r"$x = \begin{bmatrix} 1 & 2 \end{bmatrix}^T$", {"x": [["1"], ["2"]]}),
        ("```python\nW1 = [[0.5, -0.2],  # first\n      [0.3, 0.1]]\n```", {"W_1": [["0.5", "-0.2"], ["0.3", "0.1"]]}),
        ("```python\nx = np.array([1.0, 0.5])\n```", {"x": [["1.0", "0.5"]]}),
        ("```python\nx, y = 0.4, 0.6\n```", {"x": [["0.4"]], "y": [["0.6"]]}),
        ("| $w_1$ | 0.2 |\n|---|---|\n| $w_2$ | 0.7 |\n", {"w_1": [["0.2"]], "w_2": [["0.7"]]}),
        ("| x1 | x2 |\n|----|----|\n| 1 | 0.5 |\n", {"x_1": [["1"]], "x_2": [["0.5"]]}),
    ],
    ids=[
        "a formula",
        "several in one formula",
        "two names at once",
        "a list",
        "a matrix",
        "a list that stands",
        "a program",
        "a call",
        "several names",
        "a table of names",
        "a row of names",
    ],
)
def test_a_name_and_its_numbers_are_found(text: str, expected: dict[str, list[list[str]]]) -> None:
    assert values(text) == expected


def test_words_between_a_name_and_its_number_are_no_part_of_the_number() -> None:
    assert values("The sum is equal to 1, and $w$ equals 0.5.")["w"] == [["0.5"]]


@pytest.mark.parametrize(
    ("text", "name", "number"),
    [
        (r"**Wanted ($t$)**: \(1.0\)", "t", "1.0"),
        (r"- **Goal** (t): \( 0.25 \)", "t", "0.25"),
        ("```python\n# a=1, x=5 -> t=0\n```", "x", "5"),
        ("```python\n# a=1, x=2.5 → t=0\n```", "x", "2.5"),
    ],
)
def test_a_number_is_given_in_brackets_of_its_own_and_before_an_arrow(text: str, name: str, number: str) -> None:
    assert values(text)[name] == [[number]]


def test_the_value_of_a_function_is_given_to_none_of_its_arguments() -> None:
    assert values("$g_1'(x) = 2$ and $f(y) = 3$") == {}
    assert values("(x) = 2") == {"x": [["2"]]}


def test_a_list_that_is_multiplied_is_given_to_nothing() -> None:
    assert "u" not in values(r"$u = [0.5,-0.3]\begin{bmatrix}0.2\\-0.1\end{bmatrix}+0.2$")
    assert values("u = [0.5, -0.3]  # as drawn")["u"] == [["0.5", "-0.3"]]


def test_the_first_number_of_a_quantity_is_the_one_that_it_starts_with() -> None:
    assert values("$w_1 = 0.15$ at first, and after the update $w_1 = 0.14$") == {"w_1": [["0.15"]]}


@pytest.mark.parametrize(
    "text",
    [
        "$w_1^+ = 0.14$",
        "$w_1 \\approx 0.14$",
        "new w_1 = 0.14",
        "$w_1 = 0.4 - 0.5 * 0.2$",
        "$(y - t) y (1 - y) x = -0.05$",
        "(a + b) w_1 = 0.3",
    ],
)
def test_what_is_computed_is_no_number_that_is_given(text: str) -> None:
    assert not found(text).every


def test_what_numbers_are_put_in_for_is_kept_apart() -> None:
    here = found("$net = w_1 x_1 + b = 0.3 \\cdot 0.5 + 0.1$")
    assert not here.every
    assert {at.name.text: at.rows[0][0].text for at in here.substituted} == {"w_1": "0.3", "x_1": "0.5", "b": "0.1"}


@pytest.mark.parametrize(
    ("text", "part", "numbers"),
    [
        ("The learning rate is 0.4.", RATE, ["0.4"]),
        ("We feed the inputs 0.2 and 0.6.", INPUT, ["0.2", "0.6"]),
        ("The desired output is 1.", TARGET, ["1"]),
        ("with a bias of 0.25", BIAS, ["0.25"]),
    ],
)
def test_words_give_numbers_to_a_part(text: str, part: str, numbers: list[str]) -> None:
    assert [one.text for one in found(text).in_words[part]] == numbers
    (first, *_) = [at for at in values_in_words(text) if at[0] == part]
    assert text[first[1] : first[2]] == numbers[0]


@pytest.mark.parametrize("text", ["a network with 3 inputs", "2 hidden neurons", "the inputs are noisy"])
def test_numbers_that_count_something_are_given_to_nothing(text: str) -> None:
    assert not any(found(text).in_words.values())


def test_what_can_play_a_part_comes_with_the_likeliest_first() -> None:
    here = found("$w_1 = 0.1$, $x_1 = 0.5$, $t = 1$, $b = 0.3$")
    assert [at.name.text for at in here.of(WEIGHT)][:1] == ["w_1"]
    assert [at.name.text for at in here.of(INPUT)][:1] == ["x_1"]
    assert [at.name.text for at in here.of(TARGET)][:1] == ["t"]


def test_an_output_of_layer_0_is_an_input() -> None:
    (at,) = found("$a^{(0)} = [1, 2]$").every
    assert parts_played(at)[0] == INPUT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("outh1 = sig(h1) = 0.50812", {}),
        ("s = tanh( o ) = 0.4, y' = f(y) = 0.2", {}),
        ("The input (x) = 0.5 and (w1 = 0.2)", {"x": [["0.5"]], "w_1": [["0.2"]]}),
    ],
)
def test_the_argument_of_a_function_is_given_nothing(text: str, expected: dict[str, list[list[str]]]) -> None:
    assert {name: rows for name, rows in values(text).items() if name in ("h_1", "o", "y", "x", "w_1")} == expected


def test_what_is_put_in_is_given_where_nothing_else_of_its_part_is() -> None:
    put_in = "dE/dout = label - out = 1 - 0.60659 = 0.39341"
    assert [at.flat[0].text for at in found(put_in).with_put_in(TARGET).of(TARGET)] == ["1"]
    assert [at.flat[0].text for at in found(f"t = 2. {put_in}").with_put_in(TARGET).of(TARGET)] == ["2"]
    assert found(put_in).of(TARGET) == []


@pytest.mark.parametrize("text", ["a) x = 0.3", "(the input) x = 0.3", "1) x = 0.3"])
def test_what_stands_behind_a_label_or_a_remark_in_brackets_is_given(text: str) -> None:
    assert values(text) == {"x": [["0.3"]]}
