"""Which scheme each make of name is read by, and how vectors stand: chosen once, by what the document prints."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from itertools import islice, pairwise, product, starmap
from typing import TypeAlias

from flint import arb

from ..models.network import Layout as RowsOrColumns
from ..models.network import Network
from .cast import Cast
from .digits import Fit, figures_of, fit
from .evaluate import Atom, Cells, Evaluation, Meaning, Role, UnknownName, Worth
from .guard import SECONDS, Phase, TookTooLong, within
from .indices import speaks_generally
from .names import GUESSED, make_of, readings
from .points import Misfit, NotCheckable, Point, is_equal
from .syntax import (
    Applied,
    Chain,
    Grid,
    Name,
    Node,
    Numeral,
    Picked,
    Plus,
    Rate,
    Span,
    Turned,
    names_in,
    numerals_in,
    parts,
    printed,
    walk,
)
from .weights import Layout

CONSTANT_VALUES = frozenset({Fraction(1, 2), Fraction(1, 4), Fraction(0), Fraction(1), Fraction(2), Fraction(1, 100)})
MOST_TRIED = 8
MOST_EQUAL = 3
MOST_TESTS = 12
MOST_NAMES = 40
NEARBY = 0.03
BORNE_OUT = 1.2
"""What a guessed part must score: one number of three figures that fits, and no name left out."""

CLEARLY = 0.4
"""What numbers must say for or against a scheme before it counts beside the equations that hold under it."""

GIVEN = 0.4
"""What it is worth that a number is the learning rate to the last digit."""

LEAST = 0.1
"""What little it says that another learning rate is tried as well."""

RATE_SCHEME = "η"
NOTHING = "nothing"
"""The scheme of names that stand for nothing in the network; no name has it."""

MISFIT = 0.5
"""What a number that does not fit says against a scheme."""

LITTLE = 0.25
"""What a number of few figures, or one that is nearly right, is worth at most."""

LIKELY = 0.3
"""What the likeliest part of a letter is worth beside one number that fits it, which is worth 1."""


WAYS = ((False, False), (True, True), (True, False), (False, True))
"""How vectors and weights can stand, the usual ways first."""


@dataclass(frozen=True, slots=True)
class Slope:
    """What a document prints for a derivative by a name."""

    rate: Rate
    number: Numeral


Said: TypeAlias = Chain | Numeral | Grid | Slope
"""What a document prints for a name: a whole chain that starts with it, a number or array put in for it, or a slope."""


@dataclass
class Naming:
    """What the names of a document mean.

    Args:
        network: The network.
        cast: Who plays what in it.
        truth: The point of its own values.
        layout: How vectors and matrices stand.
        chosen: The scheme by which all names of a make are read.
        repaired: What was meant by names that stand for nothing.
        fixed: What names mean that no document can hold.
        turned: Whether the entries of gradients are numbered the other way round than those of the weights.
        fluent: Whether the document speaks a notation of the program.
        habitual: What names share that this notation does not have, but the writer uses again and again.
    """

    network: Network
    cast: Cast
    truth: Point
    layout: Layout = field(default_factory=Layout)
    chosen: dict[tuple[object, ...], str] = field(default_factory=dict)
    repaired: dict[str, Name] = field(default_factory=dict)
    fixed: dict[str, Meaning] = field(default_factory=dict)
    turned: bool = False
    fluent: bool = False
    habitual: frozenset[tuple[object, ...]] = frozenset()
    _known: dict[tuple[object, ...], dict[str, Meaning]] = field(default_factory=dict)

    def options(self, name: Name) -> dict[str, Meaning]:
        """Return what a name can mean, by scheme, the likeliest first."""
        key = (name.base, name.below, name.above, name.at, name.accent, name.new, name.bold, self.layout)
        if key not in self._known:
            found: dict[str, Meaning] = {}
            for reading in readings(name, self.network, self.cast, self.layout):
                found.setdefault(reading.scheme, reading.meaning)
            self._known[key] = found
        return self._known[key]

    def meaning(self, name: Name) -> Meaning:
        """Return what a name means.

        Raises:
            UnknownName: Nothing.
        """
        if name.base in self.fixed:
            return self.fixed[name.base]
        repaired = self.repaired.get(name.text)
        if repaired is not None:
            name = replace(repaired, span=name.span)
        options = self.options(name)
        scheme = self.chosen.get(make_of(name)) or self._of_sibling(name)
        if scheme in options:
            return options[scheme]
        if scheme is not None:
            raise UnknownName(name)
        for likely, meaning in options.items():
            if not likely.startswith(GUESSED):
                return meaning
        raise UnknownName(name)

    def _of_sibling(self, name: Name) -> str | None:
        """Return the scheme of `w_{1,2}` where only `w_{12}` is printed, as general formulas put their numbers in."""
        if len(name.below) != 2 or not all(len(part) == 1 and part.isdigit() for part in name.below):
            return None
        scheme = self.chosen.get(make_of(replace(name, below=("".join(name.below),))))
        return f"{scheme}," if scheme else None

    def marker(self, text: str, meaning: Meaning, span: Span) -> Name:
        """Return a name that no document can hold, for a given meaning."""
        base = f"\0{text}"
        self.fixed[base] = meaning
        return Name(base, (), (), (), "", False, False, text, span)

    def function(self, node: Applied) -> str:
        """Return the function that is applied: its own, or the network's where it is only named f or σ."""
        stages = self.cast.stages
        own = "sigmoid" if node.function == "σ" else node.function
        functions = {stage.function for stage in stages}
        if node.function not in ("activation", "σ") or (node.function == "σ" and "sigmoid" in functions):
            return own
        for part in node.layer:
            digits = "".join(filter(str.isdigit, part))
            if digits and 1 <= int(digits) <= len(stages):
                return stages[int(digits) - 1].function
            if part[:1] in "oO" and stages:
                return stages[-1].function
            if part[:1] in "hH" and stages:
                return stages[0].function
        bending = functions - {"identity"}
        if len(bending) == 1 or (functions and not bending and node.function == "activation"):
            return (bending or functions).pop()
        for name in names_in(node.arguments[0]) if node.arguments else ():
            try:
                atom = self.meaning(name).flat[0]
            except UnknownName:
                continue
            for stage in stages:
                if atom.symbol in stage.net:
                    return stage.function
        return own

    def at(self, point: Point, **changes: object) -> Evaluation:
        """Return an evaluation at a point."""
        return Evaluation(point, self.meaning, self.cast.rate.value, self.function, turned=self.turned, **changes)  # type: ignore[arg-type]

    def worth(self, node: Node) -> Worth:
        """Return the true value of a node.

        Raises:
            NotCheckable: It has none.
        """
        return self.at(self.truth).of(node)


