"""The numbers of a document, computed again: statements of NumPy for what its displayed equations say.

A result is computed by what stands before it on its own line, from values that are not rounded. What the document
names and does not derive, such as a local slope among the weights that go "similarly", comes from the equations of
the network by the chain rule.
"""

from __future__ import annotations

from ast import parse
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial

from ..derive.narrate.results import ROUNDS_LABEL
from ..derive.numbers import Numbers
from ..document.blocks import Beside, Block, Display, Step, Substep, Table, Together
from ..errors import ExportError, ExpressionError
from ..export.gradient import is_straight
from ..export.python.notes_module import PRINTER, module, own_functions
from ..export.python.stable_sources import all_stable_sources, called_sources
from ..export.saturation.stabilise import definition_in_code
from ..export.syntax.keywords import NOTES_MODULE, reserved
from ..export.syntax.naming import Names
from ..expression.tree import (
    Expression,
    Matrix,
    Number,
    Partial,
    Symbol,
    functions_of,
    rebuilt,
)
from ..graph.rounding import Policy
from ..graph.values import work_of
from .definitions import Definitions, UnknownError
from .matrix_printer import ONES, ROW, MatrixPrinter, is_array
from .printed import formula, head, is_printed, parts, plain, text
from .shown import Shown

CHECK = "check"
"""The function of a page that holds a value against what is printed."""

MOST_TRAINED = 2_000_000
"""Operations that training again may take, in NumPy one by one: some seconds."""


