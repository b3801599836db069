"""Recurrent layers as equations: a row a cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from .kinds import Recurrent

if TYPE_CHECKING:
    from .equations import Writer


@dataclass(frozen=True, slots=True)
class Cell:
    """The names of one layer while its equations are written.

    Args:
        writer: What is written to.
        layer: The layer.
        time: The index of the steps.
        unit: The index of the state.
        before: The index of the state before.
        state: The name of the state.
        weights: The name of the weights of the inputs.
        state_weights: The name of those of the state.
        biases: The name of the biases, or nothing.
    """

    writer: Writer
    layer: Recurrent
    time: str
    unit: str
    before: str
    state: str
    weights: str
    state_weights: str
    biases: str

    @property
    def here(self) -> tuple[str, str]:
        """The indices of a quantity of each step."""
        return self.time, self.unit

    @property
    def old(self) -> str:
        """The state before."""
        return f"{self.state}[{self.time}-1,{self.unit}]"

    def inputs(self, gate: int, row: str = "") -> str:
        """Return what the inputs add to a gate, with its biases."""
        at = self._column(gate)
        found = f"sum({self.writer.axes[1]}, {self.writer.read}*{self.weights}[{self.writer.axes[1]},{at}])"
        return f"{found} + {self.biases}[{row}{at}]" if self.biases else found

    def states(self, gate: int, state: str = "") -> str:
        """Return what the state before adds to a gate."""
        k = self.before
        read = state or f"{self.state}[{self.time}-1,{k}]"
        return f"sum({k}, {read}*{self.state_weights}[{k},{self._column(gate)}])"

    def define(self, letter: str, body: str) -> str:
        """Write an equation of each step, and return a read of what it defines."""
        name = self.writer.name(letter)
        self.writer.lines.append(f"{name}[{self.time},{self.unit}] = {body}")
        return f"{name}[{self.time},{self.unit}]"

    def gate(self, letter: str, at: int) -> str:
        """Write a gate, and return it."""
        return self.writer.applied(self.layer.gate, self.define(letter, f"{self.inputs(at)} + {self.states(at)}"))

    def activated(self, argument: str) -> str:
        """Return the activation of something."""
        return self.writer.applied(self.layer.activation, argument)

    def _column(self, gate: int) -> str:
        return f"{self.unit}+{gate * self.layer.units}" if gate else self.unit


def _rnn(cell: Cell) -> Iterator[str]:
    net = cell.define("z", f"{cell.inputs(0)} + {cell.states(0)}")
    yield f"{cell.state}[{cell.time},{cell.unit}] = {cell.activated(net)}"


def _lstm(cell: Cell) -> Iterator[str]:
    memory = cell.writer.name("s")
    into, keep = cell.gate("zi", 0), cell.gate("zf", 1)
    candidate = cell.define("zc", f"{cell.inputs(2)} + {cell.states(2)}")
    out = cell.gate("zo", 3)
    here = f"[{cell.time},{cell.unit}]"
    yield f"{memory}{here} = {keep}*{memory}[{cell.time}-1,{cell.unit}] + {into}*{cell.activated(candidate)}"
    yield f"{memory}[0,{cell.unit}] = 0"
    yield f"{cell.state}{here} = {out}*{cell.activated(memory + here)}"


def _gru(cell: Cell) -> Iterator[str]:
    row = "1," if cell.layer.resets_after else ""
    if cell.layer.resets_after and cell.biases:
        gates = [
            cell.define(letter, f"{cell.inputs(at, row)} + {cell.states(at)} + {cell.biases}[2,{cell._column(at)}]")
            for at, letter in enumerate(("zu", "zr"))
        ]
        update, reset = (cell.writer.applied(cell.layer.gate, gate) for gate in gates)
    else:
        update, reset = cell.gate("zu", 0), cell.gate("zr", 1)
    if cell.layer.resets_after:
        bias = f" + {cell.biases}[2,{cell._column(2)}]" if cell.biases else ""
        inner = cell.define("v", f"{cell.states(2)}{bias}")
        candidate = cell.define("zc", f"{cell.inputs(2, row)} + {reset}*{inner}")
    else:
        read = cell.define("v", f"{reset}*{cell.old}")
        over = read.replace(f",{cell.unit}]", f",{cell.before}]")
        candidate = cell.define("zc", f"{cell.inputs(2)} + {cell.states(2, over)}")
    kept = cell.define("u", update)
    yield (f"{cell.state}[{cell.time},{cell.unit}] = {kept}*{cell.old} + (1 - {kept})*{cell.activated(candidate)}")


CELLS: Mapping[str, tuple[int, Callable[[Cell], Iterator[str]]]] = MappingProxyType(
    {"gru": (3, _gru), "lstm": (4, _lstm), "rnn": (1, _rnn)}
)
"""By name, how many columns of weights there are for each unit, and the equations behind those of the gates."""


def recurrent(writer: Writer, layer: Recurrent) -> None:
    """Write the equations of a recurrent layer."""
    writer.demand_whole(layer)
    if len(writer.axes) != 2:
        raise writer.refused(f"Recurrent reads two dimensions, of steps and of inputs; found {writer.dimensions}")
    columns, equations = CELLS[layer.cell]
    time, source = writer.axes
    unit, before, column = (writer.index(size) for size in (layer.units, layer.units, columns * layer.units))
    weights = writer.given("W", (source, column), layer.weights)
    state_weights = writer.given("U", (before, column), layer.state_weights)
    has_rows = layer.cell == "gru" and layer.resets_after
    over = (writer.index(2), column) if has_rows and layer.has_bias else (column,)
    biases = writer.given("b", over, layer.biases) if layer.has_bias else ""
    state = writer.name("h")
    weights, state_weights, biases = (name.partition("[")[0] for name in (weights, state_weights, biases))
    cell = Cell(writer, layer, time, unit, before, state, weights, state_weights, biases)
    writer.lines += [*equations(cell), f"{state}[0,{unit}] = 0"]
    if layer.returns_sequences and not writer.is_last:
        writer.value, writer.axes = state, (time, unit)
        return
    last = "" if layer.returns_sequences else "last,"
    axes = (time, unit) if layer.returns_sequences else (unit,)
    writer.define(writer.result("o"), axes, f"{state}[{last}{','.join(axes)}]")
