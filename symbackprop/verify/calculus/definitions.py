"""What a document defines: the formulas of its quantities, its functions, and what losses without a formula are of.

The module is long because what a letter is must be decided in one place, with all that may say it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from ..lexicon.functions import SOFTMAX
from ..lexicon.roles import TARGET, parts_of
from ..lexicon.words import ACTIVATION, OF_LETTERS
from ..quantities.refusals import NotCheckable
from ..tree import Applied, Chain, Name, Node, Numeral, Omitted, Rate, Summed, names_in, walk
from .members import Member, Place, Variable
from .shapes import Ranks
from .theory import SpecialCase, Theory

UNKNOWN_FUNCTIONS = ("softplus", "sinh", "gelu")
"""What letters of functions stand for that nothing defines: no rule holds for these that does not hold for any."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function that a document defines: its arguments, what it makes of them, and the number of the chain."""

    arguments: tuple[Name, ...]
    body: Node
    number: int = 0


@dataclass(frozen=True, slots=True)
class Loss:
    """A loss that no formula defines.

    Args:
        ends: What it is a function of.
        targets: What the words say that these should be, where they name a cross-entropy; else the loss is any.
    """

    ends: tuple[Member, ...]
    targets: Member | None = None


@dataclass(frozen=True)
class Definitions:
    """What a document defines, as it holds at one place in it.

    Args:
        formulas: What whole quantities, and entries of them, are equal to.
        functions: The functions, by the letters that call them.
        letter_of: The letter of a call.
        shape: How many rows and columns a quantity has.
        stands_for: The function that a letter stands for which nothing defines.
        shares: The quantities whose entries add up to 1.
        losses: The losses that no formula defines.
        samples_in_rows: Whether the samples of a batch are rows.
    """

    formulas: Mapping[Place, Node]
    functions: Mapping[str, Function]
    letter_of: Callable[[Applied], str]
    shape: Callable[[Variable], tuple[int, int]]
    stands_for: Mapping[str, str]
    shares: frozenset[Variable] = frozenset()
    losses: Mapping[Variable, Loss] = field(default_factory=dict)
    samples_in_rows: bool = False
    of: Mapping[Variable, tuple[Node, ...]] = field(init=False)

    def __post_init__(self) -> None:
        of: dict[Variable, tuple[Node, ...]] = {}
        for (quantity, _), node in self.formulas.items():
            of[quantity] = (*of.get(quantity, ()), node)
        object.__setattr__(self, "of", of)

    def defines(self, quantity: Variable) -> bool:
        """Say whether there is a formula of a quantity, or of entries of it."""
        return quantity in self.of

    def is_derived(self, node: Node) -> bool:
        """Say whether a formula holds derivatives, or what is made of them."""
        return any(
            isinstance(part, Rate) or (isinstance(part, Applied) and part.primes > 0) for part in self.behind(node)
        )

    def depends_on_a_loss(self, node: Node) -> bool:
        """Say whether a formula holds a loss that no formula defines, or what is made of one."""
        return any(isinstance(part, Member) and part.quantity in self.losses for part in self.behind(node))

    def behind(self, node: Node) -> Iterator[Node]:
        """Yield the parts of a formula, and of the formulas of what it names, and so on."""
        waiting, seen = [node], set[Variable]()
        while waiting:
            for part in walk(waiting.pop()):
                yield part
                if isinstance(part, Member) and part.quantity not in seen:
                    seen.add(part.quantity)
                    waiting += self.of.get(part.quantity, ())


@dataclass
class Surroundings:
    """What the words of a document say for its formulas.

    Args:
        letter_of: The letter of a call.
        legend: The functions that letters stand for.
        shares_one: Whether the words speak of shares, so that targets add up to 1.
        has_cross_entropy: Whether they name a cross-entropy.
        conditions: The relations between two letters that the words near a chain suppose, by its number.
        are_all: Whether nothing else says what quantities depend on, so that the chain rule holds of what is open.
        lets: Whether the words before a chain, by its number, tell that it says what a letter stands for from there on.
        beside: Whether two chains, by their numbers, stand in the same section or exercise.
    """

    letter_of: Callable[[Applied], str]
    legend: Mapping[str, str]
    shares_one: bool
    has_cross_entropy: bool
    conditions: Callable[[int, str, str], tuple[str, ...]]
    are_all: bool = True
    lets: Callable[[int], bool] = lambda _: False
    beside: Callable[[int, int], bool] = lambda *_: False


