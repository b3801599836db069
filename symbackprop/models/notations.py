"""The table of notations: what the quantities of a layered network are called, one row per school.

A notation is the set of names chosen when a network is built, so all outputs use the same one.
"""

from __future__ import annotations

import keyword
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType

from ..errors import ExpressionError, SpecError, unknown
from ..expression.greek import NAMED_LETTERS
from ..expression.tree import Symbol
from ..graph.names import parse_name

DEFAULT_NOTATION = "net-out"
LEARNING_RATE = "η"
MOST_LETTERS = 20
PENALTY_WEIGHT = "λ"
RESERVED = frozenset({LEARNING_RATE, PENALTY_WEIGHT, "np", "math"})
"""What the notes and the exported modules call other things."""

SHOWN_AS = MappingProxyType({"eta": LEARNING_RATE, "lambda": PENALTY_WEIGHT})
"""Names that are shown as reserved letters."""

LETTERS_ALONE = frozenset({"hidden", "output", "signal", "weight"})
"""The roles from whose letters other names are made."""


@dataclass(frozen=True, slots=True)
class Notation:
    """The names of the roles of a layered network.

    Args:
        title: Whose notation it is.
        input: An input.
        weight: One weight; its matrix has the capital.
        bias: A bias.
        net: A pre-activation.
        out: The output of a neuron.
        prediction: The output of a neuron of the last layer, where it has a name of its own.
        hat: Whether a prediction is written with a hat.
        target: What an output should be.
        error: The error of one output.
        loss: The total error, perhaps with a subscript: `E_total`.
        penalty: What large weights add to the loss.
        exponential: The exponential of a pre-activation under a softmax.
        normalizer: The sum of those.
        probability: The outputs of a softmax, where predictions have no name of their own.
        hidden: The tag of hidden layers, below.
        output: The tag of the last layer, below.
        layer_above: Whether the layer's number stands above instead of a tag below.
        square: Whether it stands in square brackets there, and not in round ones.
        one_hidden_plain: Whether the outputs of a single hidden layer need no number.
        signal: The letter of the error signals ∂E/∂net, or nothing where they are written out.
    """

    title: str
    input: str = "i"
    weight: str = "w"
    bias: str = "b"
    net: str = "net"
    out: str = "out"
    prediction: str = ""
    hat: bool = False
    target: str = "target"
    error: str = "E"
    loss: str = "E_total"
    penalty: str = "R"
    exponential: str = "e"
    normalizer: str = "s"
    probability: str = "p"
    hidden: str = "h"
    output: str = "o"
    layer_above: bool = False
    square: bool = False
    one_hidden_plain: bool = False
    signal: str = ""

    @property
    def letters(self) -> frozenset[str]:
        """The single letters that are names of quantities."""
        roles = (self.input, self.weight, self.bias, self.net, self.out, self.prediction, self.target, self.error)
        return frozenset(name for name in roles if len(name) == 1)


NOTATIONS: Mapping[str, Notation] = MappingProxyType(
    {
        "delta": Notation("net and out, and δ for the error signals", signal="δ"),
        "h-y": Notation(
            "hidden h, predicted ŷ, wanted y",
            input="x",
            net="z",
            out="h",
            prediction="y",
            hat=True,
            target="y",
            loss="L",
            layer_above=True,
            one_hidden_plain=True,
        ),
        "net-out": Notation("Mazur's: net and out, weights numbered through"),
        "z-a": Notation(
            "Nielsen's and Ng's: z and a with the layer above",
            input="x",
            net="z",
            out="a",
            target="y",
            error="c",
            loss="C",
            layer_above=True,
        ),
    }
)

ROLES: tuple[str, ...] = tuple(
    field.name for field in fields(Notation) if field.type == "str" and field.name != "title"
)
"""What a spec may rename."""


def capital(weight: str) -> str:
    """Return the name of a matrix of weights.

    >>> capital("w"), capital("weight"), capital("theta")
    ('W', 'weight', 'Theta')
    """
    return weight.upper() if len(weight) == 1 else weight.capitalize() if weight in NAMED_LETTERS else weight


def renamed(notation: Notation, names: Mapping[str, str]) -> Notation:
    """Return a notation with some roles called otherwise.

    Args:
        notation: Where all other names come from.
        names: From roles to names.

    Raises:
        UnknownNameError: There is no such role.
        SpecError: A name is none of the index language, or two roles share one.

    >>> renamed(NOTATIONS["net-out"], {"out": "act"}).out
    'act'
    """
    for role, name in names.items():
        if role not in ROLES:
            raise unknown("role", role, list(ROLES))
        _check(role, name)
    # An own name for all outputs is one for the last layer's too, unless that is named apart.
    changed = {role: parse_name(name).ascii for role, name in names.items()}
    if "out" in names and "prediction" not in names and not notation.hat:
        changed["prediction"] = ""
    found = replace(notation, **changed)  # type: ignore[arg-type]
    _check_apart(found, names)
    return found


