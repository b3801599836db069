"""What a spec may hold: the shape of the file, and the messages where a file has another shape.

Only files of users are checked here; the built-in examples are checked by the tests, which spares the default
command the time that building the schema takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
    model_validator,
)

from ..errors import SpecError, unknown
from ..expression.tree import Number
from .activations import ACTIVATIONS
from .dense import Bias, Reduction
from .literals import Literal, number
from .losses import LOSSES
from .network import Layout
from .notations import DEFAULT_NOTATION, NOTATIONS, ROLES
from .optimisers import OPTIMISERS
from .places import place_of
from .schema_base import STRICT, name_in
from .schema_messages import said
from .schema_notes import NotesSection
from .value_files import FILE_KEY, NAME_KEY, NAMES_KEY, is_reference, reference_of


def _text(value: object) -> object:
    if isinstance(value, Literal):
        raise ValueError(f"expected a text in quotation marks, found the number {value[:40]}")
    return value


class _Section(BaseModel):
    model_config = STRICT


Text = Annotated[str, BeforeValidator(_text)]
Given = Annotated[Number, BeforeValidator(number), WithJsonSchema({"type": "number"})]
ActivationName = Annotated[str, *name_in("activation", list(ACTIVATIONS))]
LossName = Annotated[str, *name_in("loss", list(LOSSES))]
BiasName = Annotated[str, *name_in("kind of bias", [bias.value for bias in Bias])]


def _file(value: object) -> object:
    reference_of(value)
    return value


def _whole_file(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError('expected a file with values by name, as "weights.npz"')
    return _file(_text(value))


def _inputs(value: object) -> object:
    """Check a list of numbers, or of lists of numbers, or a file; the reader tells a sample from a batch."""
    if is_reference(value):
        return _file(value)
    if not isinstance(value, list):
        raise ValueError("expected a list of numbers, of samples that are lists of numbers, or a file")
    for entry in value:
        for inner in entry if isinstance(entry, list) else [entry]:
            number(inner)
    return value


def _per_layer(depth: int) -> BeforeValidator:
    """Return a check of one array per layer, each nested so deeply, or a file; or of one file for all of them."""

    def check(value: object) -> object:
        if is_reference(value):
            reference_of(value, several=True)
        elif not isinstance(value, list):
            raise ValueError("expected a list with one entry per layer, or a file")
        else:
            for entry in value:
                _nested(entry, depth)
        return value

    return BeforeValidator(check)


def _nested(value: object, depth: int, is_whole: bool = True) -> None:
    if is_whole and is_reference(value):
        reference_of(value)
    elif depth == 0:
        number(value)
    elif not isinstance(value, list):
        raise ValueError(f"expected a list of {'numbers' if depth == 1 else 'rows'}{' or a file' if is_whole else ''}")
    else:
        for entry in value:
            _nested(entry, depth - 1, is_whole=False)


MOST_POSITIONS = 2_000_000


def _shape(value: object) -> object:
    lengths = value if isinstance(value, list) else [value]
    if not lengths or not all(type(length) is int and 1 <= length <= MOST_POSITIONS for length in lengths):
        raise ValueError(
            f"expected how long it is, from 1 to {MOST_POSITIONS:,}: a whole number, or one per dimension as in [2, 5]"
        )
    return value


LENGTH: Mapping[str, object] = {"type": "integer", "minimum": 1, "maximum": MOST_POSITIONS}
Shape = Annotated[
    Any,
    BeforeValidator(_shape),
    WithJsonSchema({"anyOf": [LENGTH, {"type": "array", "items": LENGTH, "minItems": 1}]}),
]
TEXT: Mapping[str, object] = {"type": "string"}
IN_FILE = {
    "anyOf": [
        TEXT,
        {
            "type": "object",
            "properties": {FILE_KEY: TEXT, NAME_KEY: TEXT},
            "required": [FILE_KEY],
            "additionalProperties": False,
        },
    ]
}
ALL_IN_FILE = {
    "anyOf": [
        TEXT,
        {
            "type": "object",
            "properties": {FILE_KEY: TEXT, NAMES_KEY: {"type": "array", "items": TEXT}},
            "required": [FILE_KEY],
            "additionalProperties": False,
        },
    ]
}
SAMPLE = {"type": "array", "items": {"type": "number"}}
MATRIX = {"type": "array", "items": SAMPLE}
Samples = Annotated[Any, BeforeValidator(_inputs), WithJsonSchema({"anyOf": [SAMPLE, MATRIX, IN_FILE]})]
Matrices = Annotated[
    Any,
    _per_layer(2),
    WithJsonSchema({"anyOf": [{"type": "array", "items": {"anyOf": [MATRIX, IN_FILE]}}, ALL_IN_FILE]}),
]
Rows = Annotated[
    Any,
    _per_layer(1),
    WithJsonSchema({"anyOf": [{"type": "array", "items": {"anyOf": [SAMPLE, IN_FILE]}}, ALL_IN_FILE]}),
]
FileWithNames = Annotated[Any, BeforeValidator(_whole_file), WithJsonSchema({"type": "string"})]
NotationName = Annotated[str, *name_in("notation", list(NOTATIONS))]
ConventionName = Annotated[str, *name_in("convention", [layout.value for layout in Layout])]
ReductionName = Annotated[str, *name_in("reduction", [reduction.value for reduction in Reduction])]
DecimalName = Annotated[str, *name_in("decimal sign", ["comma", "point"])]


def _positive(value: object) -> Number:
    found = number(value)
    if found.value <= 0:
        raise ValueError(f"expected a number above 0, found {found.text}; leave the key out for no penalty")
    return found


Strength = Annotated[Number, BeforeValidator(_positive), WithJsonSchema({"type": "number", "exclusiveMinimum": 0})]


def _constant(value: object) -> object:
    """Check a number; an expression of the round n, a text, is read later."""
    return value if isinstance(value, str) and not isinstance(value, Literal) else number(value)


NUMBER_OR_TEXT = {"anyOf": [{"type": "number"}, {"type": "string"}]}
Constant = Annotated[Number | str, BeforeValidator(_constant), WithJsonSchema(NUMBER_OR_TEXT)]
OptimiserName = Annotated[str, *name_in("optimiser", list(OPTIMISERS))]


def _starts(value: object) -> object:
    if not isinstance(value, dict):
        raise ValueError("expected the value of each part of the state before the first round, as in { m = 0 }")
    return value


Starts = Annotated[dict[str, Given], BeforeValidator(_starts)]


class OptimiserSection(_Section):
    """How training changes the parameters: an optimiser by name, or equations; all other keys are constants."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True, arbitrary_types_allowed=True)
    name: OptimiserName | None = None
    equations: Text | None = None
    state: Starts = {}
    learning_rate: Constant | None = None

    @model_validator(mode="after")
    def one_of_them(self) -> OptimiserSection:
        """Refuse a name beside equations."""
        if self.name is not None and self.equations is not None:
            raise ValueError("expected a name or equations, found both")
        return self


