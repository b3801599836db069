"""Random notes of random networks, written as the command writes them and judged as the command judges them."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from symbackprop.derive.narrate import PARTS, Form, Outline, default_weights, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.expression.functions import FUNCTIONS
from symbackprop.expression.tree import ZERO
from symbackprop.graph.rounding import Digits, Policy, Rounding
from symbackprop.models.activations import ACTIVATIONS
from symbackprop.models.draw import drawn
from symbackprop.models.losses import LOSSES
from symbackprop.models.network import Layout, Network
from symbackprop.models.notations import NOTATIONS
from symbackprop.models.spec import parse
from symbackprop.verify.judging.verdicts import Report, Verdict
from symbackprop.verify.pipeline import verify
from symbackprop.verify.reading.document import read
from symbackprop.verify.reading.pieces import PieceKind

from ..combinations import Choices, Combination
from ..formats import files_of

NAMES = MappingProxyType({"md": "notes.md", "tex": "notes.tex"})
"""The formats that can be read again, and what the file is called."""

ROUNDS = 3
MOST_WEIGHTS = 3
"""So many weights are derived at most where all are asked for."""

WRITING: Choices = MappingProxyType(
    {
        "format": tuple(NAMES),
        "forms": ("scalar", "index", "matrix", "scalar matrix", "index matrix", "scalar index matrix"),
        "rounding": tuple(
            rounding
            for policy in (Policy.FULL, Policy.TRUNCATE)
            for rounding in (
                *(Rounding(digits, policy=policy) for digits in range(3, 13)),
                *(Rounding(n, Digits.DECIMALS, policy) for n in (4, 9)),
            )
        ),
        "weights": ("", "all", "first"),
        "comma": (False, True),
        "parts": ("", "intuition", "checks", "summary", " ".join(PARTS)),
    }
)
"""What can be asked for of any notes."""

LAYERED: Choices = MappingProxyType(
    {
        **WRITING,
        "hidden": tuple(ACTIVATIONS),
        "last": tuple(ACTIVATIONS),
        "loss": tuple(LOSSES),
        "notation": ("", *NOTATIONS),
        "told": (False, True),
        "sizes": ((1, 1), (2, 1), (1, 1, 1), (2, 2, 1), (2, 2, 2), (3, 2, 2, 1), (2, 1, 1, 1, 2)),
        "bias": ("none", "per-layer", "per-neuron"),
        "train_biases": (False, True),
        "penalty": ("", "l1", "l2", "l1 l2"),
        "samples": (0, 1, 2, 3),
        "reduction": ("mean", "sum"),
        "convention": tuple(layout.value for layout in Layout),
    }
)
"""What a spec of layers may say; `told` is whether the verifier is told of the notation by the spec."""

ARGUMENTS = MappingProxyType(dict.fromkeys(("log", "log10", "log2", "sqrt"), "1 + ({})^2"))
"""What is put in for functions that not every number can be put into."""

SHAPES: Mapping[str, tuple[str, Mapping[str, int], tuple[str, ...]]] = MappingProxyType(
    {
        "one neuron": ("z = w*x + b\na = {first:z}\nE = {error:a}", {}, ("w", "b")),
        "nested": ("z = {first:w*x}\na = {last:v*z + b}\nE = {error:a}", {}, ("w", "v", "b")),
        "in a sum": ("a = {first:w*x + b}*x - {last:b}/2\nE = {error:a}", {}, ("w", "b")),
        "layers": (
            "z[j] = sum(i, W[j,i]*x[i]) + b[j]\nh[j] = {first:z[j]}\n"
            "s = sum(j, v[j]*h[j])\na = {last:s}\nE = {error:a}",
            {"i": 2, "j": 2},
            ("W", "b", "v"),
        ),
        "samples": (
            "z[n,j] = sum(i, W[j,i]*X[n,i]) + b[j]\nh[n,j] = {first:z[n,j]}\na[n] = sum(j, v[j]*h[n,j])\n"
            "e[n] = {last:a[n] - y[n]}\nE = sum(n, 1/2*e[n]^2)",
            {"i": 2, "j": 2, "n": 2},
            ("W", "b", "v"),
        ),
        "steps": (
            "p = {first:w*x}\nq = {last:w*p + u*x}\nr = {first:w*q + u}\nE = {error:r}",
            {},
            ("w", "u"),
        ),
    }
)
"""Models in equations: the equations, the sizes of their indices, and the parameters."""

ERRORS = MappingProxyType(
    {
        "absolute": "abs(y - {0})",
        "half-squared": "1/2*(y - {0})^2",
        "logistic": "log(1 + exp(-(y*{0})))",
        "log-cosh": "log(exp(y - {0}) + exp({0} - y))",
        "squared": "({0} - y)^2",
    }
)
"""Errors of an output against the target y."""

CALLABLE = (*(name for name, row in FUNCTIONS.items() if row.slope != ZERO), "sqrt")
"""Of a function that is level, no gradient comes through, and no values are drawn."""

EQUATIONS: Choices = MappingProxyType(
    {
        **WRITING,
        "first": CALLABLE,
        "last": CALLABLE,
        "shape": tuple(SHAPES),
        "error": tuple(ERRORS),
        "notation": ("", "delta"),
        "told": (False, True),
    }
)
"""What a spec of equations may say."""


@dataclass(frozen=True)
class Notes:
    """Notes of a random network.

    Args:
        options: What was drawn.
        spec: The file of the network, without the values that are drawn.
        seed: By which they are drawn.
        text: What was written.
        network: What it is judged against.
    """

    options: Combination
    spec: str
    seed: int
    text: str
    network: Network

    @property
    def name(self) -> str:
        """The name of the file."""
        return NAMES[str(self.options["format"])]

    def judged(self, text: str = "") -> Report:
        """Return what the verifier says of the notes, or of another text in their place."""
        return verify((text or self.text).encode("utf-8"), self.name, self.network)


def drawn_options(choices: Choices, draw: random.Random) -> Combination:
    """Return a random combination of options."""
    return {name: draw.choice(list(values)) for name, values in choices.items()}


def written(options: Combination, seed: int) -> Notes:
    """Write the notes that some options ask for, of a network with values by a seed.

    Raises:
        DrawError: No values were found.
    """
    spec = layered_spec(options, seed) if "sizes" in options else equation_spec(options)
    plain = drawn(parse(spec, "drawn.toml"), seed)
    notation = str(options["notation"])
    named = drawn(parse(spec, "drawn.toml", notation=notation), seed) if notation else plain
    network = replace(named, decimal_comma=bool(options["comma"]))
    forms = tuple(form for form in Form if form.value in str(options["forms"]).split())
    weights = {
        "": default_weights(network),
        "all": network.parameters[:MOST_WEIGHTS],
        "first": network.parameters[:1],
    }[str(options["weights"])]
    rounding = options["rounding"]
    assert isinstance(rounding, Rounding)
    parts = tuple(str(options.get("parts", "")).split())
    outline = Outline(weights if Form.SCALAR in forms else (), ROUNDS, forms, parts=parts)
    document = notes(Numbers(network, rounding), outline, None)
    name = str(options["format"])
    text = files_of(name, document)[NAMES[name]].decode("utf-8")
    return Notes(options, spec, seed, text, named if options["told"] else plain)


def layered_spec(options: Combination, seed: int) -> str:
    """Return the file of a network of layers, with the inputs of a batch, which say how many samples there are."""
    sizes = options["sizes"]
    assert isinstance(sizes, tuple)
    last = options["last"]
    if LOSSES[str(options["loss"])].head is not None:
        # It brings its own activation, by which a single output is always 1 and its error always 0.
        last, sizes = "identity", (*sizes[:-1], max(sizes[-1], 2))
    trains = options["train_biases"] and options["bias"] != "none"
    activations = ", ".join(f'"{name}"' for name in (*[options["hidden"]] * (len(sizes) - 2), last))
    lines = [
        "[network]",
        f"sizes = {list(sizes)}",
        f"activation = [{activations}]",
        f'loss = "{options["loss"]}"',
        f'bias = "{options["bias"]}"',
        f"train_biases = {str(trains).lower()}",
        "learning_rate = 0.5",
        f'convention = "{options["convention"]}"',
        f'reduction = "{options["reduction"]}"',
        *(f"{kind} = 0.{'0' * at}1" for at, kind in enumerate(str(options["penalty"]).split(), start=1)),
    ]
    samples = options["samples"]
    if samples:
        assert isinstance(samples, int)
        draw = random.Random(seed)
        rows = [[f"{draw.randint(-15, 15) / 10}" for _ in range(sizes[0])] for _ in range(samples)]
        lines += ["[values]", f"inputs = [{', '.join('[' + ', '.join(row) + ']' for row in rows)}]"]
    return "\n".join(lines) + "\n"


class _Called:
    """A function that is written around its argument by a format: `{first:z}`."""

    def __init__(self, function: str) -> None:
        self.function = function

    def __format__(self, argument: str) -> str:
        return f"{self.function}({ARGUMENTS.get(self.function, '{}').format(argument)})"


class _Error:
    """An error that is written of an output by a format: `{error:a}`."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def __format__(self, output: str) -> str:
        return ERRORS[self.kind].format(output)


