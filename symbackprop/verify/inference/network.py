"""The network that a document states itself: its inputs, weights, biases, targets and learning rate.

What is not said outright, the order in which weights are counted, the activation where two are mentioned, is tried in
floating point; the few guesses that give most of the printed figures are judged, and the best of them is taken if the
document comes true for it on the whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from itertools import pairwise

from ...errors import SymbackpropError
from ...expression.tree import Number
from ...models.dense import Bias, Dense, dense
from ...models.network import Layout, Network
from .. import thresholds
from ..document_refusals import DocumentCode, DocumentRefusal
from ..grammar.alignment import unnumbered
from ..grammar.fractions import undotted
from ..lexicon.prose import USUAL_ACTIVATION
from ..lexicon.roles import BIAS, INPUT, NET, OUT, PARTS, RATE, TARGET, WEIGHT, parts_of
from ..limits.boundary import Doing, contained
from ..reading.document import Reading
from ..reading.statements import Statements
from ..tree import Applied, Chain, Name, Node, Plus, Rate, Times, Turned, walk
from ..values.digits import approximate
from .assignments import Assignments, find_assignments
from .candidates import Candidate, candidates, function_of, left_out, rates_of, vectors
from .equations import EquationModel, model_of_equations
from .forward import values_after_one_round
from .inheritance import NOTHING_INHERITED, Inherited
from .mentioned import is_known, with_mentioned
from .published import is_borne_out, published
from .scoring import Figure, figures, matching_digits
from .stated_losses import stated_losses
from .velocities import velocity_of
from .weight_orders import weights_of

RATES = tuple(Number(Fraction(text), text) for text in ("0.5", "0.1", "1", "0.01"))
"""Learning rates that are tried where a document names none."""


@dataclass(frozen=True, slots=True)
class Inferred:
    """The networks that a document may state.

    Args:
        layered: Those of fully connected layers, the likeliest first.
        model: That of the equations that it defines, or None.
        equations: What its equations are, in evaluation order.
        is_rated: Whether it states a learning rate.
        starts: Where in the file its numbers are stated.
        published: The built-in examples among them, by name.
    """

    layered: tuple[Network, ...]
    model: Network | None
    equations: tuple[str, ...]
    is_rated: bool
    starts: frozenset[int]
    published: Mapping[str, Network] = field(default_factory=dict)

    def taken_from(self, network: Network) -> str:
        """Return the name of the built-in example that a network is, whatever its learning rate, or nothing."""
        return next((name for name, one in self.published.items() if one.graph is network.graph), "")


def inferred(reading: Reading, statements: Statements, outer: Inherited = NOTHING_INHERITED) -> Inferred:
    """Return the networks that a document, or a part of it, may state, one or more.

    Args:
        reading: The document, or the part.
        statements: What it says.
        outer: What a part inherits.

    Raises:
        DocumentRefusal: What it states does not suffice.
    """
    name, text = reading.source.name, "\n".join(filter(None, (reading.whole.text, outer.text)))
    assignments = outer.given(find_assignments(reading, statements))
    own = statements.chains
    statements = replace(statements, every=(*outer.before(own), *statements.every))
    weights = sum(len(at.flat) for at in assignments.of(WEIGHT))
    if weights > thresholds.MOST_WEIGHTS:
        raise DocumentRefusal(DocumentCode.TOO_MANY_WEIGHTS, name, count=weights, most=thresholds.MOST_WEIGHTS)
    velocity = velocity_of(statements.chains, assignments)
    if velocity is not None:
        kept = tuple(at for at in assignments.every if not velocity.is_of(at))
        assignments = replace(assignments, every=kept)
        every = tuple(at for at in statements.every if not (isinstance(at, Chain) and velocity.is_about(at)))
        statements = replace(statements, every=every)
    rates = rates_of(assignments)
    activation = _function_of(statements, text)
    rate = (rates or RATES)[0]
    look = partial(model_of_equations, statements.chains, assignments, activation, rate, own)
    by_equations = contained(Doing.EQUATIONS, None, look, lambda _: None)
    model = by_equations.network if by_equations is not None else None
    # Without any number formulas are judged by what the document defines.
    model = model if model is not None and model.values else None
    open_biases = [] if assignments.of(BIAS) else unnumbered(statements.chains, BIAS)
    without = [*(name.text for name in open_biases), *left_out(assignments)]
    computed = model is not None and by_equations is not None and by_equations.computes_weights
    complete = assignments.with_put_in(TARGET)
    fits = not (without or computed) and next(candidates(complete, text, RATES[:1]), None) is not None
    layered = _layered(complete, statements, text, rates) if fits else ()
    examples: dict[str, Network] = {}
    if not fits and (by_equations is None or model is None or by_equations.missing):
        examples = dict(published(assignments))
        likely = tuple(at for at in examples.values() if is_borne_out(at, _printed(assignments, text)))
        layered = likely or (*examples.values(), *_in_part(assignments, statements, text, rates))
    if not layered and model is None and without:
        raise DocumentRefusal(DocumentCode.NUMBERS_MISSING, name, names=tuple(without))
    if not layered and model is None:
        raise _incomplete(name, assignments, by_equations)
    if velocity is not None:
        layered = tuple(replace(network, optimiser=velocity.update) for network in layered)
        model = None if model is None else replace(model, optimiser=velocity.update)
    starts = frozenset(at.start for at in assignments.every if _leaf(at.name))
    equations = by_equations.equations if by_equations is not None else ()
    return Inferred(layered, model, equations, bool(rates), starts, examples)


def _function_of(statements: Statements, text: str) -> str:
    """Return what σ stands for: an activation that the text mentions and its formulas do not call by its name."""
    called = {
        node.function
        for chain in statements.chains
        for side in chain.sides
        for node in walk(side.node)
        if isinstance(node, Applied)
    }
    mentioned = function_of(text)
    return USUAL_ACTIVATION if "σ" in called and mentioned in called else mentioned


def _in_part(
    assignments: Assignments, statements: Statements, text: str, rates: Sequence[Number]
) -> tuple[Network, ...]:
    """Return the networks of layers of which what is given may be a part."""
    mentioned = with_mentioned(assignments, statements.chains)
    weights = [number for at in mentioned.of(WEIGHT) for number in at.flat if is_known(number)]
    if not weights or not (vectors(mentioned, INPUT) or vectors(mentioned, TARGET)):
        return ()
    found = _layered(mentioned, statements, text, rates, in_part=True)
    return tuple(network for network in found if _has_layers(network))


def _has_layers(network: Network) -> bool:
    """Say whether a number is known of each layer; one of which nothing is said may not be there at all."""
    return all(any(at in network.values for at in network.elements(layer.weights)) for layer in network.layers)


def _layered(
    assignments: Assignments, statements: Statements, text: str, rates: Sequence[Number], in_part: bool = False
) -> tuple[Network, ...]:
    """Return the networks of layers that what is given may mean, the likeliest first."""
    look = partial(_shortlist, assignments, statements, text, rates, in_part)
    short = contained(Doing.LAYERS, None, look, lambda _: [])
    networks = [_network(candidate, statements) for candidate in short]
    return tuple(network for network in networks if network is not None)


def _shortlist(
    assignments: Assignments, statements: Statements, text: str, rates: Sequence[Number], in_part: bool
) -> list[Candidate]:
    """Return the candidates that give most of the printed figures, the likeliest first."""
    printed = _printed(assignments, text)
    turns, stated = _orientations(statements), stated_losses(statements.chains)
    found = list(candidates(assignments, text, rates or RATES[:1], turns, in_part, stated))
    if not found:
        return []
    scores = _scores(found, printed, with_updates=bool(rates))
    near = [at for at, score in enumerate(scores) if score >= max(scores) * thresholds.NEAR_THE_BEST]
    short = [found[at] for at in sorted(near, key=lambda at: -scores[at])[: thresholds.MOST_NETWORKS_JUDGED]]
    short = _unlike(found, scores) if in_part else short
    if rates:
        return short
    others = [
        at.rows[0][0] for at in assignments.every if at.single and _is_letter(at.name) and 0 < at.flat[0].value <= 1
    ]
    tried = [*RATES, *others][: thresholds.MOST_RATES]
    rated = [replace(candidate, rate=rate) for candidate in short for rate in tried]
    worth = dict(zip(rated, _scores(rated, printed, with_updates=True), strict=True))
    return [max((replace(at, rate=rate) for rate in tried), key=worth.__getitem__) for at in short]


def _printed(assignments: Assignments, text: str) -> list[Figure]:
    """Return the figures that a document prints, without those that it states."""
    stated = (number for at in assignments.every if _leaf(at.name) for number in at.flat if is_known(number))
    return figures(text, (approximate(number.value) for number in stated))


def _unlike(found: Sequence[Candidate], scores: Sequence[int]) -> list[Candidate]:
    """Return the best candidate of each kind: where numbers are missing, figures say little about functions."""
    best: dict[object, int] = {}
    for at, candidate in enumerate(found):
        kind = (candidate.activations, candidate.biases)
        if kind not in best or scores[at] > scores[best[kind]]:
            best[kind] = at
    likely = sorted(best.values(), key=lambda at: -scores[at])[: thresholds.MOST_IN_PART_JUDGED]
    return [found[at] for at in sorted(likely)]


def _scores(found: Sequence[Candidate], printed: Sequence[Figure], with_updates: bool) -> list[int]:
    return [matching_digits(values, printed) for values in values_after_one_round(found, with_updates)]


def _is_letter(name: Name) -> bool:
    """Say whether a name is a letter alone, which may be a learning rate where no other is."""
    return len(name.base) == 1 and not (name.below or name.above or name.at or _leaf(name))


def _orientations(statements: Statements) -> tuple[bool, ...]:
    """Return which way round matrices stand by how a document multiplies by them: `W x` or `x W`, or either."""
    found: set[bool | None] = set()
    for chain in statements.chains:
        first = chain.sides[0].node
        if isinstance(first, Name) and {NET, OUT} & {*parts_of(first)[:1]} and not first.base.startswith("d"):
            for side in chain.sides[1:]:
                for product in (node for node in walk(side.node) if isinstance(node, Times)):
                    found.update(_turned(left, right) for left, right in pairwise(product.factors))
    known = found - {None}
    return tuple(bool(turned) for turned in known) if len(known) == 1 else (False, True)


def _turned(left: Node, right: Node) -> bool | None:
    """Say whether a product of a matrix and a vector has the matrix the other way round, or None for any other."""
    transposed = isinstance(left, Turned)
    matrix = left.body if isinstance(left, Turned) else left
    if not isinstance(matrix, Name) or not isinstance(right, Name):
        return None
    ahead, behind = parts_of(matrix)[:1] == (WEIGHT,), parts_of(right)[:1] == (WEIGHT,)
    if ahead == behind or not (matrix.base if ahead else right.base).isupper():
        return None
    return transposed if ahead else True


def _leaf(name: Name) -> bool:
    return parts_of(name)[:1] in ((INPUT,), (WEIGHT,), (BIAS,), (TARGET,), (RATE,))


def _network(candidate: Candidate, statements: Statements) -> Network | None:
    sizes = [len(candidate.inputs), *(len(matrix) for matrix in candidate.weights)]
    weights = candidate.weights
    if candidate.by_source:
        weights = tuple(tuple(zip(*matrix, strict=True)) for matrix in weights)
    try:
        network = dense(
            Dense(
                sizes=sizes,
                activations=candidate.activations,
                loss=candidate.loss,
                bias=candidate.bias,
                train_biases=candidate.bias is not Bias.NONE and _trains_biases(statements),
                weights=weights,
                biases=candidate.biases,
                inputs=candidate.inputs,
                targets=candidate.targets,
                learning_rate=candidate.rate,
                layout=Layout.ROWS if candidate.by_source else Layout.COLUMNS,
            )
        )
        values = {symbol: number for symbol, number in network.values.items() if is_known(number)}
        return network if len(values) == len(network.values) else replace(network, values=values)
    except (SymbackpropError, ValueError):
        return None


def _trains_biases(statements: Statements) -> bool:
    """Say whether a document differentiates by a bias or updates one."""
    for chain in statements.chains:
        first = chain.sides[0].node
        if len(chain.sides) < 2:
            continue
        by = undotted(first) if isinstance(first, Name) else first.by if isinstance(first, Rate) else None
        if isinstance(by, Name) and parts_of(by)[:1] == (BIAS,):
            return True
        changed = isinstance(first, Name) and (first.new or _is_step(chain))
        if changed and isinstance(first, Name) and parts_of(first)[:1] == (BIAS,):
            return True
    return False


def _is_step(chain: Chain) -> bool:
    """Say whether a chain computes what its left side becomes: `b := b - η db`."""
    return ":=" in chain.relations and any(isinstance(side.node, Plus) for side in chain.sides[1:])


NEEDED = (INPUT, TARGET, WEIGHT)
"""What every network of layers has."""


def _incomplete(name: str, assignments: Assignments, model: EquationModel | None) -> DocumentRefusal:
    """Return what a document lacks, or what of it does not fit together."""
    without = [word for word in model.missing if _is_given(word)] if model is not None else []
    if without:
        return DocumentRefusal(DocumentCode.NUMBERS_MISSING, name, names=tuple(without[: thresholds.MOST_MISSING]))
    missing = tuple(part for part in NEEDED if not _has(assignments, part))
    if missing:
        return DocumentRefusal(DocumentCode.PARTS_MISSING, name, parts=missing)
    shapes = [
        (len(inputs), len(targets))
        for inputs in vectors(assignments, INPUT)
        for targets in vectors(assignments, TARGET)
    ]
    inputs, targets = shapes[0]
    weights = sum(len(at.flat) for at in assignments.of(WEIGHT))
    biases = sum(len(at.flat) for at in assignments.of(BIAS))
    if any(next(weights_of(assignments, *shape), None) for shape in shapes):
        return DocumentRefusal(DocumentCode.BIASES_UNFIT, name, biases=biases, weights=weights)
    return DocumentRefusal(DocumentCode.WEIGHTS_UNFIT, name, weights=weights, inputs=inputs, targets=targets)


def _is_given(word: str) -> bool:
    """Say whether a name of the index language is that of something that no network computes."""
    return PARTS.get(re.split(r"[\d_]", word)[0], ("",))[0] in (INPUT, WEIGHT, BIAS, TARGET)


def _has(assignments: Assignments, part: str) -> bool:
    if part == WEIGHT:
        return bool(assignments.of(WEIGHT))
    return bool(vectors(assignments, part))