class NetworkSection(_Section):
    """What the network is made of."""

    sizes: Annotated[list[Annotated[int, Field(ge=1, le=10**12)]], Field(min_length=2, max_length=1000)]
    activation: ActivationName | list[ActivationName]
    loss: LossName
    bias: BiasName
    train_biases: bool = False
    learning_rate: Constant | None = None
    convention: ConventionName = Layout.COLUMNS.value
    reduction: ReductionName = Reduction.SUM.value
    l2: Strength | None = None
    l1: Strength | None = None
    notation: NotationName = DEFAULT_NOTATION
    decimal: DecimalName = "point"


class ValuesSection(_Section):
    """Its numbers, as far as they are given."""

    inputs: Samples | None = None
    targets: Samples | None = None
    weights: Matrices | None = None
    biases: Rows | None = None


def _named(value: object) -> object:
    """Check that names are texts by role; which roles and names there are is for the notation to say."""
    if not isinstance(value, dict):
        raise ValueError('expected a section of names, as in loss = "J"')
    for role, name in value.items():
        if not isinstance(name, str):
            raise ValueError(f"the name of {role[:40]!r} must be a text")
    return value


NAMES = {"type": "object", "properties": {role: {"type": "string"} for role in ROLES}, "additionalProperties": False}
"""Names of single roles, in place of the notation's."""

NamesSection = Annotated[dict[str, str], BeforeValidator(_named), WithJsonSchema(NAMES)]


class Remarks(_Section):
    """Words of the author, by the section of the notes in which they stand."""

    rounds: Text = ""


class Spec(_Section):
    """A whole file."""

    title: Text = ""
    source: Text = ""
    remarks: Remarks = Remarks()
    network: NetworkSection
    names: NamesSection = {}
    values: ValuesSection = ValuesSection()
    notes: NotesSection = NotesSection()
    optimiser: OptimiserSection = OptimiserSection()


class EquationSpec(_Section):
    """A whole file that writes the model in the index language."""

    title: Text = ""
    source: Text = ""
    remarks: Remarks = Remarks()
    equations: Text
    loss: Text
    parameters: Annotated[list[Text], Field(min_length=1)]
    outputs: list[Text] = []
    samples: list[Text] = []
    learning_rate: Constant | None = None
    optimiser: OptimiserSection = OptimiserSection()
    decimal: DecimalName = "point"
    notes: NotesSection = NotesSection()
    weights: FileWithNames | None = None
    data: FileWithNames | None = None
    sizes: dict[str, Annotated[int, Field(ge=1, le=MOST_POSITIONS)]] = {}
    shapes: dict[str, Shape] = {}
    values: dict[str, Any] = {}


SECTIONS: Mapping[str, type[BaseModel]] = MappingProxyType(
    {
        "network": NetworkSection,
        "notes": NotesSection,
        "optimiser": OptimiserSection,
        "remarks": Remarks,
        "values": ValuesSection,
    }
)


def check(content: Mapping[str, Any], text: str, where: str) -> None:
    """Refuse a parsed file that is no spec.

    Args:
        content: What TOML makes of the text.
        text: The text, in which the line of an error is looked up.
        where: The file it came from, for messages.

    Raises:
        SpecError: The first thing that is wrong, with file, line and key.
    """
    whole = EquationSpec if "equations" in content else Spec
    try:
        whole.model_validate(content)
    except ValidationError as error:
        raise SpecError(_first(error, text, where, whole)) from error


def _first(error: ValidationError, text: str, where: str, whole: type[BaseModel]) -> str:
    # A misspelt key is both unknown and missing, and a list fits no name: the more telling error is the deeper one.
    first = min(error.errors(include_url=False), key=lambda found: (found["type"] == "missing", -len(found["loc"])))
    extra, depth = first["type"] == "extra_forbidden", len(first["loc"])
    # Pydantic puts the type that it tried into the place of an error; those parts are no keys of the file.
    path = [str(part) for at, part in enumerate(first["loc"], 1) if "[" not in str(part) or (extra and at == depth)]
    key = ".".join(part if part.isprintable() else ascii(part) for part in path)
    message = said(first)
    if first["type"] == "missing":
        message = "is missing"
    elif extra:
        message = str(unknown("key", path[-1], list(SECTIONS.get(path[0], whole).model_fields)))
    names = [part for part in path if not part.isdigit() and part != "str"]
    return f"{place_of(text, where, '.'.join(names[:2]))}: {key}: {message}"