class Kind(Enum):
    """What a statement is for."""

    GIVEN = "given"
    COMPUTED = "computed"
    CHECK = "check"
    FUNCTIONS = "functions"


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of NumPy, or some functions.

    Args:
        kind: What it is for.
        code: How it is written.
        name: What it assigns, or nothing.
    """

    kind: Kind
    code: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """What computes a part of a document again.

    Args:
        statements: In order.
        unchecked: How many printed results nothing here computes.
    """

    statements: tuple[Statement, ...]
    unchecked: int = 0

    def of(self, *kinds: Kind) -> list[str]:
        """Return the statements of some kinds."""
        return [at.code for at in self.statements if at.kind in kinds]

    @property
    def names(self) -> list[str]:
        """What is computed."""
        return [at.name for at in self.statements if at.kind is Kind.COMPUTED]


class Recomputing:
    """A document's numbers in the order of its equations; what one part has computed is known in the next.

    Args:
        numbers: The network, with its values, and how the document shows them.
    """

    def __init__(self, numbers: Numbers) -> None:
        network = numbers.network
        self._network = network
        self._rounding = numbers.rounding
        self._definitions = Definitions(network)
        self._shown = Shown(numbers, self._definitions)
        self._printer = MatrixPrinter(PRINTER.primitives, choice=PRINTER.choice, has_bare_signs=True)
        self._free = Names(reserved(NOTES_MODULE) | {*all_stable_sources(), CHECK})
        self._names: dict[Expression, Symbol] = {}
        self._stated: dict[Expression, list[Expression]] = {}
        self._begun: set[Expression] = set()
        self._functions: dict[str, None] = {}
        self._statements: list[Statement] = []
        self._unchecked = 0

    @property
    def functions(self) -> list[str]:
        """The sources of the functions that all statements so far call, and NumPy has not."""
        return [*called_sources(self._functions), *own_functions(self._functions, definition_in_code).values()]

    def of(self, blocks: Iterable[Block]) -> Lines:
        """Return what computes the results in some blocks again."""
        self._statements, self._unchecked = [], 0
        for block in blocks:
            self._block(block)
        return Lines(tuple(self._statements), self._unchecked)

    def _block(self, block: Block) -> None:
        match block:
            case Display(rows):
                left: Expression | None = None
                for row in rows:
                    left = left if row.left is None else plain(row.left)
                    self._row(left, [plain(side) for _, side in row.sides])
            case Step(_, _, blocks) | Substep(_, _, blocks) | Together(_, blocks):
                for inner in blocks:
                    self._block(inner)
            case Table():
                self._table(block)
            case Beside((table, _)):
                self._table(table)
            case _:
                pass

    def _table(self, table: Table) -> None:
        heads = [head(title) for title, _ in table.columns]
        if table.label == ROUNDS_LABEL:
            self._rounds(table)
            return
        for cells in table.rows:
            about: Expression | str = text(cells[0])
            for title, cell in zip(heads, cells, strict=True):
                shown = formula(cell)
                if shown is not None and not is_printed(shown):
                    about = shown
                elif shown is not None:
                    self._cell(about, title, shown)

    def _rounds(self, table: Table) -> None:
        """Train again, by the functions of the module beside the notes, where that takes seconds at most."""
        network = self._network
        counts = [text(cells[0]).replace(",", "") for cells in table.rows]
        rows = [(int(count), cells[1:]) for count, cells in zip(counts, table.rows, strict=True) if count.isdecimal()]
        others = sum(formula(cell) is not None for _, cells in rows for cell in cells[1:])
        longest = max((rounds for rounds, _ in rows), default=0)
        is_carried = self._rounding.policy is Policy.CARRIED
        if is_carried or not is_straight(network) or longest * work_of(network.single.graph) > MOST_TRAINED:
            self._unchecked += others + len(rows)
            return
        self._say(Kind.FUNCTIONS, _functions_of_module(module(network, has_check=False)))
        rate = ", LEARNING_RATE" if network.optimiser.lacks_rate else ""
        for rounds, (cell, *_) in rows:
            shown = formula(cell)
            if shown is not None:
                trained = f"train(INITIAL{rate}, {rounds})" if rounds else "INITIAL"
                self._say(Kind.CHECK, f"{CHECK}(loss({trained}), {self._printer.write(shown, str)})")
        self._unchecked += others

    def _cell(self, about: Expression | str, title: Expression | int | None, shown: Expression) -> None:
        """Compute a number of a table again: that of its row, or of its column for what the row is about."""
        match about, title:
            case Symbol() | Partial(), int(position):
                self._check(self._definitions.at(about, position), shown)
            case Symbol(), Partial(of):
                self._check(Partial(of, about), shown)
            case Symbol(), Symbol(mark="+"):
                self._check(about.marked("+"), shown)
            case Symbol() | Partial(), None:
                self._check(about, shown)
            case str(sample), Symbol():
                self._check(replace(title, sample=sample), shown)
            case _:
                self._unchecked += 1

    def _row(self, left: Expression | None, sides: Sequence[Expression]) -> None:
        if left is None or not sides:
            return
        stated = self._stated.setdefault(left, [])
        stated += [side for side in sides if not is_printed(side)]
        if is_printed(sides[-1]):
            self._check(left, sides[-1])

    def _check(self, key: Expression, shown: Expression) -> None:
        if not self._shown.allows(key, shown):
            self._unchecked += 1
            return
        try:
            name = self._of(key).base
        except (UnknownError, ExpressionError, ExportError):
            self._unchecked += 1
            return
        printed = self._printer.write(shown, str)
        self._say(Kind.CHECK, f"{CHECK}({name}, {printed})")
        if self._rounding.policy is Policy.CARRIED:
            self._say(Kind.CHECK, f"{name} = {printed}")

    def _of(self, key: Expression) -> Symbol:
        """Return the name of a value in code, after the statements that compute it where it has none yet.

        Raises:
            UnknownError: Nothing says what it is, or only what is computed from it.
        """
        if key in self._names:
            return self._names[key]
        if key in self._begun:
            raise UnknownError
        self._begun.add(key)
        try:
            return self._computed(key)
        finally:
            self._begun.remove(key)

    def _computed(self, key: Expression) -> Symbol:
        for side in self._stated.get(key, ()):
            if any(isinstance(part, Symbol | Partial) for part in parts(side)):
                before = len(self._statements)
                try:
                    return self._assigned(key, side)
                except (UnknownError, ExpressionError, ExportError):
                    self._forget(before)
        return self._assigned(key, self._definitions.of(key))

    def _assigned(self, key: Expression, body: Expression) -> Symbol:
        named = _with_names(body, self._of)
        code = self._printer.write(named, lambda symbol: symbol.base)
        has_axes = is_array(named)
        if has_axes and _is_single(key):
            code, has_axes = f"({code}).item()", False
        self._functions |= dict.fromkeys(functions_of(body))
        name = self._free.fresh(_called(key))
        self._names[key] = Symbol(name, ROW if isinstance(body, Matrix) and len(body.rows) == 1 else "", bold=has_axes)
        kind = Kind.GIVEN if isinstance(body, Number) else Kind.COMPUTED
        self._say(kind, f"{name} = {code}", name)
        return self._names[key]

    def _forget(self, before: int) -> None:
        """Take back what was assigned for an expression that cannot be computed."""
        names = {at.name for at in self._statements[before:]}
        self._names = {key: name for key, name in self._names.items() if name.base not in names}
        del self._statements[before:]

    def _say(self, kind: Kind, code: str, name: str = "") -> None:
        self._statements.append(Statement(kind, code, name))


def _is_single(key: Expression) -> bool:
    """Whether what is computed is one number, though its line may say so as an array with one entry."""
    return (isinstance(key, Symbol) and not key.bold) or (isinstance(key, Partial) and not key.by.bold)


def _with_names(expression: Expression, name_of: Callable[[Expression], Symbol]) -> Expression:
    """Return an expression whose quantities and derivatives are symbols of the names that they have in code."""
    if expression == ONES:
        return expression
    if isinstance(expression, Symbol | Partial):
        return name_of(expression)
    return rebuilt(expression, partial(_with_names, name_of=name_of))


def _functions_of_module(source: str) -> str:
    """Return a module without its licence and docstring."""
    tree = parse(source)
    return "\n".join(source.split("\n")[tree.body[0].end_lineno :]).strip("\n")


def _called(key: Expression) -> str:
    match key:
        case Partial(of, by):
            return f"d{of.ascii}_d{by.ascii}"
        case Symbol():
            return key.ascii
        case _:
            return "value"
