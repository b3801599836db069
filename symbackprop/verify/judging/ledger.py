"""The printed numbers of a document and where they come from: given, printed before, or values of the network."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from itertools import islice
from math import inf, isfinite

from flint import arb, ctx

from ...expression.tree import Symbol
from ...graph.rounding import decimals_of
from ...graph.tape import Ball, exact
from .. import thresholds
from ..interpretation.naming import Naming
from ..quantities.atoms import Atom, Meaning, Role, one
from ..source import Span
from ..tree import Numeral
from ..values.arithmetic import is_equal
from ..values.digits import Fit, approximate, figures_of, fit, magnitude, rounded_like, unit_of, unsigned
from .sources import Sources
from .verdicts import Verdict


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A number that the document has printed as a result.

    Args:
        claim: The claim, by its place among the claims.
        stated: As printed.
        truth: What it should be.
        verdict: Its verdict.
        reach: How far it may be from the truth, by what it was computed from.
        subject: The quantity that it is of; None where it is of a formula.
    """

    claim: int
    stated: Numeral
    truth: Ball
    verdict: Verdict
    reach: Fraction
    subject: Meaning | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an operand comes from.

    Args:
        truth: Its value, had nothing been rounded or mistaken.
        reach: How far the printed operand may be from that; 0 where it is exact.
        entry: The result that was printed before, or None.
        known: Whether it could be attributed to anything at all.
    """

    truth: Ball
    reach: Fraction
    entry: LedgerEntry | None = None
    known: bool = True


@dataclass
class Ledger:
    """All that a printed operand can come from.

    Args:
        naming: What the names mean.
        entries: The results printed so far, by their size.
        seen: The long numbers put in so far, by their text.
        asked: By where an operand stands, the value of what it is put in for, where a formula tells.
        is_later: Whether the parameters are those of a later round, which are printed rounded.
        used: By where an operand stands, the quantity that is worked out with it, where that decides what it is.
        worked: By where an operand stands, where it comes from if the side before it works it out.
    """

    naming: Naming
    entries: dict[Fraction, list[LedgerEntry]] = field(default_factory=dict)
    seen: dict[str, Numeral] = field(default_factory=dict)
    asked: dict[Span, Ball] = field(default_factory=dict)
    used: dict[Span, Meaning] = field(default_factory=dict)
    worked: dict[Span, Origin] = field(default_factory=dict)
    _steps: dict[Fraction, Origin] = field(default_factory=dict)
    is_later: bool = False
    _network_numbers: dict[Fraction, Symbol | None] | None = None
    _values: dict[str, list[Ball]] | None = None

    def add(self, entry: LedgerEntry) -> None:
        """Enter a printed result; one that repeats another may be as far off as that."""
        same = self.entries.setdefault(abs(entry.stated.value), [])
        if same and entry.verdict is Verdict.CARRIED and same[-1].verdict is Verdict.CARRIED:
            entry = replace(entry, reach=max(entry.reach, same[-1].reach))
        same.append(entry)

    def add_step(self, numeral: Numeral, origin: Origin) -> None:
        """Enter what the side before an operand works it out from; it may be put in again later."""
        self.worked[numeral.span] = self._steps[abs(numeral.value)] = origin
        if numeral.value < 0:
            self._steps[abs(numeral.value)] = replace(origin, truth=-origin.truth)

    def is_worked_out(self, numeral: Numeral) -> bool:
        """Say whether an operand was worked out between the sides of an equation, this one or an earlier one."""
        return numeral.span in self.worked or abs(numeral.value) in self._steps

    def before(self, start: int) -> Ledger:
        """Return what was printed before a place."""
        entries = {
            size: kept
            for size, several in self.entries.items()
            if (kept := [entry for entry in several if entry.stated.span.end <= start])
        }
        seen = {text: numeral for text, numeral in self.seen.items() if numeral.span.end <= start}
        return replace(self, entries=entries, seen=seen)

    def go_on(self, earlier: Ledger) -> None:
        """Enter what was printed in the rounds before, but for what was wrong, which is a mistake of that round."""
        self.is_later = True
        for size, entries in earlier.entries.items():
            kept = [entry for entry in entries if entry.verdict is not Verdict.WRONG]
            if kept:
                self.entries.setdefault(size, []).extend(kept)

    @cached_property
    def sources(self) -> Sources:
        """What each quantity is worked out from."""
        return Sources(self.naming)

    @property
    def network_numbers(self) -> dict[Fraction, Symbol | None]:
        """The numbers that the network is given, η among them."""
        if self._network_numbers is None:
            network = self.naming.network
            self._network_numbers = {abs(number.value): symbol for symbol, number in network.values.items()}
            self._network_numbers.setdefault(self.naming.layers.rate.value, None)
        return self._network_numbers

    @cached_property
    def texts_of_network_values(self) -> frozenset[str]:
        """The numbers that the network is given, as they are printed in the spec."""
        return frozenset(number.text.lstrip("-") for number in self.naming.network.values.values())

    @cached_property
    def is_alone(self) -> bool:
        """Whether no network is known, so that each line is judged by the numbers that are printed in it."""
        return not self.naming.network.graph.leaves

    def origin(self, numeral: Numeral) -> Origin:
        """Return where an operand comes from."""
        value = abs(numeral.value)
        if self.is_alone:
            # A whole number is a factor of its own, and hardly a result that was rounded to no decimals.
            entries = self.entries.get(value, ()) if value.denominator != 1 else ()
            rounded = any(entry.verdict is not Verdict.RIGHT for entry in entries)
            return Origin(exact(numeral.value), unit_of(numeral) if rounded else Fraction(0))
        if numeral.span in self.worked:
            return self.worked[numeral.span]
        if (
            not value
            and decimals(numeral) >= thresholds.TELLING_ZEROS
            and numeral.text not in self.texts_of_network_values
        ):
            # Anything small is printed so.
            return Origin(exact(numeral.value), unit_of(numeral))
        entries = self.entries.get(value, ())
        few = figures_of(numeral.text) < thresholds.TELLING and not self._is_rather_a_result(numeral)
        few = few and not self._is_nearer_a_result(numeral, entries)
        if value in self.network_numbers and (not entries or few) and not self._was_rounded(numeral):
            return Origin(exact(numeral.value), Fraction(0))
        if numeral.value.denominator == 1 and (not entries or self._is_rather_itself(numeral, entries)):
            return Origin(exact(numeral.value), Fraction(0))
        if entries:
            entry = self._entry(numeral, entries)
            same_sign = (entry.stated.value >= 0) == (numeral.value >= 0)
            truth = entry.truth if same_sign else -entry.truth
            return Origin(truth, self._reach_of(entry, numeral), entry)
        for truth in self.near(numeral):
            return Origin(truth, unit_of(numeral))
        step = self._steps.get(value)
        if step is not None:
            return step if numeral.value >= 0 else replace(step, truth=-step.truth)
        return self._derived(numeral) or Origin(exact(numeral.value), unit_of(numeral), known=False)

    def _reach_of(self, entry: LedgerEntry, numeral: Numeral) -> Fraction:
        """Return how far a result may be from what it is taken for; one that is only right by its line, as that is."""
        if entry.verdict is Verdict.RIGHT:
            return Fraction(0) if entry.subject is not None else entry.reach
        return max(unit_of(numeral), entry.reach)

    def _entry(self, numeral: Numeral, entries: Sequence[LedgerEntry]) -> LedgerEntry:
        """Return which of the results of its size an operand is: what the line asks for, printed alike, the nearest."""
        asked, used = self.asked.get(numeral.span), self.used.get(numeral.span)
        text = numeral.text.lstrip("-")
        best: tuple[bool, bool, float] | None = None
        chosen = entries[-1]
        for entry in islice(reversed(entries), thresholds.MOST_RECENT):
            steps = self.sources.steps(used, entry.subject)
            worth = (
                asked is not None and bool(is_equal(magnitude(entry.truth), asked)),
                # 0.430 is the rounded one of two results of which the other is 0.43.
                entry.stated.text.lstrip("-") == text,
                -inf if steps is None else -steps,
            )
            if best is None or worth > best:
                best, chosen = worth, entry
        return chosen

    def is_doubtful(self, numeral: Numeral) -> bool:
        """Say whether an operand can be one of several numbers, given or worked out, that are printed alike."""
        entries = self.entries.get(abs(numeral.value), ())
        if not entries:
            return False
        last, subject = magnitude(entries[-1].truth), entries[-1].subject
        return abs(numeral.value) in self.network_numbers or any(
            entry.subject != subject or is_equal(magnitude(entry.truth), last) is False
            for entry in islice(reversed(entries), thresholds.MOST_RECENT)
        )

    def _was_rounded(self, numeral: Numeral) -> bool:
        """Say whether an operand is put in for something of which it is but the rounded value."""
        asked = self.asked.get(numeral.span)
        return asked is not None and fit(unsigned(numeral), asked) is Fit.ROUNDED

    def _is_rather_a_result(self, numeral: Numeral) -> bool:
        """Say whether an operand is printed like the last result of its digits, and not like what is given."""
        entries = self.entries.get(abs(numeral.value), ())
        text = numeral.text.lstrip("-")
        if entries and text == entries[-1].stated.text.lstrip("-") and text not in self.texts_of_network_values:
            return True
        symbol = self.network_numbers.get(abs(numeral.value))
        if not entries or symbol is None:
            return False
        negative = numeral.value < 0
        value = self.naming.network.values[symbol].value
        return (value < 0) != negative and (entries[-1].stated.value < 0) == negative

    def _is_rather_itself(self, numeral: Numeral, entries: Sequence[LedgerEntry]) -> bool:
        """Say whether a whole number is a factor of its own, and none of the wrong results printed with decimals."""
        return not decimals(numeral) and all(
            entry.verdict is Verdict.WRONG and decimals(entry.stated) for entry in entries
        )

    def _is_nearer_a_result(self, numeral: Numeral, entries: Sequence[LedgerEntry]) -> bool:
        """Say whether what is worked out with an operand takes it from a result, and what is given only before that."""
        used, size = self.used.get(numeral.span), abs(numeral.value)
        if used is None or not entries or size.denominator == 1:
            return False
        found = self.sources.steps(used, self._entry(numeral, entries).subject)
        values = islice(self.naming.network.values.items(), thresholds.MOST_NEAR)
        given = (self.sources.steps(used, one(symbol)) for symbol, value in values if abs(value.value) == size)
        return found is not None and found > 0 and all(steps is None or found < steps for steps in given)

    def _derived(self, numeral: Numeral) -> Origin | None:
        """Return where an operand comes from that is η times a result, or 1 minus it, worked out between the lines."""
        if figures_of(numeral.text) < 2 or numeral.value in thresholds.COMMON_NUMBERS:
            return None
        rate = exact(self.naming.layers.rate.value)
        recent = [entries[-1] for entries in islice(reversed(self.entries.values()), thresholds.MOST_RECENT)]
        positive = unsigned(numeral)
        for entry in recent:
            stated = exact(abs(entry.stated.value))
            truth = entry.truth if entry.stated.value >= 0 else -entry.truth
            for printed, unrounded in ((rate * stated, rate * truth), (1 - stated, 1 - truth)):
                if printed > 0 and fit(positive, printed).good:
                    sign = 1 if numeral.value >= 0 else -1
                    return Origin(unrounded * sign, max(unit_of(numeral), entry.reach), entry)
        return None

    def near(self, numeral: Numeral) -> Iterator[Ball]:
        """Yield the values of the network's quantities whose digits a number has."""
        if figures_of(numeral.text) < thresholds.TELLING:
            return
        for truth in self.values.get(_key(approximate(abs(numeral.value))), ()):
            positive = truth if truth > 0 else -truth
            if fit(unsigned(numeral), positive).good:
                yield positive if numeral.value >= 0 else -positive
        return

    @property
    def values(self) -> dict[str, list[Ball]]:
        """The values of the network's quantities, by their first figures."""
        if self._values is None:
            found: dict[str, list[Ball]] = defaultdict(list)
            for ball in map(self.naming.known, self._quantities()):
                if ball is None:
                    continue
                size = abs(approximate(ball))
                for near in {
                    _key(size * part) for part in (1 - thresholds.SHORTENED_BY, 1, 1 + thresholds.SHORTENED_BY)
                }:
                    found[near].append(ball)
            self._values = found
        return self._values

    def _quantities(self) -> Iterator[Atom]:
        graph = self.naming.network.scalar
        computed = [equation.target for equation in graph.equations][: thresholds.MOST_QUANTITIES]
        parameters = self.naming.network.parameters[: thresholds.MOST_QUANTITIES]
        yield from (Atom(Role.VALUE, symbol) for symbol in (*computed, *(parameters if self.is_later else ())))
        yield from (Atom(Role.ADJOINT, symbol) for symbol in computed)
        yield from (Atom(role, symbol) for symbol in parameters for role in (Role.ADJOINT, Role.NEW, Role.STEP))
        for stage in self.naming.layers.stages:
            if not stage.is_shared:
                yield from (Atom(Role.ADJOINT, net, out) for net, out in zip(stage.net, stage.out, strict=True))

    def slips(self, numeral: Numeral) -> Iterator[str]:
        """Yield the values of the network, printed like a number, from which that differs in one digit."""
        places = decimals_of(numeral.text)
        size = approximate(abs(numeral.value))
        scale = approximate(Fraction(10) ** places)
        for every in self.values.values():
            for ball in every:
                units = abs(abs(approximate(ball)) - size) * scale
                off = round(units) if isfinite(units) else 0
                if off and str(off).rstrip("0") in "123456789":
                    text = rounded_like(ball if ball > 0 else -ball, places)
                    if sum(a != b for a, b in zip(text, numeral.text.lstrip("-"), strict=False)) == 1:
                        yield text

    def texts(self) -> Iterator[str]:
        """Yield the texts of all numbers that an operand can be a slip of: given ones and results printed so far."""
        network = self.naming.network
        for number in islice(network.values.values(), thresholds.MOST_NEAR):
            yield number.text.lstrip("-")
        for entries in islice(reversed(self.entries.values()), thresholds.MOST_NEAR):
            if entries[-1].verdict is not Verdict.WRONG:
                yield entries[-1].stated.text.lstrip("-")


def _key(size: float) -> str:
    return f"{size:.1e}"


def ball_of(numeral: Numeral, reach: Fraction) -> Ball:
    """Return a printed number with a radius around it."""
    if not reach:
        return exact(numeral.value)
    with ctx.workprec(thresholds.BITS):
        return arb(exact(numeral.value), arb(exact(reach)).abs_upper())


def decimals(numeral: Numeral) -> int:
    """Return after how many decimals a number stops."""
    return decimals_of(numeral.text)