def settle(naming: Naming, chains: Sequence[Chain], points: Sequence[Point]) -> None:
    """Choose the schemes and the layout by which the names of a document are read."""
    # A formula in index notation is judged by its instances, whose names have numbers.
    chains = [chain for chain in chains if not speaks_generally(chain, naming.cast.vocabulary)]
    evidence = _evidence(chains)
    every: dict[tuple[object, ...], dict[str, Name]] = defaultdict(dict)
    for chain in chains:
        for side in chain.sides:
            for name in names_in(side.node):
                every[make_of(name)].setdefault(name.text, name)
    best: dict[tuple[object, ...], list[str]] = {}
    for make, names in every.items():
        first = sorted(names.values(), key=lambda name: name.text not in evidence)[:MOST_NAMES]
        best[make] = _best(naming, first, evidence)[:MOST_TRIED]
        if best[make]:
            naming.chosen[make] = best[make][0]
    _follow_entries(naming, every)
    _one_rate(naming, evidence)
    tests = [chain for chain in chains if len(symbolic_sides(chain)) >= 2]
    _try_layouts(naming, chains, tests, evidence, points)
    concerned: dict[tuple[object, ...], list[Chain]] = defaultdict(list)
    for chain in tests:
        for make in {make_of(name) for side in chain.sides for name in names_in(side.node)}:
            concerned[make].append(chain)
    standing: dict[Span, bool] = {}
    for _ in range(2):
        for make, schemes in best.items():
            if concerned[make]:
                others = partial(_others, naming, every[make], schemes, evidence)
                _try_schemes(naming, make, schemes, others, concerned[make], points, standing)
    _one_sign(naming, every, evidence)
    _meant_sign(naming, every, evidence, tests, points)


