"""The module beside the notes: NumPy, a statement an equation, with the names, fractions and powers of the notes.

The same text, without its check, is what `functions` loads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from textwrap import fill
from types import MappingProxyType
from unicodedata import bidirectional, normalize

from ...document.escape import in_code
from ...document.page import filled
from ...expression.differentiate import rational, tidied
from ...expression.functions import X
from ...expression.tree import Constant, Expression, Power, Quotient, Symbol, updated
from ...graph.equations import Equation, bare
from ...graph.expand import elements
from ...graph.update import NORM, PARAMETER, RATE, ROUND, SLOPE
from ...models.network import Network
from ..check.certified_call import certified
from ..program.lowering import Form, Program, Statement, lowered
from ..saturation.stabilise import prepared
from ..syntax.keywords import NOTES_MODULE, reserved
from ..syntax.naming import Names, plain
from ..syntax.printer import ATOM, POWER, PRODUCT, Printer, Reader
from .libraries import NUMPY
from .stable_sources import all_stable_sources, called_sources

WIDTH = 100


@dataclass(frozen=True, slots=True)
class NotesPrinter(Printer):
    """NumPy in which numbers, fractions and powers stand as they do in the notes."""

    def number(self, value: Fraction, text: str = "") -> str:  # noqa: ARG002
        """Return a number as it is written."""
        return text

    def written(self, expression: Expression, read: Reader) -> tuple[str, int]:
        """Return an expression and how tightly it holds together."""
        match expression:
            case Constant():
                return "np.pi", ATOM
            case Quotient(numerator, denominator):
                return self.quotient(numerator, denominator, read), PRODUCT
            case Power(base, exponent):
                power = rational(tidied(exponent))
                if power is None:
                    return f"{self.at_least(base, ATOM, read)} ** {self.at_least(exponent, ATOM, read)}", POWER
                shown = str(power) if power.denominator == 1 and power >= 0 else f"({power})"
                return f"{self.at_least(base, ATOM, read)} ** {shown}", POWER
        return super(NotesPrinter, self).written(expression, read)


PRINTER = NotesPrinter(
    MappingProxyType({**NUMPY.names, **{name: name for name in all_stable_sources()}}),
    choice="np.where({positive} > 0, {then}, {otherwise})",
    has_bare_signs=True,
)


def module(network: Network, has_check: bool = True) -> str:
    """Return a NumPy module that computes the loss and gradient of a network and needs nothing of ours.

    Args:
        network: The network, with its values.
        has_check: Whether the module checks itself against certified values when it is run.

    Raises:
        CertificationError: No precision decides the values of the check.
        MissingValuesError: The network has not all its values.
    """
    network.demand_values()
    program = lowered(network, form=Form.STRAIGHT, keeps_powers=True)
    values, labels = program.network.values, program.network.labels
    parameters = [name for symbol in program.parameters for name in elements(symbol, labels)]
    trained = {bare(symbol) for symbol in program.parameters}
    given = [leaf for leaf in program.network.graph.leaves if bare(leaf) not in trained]
    fixed = [name for leaf in given for name in elements(leaf, labels)]
    own = _own_functions(program)
    names = _names(parameters, fixed, [at.target for at in program.statements], own)
    called = [names[symbol] for symbol in parameters]
    carried = called_sources(program.functions)

    def code(expression: Expression) -> str:
        return _printer(own).write(expression, names.__getitem__)

    def lines(statements: Iterable[Statement]) -> list[str]:
        equations = [statement for statement in statements if isinstance(statement, Equation)]
        return [f"{names[equation.target]} = {code(equation.body)}" for equation in equations]

    loss, *gradient = certified(network) if has_check else ["0", "0"]
    return filled(
        "python/gradient.py",
        title=in_code(network.title),
        count=len(parameters),
        order=_wrapped(called, "    ").rstrip(","),
        functions=[*carried, *own.values()],
        needs_math=any("math." in source for source in carried),
        constants=[f"{names[symbol]} = {values[symbol].text}" for symbol in fixed],
        initial=_wrapped([values[symbol].text for symbol in parameters], "    "),
        unpacked=_unpacked(called),
        forward=lines(program.forward),
        backward=lines(program.backward),
        loss=names[program.loss],
        slopes=_wrapped([code(slope) for slope in program.adjoints.values()], "        "),
        learning_rate=network.learning_rate.text if network.learning_rate is not None else "",
        **_training(network, own, called),
        has_check=has_check,
        expected_loss=loss,
        expected_gradient=_wrapped(gradient, "    "),
    )


def _training(network: Network, own: Iterable[str], parameters: Iterable[str]) -> dict[str, object]:
    """Return what the template has blanks for that trains: plain descent on one line, any other update line by line."""
    update, printer = network.optimiser, _printer(own)
    names = Names(reserved(NOTES_MODULE) | {*own, *parameters, *all_stable_sources(), "round"})
    fixed = {PARAMETER: "w", SLOPE: "gradient(w)" if update.is_descent else "slopes", RATE: "learning_rate"}
    fixed |= {ROUND: "round"}

    def name(symbol: Symbol) -> str:
        return fixed.get(symbol) or names.of(symbol)

    def code(expression: Expression) -> str:
        return printer.write(expression, name)

    constants = {symbol: value for symbol, value in update.constants.items() if symbol in update.reads}
    shared = update.uniform
    moved = {
        name(part): f"{name(updated(part))} + np.zeros(np.shape(w))" if updated(part) in shared else name(updated(part))
        for part in update.moves
    }
    lines = [f"{name(at.target)} = {code(at.body)}" for at in update.equations]
    if NORM in update.reads:
        lines.insert(0, f"{name(NORM)} = np.sqrt(np.sum(slopes * slopes, axis=-1, keepdims=True))")
    return {
        "is_descent": update.is_descent,
        "descent": code(update.equations[0].body) if update.is_descent else "",
        "has_rate": update.lacks_rate,
        "optimiser": in_code(update.title or "the update"),
        "train_constants": [f"{name(symbol)} = {code(value)}" for symbol, value in constants.items()],
        "train_starts": [
            f"{name(part)} = np.full(np.shape(w), {code(start)}, dtype=float)" for part, start in update.state.items()
        ],
        "train_lines": lines,
        "moved": f"{', '.join(moved)} = {', '.join(moved.values())}",
    }


def _own_functions(program: Program) -> dict[str, str]:
    return own_functions(program.functions, program.definition)


def own_functions(called: Iterable[str], definition_of: Callable[[str], Expression | None]) -> dict[str, str]:
    """Return the sources of the functions that neither NumPy nor the table of stable ones has, by name.

    Args:
        called: The names of the functions that are called.
        definition_of: Returns what a function is, over x, or None where it is none of ours.
    """
    found: dict[str, str] = {}
    for name in called:
        definition = definition_of(name)
        if definition is not None and name not in PRINTER.primitives:
            body = _printer(found).write(prepared(definition), lambda _: X.ascii)
            found[name] = f"def {name}(x):\n    return {body}"
    return found


def _printer(own: Iterable[str]) -> Printer:
    return replace(PRINTER, primitives={**PRINTER.primitives, **{name: name for name in own}})


def _names(
    parameters: Sequence[Symbol], fixed: Sequence[Symbol], targets: Sequence[Symbol], own: Iterable[str]
) -> Mapping[Symbol, str]:
    """Return the name of each quantity in Python, none of them a word of the page."""
    taken = {*reserved(NOTES_MODULE), *all_stable_sources(), *own}
    found: dict[Symbol, str] = {}
    # The parameters of a call are `w`, so nothing that is fixed can be.
    never = dict.fromkeys(fixed, "w")
    for symbol in (*parameters, *fixed, *targets):
        name = symbol.ascii if _is_read(symbol.ascii) else plain(symbol.ascii)
        while name in taken or name == never.get(symbol):
            name += "_"
        taken.add(name)
        found[symbol] = name
    return found


def _is_read(name: str) -> bool:
    """Say whether Python and its readers read a name as it is written.

    Python takes `ﬁ` for `fi`, say, and letters from right to left turn the rest of their line round.
    """
    turned = any(bidirectional(letter) in ("R", "AL") for letter in name)
    return name.isidentifier() and normalize("NFKC", name) == name and not turned


def _unpacked(names: Sequence[str]) -> str:
    line = f"    {', '.join(names)}{',' if len(names) == 1 else ''} = _columns(w)"
    return line if len(line) <= WIDTH else f"    (\n{_wrapped(names, '        ')}\n    ) = _columns(w)"


def _wrapped(words: Sequence[str], indent: str) -> str:
    joined = ",\0".join(word.replace(" ", "\1") for word in words) + ","
    text = fill(
        joined.replace("\0", " "), WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False
    )
    return text.replace("\1", " ")
