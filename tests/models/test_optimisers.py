"""Each optimiser of the table against its formulas, written out from the papers in another arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

import mpmath
import pytest
from flint import arb, ctx

from symbackprop.errors import DomainError, GraphError, MissingValuesError, SpecError, UnknownNameError
from symbackprop.expression.tree import Symbol, decimal
from symbackprop.graph import machines
from symbackprop.graph.rounding import Digits, Rounding
from symbackprop.graph.tokens import LanguageError
from symbackprop.graph.update import DESCENT
from symbackprop.models.network import Network
from symbackprop.models.optimisers import OPTIMISERS, TRANSFORMS, optimiser, written_update
from symbackprop.models.spec import example, parse

LINE = """
equations = '''
y = a*x + b
E = 1/2*(y - t)^2 + 1/10*a^2*b
'''
loss = "E"
parameters = ["a", "b"]
{rate}
[values]
x = 0.7
t = 1.3
a = 0.4
b = -0.2
[optimiser]
{optimiser}
"""

ROUNDS = 7
Pair = tuple[mpmath.mpf, mpmath.mpf]
State = dict[str, Pair]
Rule = Callable[[Pair, Pair, State, int], tuple[Pair, State]]


def network(section: str, rate: str = "") -> Network:
    text = LINE if section else LINE.removesuffix("[optimiser]\n{optimiser}\n")
    return parse(text.format(optimiser=section, rate=rate), "line.toml")


def gradient(w: Pair) -> Pair:
    """Return the gradient of the loss, by hand."""
    a, b = w
    error = a * mpmath.mpf("0.7") + b - mpmath.mpf("1.3")
    return error * mpmath.mpf("0.7") + a * b / 5, error + a * a / 10


def each(rule: Callable[..., mpmath.mpf], *pairs: Pair) -> Pair:
    first, second = zip(*pairs, strict=True)
    return rule(*first), rule(*second)


def sgd(w: Pair, g: Pair, s: State, n: int) -> tuple[Pair, State]:
    return each(lambda w, g: w - mpmath.mpf("0.1") * g, w, g), s


def momentum(w: Pair, g: Pair, s: State, n: int) -> tuple[Pair, State]:
    """PyTorch's SGD with momentum 0.9: buf = 0.9 buf + grad; p = p − lr buf."""
    v = each(lambda v, g: mpmath.mpf("0.9") * v + g, s["v"], g)
    return each(lambda w, v: w - mpmath.mpf("0.1") * v, w, v), {"v": v}


def nesterov(w: Pair, g: Pair, s: State, n: int) -> tuple[Pair, State]:
    """PyTorch's SGD with nesterov=True: p = p − lr (grad + 0.9 buf)."""
    v = each(lambda v, g: mpmath.mpf("0.9") * v + g, s["v"], g)
    return each(lambda w, g, v: w - mpmath.mpf("0.1") * (g + mpmath.mpf("0.9") * v), w, g, v), {"v": v}


def rmsprop(w: Pair, g: Pair, s: State, n: int) -> tuple[Pair, State]:
    v = each(lambda s, g: mpmath.mpf("0.9") * s + g**2 / 10, s["v"], g)
    return each(lambda w, g, v: w - mpmath.mpf("0.1") / (mpmath.sqrt(v) + mpmath.mpf("1e-8")) * g, w, g, v), {"v": v}


def adagrad(w: Pair, g: Pair, s: State, n: int) -> tuple[Pair, State]:
    v = each(lambda s, g: s + g**2, s["v"], g)
    return each(lambda w, g, v: w - mpmath.mpf("0.1") * g / (mpmath.sqrt(v) + mpmath.mpf("1e-10")), w, g, v), {"v": v}


def adam(w: Pair, g: Pair, s: State, n: int, decay: str = "0", rate: str = "0.001") -> tuple[Pair, State]:
    """Kingma and Ba (2015), algorithm 1, and Loshchilov and Hutter (2019), algorithm 2, with a decay."""
    b1, b2, eps, lr = (mpmath.mpf(text) for text in ("0.9", "0.999", "1e-8", rate))
    m = each(lambda m, g: b1 * m + (1 - b1) * g, s["m"], g)
    v = each(lambda v, g: b2 * v + (1 - b2) * g**2, s["v"], g)

    def moved(w: mpmath.mpf, m: mpmath.mpf, v: mpmath.mpf) -> mpmath.mpf:
        step = (m / (1 - b1**n)) / (mpmath.sqrt(v / (1 - b2**n)) + eps)
        return w - lr * (step + mpmath.mpf(decay) * w)

    return each(moved, w, m, v), {"m": m, "v": v}


