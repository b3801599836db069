"""Adjoints of terms as they are written: with what stands outside they have the values of the graph's terms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from flint import arb, ctx

from symbackprop.derive import boundaries
from symbackprop.derive.narrate import Form, Outline, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.errors import DerivationError
from symbackprop.expression.tree import ZERO, Expression, Index, Position, Symbol, substitute, symbols_of
from symbackprop.graph.adjoint import Contribution
from symbackprop.graph.equations import Term, bare
from symbackprop.graph.expand import element
from symbackprop.graph.rounding import Rounding
from symbackprop.graph.shifts import moved, reindexed, shifted
from symbackprop.models.network import Network
from symbackprop.models.spec import parse
from symbackprop.render.documents.markdown import markdown
from symbackprop.render.inline.speech import spoken
from tests.graph.test_recurrences import CELLS, network

CONVOLUTIONS = {
    "padding and a stride": """
        a[i] = sum(k, w[k]*x[2*i+k-3 else 0])
        E = sum(i, 1/2*(y[i] - tanh(a[i]))^2)""",
    "two layers": """
        z[i] = sum(k, w[k]*x[i+k-2 else 0])
        a[i] = tanh(z[i])
        c[i] = sum(k, v[k]*a[i+k-2 else 0])
        E = sum(i, 1/2*(y[i] - c[i])^2)""",
    "an end": """
        a[i] = w[1]*x[i] + w[2]*x[i-1 else 0]^2
        E = sum(i, y[i]*a[i]) + 1/2*a[last]^2 + v[3]*a[1]""",
}
CONVOLUTION = '''
equations = """{equations}"""
loss = "E"
parameters = ["w"{more}, "x"]
learning_rate = 0.1
[sizes]
i = 4
k = 3
[values]
w = [0.5, -0.25, {third}]
x = [0.1, -0.7, 0.4, 0.9{rest}]
y = [0.5, 0.25, -0.3, 0.2]
'''


def convolution(name: str) -> Network:
    equations = CONVOLUTIONS[name]
    text = CONVOLUTION.format(
        equations=equations,
        more=', "v"' if "v[" in equations else "",
        third="0.75",
        rest=", 0.3, -0.1, 0.6, 0.2" if "2*i" in equations else "",
    )
    text += "v = [0.3, 0.6, -0.2]\n" if "v[" in equations else ""
    if name == "an end":
        text = text.replace("w = [0.5, -0.25, 0.75]", "w = [0.5, -0.25]")
    return parse(text, "net.toml")


PASTS = {
    "two starts": (
        ["w", "u", "v", "q"],
        """h[t] = tanh(w*x[t] + u*h[t-1] + v*h[t-2])
        h[0] = 1/2
        h[-1] = tanh(sum(i, q[i]))
        E = 1/2*(y - h[last])^2""",
    ),
    "a level and a trend": (
        ["w", "u"],
        """l[t] = w*x[t] + (1 - w)*(l[t-1] + b[t-1])
        b[t] = u*(l[t] - l[t-1]) + (1 - u)*b[t-1]
        l[0] = v
        b[0] = y
        E = sum(t, (x[t] - l[t-1] - b[t-1])^2)""",
    ),
    "a heavy ball": (
        ["w", "u"],
        """p[t] = p[t-1] - w*(v*p[t-1] - y) + u*(p[t-1] - p[t-2])
        p[0] = v
        p[-1] = v
        E = 1/2*(p[last] - y)^2""",
    ),
}
"""Recurrences with starts of several kinds: what is trained, and the equations."""


def past(name: str) -> Network:
    parameters, equations = PASTS[name]
    values = {"x": [0.5, -0.25, 0.75, 0.1], "w": 0.5, "u": 0.25, "v": -0.75, "y": 0.3, "q": [0.2, -0.4]}
    used = (name for name in values if re.search(rf"\b{name}\b", equations))
    lines = "\n".join(f"{name} = {values[name]}" for name in used)
    sizes = "t = 4\n" + ("i = 2\n" if "q[" in equations else "")
    return parse(
        f'equations = """{equations}"""\nloss = "E"\nparameters = {parameters}\nlearning_rate = 0.1\n'
        f"[sizes]\n{sizes}[values]\n{lines}\n",
        "past.toml",
    )


MODELS = {
    **{f"cell: {name}": network(name, 3) for name in CELLS},
    **{name: convolution(name) for name in CONVOLUTIONS},
    **{name: past(name) for name in PASTS},
}


@pytest.mark.some(10)
@pytest.mark.parametrize("name", MODELS)
def test_the_terms_as_written_have_the_certified_values_of_the_adjoints(name: str) -> None:
    made = MODELS[name]
    with ctx.workprec(128):
        for quantity in made.backward.contributions:
            declared = made.graph.declared[quantity]
            indices = [at for at in declared.indices if isinstance(at, Index)]
            for at in product(*(range(1, index.size + 1) for index in indices)):
                here = dict(zip(indices, at, strict=True))
                terms = [contribution.term for contribution in boundaries.contributions(made, quantity)]
                shown = sum((value(made, one) for term in terms for one in instances(made, term, here)), arb(0))
                assert abs(shown - value(made, made.adjoints[made.named(declared, at)])) < arb(2) ** -90


def value(made: Network, expression: Expression) -> arb:
    return arb(made.certified.evaluate(expression, 128))


def instances(made: Network, term: Term, here: Mapping[Index, int]) -> Iterator[Expression]:
    """Yield what a term adds up at one position, where what is read outside is what the equations say."""
    for summed in product(*(range(1, index.size + 1) for index in term.over)):
        by: dict[Index, Position] = {**here, **dict(zip(term.over, summed, strict=True))}
        places = [shifted(window.position, by) for window in term.within]
        if all(isinstance(at, int) and 1 <= at <= window.size for at, window in zip(places, term.within, strict=True)):
            body = reindexed(term.body, by)
            yield substitute(body, {read: single(made, read) for read in symbols_of(body)})


def single(made: Network, read: Symbol) -> Expression:
    places = tuple(at for at in read.indices if isinstance(at, int))
    declared = made.graph.declared[bare(read).marked("")]
    sizes = [index.size for index in declared.indices if isinstance(index, Index)]
    if all(1 <= at <= size for at, size in zip(places, sizes, strict=True)):
        return element(bare(read), places, {})
    equation = made.graph.equation(read)
    for symbol, start in equation.outside if equation else ():
        by = {own: at for own, at in zip(symbol.indices, places, strict=True) if isinstance(own, Index)}
        if symbol.read_at(places) == moved(symbol, by):
            found = reindexed(start, by)
            return (
                element(bare(found), tuple(i for i in found.indices if isinstance(i, int)), {})
                if isinstance(found, Symbol)
                else found
            )
    return ZERO


def test_terms_that_do_not_give_the_adjoint_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    made = network("a vector", 3)
    (h,) = (quantity for quantity in made.backward.contributions if quantity.ascii == "h")
    right = boundaries.contributions_as_written

    def wrong(*given: Any) -> tuple[Contribution, ...]:
        first, *others = right(*given)
        return (replace(first, term=replace(first.term, within=())), *others)

    monkeypatch.setattr(boundaries, "contributions_as_written", wrong)
    with pytest.raises(DerivationError, match="the terms as written do not give it"):
        boundaries.contributions(made, h)


BRACKETS = {
    "the first three": ("E = sum(k, h[k]^2)", ["[j ≤ 3]"]),
    "the last three": ("E = sum(k, h[k+2]^2)", ["[j ≥ 3]"]),
    "from the right": ("E = sum(k, h[5-k]^2)", ["[j ≥ 2]", "[j ≤ 4]"]),
    "all": ("E = sum(j, h[j]^2)", []),
    "kept by a derivative": ("y[k] = h[k+1]^2\nE = sum(k, y[k]^2)", []),
}


@pytest.mark.parametrize("case", BRACKETS)
def test_a_part_that_is_read_stands_in_brackets_unless_a_derivative_ends_there(case: str) -> None:
    equations, expected = BRACKETS[case]
    text = f'equations = """\nh[j] = w[j]\n{equations}\n"""\nloss = "E"\nparameters = ["w"]\n[sizes]\nj = 5\nk = 3\n'
    model = parse(text, "part.toml")
    (found,) = boundaries.contributions(model, Symbol("h"))
    brackets = boundaries.range_brackets(found)
    assert [f"[{at.index.name} {at.relation} {spoken(at.value)}]" for at in brackets] == expected
    assert bool(boundaries.left_windows(found)) == (case == "kept by a derivative")


ALSO_START = """
h[t] = c*h[t-1] + x[t]
h[0] = c
E = sum(t, 1/2*(y[t] - h[t])^2)
"""


def test_a_start_that_is_also_a_factor_adds_as_both() -> None:
    made = parse(f'equations = """{ALSO_START}"""\nloss = "E"\nparameters = ["c"]\n[sizes]\nt = 4', "start.toml")
    first, second = boundaries.contributions(made, Symbol("c"))
    assert (first.read.ascii, second.read.ascii) == ("c", "h0")
    text = markdown(notes(Numbers(made, Rounding(6)), Outline(made.parameters, rounds=0, forms=(Form.INDEX,))))
    assert "It is also $h_ {0}$, with which the recurrence starts." in text
    assert r"\sum_ {t=1}^{4} h_ {t-1} \cdot \overline{h}_ {t} + c \cdot \overline{h}_ {1}" in text
    assert "c + c" not in text


def test_a_quantity_that_is_a_start_alone_is_named_as_one() -> None:
    text = ALSO_START.replace("c*h", "u*h")
    made = parse(f'equations = """{text}"""\nloss = "E"\nparameters = ["u", "c"]\n[sizes]\nt = 4', "start.toml")
    found = markdown(notes(Numbers(made, Rounding(6)), Outline(made.parameters, rounds=0, forms=(Form.INDEX,))))
    assert "$c$ is $h_ {0}$, with which the recurrence in equation (1) starts." in found
