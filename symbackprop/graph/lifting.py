"""Equations that a formula needs beside its own: for a sum in the middle of it, or a part that stands in it twice.

A person who derives `h = tanh(sum(i, w[i]*x[i]) + b)` begins with a name for what is inside; so does this module.
The argument of an activation is its pre-activation, `net_h`; other sums are called `sum_h`, arguments `arg_h`.
A sum that is a term, or a factor of one, needs no name: 1/2·Σ… is Σ ½·….
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from ..expression.tree import (
    ONE,
    Expression,
    Index,
    Negative,
    Product,
    Quotient,
    Sum,
    Symbol,
    Total,
    children,
    plus,
    rebuilt,
    symbols_of,
)
from .equations import Equation, Term, bare
from .shifts import combined, reindexed, running_of

Fold: TypeAlias = Callable[[Expression, Expression], Expression]

LETTERS = "rsqnmlkjihgf"
"""Names for indices that no text names."""

PLACEHOLDER = " "
"""The mark of a name as long as it is not known how many of its kind there are."""


def holds_sum(expression: Expression) -> bool:
    """Say whether there is a sum over an index in an expression."""
    return isinstance(expression, Total) or any(map(holds_sum, children(expression)))


@dataclass
class Lifting:
    """The equations that one statement needs beside its own.

    Args:
        target: What the statement defines.
        taken: Names of the text and of statements before, which no new quantity may have; those made here are added.
        made: The equations so far, in evaluation order.
    """

    target: Symbol
    taken: set[str]
    made: list[Equation] = field(default_factory=list)
    _known: dict[tuple[Term, ...], Symbol] = field(default_factory=dict)

    def lifted(self, kind: str, expression: Expression) -> Symbol:
        """Return a quantity with an equation of its own, whose right side is the expression.

        Args:
            kind: What the quantity is called, before the name of the target.
            expression: In which sums may stand.
        """
        terms = self.right_side(expression)
        if terms not in self._known:
            read = dict.fromkeys(index for term in terms for index in _free(term))
            own = [index for index in self.target.indices if index in read]
            indices = (*own, *(index for index in read if index not in own))
            name = Symbol(kind, str(len(self.made)), indices, mark=PLACEHOLDER)
            self.made.append(Equation(name, terms))
            self._known[terms] = name
        return self._known[terms]

    def folded(self, kind: str, over: tuple[Index, ...], body: Expression, fold: Fold) -> Expression:
        """Return what is made of an expression at all positions of some indices, one after another, by a recurrence.

        Args:
            kind: What the recurrence is called, before the name of the target.
            over: The indices, of which the last runs fastest.
            body: Without sums, and short: it may stand twice.
            fold: What it makes of two values.
        """
        *rest, index = over
        first, *more = (reindexed(body, {index: at}) for at in range(1, min(index.size, 2) + 1))
        if index.size > 2:
            # It starts with what stands at the first position, so the others are counted from the second.
            others = Index(self._letter(), index.size - 1)
            whole: Expression = self.recurrence(
                kind, others, first, reindexed(body, {index: combined((1, others), (1, 1))}), fold
            )
        elif more and rest:
            whole = self.lifted(kind, fold(first, more[0]))
        else:
            whole = fold(first, more[0]) if more else first
        return self.folded(kind, tuple(rest), whole, fold) if rest else whole

    def recurrence(self, kind: str, index: Index, start: Expression, body: Expression, fold: Fold) -> Symbol:
        """Return the last value of a recurrence, whose values are made of those before and of an expression."""
        read = dict.fromkeys(at for symbol in symbols_of(body) for at in running_of(symbol) if at != index)
        own = [at for at in self.target.indices if at in read]
        free = (*own, *(at for at in read if at not in own))
        name = Symbol(kind, str(len(self.made)), (*free, index), mark=PLACEHOLDER)
        previous = name.read_at((*free, combined((1, index), (-1, 1))))
        self.made.append(Equation(name, (Term(fold(previous, body)),)))
        self.made.append(Equation(name.read_at((*free, 0)), (Term(start),)))
        return name.read_at((*free, index.size))

    def multiplied(self, over: tuple[Index, ...], body: Expression) -> Expression:
        """Return the product of an expression, without sums, over some indices."""
        for index in reversed(over):
            body = self.recurrence("prod", index, ONE, body, lambda before, factor: Product((before, factor)))
        return body

    def right_side(self, expression: Expression) -> tuple[Term, ...]:
        """Return the terms of an equation's right side."""
        parts = expression.terms if isinstance(expression, Sum) else (expression,)
        return tuple(term for part in parts for term in self.terms(part))

    def terms(self, expression: Expression) -> tuple[Term, ...]:
        """Return an expression as terms, each with the indices that it is summed over."""
        match expression:
            case Sum(parts) if any(map(holds_sum, parts)):
                return tuple(term for part in parts for term in self.terms(part))
            case Negative(body) if holds_sum(body):
                return tuple(replace(term, body=_minus(term.body)) for term in self.terms(body))
            case Total(over, body):
                inner = self.terms(body)
                return tuple(Term(term.body, (*over, *term.over)) for term in inner)
            case Product(factors) if any(map(holds_sum, factors)):
                return self._product(factors)
            case Quotient(above, below) if holds_sum(above):
                divisor = self.without_sums(below)
                inside = above.body if isinstance(above, Negative) else above
                if not isinstance(inside, Total | Product):
                    return (Term(Quotient(self.without_sums(above), divisor)),)
                return tuple(Term(Quotient(term.body, divisor), term.over) for term in self.terms(above))
            case _:
                return (Term(self.without_sums(expression)),)

    def summed(self, over: tuple[Index, ...], body: Expression) -> Expression:
        """Return the sum of an expression over some indices; a sum in it that does not read them has its own name."""
        return plus(*(Total((*over, *term.over), term.body) for term in self.terms(self._apart(body, over))))

    def without_sums(self, expression: Expression) -> Expression:
        """Return an expression with a name in place of each sum in it."""
        if not holds_sum(expression):
            return expression
        if isinstance(expression, Total):
            return self.lifted("sum", expression)
        return rebuilt(expression, self.without_sums)

    def _apart(self, body: Expression, over: tuple[Index, ...]) -> Expression:
        if isinstance(body, Total):
            read = {index for symbol in symbols_of(body.body) for index in running_of(symbol)}
            return body if read.difference(body.over) & {*over} else self.lifted("sum", body)
        return rebuilt(body, lambda part: self._apart(part, over)) if holds_sum(body) else body

    def _product(self, factors: tuple[Expression, ...]) -> tuple[Term, ...]:
        """Return a product as one term: the single sum among its factors is the sum of the whole product."""
        sums = [factor for factor in factors if isinstance(factor, Total)]
        others = [self.without_sums(factor) for factor in factors if factor is not sums[0]] if len(sums) == 1 else []
        if len(sums) != 1 or {*sums[0].over} & {index for other in others for index in _indices(other)}:
            return (Term(Product(tuple(self.without_sums(factor) for factor in factors))),)
        found = []
        for term in self.terms(sums[0]):
            inner = term.body.factors if isinstance(term.body, Product) else (term.body,)
            at = factors.index(sums[0])
            found.append(Term(Product((*others[:at], *inner, *others[at:])), term.over))
        return tuple(found)

    def finished(self, equation: Equation) -> tuple[Equation, ...]:
        """Return the equations that were made and the statement's own, with the names that stay."""
        if self.made and equation.terms == (Term(self.made[-1].target),):
            # What is made last and is all of the right side needs no name beside the target's.
            equation = replace(equation, terms=self.made.pop().terms)
        names: dict[Symbol, Symbol] = {}
        found = dict.fromkeys(bare(made.target) for made in self.made)
        kinds = [target.base for target in found]
        for target in found:
            names[target] = name = self._named(target.base, kinds.count(target.base) > 1)
            self.taken.add(name.ascii)
        parts = tuple(replace(_renamed(at, names), stated=self.target) for at in self.made)
        return (*parts, _renamed(equation, names))

    def _letter(self) -> str:
        """Return the name of an index that the text does not have."""
        letters = [*LETTERS, *(f"{letter}{at}" for at in range(1, len(self.taken) + 2) for letter in LETTERS)]
        found: str = next(letter for letter in letters if letter not in self.taken)
        self.taken.add(found)
        return found

    def _named(self, kind: str, is_one_of_several: bool) -> Symbol:
        base, subscript = self.target.base, self.target.subscript
        stem = subscript if base == OUT and subscript else Symbol(base, subscript).ascii.replace("_", ",")
        fixed = [at for at in self.target.indices if not isinstance(at, Index)]
        if fixed:
            # What a start needs, `h[0] = …`, is another quantity than what all other positions of h need.
            stem += f",{below_of(fixed[0]) if isinstance(fixed[0], int) else START}"
        between = "," if stem[-1:].isdigit() else ""
        number = 1 if is_one_of_several else 0
        while True:
            below = f"{stem}{between}{number}" if number else stem
            name = Symbol(kind, below, superscript=self.target.superscript)
            if name.ascii not in self.taken:
                return name
            number += 1