def equation_spec(options: Combination) -> str:
    """Return the file of a model in equations."""
    equations, sizes, parameters = SHAPES[str(options["shape"])]
    first, last, error = _Called(str(options["first"])), _Called(str(options["last"])), _Error(str(options["error"]))
    lines = [
        'equations = """',
        equations.format(first=first, last=last, error=error),
        '"""',
        'loss = "E"',
        f"parameters = {list(parameters)}".replace("'", '"'),
        "learning_rate = 0.25",
        "[sizes]",
        *(f"{index} = {size}" for index, size in sizes.items()),
    ]
    return "\n".join(lines) + "\n"


def alarms(report: Report) -> list[tuple[int, str, str]]:
    """Return what the verifier finds fault with, and what it cannot check, but for what dots leave out."""
    return [
        (claim.place.line, claim.equation, claim.reason or claim.verdict.value)
        for claim in report.claims
        if claim.is_fault or (claim.verdict is Verdict.NOT_CHECKABLE and "left out" not in claim.reason)
    ]


def passed_over(notes: Notes, report: Report) -> list[str]:
    """Return the displayed equations of which the report says nothing at all."""
    reading = read(notes.text.encode("utf-8"), notes.name)
    spans = [(claim.span.start, claim.span.end) for claim in report.claims]
    return [
        piece.plain.text
        for piece in reading.pieces
        if piece.kind is PieceKind.DISPLAY
        and "=" in piece.plain.text
        and not any(start < piece.plain.places[-1] and end > piece.plain.places[0] for start, end in spans)
    ]


