"""The time to judge a document grows as its length, whatever its formulas are made of."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from time import process_time

import pytest

from symbackprop.models.spec import example
from symbackprop.verify.pipeline import verify

SECONDS = 3
"""Of processor time; each takes a third of it at most."""


def escaped(text: str) -> str:
    return "".join(f"\\u{ord(letter):04x}" for letter in text)


def notebook(text: str) -> str:
    return json.dumps({"cells": [{"cell_type": "markdown", "source": ["@"]}]}).replace("@", escaped(text))


DOCUMENTS: Mapping[str, tuple[str, Callable[[], str]]] = {
    "one word of 7,900 letters": ("a.md", lambda: f"$${'a' * 7_900}$$"),
    "a number of 7,900 digits": ("a.md", lambda: f"$$E = {'1' * 7_900}$$"),
    "a sum of 600 products": ("a.md", lambda: f"$$E = {' + '.join(['w_1 x_1'] * 600)}$$"),
    "a chain of 550 equal signs": ("a.md", lambda: f"$${' = '.join(['0.15 + 0.05'] * 550)}$$"),
    "fractions within fractions": ("a.md", lambda: "$$E = " + "\\frac{1}{" * 700 + "2" + "}" * 700 + "$$"),
    "11 formulas of 60 kB": ("a.md", lambda: f"$$E = {' + '.join(['w_1 x_1'] * 5_400)}$$\n\n" * 11),
    "a notebook of nothing but escapes": ("a.ipynb", lambda: notebook("$w_1 = 0.15$ and so on " * 2_000)),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_that_took_long_is_read_within_seconds(name: str) -> None:
    path, written = DOCUMENTS[name]
    content, network = written().encode("utf-8"), example()
    began = process_time()

    verify(content, path, network)

    assert process_time() - began < SECONDS
