"""Why a wrong formula is wrong: known slips, each of which must make both sides equal before it is named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice

from flint import ctx

from .. import thresholds
from ..grammar.edits import edits, one_renamed, resubscripted, split_products, with_one_turned, with_square_changed
from ..grammar.forms import label
from ..interpretation.equality import equal_worth, same
from ..interpretation.naming import Naming
from ..judging.claim import Draft
from ..judging.verdicts import Verdict
from ..lexicon.roles import ENTRY, HIDDEN, OUTPUT, PREDICTED, TOTAL, TRUE
from ..lexicon.words import BELOW
from ..quantities.atoms import Atom, Meaning, Role, stand_in
from ..quantities.refusals import NotCheckable, UnknownName
from ..source import Span
from ..tree import (
    Applied,
    Minus,
    Name,
    Node,
    Numeral,
    Plus,
    Summed,
    Times,
    Turned,
    names_in,
    walk,
)
from ..values.arrays import Cells
from ..values.points import Point


def diagnose_identity(draft: Draft, naming: Naming, points: Sequence[Point], subscripts: Sequence[str]) -> None:
    """Say why two sides are not equal, where a known slip would make them so."""
    if len(draft.sides) != 2:
        return
    left, right = draft.sides
    doubt = Doubt(right, draft.focus, naming, subscripts)
    with ctx.workprec(thresholds.BITS):
        for slip in (_missing_minus, _negated, _factors, _powers, _missing_bias, _turned, _renamed, _missing_slope):
            for edited, reason, correction, verdict in slip(doubt):
                if _equal_somehow(naming, left, edited, points, draft, slip is _missing_bias):
                    draft.reason = f"{draft.reason}; {reason}" if draft.reason else reason
                    draft.correction = draft.correction or correction
                    draft.verdict = verdict
                    return
        other = _other_rate(draft, naming, points)
        if other:
            draft.reason = f"the right side is {other}"
        elif not draft.reason and _speaks_in_general(draft.sides, naming):
            draft.verdict, draft.reason = Verdict.NOT_CHECKABLE, "speaks of no particular neuron or weight"


def _speaks_in_general(sides: Sequence[Node], naming: Naming) -> bool:
    """Say whether a formula is about neurons and weights in general; one of a single variable is about a function."""
    names = {name.text for side in sides for name in names_in(side)}
    return len(names) > 1 and any(_is_vague(part, naming) for side in sides for part in walk(side))


def _is_vague(part: Node, naming: Naming) -> bool:
    """Say whether a part of a formula says in general what it is about: `w`, `Σ δ w`, `δ_{receiver}`."""
    if isinstance(part, Summed):
        return not part.over
    if not isinstance(part, Name) or part.bold:
        return False
    if any(
        len(word) >= thresholds.LONG_INDEX and word.isalpha() and word.lower() not in KNOWN_INDICES
        for word in part.below
    ):
        return True
    if part.below or part.above or part.at or not part.base[-1].islower():
        return False
    try:
        meaning = naming.meaning(part)
    except UnknownName:
        return True
    weights = all(atom.symbol in naming.network.parameters for atom in meaning.flat)
    return meaning.atom is None and weights and "spec" not in naming.options(part)


KNOWN_INDICES = BELOW | HIDDEN | OUTPUT | ENTRY | PREDICTED | TRUE | TOTAL


Change = tuple[Node | Meaning, str, str, Verdict]

"""Another right side, what it would mean, what to do about it, and the verdict then."""


@dataclass(frozen=True)
class Doubt:
    """Two sides that are not equal, with what may be put in for the second."""

    right: Node
    focus: Span
    naming: Naming
    subscripts: Sequence[str]


def _equal(naming: Naming, left: Node, right: Node | Meaning, points: Sequence[Point], draft: Draft) -> bool:
    subject = draft.subject if draft.subject and draft.subject.flat[0].role is Role.NEW else None
    try:
        if isinstance(right, Meaning) or subject is not None:
            for point in points:
                evaluation = naming.at(point)
                mine = evaluation.worth(subject) if subject is not None else evaluation.of(left)
                yours = evaluation.worth(right) if isinstance(right, Meaning) else evaluation.of(right)
                if not equal_worth(mine, yours):
                    return False
            return True
        return same(naming, left, right, points[:1]) and same(naming, left, right, points)
    except NotCheckable:
        return False


def _equal_somehow(
    naming: Naming, left: Node, right: Node | Meaning, points: Sequence[Point], draft: Draft, any_layout: bool
) -> bool:
    """Say whether two sides are equal, with matrices standing either way where nothing has told how they stand."""
    if not any_layout:
        return _equal(naming, left, right, points, draft)
    layout = naming.layout
    layouts = (layout, replace(layout, weights=not layout.weights))
    return any(_equal(naming.with_layout(each), left, right, points, draft) for each in layouts)


def _missing_minus(doubt: Doubt) -> Iterator[Change]:
    for edited, (first, second) in split_products(doubt.right):
        reason = f"a minus is missing between {label(first)} and {label(second)}"
        yield edited, reason, f"write {label(first)} - {label(second)}", Verdict.NOTATION


def _negated(doubt: Doubt) -> Iterator[Change]:
    yield Minus(doubt.right), "the sign is wrong", "change the sign of the right side", Verdict.WRONG
    for at, (edited, reason) in enumerate(edits(doubt.right)):
        if at >= thresholds.MOST_EDITS // 2:
            return
        yield edited, _of_formula(reason), "", Verdict.WRONG


def _of_formula(reason: str) -> str:
    """Return what an edit means in a formula, which nobody computed."""
    if "sign" in reason or "minus" in reason:
        return "a sign is wrong"
    for ending in (" was left out in computing", " was not added"):
        if reason.endswith(ending) and reason.startswith("the "):
            return f"{reason.removesuffix(ending)} is too much"
    return "something is missing or too much"


def _factors(doubt: Doubt) -> Iterator[Change]:
    two = Numeral("2", Fraction(2), doubt.focus)
    yield Times((two, doubt.right)), "a factor 1/2 is too much", "multiply the right side by 2", Verdict.WRONG
    half = Numeral("0.5", Fraction(1, 2), doubt.focus)
    yield Times((half, doubt.right)), "a factor 1/2 is missing", "halve the right side", Verdict.WRONG


def _missing_bias(doubt: Doubt) -> Iterator[Change]:
    biases = dict.fromkeys(stage.bias for stage in doubt.naming.layers.stages if stage.bias)
    for at, bias in enumerate(biases):
        name = bias[0].ascii if len(set(bias)) == 1 else f"b_{at + 1}"
        rows = tuple((Atom(Role.VALUE, symbol),) for symbol in bias)
        marker = stand_in(name, Meaning(rows, free=len(rows) > 1), doubt.focus)
        for edited in _with_term(doubt.right, marker):
            yield edited, f"the bias {name} is left out", f"add {name}", Verdict.WRONG


def _with_term(node: Node, term: Node) -> Iterator[Node]:
    own = node.terms if isinstance(node, Plus) else (node,)
    yield Plus((*own, term))
    if isinstance(node, Applied) and len(node.arguments) == 1:
        (inner,) = node.arguments
        own = inner.terms if isinstance(inner, Plus) else (inner,)
        yield replace(node, arguments=(Plus((*own, term)),))


def _turned(doubt: Doubt) -> Iterator[Change]:
    yield Turned(doubt.right), "the right side is the transpose", "transpose it", Verdict.WRONG
    for edited, reason, correction in islice(with_one_turned(doubt.right), thresholds.MOST_EDITS // 4):
        yield edited, reason, correction, Verdict.WRONG


def _alike(subscripts: Sequence[str], old: str) -> list[str]:
    """Return the subscripts that another can be a slip of, those of its own make first."""
    others = [new for new in subscripts if new != old]
    return sorted(others, key=lambda new: re.sub(r"\d", "#", new) != re.sub(r"\d", "#", old))[:12]


def _renamed(doubt: Doubt) -> Iterator[Change]:
    own = dict.fromkeys(part for name in names_in(doubt.right) for part in name.below)
    for old in list(own)[:6]:
        for new in _alike(doubt.subscripts, old):
            edited = resubscripted(doubt.right, old, new)
            yield edited, f"the index {old} should be {new}", f"write {new} for {old}", Verdict.WRONG
    singles = names_in(doubt.right)[:8]
    for name in singles:
        for new in _alike(doubt.subscripts, name.below[0] if name.below else ""):
            if name.below and name.below != (new,):
                edited = one_renamed(doubt.right, name, new)
                meant = f"{name.base}_{new}"
                yield edited, f"{name.text} should be {meant}", f"write {meant} for {name.text}", Verdict.WRONG


def _powers(doubt: Doubt) -> Iterator[Change]:
    for edited, reason, correction in islice(with_square_changed(doubt.right), thresholds.MOST_EDITS // 4):
        yield edited, reason, correction, Verdict.WRONG


def _missing_slope(doubt: Doubt) -> Iterator[Change]:
    for stage in doubt.naming.layers.stages:
        if stage.function in ("identity", "softmax"):
            continue
        for net, out in list(zip(stage.net, stage.out, strict=True))[:6]:
            name = f"∂{out.ascii}/∂{net.ascii}"
            slope = stand_in(name, Meaning(((Atom(Role.ADJOINT, net, out),),)), doubt.focus)
            yield Times((doubt.right, slope)), f"the factor {name} is missing", f"multiply by {name}", Verdict.WRONG


def _other_rate(draft: Draft, naming: Naming, points: Sequence[Point]) -> str:
    """Return the quantity whose derivative a right side is, where it is not the one on the left."""
    if len(draft.sides) != 2:
        return ""
    right = draft.sides[1]
    loss = naming.layers.loss
    symbols = [equation.target for equation in naming.network.scalar.equations if equation.target != loss]
    try:
        values = [naming.at(point).of(right) for point in points]
    except NotCheckable:
        return ""
    if any(isinstance(value, Cells) for value in values):
        return ""
    for symbol in [*symbols, *naming.network.parameters][:200]:
        found = True
        for point, value in zip(points, values, strict=True):
            assert not isinstance(value, Cells)
            try:
                found = equal_worth(point.adjoint(symbol), value)
            except NotCheckable:
                found = False
            if not found:
                break
        if found:
            return f"∂{loss.base}/∂{symbol.ascii}"
    return ""
