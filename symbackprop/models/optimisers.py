"""The table of optimisers: a row of equations each, in the index language, as `graph.update` reads them.

A row is all that an optimiser needs: notes, training, exports and the judge of derivations read the equations. What may
stand before any of them, such as clipping, is a row of `TRANSFORMS`: an equation that makes another gradient of `g`.
The module is long because of these tables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import TypeAlias

from ..errors import GraphError, unknown
from ..expression.tree import Expression, Number, Symbol, decimal, height_of, rebuilt, substitute, symbols_of, updated
from ..graph.equations import Equation, Term
from ..graph.language import MOST_DEPTH, parse_equations
from ..graph.names import parse_name
from ..graph.update import DESCENT, RATE, ROUND, SLOPE, Update

DEFAULT_OPTIMISER = "sgd"
MOST_EQUATIONS = 30
NEW = "new"
LEARNING_RATE = "learning_rate"


@dataclass(frozen=True, slots=True)
class Optimiser:
    """One optimiser.

    Args:
        title: What a sentence calls it.
        equations: In the index language.
        constants: From the key of a spec to the name in the equations and to the value where the spec says nothing.
        state: From each quantity that a parameter keeps to its value before the first round.
        rate: The learning rate where none is given, as the source has it, or nothing.
        source: Where it was published.
    """

    title: str
    equations: str
    constants: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    state: Mapping[str, str] = field(default_factory=dict)
    rate: str = ""
    source: str = ""


ADAM_STATE = MappingProxyType({"m": "0", "v": "0"})
ADAM_CONSTANTS = MappingProxyType({"beta1": ("β1", "0.9"), "beta2": ("β2", "0.999"), "epsilon": ("ε", "1e-8")})
ADAM_MOMENTS = """
m_new = β1*m + (1 - β1)*g
v_new = β2*v + (1 - β2)*g^2
m_hat = m_new/(1 - β1^n)
v_hat = v_new/(1 - β2^n)
"""

OPTIMISERS: Mapping[str, Optimiser] = MappingProxyType(
    {
        "adagrad": Optimiser(
            title="Adagrad",
            equations="""
            s_new = s + g^2
            w_new = w - η*g/(sqrt(s_new) + ε)
            """,
            constants=MappingProxyType({"epsilon": ("ε", "1e-10")}),
            state=MappingProxyType({"s": "0"}),
            source="Duchi, Hazan and Singer, Adaptive Subgradient Methods (2011)",
        ),
        "adam": Optimiser(
            title="Adam",
            equations=ADAM_MOMENTS + "w_new = w - η*m_hat/(sqrt(v_hat) + ε)",
            constants=ADAM_CONSTANTS,
            state=ADAM_STATE,
            rate="0.001",
            source="Kingma and Ba, Adam: A Method for Stochastic Optimization (2015), algorithm 1",
        ),
        "adamw": Optimiser(
            title="AdamW",
            equations=ADAM_MOMENTS + "w_new = w - η*(m_hat/(sqrt(v_hat) + ε) + λ*w)",
            constants=MappingProxyType({**ADAM_CONSTANTS, "weight_decay": ("λ", "0.01")}),
            state=ADAM_STATE,
            rate="0.001",
            source="Loshchilov and Hutter, Decoupled Weight Decay Regularization (2019), algorithm 2",
        ),
        "momentum": Optimiser(
            title="gradient descent with momentum",
            equations="""
            v_new = μ*v + g
            w_new = w - η*v_new
            """,
            constants=MappingProxyType({"momentum": ("μ", "0.9")}),
            state=MappingProxyType({"v": "0"}),
            source="Polyak, Some Methods of Speeding Up the Convergence of Iteration Methods (1964)",
        ),
        "nesterov": Optimiser(
            title="gradient descent with Nesterov's momentum",
            equations="""
            v_new = μ*v + g
            w_new = w - η*(g + μ*v_new)
            """,
            constants=MappingProxyType({"momentum": ("μ", "0.9")}),
            state=MappingProxyType({"v": "0"}),
            source="Sutskever, Martens, Dahl and Hinton, On the Importance of Initialization and Momentum (2013)",
        ),
        "rmsprop": Optimiser(
            title="RMSProp",
            equations="""
            s_new = ρ*s + (1 - ρ)*g^2
            w_new = w - η*g/(sqrt(s_new) + ε)
            """,
            constants=MappingProxyType({"rho": ("ρ", "0.9"), "epsilon": ("ε", "1e-8")}),
            state=MappingProxyType({"s": "0"}),
            source="Tieleman and Hinton, Neural Networks for Machine Learning, lecture 6.5 (2012)",
        ),
        "sgd": Optimiser(title="gradient descent", equations="w_new = w - η*g"),
    }
)

TRANSFORMS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "clip_norm": ("c", "g_clip", "g*c/max(c, norm)"),
        "clip_value": ("d", "g_cut", "clip(g, -d, d)"),
        "weight_decay": ("λ", "g_decay", "g + λ*w"),
    }
)
"""By key, in the order in which they are carried out: the constant, what is made of `g`, and how."""

SCHEDULED = "y"
ABOVE_ZERO = "a number above 0"
AT_LEAST_ZERO = "0 or a number above it"
BELOW_ONE = "a number from 0 to less than 1"
EXPECTED: Mapping[str, str] = MappingProxyType(
    {
        "beta1": BELOW_ONE,
        "beta2": BELOW_ONE,
        "clip_norm": ABOVE_ZERO,
        "clip_value": ABOVE_ZERO,
        "epsilon": AT_LEAST_ZERO,
        "momentum": BELOW_ONE,
        "rho": BELOW_ONE,
        "weight_decay": AT_LEAST_ZERO,
    }
)
"""What the constants of the rows above may be; what a schedule gives is not held against it."""
OWN = ("name", "equations", "state", LEARNING_RATE)
"""The keys that are no constants."""

Given: TypeAlias = Number | str
"""What a spec gives for a constant: a number, or an expression of the round n."""


Place: TypeAlias = Callable[[int], str]


def optimiser(name: str, given: Mapping[str, Given] = MappingProxyType({})) -> Update:
    """Return an optimiser of the table.

    Args:
        name: A row of OPTIMISERS.
        given: By key, the constants that are not those of the row, and `learning_rate` where it is no number that
            the network has.

    Raises:
        GraphError: A constant is no expression of the round.
        UnknownNameError: There is no such optimiser, or it has no such constant.

    >>> [equation.target.ascii for equation in optimiser("momentum").equations]
    ['v_new', 'w_new']
    """
    if name not in OPTIMISERS:
        raise unknown("optimiser", name, list(OPTIMISERS))
    if name == DEFAULT_OPTIMISER and not given:
        return DESCENT
    row = OPTIMISERS[name]
    keys = {key: symbol for key, (symbol, _) in row.constants.items()}
    before = {key: row_ for key, row_ in TRANSFORMS.items() if key not in keys}
    for key in given:
        if key not in keys and key not in before and key != LEARNING_RATE:
            raise unknown(f"constant of {row.title}", key, [*keys, *before, LEARNING_RATE])
    _check_ranges(given)
    values: dict[str, Given] = {key: decimal(value) for key, (_, value) in row.constants.items()}
    values.update({key: value for key, value in given.items() if key not in before})
    state = {parse_name(key): decimal(value) for key, value in row.state.items()}
    constants = {parse_name(keys.get(key, "η")): value for key, value in values.items()}
    update = _made(row.equations, constants, state, row.title, row.source)
    return transformed(update, {key: given[key] for key in before if key in given})


def written_update(
    equations: str, state: Mapping[str, Number], given: Mapping[str, Given], place: Place = lambda _: ""
) -> Update:
    """Return the update that somebody has written in equations.

    Args:
        equations: In the index language, with `w`, `g`, `n` and `norm`; `m_new` is the value of `m` after the round.
        state: The value of each part of the state before the first round.
        given: The constants by name, each a number or an expression of n, and what is a row of TRANSFORMS.
        place: From a line of the equations to where it stands.

    Raises:
        ExpressionError: A key is no name.
        GraphError: They are no update.
        LanguageError: They are not in the language.
    """
    _check_ranges({key: value for key, value in given.items() if key in TRANSFORMS})
    constants = {_symbol(key): value for key, value in given.items() if key not in TRANSFORMS}
    starts = {_symbol(key): value for key, value in state.items()}
    update = _made(equations, constants, starts, place=place)
    for name in constants:
        if name not in update.reads and name != RATE:
            raise GraphError(f"{name.ascii!r} is given, and no equation reads it; leave it out or correct its name")
    return transformed(update, {key: given[key] for key in TRANSFORMS if key in given})


def _check_ranges(given: Mapping[str, Given]) -> None:
    for key, value in given.items():
        expected = EXPECTED.get(key)
        if expected is None or isinstance(value, str):
            continue
        if (
            value.value < 0
            or (expected == ABOVE_ZERO and not value.value)
            or (expected == BELOW_ONE and value.value >= 1)
        ):
            raise GraphError(f"{key}: expected {expected}, found {value.text}")


def transformed(update: Update, given: Mapping[str, Given]) -> Update:
    """Return an update that first makes another gradient of the gradient, as clipping does.

    Args:
        update: The update.
        given: By rows of TRANSFORMS, the constants.
    """
    constants = dict(update.constants)
    first: list[Equation] = []
    slope = SLOPE
    for key, value in given.items():
        letter, target, body = TRANSFORMS[key]
        symbol = _free(letter, update, constants)
        made = _free(target, update, {at.target: None for at in first})
        (equation,) = _equations(f"{target} = {body}")
        by = {parse_name(letter): symbol, SLOPE: slope}
        if isinstance(value, str):
            first.append(schedule(symbol, value))
        else:
            constants[symbol] = value
        first.append(Equation(made, (Term(_renamed(equation.body, by)),)))
        slope = made
    if not first:
        return update
    rest = [
        Equation(
            at.target, tuple(replace(term, body=_renamed(term.body, {SLOPE: slope})) for term in at.terms), at.place
        )
        for at in update.equations
    ]
    return replace(update, equations=(*first, *rest), constants=constants)


def _free(name: str, update: Update, more: Mapping[Symbol, object]) -> Symbol:
    """Return a name that nothing in an update has yet."""
    found = parse_name(name)
    taken = {*update.reads, *(at.target for at in update.equations), *update.constants, *update.state, *more}
    while found in taken:
        found = replace(found, subscript=f"{found.subscript},clip".strip(","))
    return found


def _renamed(expression: Expression, by: Mapping[Symbol, Symbol]) -> Expression:
    if isinstance(expression, Symbol):
        return by.get(expression, expression)
    return rebuilt(expression, lambda part: _renamed(part, by))


def _made(
    equations: str,
    given: Mapping[Symbol, Given],
    state: Mapping[Symbol, Number],
    title: str = "",
    source: str = "",
    place: Place = lambda _: "",
) -> Update:
    """Return the update of a text; constants that depend on the round become equations before the others."""
    constants = {symbol: value for symbol, value in given.items() if isinstance(value, Number)}
    scheduled = tuple(schedule(symbol, value) for symbol, value in given.items() if isinstance(value, str))
    made = tuple(replace(at, place=place(int(at.place))) for at in _equations(equations))
    if len(made) > MOST_EQUATIONS:
        raise GraphError(f"an update of {len(made)} equations; at most {MOST_EQUATIONS}")
    update = Update((*scheduled, *made), constants, dict(state), title, source)
    _check_depth(update)
    return update


def schedule(symbol: Symbol, text: str) -> Equation:
    """Return the equation of a constant that depends on the round.

    Raises:
        GraphError: It reads something else.
        LanguageError: It is not in the language.
    """
    if not text.isprintable():
        raise GraphError(f"expected a number, or an expression of the round n, found {text[:40]!r}")
    found = _equations(f"{SCHEDULED} = {text}")
    if not found:
        raise GraphError("expected a number, or an expression of the round n, found nothing")
    # What stands twice in a formula has a name of its own in the language, and none in an update.
    for at in reversed(found[:-1]):
        found = tuple(replace(one, terms=(Term(substitute(one.body, {at.target: at.body})),)) for one in found)
    found = found[-1:]
    if not symbols_of(found[0].body):
        raise GraphError(f"expected a number, or an expression of the round n, found the text {text[:40]!r}")
    for read in symbols_of(found[0].body):
        if read != ROUND:
            raise GraphError(f"expected a number, or an expression of the round n alone; found {read.ascii!r} in it")
    return Equation(symbol, found[0].terms)


@lru_cache(maxsize=64)
def _equations(text: str) -> tuple[Equation, ...]:
    """Return the equations of a text, with the names that they have in an update."""
    statements = parse_equations(text, {})
    # What a formula needs before it is written on the same line: its name says for what, and is no new value.
    before = {one.equation.target for one, after in pairwise(statements) if one.line == after.line}

    def spelled(expression: Expression) -> Expression:
        return name(expression) if isinstance(expression, Symbol) else rebuilt(expression, spelled)

    def name(symbol: Symbol) -> Symbol:
        return (
            replace(symbol, subscript=symbol.subscript.replace(f",{NEW}", "")) if symbol in before else _meant(symbol)
        )

    return tuple(
        Equation(
            name(at.equation.target),
            tuple(replace(term, body=spelled(term.body)) for term in at.equation.terms),
            str(at.line),
        )
        for at in statements
    )


def _symbol(name: str) -> Symbol:
    return _meant(parse_name(name))


LETTER_NAMES = "alpha beta gamma delta epsilon eta lambda mu rho tau"
GREEK = MappingProxyType(dict(zip(LETTER_NAMES.split(), "αβγδεηλμρτ", strict=True)))


def _meant(symbol: Symbol) -> Symbol:
    """Return what a name stands for: `m_new` the value after the round, `eta` the letter η."""
    if symbol == parse_name(LEARNING_RATE):
        return RATE
    base = GREEK.get(symbol.base, symbol.base)
    *parts, last = symbol.subscript.split(",")
    is_new = last == NEW
    found = replace(symbol, base=base, subscript=",".join(parts) if is_new else symbol.subscript)
    return updated(found) if is_new else found


def _check_depth(update: Update) -> None:
    """Refuse equations that are nested so deeply, one in the other, that they could not be evaluated."""
    depths: dict[Symbol, int] = {}
    for equation in update.equations:
        inner = max((depths.get(read, 0) for read in symbols_of(equation.body)), default=0)
        depths[equation.target] = inner + height_of(equation.body)
        if depths[equation.target] > 2 * MOST_DEPTH:
            raise GraphError(f"{equation.name} is nested more than {2 * MOST_DEPTH} deep with those that it reads")
