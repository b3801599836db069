"""The identities that random points let pass, proved by algebra: the judge's verdicts against SymPy's.

The judge itself does not ask SymPy, whose import alone takes as long as a lecture may take.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import sympy

from symbackprop.expression.algebra import to_sympy
from symbackprop.models.network import Network
from symbackprop.models.spec import example, load, parse
from symbackprop.verify.judging.hypotheses import Hypothesis
from symbackprop.verify.judging.judge import Judge
from symbackprop.verify.judging.verdicts import ClaimKind, Verdict
from symbackprop.verify.pipeline import read, verify
from symbackprop.verify.quantities.atoms import Atom, Role
from symbackprop.verify.quantities.refusals import NotCheckable
from symbackprop.verify.tree import Applied, Minus, Name, Node, Numeral, Over, Plus, Raised, Rate, Times

from ..fixtures import unmarked

KINDS = unmarked("kinds")
LECTURE = unmarked("documents") / "lecture.txt"
FUNCTIONS = {"sigmoid": lambda x: 1 / (1 + sympy.exp(-x)), "tanh": sympy.tanh, "exp": sympy.exp}


class Unproved(Exception):
    """A side that this small translation does not know."""


def closed(network: Network) -> dict[str, sympy.Expr]:
    """Return every quantity as an expression over what the network is given."""
    known: dict[str, sympy.Expr] = {}
    symbols: dict[object, sympy.Expr] = {}
    for equation in network.scalar.equations:
        symbols[equation.target] = to_sympy(equation.body, symbols)  # type: ignore[arg-type]
        known[equation.target.ascii] = symbols[equation.target]
    return known


def value(node: Node, judge: Judge, known: dict[str, sympy.Expr]) -> sympy.Expr:
    def of(part: Node) -> sympy.Expr:
        return value(part, judge, known)

    def quantity(atom: Atom | None) -> sympy.Expr:
        if atom is None or atom.symbol is None or atom.role is not Role.VALUE or atom.sign < 0:
            raise Unproved
        return known.get(atom.symbol.ascii, sympy.Symbol(atom.symbol.ascii, real=True))

    match node:
        case Numeral():
            return sympy.Rational(node.value.numerator, node.value.denominator)
        case Name("e", (), (), ()):
            return sympy.E
        case Name():
            return quantity(judge.naming.meaning(node).atom)
        case Minus(body):
            return -of(body)
        case Plus(terms):
            return sympy.Add(*map(of, terms))
        case Times(factors, _):
            return sympy.Mul(*map(of, factors))
        case Over(top, below):
            return of(top) / of(below)
        case Raised(base, exponent):
            return of(base) ** of(exponent)
        case Applied(_, 0, _, (argument,), _) if judge.naming.function(node) in FUNCTIONS:
            return FUNCTIONS[judge.naming.function(node)](of(argument))
        case Rate(Name() as top, Name() as below, _):
            atom = judge.naming.meaning(below).atom
            if atom is None or atom.symbol is None or atom.symbol.ascii in known:
                raise Unproved
            return sympy.diff(of(top), quantity(atom))
        case _:
            raise Unproved


def proved(path: Path, network: Network) -> list[tuple[str, Verdict, bool]]:
    judge = read(path.read_bytes(), path.name).of(Hypothesis(network)).judge
    known = closed(network)
    found = []
    for draft in judge.drafts:
        if draft.kind is not ClaimKind.IDENTITY or draft.verdict not in (Verdict.RIGHT, Verdict.WRONG) or draft.flags:
            continue
        try:
            left, right = (value(side, judge, known) for side in (draft.sides[0], draft.sides[-1]))
        except (Unproved, NotCheckable):
            continue
        found.append((draft.quantity, draft.verdict, sympy.simplify(left - right) == 0))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", ["blog.txt", "german.md", "homework.tex", "lecture.txt"])
def test_algebra_says_of_every_identity_what_random_points_say(name: str) -> None:
    path = LECTURE if name == "lecture.txt" else KINDS / name
    network = example() if name == "lecture.txt" else load(path.with_suffix(".toml"))
    found = proved(path, network)
    assert len(found) >= 3
    assert not [row for row in found if (row[1] is Verdict.RIGHT) != row[2]]


@pytest.mark.slow
def test_every_formula_in_order_of_the_lecture_is_proved() -> None:
    report = verify(LECTURE.read_bytes(), LECTURE.name, example())
    formulas = [claim for claim in report.claims if claim.kind is ClaimKind.IDENTITY and claim.verdict is Verdict.RIGHT]
    assert len(formulas) >= 25
    assert all(claim.proved for claim in formulas)


def test_only_what_is_in_order_is_proved() -> None:
    document = (
        rb"$net_{h1} = w_1 i_1 + w_2 i_2 + b_1$ and $\partial E_{total}/\partial out_{o1} = out_{o1} - target_{o1}$"
    )
    claims = verify(document, "x.md", example()).claims
    assert [claim.proved for claim in claims] == [True, True]
    wrong = verify(document.replace(b"w_2 i_2", b"w_2 i_1"), "x.md", example()).claims
    assert [claim.proved for claim in wrong] == [None, True]


def test_a_slip_that_a_dead_unit_hides_at_some_points_is_found_at_others() -> None:
    formula = "$y = v_1 h_1 + v_2 h_2 + {} h_3 + v_4 h_4$"
    network = example("convolution")
    verdicts = [verify(formula.format(name).encode(), "x.md", network).claims[0].verdict for name in ("v_3", "a_3")]
    assert verdicts == [Verdict.RIGHT, Verdict.WRONG]


def judged(equations: str, values: str, line: str) -> Verdict:
    """Return the verdict on one formula about a model in equations."""
    spec = f"equations = '''\n{equations}'''\nloss = 'E'\nparameters = ['w']\nlearning_rate = 0.1\n[values]\n{values}"
    report = verify(f"${line}$".encode(), "line.md", parse(spec, "small.toml"))
    (claim,) = report.claims
    return claim.verdict


LOGISTIC = "a = w*x\nE = log(1 + exp(-y*a))\n", "w = 0.8\nx = 0.5\ny = 1\n"


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"E = \ln(1 + e^{-y a})", Verdict.RIGHT),
        (r"E = \ln(1 - e^{-y a})", Verdict.WRONG),
        (r"E = \ln(-1 + e^{-y a})", Verdict.WRONG),
    ],
)
def test_a_logarithm_that_few_points_have_is_tried_at_more_of_them(line: str, verdict: Verdict) -> None:
    assert judged(*LOGISTIC, line) is verdict


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"z = w x", Verdict.RIGHT),
        (r"a = \sigma(z)", Verdict.RIGHT),
        (r"a = \sigma(z) + z", Verdict.WRONG),
        (r"a = \sigma(z^2)", Verdict.WRONG),
    ],
)
def test_a_quantity_that_a_formula_names_is_not_left_out_where_a_given_0_makes_it_0(
    line: str, verdict: Verdict
) -> None:
    assert judged("z = w*x + b\na = sigmoid(z)\nE = (t - a)^2\n", "w = 0.8\nx = 0\nb = 0\nt = 1\n", line) is verdict
