"""The derivation in index notation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import mpmath
import pytest
from hypothesis import given, settings

from symbackprop.derive.index import index_form
from symbackprop.derive.narrate import Form, Outline, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.derive.steps import Chain
from symbackprop.document.blocks import Paragraph
from symbackprop.errors import DerivationError, UsageError
from symbackprop.expression import algebra, functions
from symbackprop.expression.tree import (
    ONE,
    Expression,
    Index,
    Negative,
    Number,
    Partial,
    Product,
    Sum,
    Symbol,
    Total,
    rebuilt,
)
from symbackprop.graph.adjoint import reverse_accumulation
from symbackprop.graph.equations import Graph, bare
from symbackprop.graph.language import parse_equations
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network
from symbackprop.models.spec import example, parse
from symbackprop.render.documents.typst import typst
from symbackprop.render.engine import typst_pdf
from symbackprop.render.inline.labels import walk
from symbackprop.render.inline.speech import spoken_inlines
from symbackprop.render.inline.tex import Tex
from tests.models.test_examples import NAMES
from tests.reference import REALS, at_position, forward, positions, value_of
from tests.strategies import Case, graphs


def network_of(graph: Graph, loss: Symbol, trained: tuple[Symbol, ...]) -> Network:
    return Network("", graph, loss, None, trained, {}, Number(1, "1"), {})


def lines(chain: Chain) -> list[str]:
    tex = Tex(inline=True)
    return [tex.write(chain.left), *(tex.write(link.side) for link in chain.links)]


def value(expression: Expression, known: Mapping[Symbol, Any], here: Mapping[Index, int]) -> Any:
    """Return the value of an expression with sums, where the free indices stand at given places."""
    match expression:
        case Total(over, body):
            places = positions(Symbol("Σ", indices=over))
            return sum(value(body, known, {**here, **dict(zip(over, at, strict=True))}) for at in places)
        case Sum(terms):
            return sum(value(term, known, here) for term in terms)
        case Negative(body):
            return -value(body, known, here)
        case Product(factors):
            return mpmath.fprod(value(factor, known, here) for factor in factors)
        case _:
            return value_of(fixed(expression, here), known, REALS)


def fixed(expression: Expression, here: Mapping[Index, int]) -> Expression:
    if isinstance(expression, Symbol):
        return replace(expression, indices=tuple(here[i] if isinstance(i, Index) else i for i in expression.indices))
    return rebuilt(expression, lambda part: fixed(part, here))


def put_in(expression: Expression, slopes: Mapping[Expression, Expression]) -> Expression:
    """Return an expression with local partials replaced by what they were found to be."""
    if isinstance(expression, Partial):
        return slopes[expression]
    return rebuilt(expression, lambda part: put_in(part, slopes))


@pytest.mark.slow
@settings(deadline=None, max_examples=50)
@given(graphs())
def test_the_sum_of_the_shares_is_the_adjoint(case: Case) -> None:
    network = network_of(case.graph, case.loss, case.parameters)
    given_values = {symbol: REALS.number(number) for symbol, number in case.values.items()}
    backward = reverse_accumulation(case.graph, case.loss, case.parameters).graph
    known = forward(backward, forward(case.graph, given_values, REALS), REALS)
    form = index_form(network)
    for adjoint in (*form.adjoints, *form.gradients):
        slopes = {s.local.left: s.local.links[-1].side for s in adjoint.shares if s.local is not None}
        named = replace(adjoint.quantity, mark=case.loss.base)
        for at in positions(adjoint.quantity):
            here = {i: n for i, n in zip(adjoint.quantity.indices, at, strict=True) if isinstance(i, Index)}
            right = value(adjoint.result, known, here)
            for link in adjoint.rule.links:
                left = value(put_in(link.side, slopes), known, here)
                assert mpmath.almosteq(left, right, 1e-9, 1e-12), adjoint.quantity.ascii
            if backward.equation(named) is not None:
                assert mpmath.almosteq(known[at_position(named, at)], right, 1e-9, 1e-12), adjoint.quantity.ascii


def test_a_contribution_that_is_not_the_partial_times_the_adjoint_is_refused(mazur: Network) -> None:
    backward = mazur.backward
    (right,) = backward.contributions[Symbol("out", "h")]
    wrong = replace(right, term=replace(right.term, body=Negative(right.term.body)))
    network = replace(mazur)
    network.__dict__["backward"] = replace(
        backward, contributions={**backward.contributions, Symbol("out", "h"): (wrong,)}
    )
    with pytest.raises(DerivationError, match="not the adjoint times the partial"):
        index_form(network)


def test_a_share_that_is_left_out_is_refused() -> None:
    network = example("softmax")
    backward = network.backward
    contributions = {**backward.contributions, Symbol("e"): backward.contributions[Symbol("e")][:1]}
    network.__dict__["backward"] = replace(backward, contributions=contributions)
    with pytest.raises(DerivationError, match="the shares do not give it"):
        index_form(network)


def test_a_wrong_slope_in_the_table_is_raised_and_never_shown(mazur: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    row = functions.FUNCTIONS["sigmoid"]
    wrong = replace(row, slope=Product((functions.Y, functions.Y)))
    monkeypatch.setattr(functions, "FUNCTIONS", MappingProxyType({**functions.FUNCTIONS, "sigmoid": wrong}))
    algebra._is_derivative.cache_clear()
    with pytest.raises(DerivationError, match=r"out_o\[k\].*SymPy does not confirm"):
        index_form(replace(mazur))


def test_the_hidden_layer_sums_over_the_outputs_that_it_does_not_have(mazur: Network) -> None:
    (adjoint,) = [at for at in index_form(mazur).adjoints if bare(at.quantity) == Symbol("out", "h")]
    (share,) = adjoint.shares
    assert [index.name for index in share.over] == ["k"]
    assert lines(adjoint.rule)[1] == (
        r"\sum_{k=1}^{2} \overline{\mathrm{net}}_{ok} \cdot "
        r"\partial \mathrm{net}_{ok} / \partial \mathrm{out}_{hj}"
    )


def test_the_update_is_written_for_every_entry(mazur: Network) -> None:
    update = index_form(mazur).updates[1]
    assert lines(update)[:2] == [
        r"W_{2,kj}^{+}",
        r"W_{2,kj} - \eta  \cdot \partial E_{\mathrm{total}} / \partial W_{2,kj}",
    ]


READ_TWICE = """
y[a] = sum(b, W[a,b]*x[b]) + x[a]
E = sum(a, 1/2*y[a]^2)
"""


def test_one_equation_that_reads_a_quantity_under_two_indices_adds_two_shares() -> None:
    indices = {"a": Index("a", 2), "b": Index("b", 2)}
    equations = tuple(statement.equation for statement in parse_equations(READ_TWICE, indices))
    x, w = Symbol("x", indices=(indices["b"],)), Symbol("W", indices=(indices["a"], indices["b"]))
    (gradient,) = index_form(network_of(Graph((x, w), equations), Symbol("E"), (x,))).gradients
    assert [share.local for share in gradient.shares] == [None, None]
    assert sorted(len(share.over) for share in gradient.shares) == [0, 1]


def test_what_the_loss_itself_reads_has_not_the_name_of_the_whole_derivative() -> None:
    y, loss = parse_equations("y = w^2\nE = y + 0.01*w^2", {})
    w = Symbol("w")
    (gradient,) = index_form(network_of(Graph((w,), (y.equation, loss.equation)), Symbol("E"), (w,))).gradients
    assert [share.local is None for share in gradient.shares] == [True, False]
    assert lines(gradient.rule)[1] == r"0.02 \cdot w + \partial y / \partial w"


def test_a_sum_that_is_inside_the_partial_stays_inside() -> None:
    indices = {"a": Index("a", 2), "b": Index("b", 3)}
    (statement,) = parse_equations("E = sum(a, b, u[a]*M[a,b]*v[b])", indices)
    u, m, v = (Symbol("u", indices=(indices["a"],)), Symbol("M", indices=tuple(indices.values())), Symbol("v"))
    leaves = (u, m, replace(v, indices=(indices["b"],)))
    (gradient,) = index_form(network_of(Graph(leaves, (statement.equation,)), Symbol("E"), (u,))).gradients
    (share,) = gradient.shares
    assert share.over == ()
    assert share.local is not None
    assert lines(share.local)[-1] == r"\sum_{b=1}^{3} M_{ab} \cdot v_{b}"


def test_a_parameter_that_does_not_reach_the_loss_is_named() -> None:
    (statement,) = parse_equations("E = a^2", {})
    a, b = Symbol("a"), Symbol("b")
    form = index_form(network_of(Graph((a, b), (statement.equation,)), Symbol("E"), (a, b)))
    assert form.unreached == (b,)


def test_an_adjoint_that_is_the_same_everywhere_is_a_number(mazur: Network) -> None:
    first = index_form(mazur).adjoints[0]
    assert (bare(first.quantity), first.result) == (Symbol("E", "o"), ONE)


@pytest.mark.some(8)
@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_notes_need_neither_numbers_nor_single_neurons(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    network = replace(example(name), values={})
    for costly in ("both", "certified", "parameters", "gradient", "adjoints", "leaves"):
        monkeypatch.setattr(Network, costly, property(lambda _, costly=costly: pytest.fail(f"{costly} was asked for")))
    for forms in ((Form.INDEX,), (Form.MATRIX,), (Form.INDEX, Form.MATRIX)):
        document = notes(Numbers(network, Rounding(6)), Outline((), forms=forms))
        assert typst_pdf(typst(document)).startswith(b"%PDF")


def test_the_index_form_alone_does_not_look_at_single_neurons(mazur: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    for costly in ("scalar", "both", "certified", "parameters", "gradient", "adjoints", "leaves", "values"):
        monkeypatch.setattr(
            Network, costly, property(lambda _, costly=costly: pytest.fail(f"{costly} was asked for")), raising=False
        )
    backward = mazur.backward
    network = object.__new__(Network)
    for name in ("graph", "loss", "trained", "learning_rate", "optimiser"):
        object.__setattr__(network, name, getattr(mazur, name))
    network.__dict__["backward"] = backward
    assert index_form(network).gradients


def test_the_scalar_form_without_values_is_refused(mazur: Network) -> None:
    network = replace(mazur, values={})
    with pytest.raises(UsageError, match="the scalar form needs values"):
        notes(Numbers(network, Rounding(6)), Outline(()))


SHIFTED = """loss = "E"
parameters = ["w", "v", "b"]
learning_rate = 1
equations = '''
a[i] = sum(k, w[k]*x[i+k-1])
h[i] = tanh(a[i])
c[j] = sum(k, v[k]*h[2*j+k-2])
y = sum(j, c[j]) + b[1]*b[2]
E = 1/2*y^2
'''
[sizes]
i = 5
j = 2
k = 3
"""


def test_shifted_and_fixed_positions_are_derived_with_their_windows() -> None:
    network = parse(SHIFTED, "shifted.toml")
    document = notes(Numbers(network, Rounding(9)), Outline((), forms=(Form.INDEX,)))
    said = [spoken_inlines(block.content) for block in walk(document.blocks) if isinstance(block, Paragraph)]
    (window,) = [sentence for sentence in said if "counts only where" in sentence]
    assert window.startswith("The term counts only where 1 is at most i minus 2 times j plus 2 is at most 3;")
    assert "Here the bracket n equals 1 is one where this equation holds, and zero elsewhere." in said
    fixed = index_form(network).gradients[-1]
    assert lines(fixed.rule)[1] == r"[n = 1] \cdot \overline{y} \cdot b_{2} + [n = 2] \cdot \overline{y} \cdot b_{1}"


@pytest.mark.parametrize("pooled", ["max(h[2*m-1], h[2*m])", "h[2*m-1]^2", "tanh(h[2*m])*h[2*m-1]"])
def test_what_is_read_at_every_second_position_may_stand_in_its_own_derivative(pooled: str) -> None:
    lines = f"h[i] = w[i]*x[i]\np[m] = {pooled}\nE = sum(m, p[m]^2)"
    text = f'equations = """\n{lines}\n"""\nloss = "E"\nparameters = ["w"]\nlearning_rate = 0.1\n[sizes]\ni=4\nm=2\n'
    assert index_form(parse(text, "pool.toml"))


def test_a_term_that_counts_by_the_index_of_its_sum_says_so_in_the_sum() -> None:
    adjoints = {bare(at.quantity).ascii: at for at in index_form(example("pooling")).adjoints}
    written = Tex(inline=True).write(adjoints["h"].result)
    assert r"[j = 2 \cdot n] \cdot \overline{\mathrm{max}}_{p,m,n,i-2m+2}" in written
    assert r"[j = 2 \cdot n - 1]" in written
    assert [share.within for share in adjoints["h"].shares] != [(), ()]
    assert all(window.size == 2 for share in adjoints["h"].shares for window in share.within)
