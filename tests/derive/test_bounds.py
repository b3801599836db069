"""Small specs that took minutes: each becomes notes within seconds, or is refused in one line that names the limit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from time import process_time

import pytest

from symbackprop.derive.narrate import MOST_PAGES, Form, Outline, default_weights, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.derive.step_labels import letters
from symbackprop.document.blocks import Display, Document, Paragraph
from symbackprop.errors import SymbackpropError
from symbackprop.expression.tree import Braced, Expression, children
from symbackprop.graph.rounding import Rounding
from symbackprop.models.spec import parse
from symbackprop.render.inline.labels import walk
from symbackprop.render.inline.speech import spoken_inlines

SECONDS = 4
"""Of processor time; each takes one at most on a slow machine."""


def layers(sizes: Sequence[int], values: str = "") -> str:
    return (
        f'[network]\nsizes = {[*sizes]}\nactivation = "sigmoid"\nloss = "half-squared"\nbias = "none"\n'
        f"learning_rate = 0.5\n{values}"
    )


def equations(lines: Sequence[str], values: str = "w = 0.5") -> str:
    body = "\n".join(lines)
    return f'equations = """\n{body}\n"""\nloss = "E"\nparameters = ["w"]\nlearning_rate = 0.1\n[values]\n{values}\n'


def one_by_one(weight: str, entry: str, layer_count: int = 1) -> str:
    weights = ", ".join([f"[[{weight}]]"] * layer_count)
    return f"[values]\ninputs = [{entry}]\ntargets = [1.0]\nweights = [{weights}]\n"


SQUARED = ["a0 = w*w", *(f"a{at} = a{at - 1}*a{at - 1}" for at in range(1, 1900)), "E = a1899"]
SMALL = r"smaller than 10\^-99,999, the smallest number that is shown"
LONG = "the notes show equations of 2,000 at most; give parts of it equations of their own"
BATCH = (
    f"[values]\ninputs = {[[at % 7 / 7, at % 5 / 5] for at in range(1000)]}\n"
    f"targets = {[[at % 3 / 3] for at in range(1000)]}\n"
    "weights = [[[0.5, 0.25], [0.75, -0.5]], [[0.5, -0.25]]]\n"
)
PAGES = "of which 100 are written at most"

HOSTILE: Mapping[str, tuple[str, str]] = {
    "a gradient of 10^-43,429,448,190": (layers([1, 1], one_by_one("-1", "1e11")), SMALL),
    "powers of powers": (equations(["a = w^64", "b = a^64", "c = b^64", "d = c^64", "E = d^64"]), SMALL),
    "a square, squared 1,900 times": (equations(SQUARED), SMALL),
    "a square, squared 1,900 times, without values": (equations(SQUARED, ""), PAGES),
    "a layer of a million on one of a million": (layers([10**6, 10**6]), ""),
    "three layers of a million": (layers([10**6, 10**6, 10**6]), ""),
    "a thousand layers": (layers([1] * 1000), PAGES),
    "a thousand layers with values": (layers([1] * 1000, one_by_one("0.5", "0.5", 999)), PAGES),
    "a chain of 1,900 links": (
        equations(["a0 = w", *(f"a{at} = tanh(a{at - 1})" for at in range(1, 1900)), "E = a1899"]),
        PAGES,
    ),
    "a sum of 10,000 squares": (equations([f"E = ({' + '.join(['w*w'] * 10_000)})^2"]), LONG),
    "5,000 data in one neuron": (equations([f"E = tanh(w*({' + '.join(f'x{at}' for at in range(5000))}))"]), LONG),
    "a sum over a million pairs": (
        equations(["E = sum(i, j, w[i]*w[j])"], "").replace("[values]", "[sizes]\ni = 1000\nj = 1000"),
        "",
    ),
    "roots of high order": (equations(["E = w^(63/64)*w^(61/64)*w^(1/63) + w^(-64)"]), ""),
    "300 absolute values": (equations([f"a = {' + '.join(f'abs(w - {at})' for at in range(300))}", "E = a^2"]), ""),
    "a batch of 1,000 samples": (layers([2, 2, 1], BATCH), ""),
    "60 quantities that each read all before": (
        equations(
            ["a0 = w", *(f"a{n} = tanh({' + '.join(f'a{at}' for at in range(n))})" for n in range(1, 60)), "E = a59"]
        ),
        "",
    ),
}
"""The text of each, and how it is refused; nothing where it is not."""


@pytest.mark.parametrize("name", HOSTILE)
def test_what_took_minutes_is_derived_or_refused_in_seconds(name: str) -> None:
    text, says = HOSTILE[name]
    began = process_time()

    if says:
        with pytest.raises(SymbackpropError, match=says) as refused:
            derived(text)
        assert "\n" not in str(refused.value)
    else:
        assert derived(text).blocks
    assert process_time() - began < SECONDS


def derived(text: str) -> Document:
    network = parse(text, "net.toml")
    forms = (Form.INDEX, Form.MATRIX) if network.missing else (Form.SCALAR, Form.MATRIX)
    weights = () if network.missing else default_weights(network)
    return notes(Numbers(network, Rounding(9)), Outline(weights, 10_000, forms), most_pages=MOST_PAGES)


def test_a_deep_network_is_derived_without_a_picture() -> None:
    text = layers([2] * 26, one_by_one("0.5", "0.5").replace("[[0.5]]", ", ".join(["[[0.5, 0.25], [0.75, 1]]"] * 25)))
    text = text.replace("inputs = [0.5]", "inputs = [0.5, 0.25]").replace("targets = [1.0]", "targets = [1.0, 0]")

    assert derived(text).blocks


LADDER = ["a0 = w*x", "a1 = w*w", *(f"a{at} = tanh(a{at - 1} + a{at - 2})" for at in range(2, 250)), "E = a249"]


def test_a_chain_of_quantities_read_twice_is_derived_from_the_loss_back() -> None:
    network = parse(equations(LADDER, "w = 0.5\nx = 1"), "net.toml")
    document = notes(Numbers(network, Rounding(6)), Outline(default_weights(network), 0, (Form.SCALAR,)))

    words = [spoken_inlines(block.content) for block in document.blocks if isinstance(block, Paragraph)]
    found = [re.fullmatch(r"How much does E change with a\D*(\d+)\?", sentence) for sentence in words]
    asked = [int(match[1]) for match in found if match is not None]

    assert asked == sorted(asked, reverse=True)
    assert len(asked) > 240


def test_every_factor_of_a_long_path_has_a_name_of_its_own() -> None:
    links = [f"a{at} = tanh(a{at - 1})" for at in range(1, 40)]
    network = parse(equations(["a0 = w", *links, "b = a0", "E = a39 + b"]), "net.toml")
    document = notes(Numbers(network, Rounding(6)), Outline(default_weights(network), 0, (Form.SCALAR,)))

    braced = [part.note for block in walk(document.blocks) if isinstance(block, Display) for part in _braced(block)]
    assert braced[:39] == [f"1{letters(at)}" for at in range(1, 40)]


def _braced(block: Display) -> Iterator[Braced]:
    for line in block.rows:
        for _, side in line.sides:
            yield from (part for part in _parts(side) if isinstance(part, Braced))


def _parts(expression: Expression) -> Iterator[Expression]:
    yield expression
    for part in children(expression):
        yield from _parts(part)