def _others(
    naming: Naming, names: Mapping[str, Name], best: Sequence[str], evidence: Mapping[str, list[tuple[Name, Said]]]
) -> dict[str, float]:
    """Return, for each other part that all names of one make can play, the schemes that the numbers fit best.

    With each goes how much better the numbers fit it than the best of the likeliest part.
    """
    if best and best[0].startswith("spec"):
        return {}
    options = [naming.options(name) for name in names.values()]
    own = _borne_out(naming, names, best[0], evidence) if best else 0.0
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for scheme in options[0]:
        if scheme in best or not all(scheme in other for other in options):
            continue
        part = scheme.split()[0].removeprefix(GUESSED)
        gain = _borne_out(naming, names, scheme, evidence) - own
        most = max(found[part].values(), default=gain)
        if gain > most:
            found[part].clear()
        if gain >= most and len(found[part]) < MOST_EQUAL:
            found[part][scheme] = gain
    every = {scheme: gain for part in found.values() for scheme, gain in part.items()}
    return dict(islice(every.items(), MOST_TRIED))


def _one_rate(naming: Naming, evidence: Mapping[str, list[tuple[Name, Said]]]) -> None:
    """Read no letter as the learning rate that is given another value, where one is given its own."""
    said: dict[tuple[object, ...], set[bool]] = defaultdict(set)
    for every in evidence.values():
        for name, what in every:
            number = printed(what.sides[-1].node) if isinstance(what, Chain) else what
            if isinstance(number, Numeral) and naming.chosen.get(make_of(name)) == RATE_SCHEME:
                said[make_of(name)].add(number.value == naming.cast.rate.value)
    if any(True in fits for fits in said.values()):
        for make, fits in said.items():
            if True not in fits:
                naming.chosen[make] = NOTHING


def _one_sign(
    naming: Naming,
    every: Mapping[tuple[object, ...], Mapping[str, Name]],
    evidence: Mapping[str, list[tuple[Name, Said]]],
) -> None:
    """Read every δ with the sign that the printed ones have."""
    makes = {make: scheme for make, scheme in naming.chosen.items() if scheme.startswith(("δ=∂", "δ=-∂"))}
    told = {make: scheme for make, scheme in makes.items() if any(text in evidence for text in every.get(make, ()))}
    signs = {scheme.startswith("δ=-") for scheme in told.values()}
    if len(signs) != 1:
        return
    (negative,) = signs
    for make, names in every.items():
        scheme = naming.chosen.get(make, "")
        if make[0] != "delta" or make in told or scheme.startswith("δ=-") == negative:
            continue
        other = scheme.replace("δ=∂", "δ=-∂") if negative else scheme.replace("δ=-∂", "δ=∂")
        for option in dict.fromkeys(key for name in names.values() for key in naming.options(name)):
            if scheme == "spec" and option.startswith("δ=-" if negative else "δ=∂"):
                other = option if _same_quantities(naming, names.values(), scheme, option) else other
        if all(other in naming.options(name) for name in names.values()):
            naming.chosen[make] = other