def adamw(w: Pair, g: Pair, s: State, n: int) -> tuple[Pair, State]:
    return adam(w, g, s, n, decay="0.01")


RULES: Mapping[str, Rule] = {
    "adagrad": adagrad,
    "adam": adam,
    "adamw": adamw,
    "momentum": momentum,
    "nesterov": nesterov,
    "rmsprop": rmsprop,
    "sgd": sgd,
}


def clipped(rule: Rule, most: str) -> Rule:
    """Return a rule after `torch.nn.utils.clip_grad_norm_`, without the 1e-6 that it adds to the norm."""

    def of_clipped(w: Pair, g: Pair, s: State, n: int) -> tuple[Pair, State]:
        factor = min(mpmath.mpf(1), mpmath.mpf(most) / mpmath.sqrt(g[0] ** 2 + g[1] ** 2))
        return rule(w, (g[0] * factor, g[1] * factor), s, n)

    return of_clipped


def clamped(rule: Rule, most: str) -> Rule:
    def of_clamped(w: Pair, g: Pair, s: State, n: int) -> tuple[Pair, State]:
        return rule(w, each(lambda g: max(min(g, mpmath.mpf(most)), -mpmath.mpf(most)), g), s, n)

    return of_clamped


def decayed(rule: Rule, by: str) -> Rule:
    def of_decayed(w: Pair, g: Pair, s: State, n: int) -> tuple[Pair, State]:
        return rule(w, each(lambda g, w: g + mpmath.mpf(by) * w, g, w), s, n)

    return of_decayed


def by_step(w: Pair, g: Pair, s: State, n: int) -> tuple[Pair, State]:
    return each(lambda w, g: w - mpmath.mpf("0.5") / (1 + n) * g, w, g), s


SECTIONS: Mapping[str, tuple[str, str, Rule]] = {
    **{
        name: (f'name = "{name}"', "" if OPTIMISERS[name].rate else "learning_rate = 0.1", RULES[name])
        for name in RULES
    },
    "clip by norm": ("clip_norm = 0.5", "learning_rate = 0.1", clipped(sgd, "0.5")),
    "clip by norm that is never reached": ("clip_norm = 50", "learning_rate = 0.1", clipped(sgd, "50")),
    "clip by value": ('name = "momentum"\nclip_value = 0.6', "learning_rate = 0.1", clamped(momentum, "0.6")),
    "weight decay": ('name = "adam"\nweight_decay = 0.3', "", decayed(adam, "0.3")),
    "clip, then decay": (
        'name = "momentum"\nweight_decay = 0.3\nclip_norm = 0.5',
        "learning_rate = 0.1",
        clipped(decayed(momentum, "0.3"), "0.5"),
    ),
    "a rate that falls": ('name = "sgd"', 'learning_rate = "0.5/(1 + n)"', by_step),
    "equations": (
        'equations = """\nq_new = 9/10*q + g\nw_new = w - eta*q_new\n"""\nstate = { q = 0 }\neta = 0.1',
        "",
        momentum,
    ),
}


def by_hand(rule: Rule, rounds: int) -> Pair:
    with mpmath.workdps(60):
        nothing = (mpmath.mpf(0), mpmath.mpf(0))
        w: Pair = (mpmath.mpf("0.4"), mpmath.mpf("-0.2"))
        state: State = {"m": nothing, "v": nothing}
        for n in range(1, rounds + 1):
            w, state = rule(w, gradient(w), state, n)
        return w


def test_every_optimiser_has_a_rule_here() -> None:
    assert OPTIMISERS.keys() == RULES.keys()


