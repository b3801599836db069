"""The scopes of a document: what opens them, how they lie in each other, and where they end."""

from __future__ import annotations

from pathlib import Path

import pytest

from symbackprop.verify.reading.document import read
from symbackprop.verify.reading.scopes import Scope, ScopeKind, scopes
from symbackprop.verify.source import Plain

INPUT = """# Homework

## Exercise 1 (chain rule)

Let $u = 3x$.

### Forward pass

$y = 1$

## Exercise 2 (one neuron)

**Solution.** $y = 2$

Round 2: $y = 3$
"""


def found(text: str) -> list[Scope]:
    return list(scopes(Plain(text, range(len(text) + 1))))


def kinds(text: str) -> list[tuple[str, str]]:
    return [(scope.kind.value, scope.label) for scope in found(text)[1:]]


def test_scopes_lie_in_each_other_and_end_where_the_next_of_their_rank_begins() -> None:
    whole, homework, first, forward, second, solution, last = found(INPUT)
    assert [scope.kind.value for scope in (whole, homework, first, forward, second, solution, last)] == [
        "document",
        "section",
        "exercise",
        "section",
        "exercise",
        "solution",
        "round",
    ]
    assert [scope.title for scope in (homework, first, forward)] == [
        "Homework",
        "Exercise 1 (chain rule)",
        "Forward pass",
    ]
    assert homework.parent is whole
    assert first.parent is homework
    assert forward.parent is first
    assert solution.parent is second
    assert list(last.above) == [solution, second, homework, whole]
    assert INPUT[forward.span.start : forward.span.end].strip().endswith("$y = 1$")
    assert first.span.end == second.span.start
    assert whole.span.end == last.span.end == len(INPUT)


def test_a_document_without_headings_is_one_scope() -> None:
    assert [scope.kind for scope in found("$x = 1$ and $y = 2$")] == [ScopeKind.DOCUMENT]
    assert [scope.kind for scope in found("")] == [ScopeKind.DOCUMENT]


@pytest.mark.parametrize(
    ("text", "kind", "label"),
    [
        ("# Exercise 1", "exercise", "1"),
        ("Exercise 2\n----------\n", "exercise", "2"),
        ("**Problem 3 (a)**\n", "exercise", "3"),
        (r"\section*{Aufgabe 4: Kettenregel}", "exercise", "4"),
        ("<h2>Exercice n° 5</h2>", "exercise", "5"),
        ("<h2>Exercice 5</h2>", "exercise", "5"),
        (r"\begin{exercise}[One neuron]", "exercise", ""),
        (r"\begin{aufgabe}", "exercise", ""),
        ("Problem 6. Let $x = 1$.", "exercise", "6"),
        ("- **Ejercicio 7:** sea $x = 1$", "exercise", "7"),
        (r"\item \textbf{Question 8.} Let", "exercise", "8"),
        ("## 习题 9", "exercise", "9"),
        ("第2题：设 $x = 1$", "exercise", "2"),
        ("### Задача 3", "exercise", "3"),
        ("## Task B", "exercise", "b"),
        ("## Example: XOR", "example", ""),
        ("Beispiel 2: $x = 1$", "example", "2"),
        ("## Solution to Exercise 2", "solution", ""),
        ("## Solution 2", "solution", "2"),
        ("*Lösung:* $x = 1$", "solution", ""),
        ("## Round 2", "round", "2"),
        ("## The second iteration", "round", "2"),
        ("## 2. Durchlauf", "round", "2"),
        ("## Epoch 3: forward", "round", "3"),
        ("## 第2轮", "round", "2"),
        ("## After the update", "round", ""),
        ("**Iteration 2:** $y = 1$", "round", "2"),
        ("Computed again with the updated weight, $y = 0.645$.", "round", ""),
        ("With this it is 1. After updating the weights, $y_3 = 0.552$.", "round", ""),
        ("Mit den neuen Gewichten ist $y = 0.6$.", "round", ""),
        ("Now let $x = 2$.", "other-givens", ""),
        ("## Step 2: backward pass", "round", "2"),
        ("## Backward pass", "section", ""),
    ],
)
def test_words_open_a_scope(text: str, kind: str, label: str) -> None:
    assert kinds(text) == [(kind, label)]


def test_a_step_may_be_none_of_training() -> None:
    assert not found("## Step 2: backward pass")[1].is_certain
    assert found("## Round 2")[1].is_certain


@pytest.mark.parametrize(
    "text",
    [
        "As exercise 2 shows, $x = 1$.",
        "Example 2 shows that $x = 1$.",
        "The answer is $x = 1$.",
        "After 2 rounds the error is 0.29.",
        "The problem is hard.",
        "We train for 10,000 iterations.",
        "| Round | 2 |",
    ],
)
def test_a_sentence_that_mentions_an_exercise_opens_none(text: str) -> None:
    assert kinds(text) == []


def test_places_are_those_of_the_file() -> None:
    reading = read(b"A&nbsp;B <b>x</b> $x_1 = 1$\n\n## Exercise 2\n\n$x = 2$\n", "x.md")
    exercise = scopes(reading.plain)[1]
    assert reading.source.text[exercise.span.start :].startswith("## Exercise 2")


def test_the_lecture_has_no_exercises() -> None:
    path = Path(__file__).parents[1] / "documents" / "lecture.txt"
    every = scopes(read(path.read_bytes(), "lecture.txt").plain)
    assert not [scope.title for scope in every if scope.kind.is_new]


def test_reading_scopes_takes_time_in_proportion_to_the_length() -> None:
    every = found("## Exercise 1\n\nNow let $x = 2$. With the new weights $y = 3$.\n\n" * 1_000)
    assert len(every) == 3_001