def _meant_sign(
    naming: Naming,
    every: Mapping[tuple[object, ...], Mapping[str, Name]],
    evidence: Mapping[str, list[tuple[Name, Said]]],
    tests: Sequence[Chain],
    points: Sequence[Point],
) -> None:
    """Read δ as the derivative where equations say so, and only numbers that inherit a lost sign deny it."""
    negative = {make: scheme for make, scheme in naming.chosen.items() if scheme.startswith("δ=-∂")}
    if not negative:
        return
    names = {text for make in negative for text in every.get(make, ())}
    concerned = [
        chain for chain in tests if any(name.text in names for side in chain.sides for name in names_in(side.node))
    ]

    def standing() -> int:
        return sum(holds(naming, chain, points[:1]) is True for chain in concerned)

    said = sum(text in evidence for text in names)
    if len(concerned) <= said:
        return
    before = standing()
    if len(concerned) - before <= said:
        return
    naming.chosen.update((make, scheme.replace("δ=-∂", "δ=∂")) for make, scheme in negative.items())
    if standing() - before <= said:
        naming.chosen.update(negative)


def _same_quantities(naming: Naming, names: Iterable[Name], scheme: str, other: str) -> bool:
    """Say whether two schemes read names as the same quantities, whatever their sign."""
    every = [naming.options(name) for name in names]
    return all(
        scheme in options
        and other in options
        and [atom.symbol for atom in options[scheme].flat] == [atom.symbol for atom in options[other].flat]
        for options in every
    )


def _follow_entries(naming: Naming, every: Mapping[tuple[object, ...], Mapping[str, Name]]) -> None:
    """Read `a_1` as a vector where `a_1[2]` is one of its entries."""
    entries = {make[:2]: scheme for make, scheme in naming.chosen.items() if make[4] and scheme.endswith(("lj", "lj0"))}
    for make, names in every.items():
        scheme = entries.get(make[:2])
        if scheme is not None and not make[4]:
            layer = f"{scheme.split()[0]} layer"
            if all(layer in naming.options(name) for name in names.values()):
                naming.chosen[make] = layer


def _borne_out(
    naming: Naming, names: Mapping[str, Name], scheme: str, evidence: Mapping[str, list[tuple[Name, Said]]]
) -> float:
    """Return how well the numbers that are printed for names fit one scheme."""
    return sum(
        _support(naming, naming.options(name)[scheme], said)
        for text, name in names.items()
        if scheme in naming.options(name)
        for _, said in evidence.get(text, ())
    )


def _try_schemes(
    naming: Naming,
    make: tuple[object, ...],
    schemes: Sequence[str],
    others: Callable[[], Mapping[str, float]],
    concerned: Sequence[Chain],
    points: Sequence[Point],
    standing: dict[Span, bool],
) -> None:
    """Read all names of one make by the scheme under which most equations hold.

    Args:
        naming: What the names mean.
        make: What the names share.
        schemes: Those that the numbers fit best, all alike; none where the names stand for nothing so far.
        others: Asks for schemes of other parts, with how much better the numbers fit them.
        concerned: The equations that hold such names.
        points: Where they are tried.
        standing: Which of them hold by now.
    """
    tests = concerned[:MOST_TESTS]

    def stands(chain: Chain) -> bool:
        return holds(naming, chain, points[:1]) is True

    first = schemes[0] if schemes else None
    if naming.chosen.get(make) != first:
        _choose(naming, make, first)
        _forget(concerned, standing)
    for chain in tests:
        if chain.span not in standing:
            standing[chain.span] = stands(chain)
    holding = [chain for chain in tests if standing[chain.span]]
    failing = [chain for chain in tests if not standing[chain.span]]
    if not failing:
        return
    best, best_score = first, len(holding)
    for scheme, gain in (*((scheme, 0.0) for scheme in schemes[1:]), *others().items()):
        # Another part than the likeliest takes more than one equation, or what is wrong would be read as right.
        same_part = first is not None and scheme.split()[0] == first.split()[0]
        needed = 1.0 if same_part or gain > CLEARLY else 2.0
        # Numbers that inherit one slip all speak against what was meant, but equations do not inherit.
        needed += max(-gain, 0.0) if gain < -CLEARLY else 0.0
        if needed > len(failing):
            continue
        _choose(naming, make, scheme)
        score = len(holding) + sum(map(stands, failing))
        if score >= best_score + needed:
            score -= sum(not stands(chain) for chain in holding)
        if score >= best_score + needed:
            best, best_score = scheme, score
    _choose(naming, make, best)
    if best != first:
        _forget(concerned, standing)