@pytest.mark.parametrize("machine", ["compiled", "wide"])
@pytest.mark.parametrize("case", SECTIONS)
def test_balls_hold_what_the_formulas_give(case: str, machine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    section, rate, rule = SECTIONS[case]
    monkeypatch.setattr(machines, "MOST_COMPILED", 5_000 if machine == "compiled" else 0)
    made = network(section, rate)
    made_descent = made.descent()
    made_descent.watched = made.parameters
    for rounds in (1, 2, ROUNDS):
        state = made_descent.run(rounds, 256).states[rounds]
        for symbol, expected in zip(made.parameters, by_hand(rule, rounds), strict=True):
            with ctx.workprec(256):
                found = arb(state[symbol])
                assert found.rad() < 1e-60
                assert abs(found - arb(mpmath.nstr(expected, 55))) < arb("1e-50"), (rounds, symbol)


@pytest.mark.parametrize("case", SECTIONS)
def test_another_constant_is_found(case: str) -> None:
    """The comparison above can fail: a rule with another number gives other digits."""
    section, rate, rule = SECTIONS[case]
    shown = network(section, rate)
    balls = shown.descent()
    balls.watched = shown.parameters
    state = balls.run(ROUNDS, 256).states[ROUNDS]
    wrong = by_hand(decayed(rule, "1e-6"), ROUNDS)
    with ctx.workprec(256):
        assert any(
            abs(arb(state[symbol]) - arb(mpmath.nstr(value, 50))) > arb("1e-20")
            for symbol, value in zip(shown.parameters, wrong, strict=True)
        )


def test_without_a_section_it_is_gradient_descent() -> None:
    assert example().optimiser == DESCENT
    assert optimiser("sgd") is DESCENT


def test_the_rate_of_the_paper_is_taken_where_none_is_given() -> None:
    assert network('name = "adam"').rate.text == "0.001"
    assert network('name = "adam"', "learning_rate = 0.01").rate.text == "0.01"
    assert network('name = "adam"\nlearning_rate = 0.02').rate.text == "0.02"


def test_without_a_learning_rate_there_is_a_gradient_and_no_training() -> None:
    made = network("")
    assert made.update is None
    assert made.gradient
    with pytest.raises(MissingValuesError, match="no learning rate is given"):
        made.descent()


def test_training_with_adam_reaches_the_error_that_floats_reach() -> None:
    made = network('name = "adam"')
    shown = made.descent().show(1000, Rounding(9, Digits.SIGNIFICANT))
    a, b = (float(value) for value in by_hand(adam, 1000))
    error = a * 0.7 + b - 1.3
    assert float(shown[Symbol("E")].value) == pytest.approx(error**2 / 2 + a * a * b / 10, rel=1e-7)


OWN = 'equations = """\n{equations}\n"""\n{rest}'
BAD: Mapping[str, tuple[str, int, str]] = {
    "another name": ('name = "adamm"', 15, r"no optimiser is called 'adamm'.*\(nearest: adam\)"),
    "another constant": ('name = "adam"\nbeta3 = 1', 15, r"no constant of Adam is called 'beta3'.*nearest: beta2"),
    "a constant of another one": (
        'name = "sgd"\nmomentum = 1',
        15,
        "no constant of gradient descent is called 'momentum'",
    ),
    "a constant that is no number": ('name = "adam"\nbeta1 = true', 16, "beta1: expected a number, found 'True'"),
    "a schedule that reads a weight": ('name = "adam"\nbeta1 = "w"', 16, "expression of the round n alone; found 'w'"),
    "a schedule that is none": ('name = "adam"\nbeta1 = "0.9*("', 16, "expected a number, a name or '\\('"),
    "a name and equations": ('name = "adam"\nequations = "w_new = w"', 14, "expected a name or equations, found both"),
    "a state of a name": ('name = "adam"\nstate = { m = 1 }', 15, "a state is for equations of your own"),
    "a state without a start": (
        OWN.format(equations="v_new = 9*v + g\nw_new = w - v_new", rest=""),
        16,
        "new value to 'v', a state that is not defined; expected .* state = { v = 0 }",
    ),
    "a state that is only read": (
        OWN.format(equations="w_new = w - v", rest=""),
        16,
        "reads 'v', which is not defined; expected w, g, n, norm, a constant",
    ),
    "a state without an equation": (
        OWN.format(equations="w_new = w - v", rest="state = { v = 0 }"),
        15,
        "no equation gives 'v' a new value; expected one of 'v_new'",
    ),
    "no new weight": (OWN.format(equations="a = g", rest=""), 15, "no equation gives 'w' a new value"),
    "an assignment": (
        OWN.format(equations="\nw = w - g", rest=""),
        17,
        "expected 'w_new' for the value after the round",
    ),
    "a constant that nothing reads": (OWN.format(equations="w_new = w", rest="mu = 1"), 15, "no equation reads it"),
    "what no equation is": (OWN.format(equations="\nw_new = w -* g", rest=""), 17, "column 12: expected a number"),
    "what has a meaning": (OWN.format(equations="w_new = w", rest="g = 1"), 15, "'g' has a meaning of its own"),
    "a start that is no number": (
        OWN.format(equations="v_new = v\nw_new = w", rest='state = { v = "x" }'),
        19,
        "expected a number",
    ),
    "a state that is no table": (OWN.format(equations="w_new = w", rest="state = 3"), 18, r"as in \{ m = 0 \}"),
    "a length that is none": ('name = "adam"\nclip_norm = 0', 15, "clip_norm: expected a number above 0, found 0"),
    "an average of more than all": (
        'name = "adam"\nbeta2 = 2',
        15,
        "beta2: expected a number from 0 to less than 1, found 2",
    ),
    "an average of less than nothing": ('name = "rmsprop"\nrho = -0.1', 15, "rho: expected a number from 0 to less"),
    "a bound below zero": ('name = "adam"\nepsilon = -1', 15, "epsilon: expected 0 or a number above it, found -1"),
    "a decay that grows": (
        OWN.format(equations="w_new = w - η*g", rest="weight_decay = -1"),
        15,
        "weight_decay: expected 0 or a number above it, found -1",
    ),
    "an exponent": (
        OWN.format(equations="w_new = w - 2^99*g", rest=""),
        16,
        "an exponent must be a formula, or a number between",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_no_optimiser_is_refused_in_one_line(case: str) -> None:
    section, line, says = BAD[case]
    with pytest.raises(SpecError, match=says) as refused:
        network(section, "learning_rate = 0.1")
    assert str(refused.value).startswith(f"line.toml:{line}: ")
    assert "\n" not in str(refused.value)


def test_a_rate_that_is_given_twice_is_refused() -> None:
    with pytest.raises(
        SpecError, match=r"line.toml:15: optimiser.learning_rate: the learning rate is given by learning_"
    ):
        network("learning_rate = 1", "learning_rate = 0.1")


def test_equations_of_python_are_checked_as_well() -> None:
    with pytest.raises(UnknownNameError, match="no optimiser"):
        optimiser("lion")
    with pytest.raises(GraphError, match="at most 30"):
        written_update("\n".join(f"a{n} = g" for n in range(40)) + "\nw_new = w", {}, {})
    with pytest.raises(LanguageError, match="column 1"):
        written_update("3 = w", {}, {})
    deep = "\n".join(f"a{n} = ({'(' * 9}{'a' + str(n - 1) if n else 'g'}{' + 1)' * 9} + 1)" for n in range(29))
    with pytest.raises(GraphError, match="nested more than"):
        written_update(deep + "\nw_new = w - a28", {}, {})


def test_each_transform_is_an_equation_before_the_others() -> None:
    for key in TRANSFORMS:
        made = optimiser("adam", {key: decimal("0.5")})
        assert len(made.equations) == len(optimiser("adam").equations) + 1
        assert Fraction(1, 2) in {value.value for value in made.constants.values()}


@pytest.mark.parametrize(
    ("equations", "found"),
    [
        ("w_new = w - eta*log(g)", "the update of 'a' .* leaves the domain of a function, in round 1 of training"),
        ("w_new = w - eta*g/(n - 3)", "the update of 'a' divides by zero, .* in round 3 of training"),
    ],
)
@pytest.mark.parametrize("machine", ["compiled", "wide"])
def test_an_update_without_a_value_is_named_with_its_round(
    equations: str, found: str, machine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machines, "MOST_COMPILED", 5_000 if machine == "compiled" else 0)
    made = network(f'equations = "{equations}"', "learning_rate = 0.1")
    with pytest.raises(DomainError, match=found):
        made.descent().show(20, Rounding(9))


def test_a_long_argument_of_a_function_gets_an_equation_of_its_own() -> None:
    made = written_update("w_new = w - 0.1*max(g*g*g + w*w*w + g, 0)", {}, {})
    assert [at.target.ascii for at in made.equations] == ["net_w", "w_new"]