@dataclass
class DefinitionFinder:
    """Finds what each quantity of a document is equal to, by the formula that gives it first.

    Args:
        theory: The formulas.
        words: What the words say.
    """

    theory: Theory
    words: Surroundings
    first: dict[Place, tuple[int, Node]] = field(init=False, default_factory=dict)
    functions: dict[str, Function] = field(init=False, default_factory=dict)
    by_slope: dict[str, str] = field(init=False, default_factory=dict)
    _known: set[tuple[Variable, bool]] = field(init=False, default_factory=set)
    _bodies: dict[Variable, list[Node]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for number, chain in enumerate(self.theory.chains):
            first = chain.sides[0].node
            if len(chain.sides) < 2 or ":=" in chain.relations:
                continue
            for instance in self.instances(number):
                # In `y = f(x) = 2x` the call behind the name is of a function that is defined there, unless known.
                for at, side in enumerate(chain.sides[: 2 if isinstance(first, Name) else 1]):
                    if isinstance(side.node, Applied) and (at == 0 or side.node.function in (ACTIVATION, *OF_LETTERS)):
                        self._add_function(number, at, side.node, instance)
            for instance in self.defining(number) if isinstance(first, Name) else ():
                self._add_formula(number, instance)
        for number, chain in enumerate(self.theory.chains):
            if len(chain.sides) > 1 and ":=" not in chain.relations and not supposes_shares(chain):
                for instance in self.instances(number):
                    self._add_aliases(number, instance)

    def instances(self, number: int) -> tuple[SpecialCase, ...]:
        """Return what a chain says for each value of its letters, where they say how far they run."""
        with suppress(NotCheckable):
            return self.theory.instances(number)
        return ()

    def defining(self, number: int) -> tuple[SpecialCase, ...]:
        """Return what a chain defines for each value of its letters, where they say how far they run."""
        with suppress(NotCheckable):
            return self.theory.defining(number)
        return ()

    @cached_property
    def members(self) -> Mapping[Variable, Member]:
        """The quantities, each with a name."""
        return {
            name.quantity: name
            for number in range(len(self.theory.chains))
            for instance in self.instances(number)
            for side in instance.sides
            for name in names_in(side)
            if isinstance(name, Member)
        }

    @cached_property
    def supposed(self) -> frozenset[Variable]:
        """The quantities of which the document supposes that their entries add up to 1."""
        chains = enumerate(self.theory.chains)
        names = [
            name
            for at, chain in chains
            if supposes_shares(chain)
            for one in self.instances(at)
            for side in one.sides
            for name in names_in(side)
        ]
        return frozenset(name.quantity for name in names if isinstance(name, Member) and name.quantity not in self._of)

    @property
    def _of(self) -> set[Variable]:
        return {quantity for quantity, _ in self.first}

    def _add_aliases(self, number: int, instance: SpecialCase) -> None:
        """Take in what a side is that is a letter which no formula defines, by the side beside it."""
        for left, right in pairwise(instance.sides):
            for name, body in ((left, right), (right, left)):
                is_open = isinstance(name, Member) and (name.quantity, False) not in self._known
                if not is_open or not isinstance(name, Member) or (name.quantity, True) in self._known:
                    continue
                is_new = isinstance(body, Rate) and name.quantity not in self._read
                is_new |= name is left and self._stands_between(number, instance.sides[0], name, body)
                if is_new or (isinstance(body, Member) and body.quantity in self._of and not self._leads(body, name)):
                    self._add(number, name, body)

    def _stands_between(self, number: int, first: Node, name: Member, body: Node) -> bool:
        """Say whether a letter that nothing defines stands between one that it defines and a formula."""
        if not isinstance(first, Member) or isinstance(body, Member):
            return False
        is_formula = any(isinstance(part, Name | Rate) for part in walk(body))
        return is_formula and self.first.get((first.quantity, first.entry)) == (number, name)

    def _leads_round(self, node: Node, name: Member) -> bool:
        """Say whether a quantity gets the name of what is made of it, as in `X̂ = [X, 1]` and then `X = X̂`."""
        return isinstance(node, Member) and self._leads(node, name)

    def _leads(self, node: Node, name: Member) -> bool:
        """Say whether the formulas behind a side read a quantity."""
        waiting, seen = [node], set[Variable]()
        while waiting:
            found = {part.quantity for part in names_in(waiting.pop()) if isinstance(part, Member)}
            if name.quantity in found:
                return True
            waiting += [body for quantity in found - seen for body in self._bodies.get(quantity, ())]
            seen |= found
        return False

    @cached_property
    def _read(self) -> frozenset[Variable]:
        """The quantities that formulas are made of, or that something is differentiated by."""
        nodes = [node for _, node in self.first.values()]
        nodes += [
            part.by
            for number in range(len(self.theory.chains))
            for instance in self.instances(number)
            for side in instance.sides
            for part in walk(side)
            if isinstance(part, Rate)
        ]
        return frozenset(name.quantity for node in nodes for name in names_in(node) if isinstance(name, Member))

    def _add(self, number: int, name: Member, body: Node) -> None:
        if not reads(body, name):
            self.first[name.quantity, name.entry] = number, body
            self._bodies.setdefault(name.quantity, []).append(body)
            self._known.add((name.quantity, bool(name.entry)))

    def _add_function(self, number: int, at: int, call: Applied, instance: SpecialCase) -> None:
        chain, letter = self.theory.chains[number], self.words.letter_of(call)
        arguments = tuple(argument for argument in call.arguments if isinstance(argument, Name))
        if call.primes or letter in self.functions or not arguments or len(arguments) < len(call.arguments):
            return
        behind = chain.sides[at + 1].node if at + 1 < len(chain.sides) else None
        is_named = isinstance(behind, Applied) and behind.function in (ACTIVATION, *OF_LETTERS, SOFTMAX)
        if at and is_named and isinstance(behind, Applied) and _are_same(call.arguments, behind.arguments):
            # `p = softmax(v) = ψ(v)` gives a function another name.
            return
        for side, body in zip(chain.sides[at + 1 : at + 2], instance.sides[at + 1 : at + 2], strict=True):
            parts = [*walk(side.node)]
            calls = any(isinstance(part, Applied) and self.words.letter_of(part) == letter for part in parts)
            names = {part.text for part in parts if isinstance(part, Name)}
            reads_all = names.issuperset(argument.text for argument in arguments)
            if reads_all and not calls and not any(isinstance(part, Rate) for part in parts):
                self.functions[letter] = Function(arguments, body, number)

    def _add_formula(self, number: int, instance: SpecialCase) -> None:
        left = instance.sides[0]
        if not isinstance(left, Member):
            return
        place = left.quantity, left.entry
        if place in self.first or (left.quantity, not left.entry) in self._known:
            return
        # What is left of a chain to define with may be its first two sides alone.
        written = self.theory.chains[number].sides[1 : len(instance.sides)]
        for side, as_written in zip(instance.sides[1:], written, strict=True):
            # A Kronecker delta has a value once its indices are numbers, and defines as much as any name.
            has_letters = any(isinstance(part, (Name, Rate)) for part in walk(as_written.node))
            is_formula = not (reads(side, left) or lists_entries(side, left) or _leaves_out(side))
            if has_letters and is_formula and _explains(side) and not self._leads_round(side, left):
                self._add(number, left, side)
                return

    def definitions(self, formulas: Mapping[Place, Node]) -> Definitions:
        """Return what is defined where some formulas hold."""
        defined = {quantity for quantity, _ in formulas}
        leaves = {quantity: name for quantity, name in self.members.items() if quantity not in defined}
        shares = frozenset(
            quantity
            for quantity, name in leaves.items()
            if (quantity in self.supposed or (self.words.shares_one and _is_target(name)))
            and self.theory.shape(quantity) != (1, 1)
        )
        given = self.functions, self.words.letter_of, self.theory.shape, self._stands_for(), shares
        losses = self._losses(Definitions(formulas, *given), leaves)
        return Definitions(formulas, *given, losses, self.theory.ranks is Ranks.ROWS)

    def _stands_for(self) -> Mapping[str, str]:
        letters = {
            self.words.letter_of(node): node.function
            for node in self.theory.alphabet.nodes
            if isinstance(node, Applied) and node.function in (ACTIVATION, *OF_LETTERS)
        }
        named = dict(self._functions_named())
        unknown = sorted(letter for letter, of in letters.items() if of == ACTIVATION and letter not in named)
        found = dict(zip(unknown, UNKNOWN_FUNCTIONS, strict=False))
        legend = {at: self.words.legend[of] for at, of in letters.items() if of in self.words.legend}
        return {**found, **self.by_slope, **legend, **named}

    def _functions_named(self) -> Iterator[tuple[str, str]]:
        """Yield letters with the functions that formulas say they stand for, as in `p = softmax(v) = ψ(v)`."""
        for chain in self.theory.chains:
            for first, second in pairwise(side.node for side in chain.sides):
                if not isinstance(first, Applied) or not isinstance(second, Applied):
                    continue
                for call, other in ((first, second), (second, first)):
                    is_letter = [one.function in (ACTIVATION, *OF_LETTERS) for one in (call, other)]
                    if (
                        is_letter == [True, False]
                        and _are_same(call.arguments, other.arguments)
                        and not (call.primes or other.primes)
                    ):
                        yield self.words.letter_of(call), other.function

    def _losses(self, found: Definitions, leaves: Mapping[Variable, Name]) -> Mapping[Variable, Loss]:
        """Return what is differentiated without a formula: a function of all that is defined and that nothing reads."""
        differentiated = {
            part.of.quantity
            for number in range(len(self.theory.chains))
            for instance in self.instances(number)
            for side in instance.sides
            for part in walk(side)
            if isinstance(part, Rate) and isinstance(part.of, Member) and part.of != part.by
        }
        plain = {place: node for place, node in found.formulas.items() if not found.is_derived(node)}
        read = {name.quantity for node in plain.values() for name in names_in(node) if isinstance(name, Member)}
        ends = {quantity: self.members[quantity] for quantity, _ in plain if quantity not in read}
        several = tuple(whole(name) for name in ends.values())
        if not several:
            return {}
        targets = self._targets(several, leaves) if self.words.has_cross_entropy else None
        # What others are made of is no function of them.
        single = [quantity for quantity in leaves if self.theory.shape(quantity) == (1, 1) and quantity not in read]
        return {quantity: Loss(several, targets) for quantity in single if quantity in differentiated}

    def _targets(self, ends: tuple[Member, ...], leaves: Mapping[Variable, Name]) -> Member | None:
        for quantity, name in leaves.items():
            if (
                len(ends) == 1
                and _is_target(name)
                and self.theory.shape(quantity)
                in (
                    self.theory.shape(ends[0].quantity),
                    (1, 1),
                )
            ):
                return whole(self.members[quantity])
        return None


def supposes_shares(chain: Chain) -> bool:
    """Say whether a chain is `Σ_i t_i = 1`."""
    sides = [side.node for side in chain.sides]
    sums = [node for node in sides if isinstance(node, Summed) and isinstance(node.body, Name)]
    return len(sides) == 2 and len(sums) == 1 and any(isinstance(node, Numeral) and node.value == 1 for node in sides)


def _are_same(first: Sequence[Node], second: Sequence[Node]) -> bool:
    """Say whether calls are of the same names."""
    called = [[node.text if isinstance(node, Name) else "" for node in nodes] for nodes in (first, second)]
    return called[0] == called[1] and all(called[0])


def _is_target(name: Name) -> bool:
    return parts_of(name)[:1] == (TARGET,)


def _explains(node: Node) -> bool:
    """Say whether a side is more than a word that nothing explains, as `CE` is for a loss."""
    return not (isinstance(node, Name) and len(node.base) > 1 and not node.below and node.base.isupper())


def reads(node: Node, name: Member) -> bool:
    """Say whether a formula holds a quantity."""
    return any(
        isinstance(part, Member) and part.quantity == name.quantity and part.entry == name.entry
        for part in names_in(node)
    )


def lists_entries(node: Node, name: Member) -> bool:
    """Say whether a side only says what the entries of a quantity are called, as in `x = [x_1, …, x_n]`."""
    named = [part for part in names_in(node) if isinstance(part, Member)]
    return not name.entry and any(part.quantity == name.quantity and part.entry for part in named)


def _leaves_out(node: Node) -> bool:
    """Say whether a side leaves some of what it is made of to the reader, by dots."""
    return any(isinstance(part, Omitted) for part in walk(node))


def whole(name: Member) -> Member:
    """Return the name of all entries of what a name names."""
    given = (name.base, name.below, name.above, name.at, name.accent, name.new, name.bold, name.text, name.span)
    return Member(*given, name.quantity, ())