def _choose(naming: Naming, make: tuple[object, ...], scheme: str | None) -> None:
    if scheme is None:
        naming.chosen.pop(make, None)
    else:
        naming.chosen[make] = scheme


def _forget(chains: Iterable[Chain], standing: dict[Span, bool]) -> None:
    for chain in chains:
        standing.pop(chain.span, None)


def _try_layouts(
    naming: Naming,
    chains: Sequence[Chain],
    tests: Sequence[Chain],
    evidence: Mapping[str, list[tuple[Name, Said]]],
    points: Sequence[Point],
) -> None:
    """Choose how vectors and matrices stand, by the matrices that are printed and the equations that hold."""
    concerned = [chain for chain in tests if _has_arrays(naming, chain)][:MOST_TESTS]
    grids = [(name, said) for every in evidence.values() for name, said in every if _grid_of(said)][: 4 * MOST_TESTS]
    known = _numbered_from(naming, chains)
    if concerned or grids:
        best, best_score = naming.layout, -1e9
        lying = naming.network.layout is RowsOrColumns.ROWS
        own = (lying, lying)
        for rows, weights in sorted(WAYS, key=lambda way: way != own):
            naming.layout = Layout(rows, weights)
            score = float(sum(holds(naming, chain, points[:1]) is True for chain in concerned))
            for name, said in grids:
                for meaning in _chosen(naming, name):
                    score += _support(naming, meaning, said)
            score -= 2 * len(concerned) if known is not None and known != weights else 0
            if score > best_score + 1e-6:
                best, best_score = naming.layout, score
        naming.layout = best
    naming.turned = _turned_gradients(naming, chains)


def _numbered_from(naming: Naming, chains: Sequence[Chain]) -> bool | None:
    """Say whether weights with two indices are numbered by where they come from first; None where nothing tells."""
    votes = 0
    names = {name.text: name for chain in chains for side in chain.sides for name in names_in(side.node)}
    for name in names.values():
        digits = [int(part) for part in (*name.below, *name.at) if part.isdigit()][-2:]
        if len(digits) != 2 or digits[0] == digits[1]:
            continue
        for meaning in _chosen(naming, name):
            atom = meaning.atom
            for stage in naming.cast.stages:
                for to, row in enumerate(stage.weights, start=1):
                    for source, weight in enumerate(row, start=1):
                        if atom is not None and atom.symbol == weight and to != source:
                            order = (digits[0] - digits[1]) * (to - source)
                            votes += 1 if order < 0 else -1
    return None if votes == 0 else votes > 0


def _chosen(naming: Naming, name: Name) -> Iterator[Meaning]:
    try:
        yield naming.meaning(name)
    except UnknownName:
        return


def _grid_of(said: Said) -> bool:
    return isinstance(said, Grid) or (isinstance(said, Chain) and isinstance(said.sides[-1].node, Grid))


def _turned_gradients(naming: Naming, chains: Sequence[Chain]) -> bool:
    """Say whether the entries of gradients are numbered the other way round than those of the weights."""
    straight = turned = 0
    for chain in chains:
        first, number = chain.sides[0].node, printed(chain.sides[-1].node)
        if isinstance(first, Picked) and isinstance(first.body, Rate) and len(first.at) == 2 and number is not None:
            for at in (first.at, first.at[::-1]):
                try:
                    worth = naming.worth(Picked(Turned(first.body), at[::-1], first.span))
                except NotCheckable:
                    continue
                if not isinstance(worth, Cells) and fit(number, worth).good:
                    straight += at is first.at
                    turned += at is not first.at
    return turned > straight


def _has_arrays(naming: Naming, chain: Chain) -> bool:
    for side in chain.sides:
        for name in names_in(side.node):
            try:
                if naming.meaning(name).atom is None:
                    return True
            except UnknownName:
                continue
    return False