CHANGES: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "digit": re.compile(r"(?<=\d[.,])\d(?=\d{3})|(?<=\d\{,\})\d(?=\d{3})"),
        "function": re.compile(
            r"\\(?:sigma|phi|Phi) (?=\()|\\mathrm\{(?:GELU|SiLU|softplus|hardsig|ELU|LReLU)\}(?=\()"
        ),
        "sign": re.compile(r"(?<=[\w})] )[-+](?= [\w\\(])(?! 0\b)"),
    }
)
"""What is changed in a displayed equation."""

INSTEAD = MappingProxyType({"+": "-", "-": "+", "\\sigma ": "\\Phi ", "\\phi ": "\\sigma ", "\\Phi ": "\\phi "})
"""What is put there, and else tanh for a function, another digit for a digit."""

FORMULA = re.compile(r"\$\$.+?\$\$|\\begin\{(equation|align)\}.+?\\end\{\1\}", re.S)


def changed(text: str, what: str, draw: random.Random) -> tuple[str, int] | None:
    """Return notes with one thing changed in one of their displayed equations, and where; None where nothing can be."""
    formulas = [found for found in FORMULA.finditer(text) if "=" in found[0] and "underbrace" not in found[0]]
    places = [place for found in formulas for place in CHANGES[what].finditer(text, found.start(), found.end())]
    if not places:
        return None
    at = draw.choice(places)
    digits = sorted(set("0123456789") - {at[0]})
    new = draw.choice(digits) if what == "digit" else INSTEAD.get(at[0], "\\tanh ")
    return text[: at.start()] + new + text[at.end() :], at.start()


def is_noticed(report: Report, at: int) -> bool:
    """Say whether the verifier says anything but "right" of what stands at a place."""
    hit = [claim for claim in report.claims if claim.span.start <= at <= claim.span.end]
    return any(claim.is_fault or claim.verdict not in (Verdict.RIGHT, Verdict.ROUNDED) for claim in hit)