def _check(role: str, name: str) -> None:
    what = f"names.{role}: {name[:40]!r}"
    try:
        symbol = parse_name(name)
    except ExpressionError as error:
        raise SpecError(f"{what} is not a name; expected letters, as in 'net'") from error
    if len(name) > MOST_LETTERS:
        raise SpecError(f"{what} is too long; at most {MOST_LETTERS} letters")
    if symbol.subscript and role != "loss":
        raise SpecError(f"{what} has a subscript, which the program adds; expected letters alone")
    if symbol.superscript or (symbol.accent and role in LETTERS_ALONE):
        raise SpecError(f"{what} has a mark, which this role cannot have; expected letters alone")
    if SHOWN_AS.get(symbol.base, name) in RESERVED or name in RESERVED or keyword.iskeyword(name):
        raise SpecError(f"{what} is reserved; choose another name")


def _check_apart(notation: Notation, given: Mapping[str, str]) -> None:
    """Refuse names by which two quantities could not be distinguished; the message is about one that was given."""
    taken: dict[str, str] = {}
    shared = {frozenset({"target", "prediction"})} if notation.hat else set()
    for role in ROLES:
        name = getattr(notation, role)
        if role in ("hidden", "output", "signal") or not name:
            continue
        if role == "probability" and notation.prediction:
            continue
        other = taken.setdefault(name, role)
        if other != role and frozenset({other, role}) not in shared:
            blamed, known = (role, other) if role in given else (other, role)
            raise SpecError(f"names.{blamed}: {name!r} is the name of the {known} already; give each role its own")
    loss = parse_name(notation.loss)
    if loss.subscript and loss.base in taken:
        word = loss.subscript.isalpha() and loss.subscript not in (notation.hidden, notation.output)
        if not word or taken[loss.base] != "error":
            raise SpecError(f"names.loss: {notation.loss!r} could be taken for one {taken[loss.base]} of several")
    if notation.hidden == notation.output and not notation.layer_above:
        raise SpecError(f"names.hidden: {notation.hidden!r} is the tag of the output layer already; give each its own")


@dataclass(frozen=True, slots=True)
class Names:
    """The symbols of one network in a notation.

    Args:
        notation: What the roles are called.
        depth: How many layers of neurons there are.
        batch: The name of the index that counts samples, or nothing for a single sample.
    """

    notation: Notation
    depth: int
    batch: str = ""

    @property
    def input(self) -> Symbol:
        """The inputs."""
        return self._named(self.notation.input, sample=self.batch)

    @property
    def target(self) -> Symbol:
        """The targets."""
        return self._named(self.notation.target, self._last_tag, sample=self.batch)

    @property
    def error(self) -> Symbol:
        """The errors of the outputs."""
        return self._named(self.notation.error, self._last_tag, sample=self.batch)

    @property
    def loss(self) -> Symbol:
        """The total error."""
        return parse_name(self.notation.loss)

    @property
    def penalty(self) -> Symbol:
        """What the penalties add."""
        return self._named(self.notation.penalty)

    @property
    def exponential(self) -> Symbol:
        """The exponentials under a softmax."""
        return self._named(self.notation.exponential, sample=self.batch)

    @property
    def normalizer(self) -> Symbol:
        """The sum of the exponentials."""
        return self._named(self.notation.normalizer, sample=self.batch)

    def weights(self, layer: int) -> Symbol:
        """Return the matrix of a layer's weights, the first layer being 1."""
        base = capital(self.notation.weight)
        return Symbol(base, superscript=self._number(layer)) if self.notation.layer_above else Symbol(base, str(layer))

    def bias(self, layer: int, shared: bool) -> Symbol:
        """Return the bias of a layer, or its biases."""
        if self.notation.layer_above:
            return self._named(self.notation.bias, superscript=self._number(layer))
        return self._named(self.notation.bias, str(layer) if shared else self._tag(layer))

    def net(self, layer: int) -> Symbol:
        """Return the pre-activations of a layer."""
        return self._of_layer(self.notation.net, layer)

    def out(self, layer: int, softmax: bool = False) -> Symbol:
        """Return the outputs of a layer."""
        notation, last = self.notation, layer == self.depth
        if last and notation.prediction:
            named = self._named(notation.prediction, self._last_tag, sample=self.batch)
            return replace(named, accent="hat") if notation.hat else named
        if softmax:
            return self._named(notation.probability, sample=self.batch)
        if notation.one_hidden_plain and self.depth == 2:
            return self._named(notation.out, sample=self.batch)
        return self._of_layer(notation.out, layer)

    def _of_layer(self, base: str, layer: int) -> Symbol:
        if self.notation.layer_above:
            return self._named(base, superscript=self._number(layer), sample=self.batch)
        return self._named(base, self._tag(layer), sample=self.batch)

    @staticmethod
    def _named(name: str, subscript: str = "", superscript: str = "", sample: str = "") -> Symbol:
        """Return a role's symbol; the name may have something over it."""
        found = parse_name(name)
        return Symbol(found.base, subscript, superscript=superscript, accent=found.accent, sample=sample)

    @property
    def _last_tag(self) -> str:
        return "" if self.notation.layer_above else self._tag(self.depth)

    def _number(self, layer: int) -> str:
        # Round brackets hold the sample where there is a batch, as Ng writes it.
        return f"[{layer}]" if self.batch or self.notation.square else f"({layer})"

    def _tag(self, layer: int) -> str:
        if layer == self.depth:
            return self.notation.output
        return self.notation.hidden if self.depth == 2 else f"{self.notation.hidden}{layer}"