def _best(naming: Naming, names: Sequence[Name], evidence: Mapping[str, list[tuple[Name, Said]]]) -> list[str]:
    """Return the schemes that fit best, those that fit equally well in the order of likelihood."""
    scores: dict[str, float] = {}
    order: list[str] = []
    first: str | None = None
    # A name for which a scheme has nothing speaks against it as one does whose numbers do not fit.
    nothing = MISFIT * sum(len(evidence.get(name.text, ())) for name in names)
    for name in names:
        for scheme, meaning in naming.options(name).items():
            if scheme not in scores:
                guessed = scheme.startswith(GUESSED)
                likely = not guessed and (first is None or scheme.split()[0] == first)
                if not guessed and first is None:
                    first = scheme.split()[0]
                scores[scheme] = (LIKELY if likely else 0.0) - nothing
                order.append(scheme)
            scores[scheme] += 1 / len(names)
            scores[scheme] += MISFIT * len(evidence.get(name.text, ()))
            for _, said in evidence.get(name.text, ()):
                # What is put in for a name may stand in another order; what is claimed of it may not.
                is_given = meaning.flat[0].role is Role.RATE
                scores[scheme] += _support(naming, meaning, said) * (
                    1.0 if isinstance(said, Chain) or is_given else 0.4
                )
    scores = {scheme: score for scheme, score in scores.items() if not scheme.startswith(GUESSED) or score > BORNE_OUT}
    if not scores:
        return []
    # Evidence comes before coverage, which only breaks ties.
    top = max(scores.values())
    return [scheme for scheme in order if scores.get(scheme, -1.0) > top - 1e-6]


def _support(naming: Naming, meaning: Meaning, said: Said) -> float:
    """Return how well what the document prints for a name fits a meaning: about 1 if it does, below 0 if not."""
    try:
        if isinstance(said, Numeral):
            return _fits(naming, meaning, said)
        if isinstance(said, Grid):
            return _fits_grid(naming, meaning, said)
        if isinstance(said, Slope):
            return _fits_slope(naming, meaning, said)
        last = said.sides[-1].node
        number = printed(last)
        score = _fits(naming, meaning, number) if number else 0.0
        if isinstance(last, Grid):
            score = _fits_grid(naming, meaning, last)
            if score <= LITTLE and all(_is_parameter(naming, atom) for atom in meaning.flat):
                new = tuple(tuple(Atom(Role.NEW, atom.symbol) for atom in row) for row in meaning.rows)
                score = max(score, _fits_grid(naming, Meaning(new, meaning.free), last))
        atom = meaning.atom
        if score <= LITTLE and atom is not None and _is_parameter(naming, atom):
            score = max(score, _fits(naming, Meaning(((Atom(Role.NEW, atom.symbol),),)), number) if number else score)
            first = next(iter(numerals_in(said.sides[1].node)), None)
            if score <= LITTLE and first is not None and len(said.sides) > 2 and isinstance(said.sides[1].node, Plus):
                score = _fits(naming, meaning, first)
        return score
    except NotCheckable:
        return 0.0


def _fits_slope(naming: Naming, meaning: Meaning, said: Slope) -> float:
    """Return how well a printed derivative of the loss fits that by a meaning."""
    atom = meaning.atom
    of = said.rate.of
    if atom is None or atom.symbol is None or atom.role is not Role.VALUE or not isinstance(of, Name):
        return 0.0
    try:
        if naming.meaning(of).flat != (Atom(Role.VALUE, naming.cast.loss),):
            return 0.0
    except UnknownName:
        return 0.0
    return max(_fits(naming, Meaning(((Atom(Role.ADJOINT, atom.symbol),),)), said.number), 0.0)


def _is_parameter(naming: Naming, atom: Atom) -> bool:
    return atom.role is Role.VALUE and atom.symbol in naming.network.parameters


