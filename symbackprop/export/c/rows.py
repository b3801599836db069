"""C99 as loops: some samples one after the other, each with its quantities as they are in one sample.

Where a sample has large arrays of its own, its loops run along them, and what it multiplies is a matrix of its own.
Some samples that fit into the cache together take each statement in turn, so that products with shared weights are one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ...expression.tree import Expression, Index, Symbol, rebuilt
from ...graph.equations import Equation, Term, bare
from ..program.lowering import Statement, size_of
from ..program.staging import Sampled
from ..saturation.normalise import Maximum
from .matrices import Read, matrices
from .one import One
from .place import Place
from .tile import Operand, Outer

SAMPLE = "sample"
ONE_SAMPLE = Index(SAMPLE, 1)


@dataclass
class Rows(One):
    """The statements of some samples, over an index of theirs that comes before all others."""

    sample: Index = ONE_SAMPLE

    @property
    def arrays(self) -> Mapping[Symbol, Place]:
        return {}

    @property
    def counted(self) -> frozenset[Index]:
        return frozenset({self.sample})

    def place_data(self, symbol: Symbol) -> None:
        """Say where the data of the samples are."""
        self.places[bare(symbol)] = Place(self.page.pointers[bare(symbol)], with_sample(symbol, self.sample))

    def extent(self, indices: Sequence[Index]) -> str:
        if self.sample not in indices:
            return super().extent(indices)
        others = [index for index in indices if index != self.sample]
        return f"count * {super().extent(others)}" if others else "count"

    def rows(self, index: Index, body: Callable[[int], Iterable[str]], backwards: bool = False) -> list[str]:
        return self.loops([index], body(1)) if index == self.sample else super().rows(index, body, backwards)

    def few(self, free: Sequence[Index]) -> tuple[Index, ...]:
        return (
            super().few([index for index in free if index != self.sample]) if self.sample in free else super().few(free)
        )

    def total(self, loss: Symbol) -> list[str]:
        """Return what adds the losses of the samples to `sum`."""
        return self.loops([self.sample], [f"sum += {self.read(with_sample(loss, self.sample))};"])

    def summed_over(self, shared: Sampled) -> list[str]:
        """Return what adds the parts of a shared adjoint up over the samples."""
        terms = tuple(replace(term, over=(self.sample, *term.over)) for term in shared.mean)
        return self.page.titled(shared, self.contraction(Equation(shared.target, terms), is_added=True))

    def outer(self, target: Symbol, term: Term) -> Outer | None:
        """Return what a term adds to a matrix as a product of two quantities of the samples, or nothing."""
        there = replace(term, over=(self.sample, *term.over))
        found = matrices(target, there, self.places, self.page.is_single)
        if found is None or found.outer or found.scale or self.sample not in found.inner or term.within:
            return None
        rows, columns, inner = (group[0] for group in (found.rows, found.columns, found.inner))
        left = self._operand(found.left, found.merged, found.left.step(rows), found.left.step(inner))
        right = self._operand(found.right, found.merged, found.right.step(columns), found.right.step(inner))
        height, width = (int(self.extent(group)) for group in (found.rows, found.columns))
        inner_size, step = self.extent(found.inner), found.target.step(rows)
        is_whole = height * width == size_of(target) and step == width
        return Outer(height, width, step, inner_size, left, right, (*found.rows, *found.columns), is_whole)

    def _operand(self, read: Read, indices: Sequence[Index], step: int, by_sample: int) -> Operand:
        rest = self.rest(read.symbol, read.place, indices)
        size = size_of(read.place.declared) // self.sample.size
        return Operand(bare(read.symbol), read.place.name, rest, str(step), str(by_sample), size)


def sampled(statement: Statement, sample: Index, of_samples: frozenset[Symbol]) -> Statement:
    """Return a statement of each sample over the samples.

    Args:
        statement: The statement.
        sample: The index that counts them.
        of_samples: The bare quantities of which each sample has its own.
    """

    def change(expression: Expression) -> Expression:
        return _sampled(expression, sample, of_samples)

    target = with_sample(statement.target, sample)
    if isinstance(statement, Maximum):
        return replace(statement, target=target, body=change(statement.body))
    return replace(statement, target=target, terms=tuple(replace(at, body=change(at.body)) for at in statement.terms))


def sampled_mean(shared: Sampled, sample: Index, of_samples: frozenset[Symbol]) -> Sampled:
    """Return a shared adjoint with the quantities of each sample over the samples."""
    mean = tuple(replace(term, body=_sampled(term.body, sample, of_samples)) for term in shared.mean)
    return replace(shared, mean=mean)


def with_sample(symbol: Symbol, sample: Index) -> Symbol:
    """Return a quantity of each sample over the samples."""
    return symbol.read_at((sample, *symbol.indices))


def _sampled(expression: Expression, sample: Index, of_samples: frozenset[Symbol]) -> Expression:
    if isinstance(expression, Symbol):
        return with_sample(expression, sample) if bare(expression) in of_samples else expression
    return rebuilt(expression, lambda part: _sampled(part, sample, of_samples))
