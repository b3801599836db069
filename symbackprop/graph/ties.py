"""Which of two branches holds where balls cannot tell: numbers that carry formulas, by which a difference is exactly 0.

Each number is a ball beside a sum of products of atoms with rational factors: the values of functions, roots and sums
in a denominator. Equal formulas are equal numbers, so a difference whose formula is empty is zero, and a tie is proven.
What has another formula may be equal all the same; nothing is claimed of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import Any, TypeAlias

from flint import arb, fmpq

from ..expression.tree import Symbol
from .arrays import Arithmetic
from .tape import CONSTANTS, Applied, Ball, chosen, divided, exact, is_long, raised, to_the_power

Monomial: TypeAlias = "tuple[tuple[int, Fraction], ...]"
"""A product of powers of atoms, in the order of their numbers."""

Form: TypeAlias = Mapping[Monomial, fmpq]
"""A sum of products with their factors, none of which is zero."""

Key: TypeAlias = "frozenset[tuple[Monomial, fmpq]]"

MOST_TERMS = 64
"""A formula of more terms becomes an atom: it is equal to what is computed in the very same way."""

MOST_EXPANDED = 8
"""Up to this power a sum is multiplied out."""

ONE: Monomial = ()
EVEN, ODD = frozenset({"cos", "normal_pdf"}), frozenset({"sin", "tanh"})


@dataclass
class Atoms:
    """The atoms of one computation, each with a number."""

    _numbers: dict[object, int] = field(default_factory=dict)
    _sums: dict[int, Form] = field(default_factory=dict)

    def number(self, what: object) -> int:
        """Return the number of an atom, the same for what is the same."""
        return self._numbers.setdefault(what, len(self._numbers))

    def new(self) -> Form:
        """Return the formula of a number that nothing else is known to be equal to."""
        return self.power_of(self.number(object()))

    def power_of(self, atom: int, exponent: Fraction = Fraction(1)) -> Form:
        """Return an atom raised to a power."""
        return {((atom, exponent),): fmpq(1)}

    def sum_as_atom(self, form: Form) -> int:
        """Return the atom that stands for a sum in a denominator or under a root."""
        atom = self.number(("sum", _key(form)))
        self._sums[atom] = form
        return atom

    def multiplied(self, left: Form, right: Form) -> Form:
        """Return a product, sums with whole exponents multiplied out."""
        if len(left) * len(right) > MOST_TERMS:
            return self.power_of(self.number(("product", frozenset({_key(left), _key(right)}))))
        found: Form = {}
        for first, a in left.items():
            for second, b in right.items():
                found = _added(found, self._expanded(_joined(first, second), a * b))
        return found

    def _expanded(self, monomial: Monomial, factor: fmpq) -> Form:
        for at, (atom, exponent) in enumerate(monomial):
            if atom in self._sums and exponent.denominator == 1 and 1 <= exponent <= MOST_EXPANDED:
                found: Form = {monomial[:at] + monomial[at + 1 :]: factor}
                for _ in range(int(exponent)):
                    found = self.multiplied(found, self._sums[atom])
                return found
        return {monomial: factor}

    def inverse(self, form: Form) -> Form:
        """Return one over a formula that is not zero."""
        if len(form) == 1:
            ((monomial, factor),) = form.items()
            return {tuple((atom, -exponent) for atom, exponent in monomial): 1 / factor}
        lead = form[_leading(form)]
        atom = self.sum_as_atom({monomial: factor / lead for monomial, factor in form.items()})
        return {((atom, Fraction(-1)),): 1 / lead}

    def raised(self, form: Form, power: Fraction) -> Form:
        """Return a power with a fixed exponent."""
        if power < 0:
            return self.raised(self.inverse(form), -power)
        if power.denominator != 1:
            return self.power_of(self.sum_as_atom(form), power)
        if power > MOST_EXPANDED and len(form) > 1:
            return self.power_of(self.number(("power", _key(form), power)))
        found: Form = {ONE: fmpq(1)}
        for _ in range(int(power)):
            found = self.multiplied(found, form)
        return found

    def applied(self, function: str, form: Form) -> Form:
        """Return a function of a formula; of one with the other sign by what the function is of this one."""
        sign = fmpq(-1) if form and form[_leading(form)] < 0 else fmpq(1)
        if function in EVEN | ODD | {"exp"} and sign < 0:
            atom = self.number((function, _key(_scaled(form, fmpq(-1)))))
            if function == "exp":
                return self.power_of(atom, Fraction(-1))
            return _scaled(self.power_of(atom), sign if function in ODD else fmpq(1))
        return self.power_of(self.number((function, _key(form))))


@dataclass(frozen=True, slots=True, eq=False)
class Traced:
    """A number: a ball that holds it, and a formula for it."""

    ball: Ball
    form: Form
    atoms: Atoms

    def made(self, ball: Ball, form: Form) -> Traced:
        """Return another number; one whose formula is a number of its own is exactly that."""
        if isinstance(ball, arb) and not ball.is_finite():
            return Traced(ball, self.atoms.new(), self.atoms)
        if len(form) > MOST_TERMS or any(map(is_long, form.values())):
            form = self.atoms.power_of(self.atoms.number(("formula", _key(form))))
        if not form.keys() - {ONE}:
            ball = form.get(ONE, fmpq(0))
        return Traced(ball, form, self.atoms)

    def of(self, other: Ball | Traced) -> Traced:
        """Return a number of the same computation."""
        return other if isinstance(other, Traced) else _exactly(other, self.atoms)

    def __add__(self, other: Ball | Traced) -> Traced:
        second = self.of(other)
        return self.made(self.ball + second.ball, _added(self.form, second.form))

    def __radd__(self, other: Ball) -> Traced:
        return self.of(other) + self

    def __sub__(self, other: Ball | Traced) -> Traced:
        second = self.of(other)
        return self.made(self.ball - second.ball, _added(self.form, _scaled(second.form, fmpq(-1))))

    def __rsub__(self, other: Ball) -> Traced:
        return self.of(other) - self

    def __mul__(self, other: Ball | Traced) -> Traced:
        second = self.of(other)
        return self.made(self.ball * second.ball, self.atoms.multiplied(self.form, second.form))

    def __rmul__(self, other: Ball) -> Traced:
        return self.of(other) * self

    def __neg__(self) -> Traced:
        return self.made(-self.ball, _scaled(self.form, fmpq(-1)))


@dataclass(frozen=True, slots=True)
class Tracing:
    """The operations of the evaluation of arrays, on numbers that carry formulas."""

    atoms: Atoms

    @property
    def arithmetic(self) -> Arithmetic:
        """The operations."""
        return Arithmetic(
            self._exact, self._constant, self._divided, self._power, self._to_the_power, self._function, self._chosen
        )

    def _exact(self, value: Fraction) -> Traced:
        return _exactly(exact(value), self.atoms)

    def _constant(self, letter: str) -> Traced:
        return Traced(CONSTANTS[letter](fmpq(1)), self.atoms.power_of(self.atoms.number(letter)), self.atoms)

    def _divided(self, top: Traced, below: Traced) -> Traced:
        ball = divided(top.ball, below.ball)
        if not below.form or (isinstance(ball, arb) and not ball.is_finite()):
            return top.made(arb("nan"), {})
        ratio = _ratio(top.form, below.form)
        inverse = self.atoms.inverse(below.form)
        return top.made(ball, self.atoms.multiplied(top.form, inverse) if ratio is None else {ONE: ratio})

    def _power(self, power: Fraction) -> Callable[[Traced], Traced]:
        return partial(self._raised, power)

    def _raised(self, power: Fraction, base: Traced) -> Traced:
        ball = raised(power)(base.ball)
        if not base.form:
            return base.made(ball, {}) if power > 0 else base.made(ball, self.atoms.new())
        return base.made(ball, self.atoms.raised(base.form, power))

    def _to_the_power(self, base: Traced, exponent: Traced) -> Traced:
        ball = to_the_power(base.ball, exponent.ball)
        if isinstance(ball, fmpq):
            return base.of(ball)
        atom = self.atoms.number(("to the power", _key(base.form), _key(exponent.form)))
        return base.made(ball, self.atoms.power_of(atom))

    def _function(self, function: str) -> Callable[[Traced], Traced]:
        return partial(self._applied, function, Applied.of(function))

    def _applied(self, name: str, function: Applied, argument: Traced) -> Traced:
        ball = function(argument.ball)
        return (
            argument.of(ball)
            if isinstance(ball, fmpq)
            else argument.made(ball, self.atoms.applied(name, argument.form))
        )

    def _chosen(self, positive: Traced, then: Traced, otherwise: Traced) -> Traced:
        # The second branch holds where the condition is about what is exactly 0.
        if not positive.form or positive.ball <= 0:
            return otherwise
        if positive.ball > 0 or _key(then.form) == _key(otherwise.form):
            return then
        return then.made(chosen(positive.ball, then.ball, otherwise.ball), self.atoms.new())


@dataclass
class Traces:
    """The values of a graph with their formulas, as far as they were asked for.

    Args:
        known: By bare quantity, its elements.
    """

    known: dict[Symbol, list[Any]] = field(default_factory=dict)
    _atoms: Atoms = field(default_factory=Atoms)

    @property
    def arithmetic(self) -> Arithmetic:
        """What computes them."""
        return Tracing(self._atoms).arithmetic

    def of(self, values: Iterable[Ball]) -> list[Any]:
        """Return given numbers with their formulas: themselves."""
        return [_exactly(value, self._atoms) for value in values]


def balls_of(values: Sequence[Any]) -> list[Ball]:
    """Return the balls of numbers."""
    return [value.ball if isinstance(value, Traced) else value for value in values]


def _exactly(value: Ball, atoms: Atoms) -> Traced:
    if isinstance(value, arb):
        return Traced(value, atoms.new(), atoms)
    return Traced(value, {ONE: value} if value != 0 else {}, atoms)


def _key(form: Form) -> Key:
    return frozenset(form.items())


def _leading(form: Form) -> Monomial:
    return max(form)


def _scaled(form: Form, by: fmpq) -> Form:
    return {monomial: factor * by for monomial, factor in form.items()}


def _added(left: Form, right: Form) -> Form:
    found = dict(left)
    for monomial, factor in right.items():
        total = found.pop(monomial, fmpq(0)) + factor
        if total != 0:
            found[monomial] = total
    return found


def _joined(left: Monomial, right: Monomial) -> Monomial:
    exponents = dict(left)
    for atom, exponent in right:
        exponents[atom] = exponents.get(atom, Fraction(0)) + exponent
    return tuple(sorted((atom, exponent) for atom, exponent in exponents.items() if exponent))


def _ratio(top: Form, below: Form) -> fmpq | None:
    """Return the number that a quotient is, where its two sides differ by a factor alone."""
    if top.keys() != below.keys():
        return None
    lead = _leading(below)
    ratio = top[lead] / below[lead]
    return ratio if all(factor == ratio * below[monomial] for monomial, factor in top.items()) else None