def _fits(naming: Naming, meaning: Meaning, number: Numeral) -> float:
    atom = meaning.atom
    if atom is None:
        return -1.0
    value = naming.at(naming.truth).atom(atom)
    how = fit(number, value)
    if atom.role is Role.RATE:
        # It is given, so what is printed for it is its very digits; a number of few figures may be so by chance.
        return GIVEN if how is Fit.EXACT else -LEAST
    figures = figures_of(number.text)
    is_given = atom.role is Role.VALUE and atom.symbol in naming.network.values
    # What is given is printed to the last digit, however few they are.
    weight = 1.0 if figures >= 3 else 0.6 if figures == 2 or (is_given and number.value not in (0, 1)) else 0.1
    if how.good:
        # Anything small rounds to zero.
        return weight if number.value else 0.4 if how is Fit.EXACT else 0.05
    if how is Fit.UNIT:
        return weight / 3
    # What is wrong is rarely far off.
    size = abs(float(arb(value).mid()))
    return weight * (0.2 if abs(float(number.value) - float(arb(value).mid())) < NEARBY * size else -MISFIT)


def _fits_grid(naming: Naming, meaning: Meaning, grid: Grid) -> float:
    entries = [printed(entry) for row in grid.rows for entry in row]
    shape = (len(grid.rows), len(grid.rows[0]))
    own = (len(meaning.rows), len(meaning.rows[0]))
    if any(entry is None for entry in entries) or (shape != own and not (meaning.free and shape == own[::-1])):
        return -1.0
    found = [
        _fits(naming, Meaning(((atom,),)), entry)
        for atom, entry in zip(meaning.flat, entries, strict=True)
        if entry is not None
    ]
    return sum(found) / max(len(found), 1)


def _evidence(chains: Iterable[Chain]) -> Mapping[str, list[tuple[Name, Said]]]:
    """Return, by the text of a name, what the document prints for it."""
    found: dict[str, list[tuple[Name, Said]]] = defaultdict(list)
    for chain in chains:
        if len(chain.sides) < 2:
            continue
        first = chain.sides[0].node
        if isinstance(first, Rate) and isinstance(first.by, Name) and (number := printed(chain.sides[-1].node)):
            found[first.by.text].append((first.by, Slope(first, number)))
        if isinstance(first, Turned):
            first = first.body
        last = chain.sides[-1].node
        is_printed = printed(last) is not None or is_printed_grid(last)
        if isinstance(first, Name) and is_printed:
            found[first.text].append((first, chain))
        for before, after in zip(chain.sides, chain.sides[1:], strict=False):
            if isinstance(before.node, Name) and before is not chain.sides[0] and (number := printed(after.node)):
                found[before.node.text].append((before.node, number))
            for name, put_in in aligned(before.node, after.node):
                found[name.text].append((name, put_in))
    return {text: _distinct(every)[:MOST_TESTS] for text, every in found.items()}


def _distinct(every: list[tuple[Name, Said]]) -> list[tuple[Name, Said]]:
    """Return evidence without what only repeats a number."""
    kept: dict[object, tuple[Name, Said]] = {}
    for name, said in every:
        last = said.sides[-1].node if isinstance(said, Chain) else said.number if isinstance(said, Slope) else said
        number = printed(last) if not isinstance(last, Grid) else None
        kept.setdefault((type(said), number.text) if number is not None else id(said), (name, said))
    return list(kept.values())


def aligned(symbolic: Node, numeric: Node) -> Iterator[tuple[Name, Numeral | Grid]]:
    """Yield the names of one side beside the numbers put in for them on another, where the two have one shape."""
    pairs = list(_aligned(symbolic, numeric))
    if all(pair is not None for pair in pairs):
        yield from (pair for pair in pairs if pair is not None and isinstance(symbolic, type(numeric)))


def _aligned(symbolic: Node, numeric: Node) -> Iterator[tuple[Name, Numeral | Grid] | None]:
    if isinstance(symbolic, Name):
        number = printed(numeric)
        if number is not None:
            yield symbolic, number
        elif isinstance(numeric, Grid) and is_printed_grid(numeric):
            yield symbolic, numeric
        elif symbolic != numeric:
            yield None
        return
    if isinstance(symbolic, (Rate, Numeral)):
        return
    mine, yours = parts(symbolic), parts(numeric)
    if type(symbolic) is not type(numeric) or len(mine) != len(yours):
        yield None
        return
    for a, b in zip(mine, yours, strict=True):
        yield from _aligned(a, b)


