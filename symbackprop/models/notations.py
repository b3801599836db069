"""The table of notations: what the quantities of a layered network are called, one row per school.

A notation is the set of names chosen when a network is built, so all outputs use the same one.
"""

from __future__ import annotations

import keyword
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from itertools import product
from types import MappingProxyType

from ..errors import ExpressionError, SpecError, unknown
from ..expression.tree import Affine, Symbol
from ..graph.expand import At, Naming, is_position
from ..graph.language import parse_name

DEFAULT_NOTATION = "net-out"
LEARNING_RATE = "η"
MOST_LETTERS = 20
PENALTY_WEIGHT = "λ"
RESERVED = frozenset({LEARNING_RATE, PENALTY_WEIGHT, "np", "math"})
"""What the notes and the exported modules call other things."""


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
    one_hidden_plain: bool = False
    signal: str = ""


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

    >>> capital("w"), capital("weight")
    ('W', 'weight')
    """
    return weight.upper() if len(weight) == 1 else weight


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
    changed = dict(names)
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
    if name in RESERVED or keyword.iskeyword(name):
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
        return Symbol(self.notation.input, sample=self.batch)

    @property
    def target(self) -> Symbol:
        """The targets."""
        return Symbol(
            self.notation.target, "" if self.notation.layer_above else self._tag(self.depth), sample=self.batch
        )

    @property
    def error(self) -> Symbol:
        """The errors of the outputs."""
        return replace(self.target, base=self.notation.error)

    @property
    def loss(self) -> Symbol:
        """The total error."""
        return parse_name(self.notation.loss)

    @property
    def penalty(self) -> Symbol:
        """What the penalties add."""
        return Symbol(self.notation.penalty)

    @property
    def exponential(self) -> Symbol:
        """The exponentials under a softmax."""
        return Symbol(self.notation.exponential, sample=self.batch)

    @property
    def normalizer(self) -> Symbol:
        """The sum of the exponentials."""
        return Symbol(self.notation.normalizer, sample=self.batch)

    def weights(self, layer: int) -> Symbol:
        """Return the matrix of a layer's weights, the first layer being 1."""
        base = capital(self.notation.weight)
        return Symbol(base, superscript=self._number(layer)) if self.notation.layer_above else Symbol(base, str(layer))

    def bias(self, layer: int, shared: bool) -> Symbol:
        """Return the bias of a layer, or its biases."""
        if self.notation.layer_above:
            return Symbol(self.notation.bias, superscript=self._number(layer))
        return Symbol(self.notation.bias, str(layer) if shared else self._tag(layer))

    def net(self, layer: int) -> Symbol:
        """Return the pre-activations of a layer."""
        return self._of_layer(self.notation.net, layer)

    def out(self, layer: int, softmax: bool = False) -> Symbol:
        """Return the outputs of a layer."""
        notation, last = self.notation, layer == self.depth
        if last and notation.prediction:
            return Symbol(
                notation.prediction,
                "" if notation.layer_above else self._tag(layer),
                hat=notation.hat,
                sample=self.batch,
            )
        if softmax:
            return Symbol(notation.probability, sample=self.batch)
        if notation.one_hidden_plain and self.depth == 2:
            return Symbol(notation.out, sample=self.batch)
        return self._of_layer(notation.out, layer)

    def _of_layer(self, base: str, layer: int) -> Symbol:
        if self.notation.layer_above:
            return Symbol(base, superscript=self._number(layer), sample=self.batch)
        return Symbol(base, self._tag(layer), sample=self.batch)

    def _number(self, layer: int) -> str:
        # Round brackets hold the sample where there is a batch, as Ng writes it.
        return f"[{layer}]" if self.batch else f"({layer})"

    def _tag(self, layer: int) -> str:
        if layer == self.depth:
            return self.notation.output
        return self.notation.hidden if self.depth == 2 else f"{self.notation.hidden}{layer}"


@dataclass(frozen=True)
class WeightNames(Naming):
    """From the entries of weight matrices to the names of single weights, found when they are asked for.

    Args:
        weight: What a weight is called.
        matrices: From each matrix, without indices, to how many weights come before it, its rows and its columns.
        numbered: Whether the weights are numbered through, row by row as the matrices are written.
    """

    weight: str
    matrices: Mapping[Symbol, tuple[int, int, int]]
    numbered: bool
    _all: dict[Symbol, tuple[Symbol, ...]] = field(init=False, repr=False, default_factory=dict)

    def all_of(self, quantity: Symbol) -> tuple[Symbol, ...] | None:
        """Return the names of all entries of a matrix, row by row."""
        if quantity not in self.matrices:
            return None
        if quantity not in self._all:
            first, rows, columns = self.matrices[quantity]
            if self.numbered:
                names = (Symbol(self.weight, str(first + at)) for at in range(1, rows * columns + 1))
            else:
                below = (f"{row},{column}" for row in range(1, rows + 1) for column in range(1, columns + 1))
                names = (Symbol(self.weight, at, superscript=quantity.superscript) for at in below)
            self._all[quantity] = tuple(names)
        return self._all[quantity]

    def place(self, name: Symbol) -> tuple[Symbol, At] | None:
        """Return the matrix and the position of a weight."""
        if name.base != self.weight:
            return None
        if not self.numbered:
            matrix = replace(name, base=capital(self.weight), subscript="")
            if matrix not in self.matrices:
                return None
            _, rows, columns = self.matrices[matrix]
            at = tuple(int(part) for part in name.subscript.split(",") if is_position(part))
            inside = len(at) == 2 and 1 <= at[0] <= rows and 1 <= at[1] <= columns
            return (matrix, at) if inside and self[matrix.read_at(at)] == name else None
        number = int(name.subscript) if is_position(name.subscript) else 0
        for matrix, (before, rows, columns) in self.matrices.items():
            if before < number <= before + rows * columns:
                row, column = divmod(number - before - 1, columns)
                at = (row + 1, column + 1)
                return (matrix, at) if self[matrix.read_at(at)] == name else None
        return None

    def __getitem__(self, entry: Symbol) -> Symbol:
        matrix = entry.read_at(())
        first, _, columns = self.matrices[matrix]
        row, column = (at if isinstance(at, int) else at.size for at in entry.indices if not isinstance(at, Affine))
        if self.numbered:
            return Symbol(self.weight, str(first + (row - 1) * columns + column))
        return replace(matrix, base=self.weight, subscript=f"{row},{column}")

    def __iter__(self) -> Iterator[Symbol]:
        for matrix, (_, rows, columns) in self.matrices.items():
            for at in product(range(1, rows + 1), range(1, columns + 1)):
                yield matrix.read_at(at)

    def __len__(self) -> int:
        return sum(rows * columns for _, rows, columns in self.matrices.values())