def below_of(position: int) -> str:
    """Return what stands below the name of what is at a position outside: the position, in letters and digits.

    >>> below_of(0), below_of(-1)
    ('0', 'minus1')
    """
    return str(position) if position >= 0 else f"minus{-position}"


START = "initial"
"""What stands below a name that is about a position outside, where that is no number."""

OUT = "out"
"""The usual name of an output: that of neuron h is out_h, and its net input net_h."""


def unbound_in(equations: tuple[Equation, ...]) -> tuple[Symbol, Index] | None:
    """Return a read in a part of a formula with an index that nothing binds, or None.

    The part has an equation over that index, and a name that nobody has written; the read is one that somebody has.

    Args:
        equations: Those of the parts, and the statement's own.
    """
    *parts, own = equations
    made = {bare(part.target) for part in parts}
    at_large = {index for read, index in _unbound(own, own.target) if bare(read) in made}
    pairs = (pair for equation in equations for pair in _unbound(equation, own.target))
    return next((pair for pair in pairs if pair[1] in at_large and bare(pair[0]) not in made), None)


def _unbound(equation: Equation, target: Symbol) -> Iterator[tuple[Symbol, Index]]:
    """Yield what an equation reads with each of its indices that are neither summed nor those of a target."""
    for term in equation.terms:
        for read in symbols_of(term.body):
            bound = (*target.indices, *term.over)
            yield from ((read, index) for index in running_of(read) if index not in bound)


def _free(term: Term) -> Iterator[Index]:
    yield from (index for index in _indices(term.body) if index not in term.over)


def _indices(expression: Expression) -> Iterator[Index]:
    for symbol in symbols_of(expression):
        yield from running_of(symbol)


def _minus(body: Expression) -> Expression:
    return body.body if isinstance(body, Negative) else Negative(body)


def _renamed(equation: Equation, names: Mapping[Symbol, Symbol]) -> Equation:
    def renamed(expression: Expression) -> Expression:
        if isinstance(expression, Symbol):
            name = names.get(bare(expression))
            return expression if name is None else name.read_at(expression.indices)
        return rebuilt(expression, renamed)

    target = renamed(equation.target)
    assert isinstance(target, Symbol)
    return Equation(target, tuple(replace(term, body=renamed(term.body)) for term in equation.terms), equation.place)