# Sides and what they are made of.


def is_printed_grid(node: Node) -> bool:
    """Say whether a side is a vector or a matrix of printed numbers."""
    return isinstance(node, Grid) and all(printed(entry) for row in node.rows for entry in row)


def is_symbolic(node: Node) -> bool:
    """Say whether a side names quantities and puts no decimals in for any."""
    named = False
    for part in walk(node):
        if isinstance(part, Numeral) and part.value.denominator != 1 and part.value not in CONSTANT_VALUES:
            return False
        if isinstance(part, Applied) and part.function != "sqrt" and not names_in(part):
            return False
        named |= isinstance(part, (Name, Rate)) and not (isinstance(part, Name) and part.base in ("e", "pi"))
    return named


def symbolic_sides(chain: Chain) -> list[int]:
    """Return which sides of a chain are symbolic."""
    return [at for at, side in enumerate(chain.sides) if is_symbolic(side.node)]


def holds(naming: Naming, chain: Chain, points: Sequence[Point]) -> bool | None:
    """Say whether the symbolic sides of a chain are equal; None where that cannot be told."""
    sides = symbolic_sides(chain)
    try:
        return within(
            SECONDS,
            Phase.NAMING,
            chain.span,
            lambda: all(same(naming, chain.sides[a].node, chain.sides[b].node, points) for a, b in pairwise(sides)),
        )
    except (NotCheckable, TookTooLong):
        return None


@dataclass(frozen=True, slots=True)
class Way:
    """How products of vectors and derivatives are read; see Evaluation."""

    entrywise: bool
    local: bool


def same(naming: Naming, left: Node, right: Node, points: Sequence[Point]) -> bool:
    """Say whether two sides are equal at all points, under some way in which they can be read.

    Raises:
        NotCheckable: They have no values under any.
    """
    return way_of(naming, left, right, points) is not None


def way_of(naming: Naming, left: Node, right: Node, points: Sequence[Point]) -> Way | None:
    """Return the way of reading two sides under which they are equal at all points, or None.

    Raises:
        NotCheckable: They have no values under any.
    """
    refusal: NotCheckable | None = None
    answered = False
    has_rates = any(isinstance(part, Rate) for node in (left, right) for part in walk(node))
    locals_tried = (False, True) if has_rates else (False,)
    for way in starmap(Way, product((True, False), locals_tried)):
        try:
            if all(same_at(naming, left, right, point, way) for point in points):
                return way
            answered = True
        except NotCheckable as error:
            refusal = error
    if not answered and refusal is not None:
        raise refusal
    return None


def same_at(naming: Naming, left: Node, right: Node, point: Point, way: Way) -> bool:
    """Say whether two sides, read in one way, are equal at a point.

    Raises:
        NotCheckable: One of them has no value there.
    """
    evaluation = naming.at(point, entrywise=way.entrywise, local=way.local)
    return equal_worth(evaluation.of(left), evaluation.of(right))


def equal_worth(left: Worth, right: Worth) -> bool:
    """Say whether two values are the same, entry by entry.

    Raises:
        NotCheckable: That cannot be decided.
    """
    if isinstance(left, Cells) != isinstance(right, Cells):
        raise Misfit("an array beside a single number")
    if not isinstance(left, Cells):
        assert not isinstance(right, Cells)
        equal = is_equal(left, right)
        if equal is None:
            raise NotCheckable("the values cannot be told apart")
        return equal
    assert isinstance(right, Cells)
    if left.shape != right.shape:
        if (left.free or right.free) and left.shape == right.shape[::-1]:
            right = right.turned
        else:
            raise Misfit(f"a {left.shape} array beside a {right.shape} array".replace(", ", "×"))
    entries = [is_equal(a, b) for a, b in zip(left.flat, right.flat, strict=True)]
    if None in entries and False not in entries:
        raise NotCheckable("the values cannot be told apart")
    return all(entries)
