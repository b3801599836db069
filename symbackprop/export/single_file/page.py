"""What the one-file exports in other languages share: what their templates ask for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from textwrap import indent

from ...document.escape import in_code
from ...document.page import filled
from ...errors import CertificationError
from ...graph.equations import bare
from ..check.certified_call import Check
from ..check.certified_update import trained_value
from ..check.complex_step import stepped, steps_of
from ..check.header import described
from ..program.derivatives import PER_SAMPLE
from ..program.lowering import Program, size_of
from ..program.prediction import data_read, output_size
from ..syntax.language import Language
from ..syntax.literals import decimal_literal
from ..syntax.loops import Writer, listed
from ..syntax.updates import UpdateWriter


@dataclass(frozen=True, slots=True)
class Page:
    """One file: the functions of a program, and its check.

    Args:
        program: What it is of.
        check: A call, certified unless the network is too large.
        real: Writes the functions.
        complex: Writes the forward pass over complex numbers.
        is_single: Whether numbers are of single precision.
    """

    program: Program
    check: Check
    real: Writer
    complex: Writer
    is_single: bool

    @classmethod
    def of(
        cls, program: Program, check: Check | None, real: Language, complex_: Language, is_single: bool = False
    ) -> Page:
        """Return the file of a program in one language.

        Raises:
            CertificationError: There is no call, without which the file would check nothing.
        """
        if check is None:
            raise CertificationError(
                "no call of the network is certified, and none has a value, so this file would check nothing"
            )
        return cls(program, check, Writer(program, real, is_single), Writer(stepped(program), complex_), is_single)

    @property
    def names(self) -> list[str]:
        """What each kind of data is called."""
        return list(self.real.arguments.values())

    @property
    def sizes(self) -> list[int]:
        """How many numbers of each kind of data a sample has."""
        return [size_of(symbol) for symbol in self.program.data]

    @property
    def output_rows(self) -> list[tuple[str, int]]:
        """What the data is called that outputs depend on, and how many numbers of it a sample has."""
        return [(self.real.arguments[bare(symbol)], size_of(symbol)) for symbol in data_read(self.program)]

    def number(self, text: str) -> str:
        """Return a number of the certified call."""
        return decimal_literal(text, self.is_single)

    def update_blanks(self, count: str, gradient: str, counted: str, depth: str) -> dict[str, object]:
        """Return what all templates have blanks for that train.

        Args:
            count: How many parameters there are, as the language writes it.
            gradient: What the gradient is called where the parameters move.
            counted: The number of the round, as a number like the others.
            depth: What stands before the lines of a function.
        """
        steps, real = self.program.steps, self.real
        writer = UpdateWriter(
            steps, replace(real.language, printer=real.printer), real.names, count, gradient, counted=counted
        )
        lines = writer.lines()
        trained = trained_value(self.program, self.check)
        return {
            "is_descent": steps.is_descent,
            "has_rate": steps.has_rate,
            "has_round": steps.has_round,
            "starts": [(name.ascii, real.printer.number(start)) for name, start in steps.state.items()],
            "optimiser": in_code(self.program.network.optimiser.title or "the update"),
            "update": indent("\n".join(lines), depth),
            "update_declared": list(dict.fromkeys(writer.declared)),
            "trained": self.number(trained) if trained is not None else "",
        }

    def blanks(self, depth: str) -> dict[str, object]:
        """Return what all templates have blanks for; `depth` stands before the lines of a function."""
        loss_body, loss_result = self.real.loss()
        gradient_body, gradient_result = self.real.loss_and_gradient()
        complex_body, complex_result = self.complex.loss()
        about = described(self.program, self.check, self.is_single)
        arguments = "".join(f", {name}" for name in self.names)
        found: dict[str, object] = {
            "about": about,
            "count": self.program.count,
            "functions": self.real.functions(),
            "called": self.program.functions,
            "arguments": arguments,
            "passed": arguments,
            "data": list(zip(self.names, self.sizes, strict=True)),
            "loss_body": indent("\n".join(loss_body), depth),
            "loss_result": loss_result,
            "gradient_body": indent("\n".join(gradient_body), depth),
            "gradient_result": gradient_result,
            "complex_names": list(self.complex.arguments.values()),
            "complex_called": self.complex.program.functions,
            "complex_functions": self.complex.functions(),
            "complex_body": indent("\n".join(complex_body), depth),
            "complex_result": complex_result,
            "steps": steps_of(self.program),
            "is_certified": self.check.is_certified,
            "expected_loss": self.number(self.check.loss) if self.check.loss else "",
            "expected_along": self.number(self.check.along) if self.check.along else "",
            "expected_gradient": listed(list(map(self.number, self.check.gradient)), "").strip(),
            "is_formula": self.check.is_formula,
            "added": self.check.addition,
            "samples": [(at, self.number(slope)) for at, slope in self.check.samples],
            "tolerance": "2e-4" if self.is_single else "1e-12",
            "step_tolerance": "2e-3" if self.is_single else "1e-10",
        }
        return found | self._prediction(depth)

    def _prediction(self, depth: str) -> dict[str, object]:
        """Return what templates have blanks for that predict."""
        return {
            "per_sample": PER_SAMPLE in self.program.more,
            "outputs": output_size(self.program),
            "output_names": [bare(symbol).ascii for symbol in self.program.outputs],
            "predicted_data": self.output_rows,
            "predicted_arguments": "".join(f", {name}" for name, _ in self.output_rows),
            "prediction_body": indent("\n".join(self.real.prediction()), depth) if self.program.outputs else "",
            "expected_outputs": self.number(self.check.predicted) if self.check.predicted else "",
        }

    def call(self, given: str, formula: str) -> list[str]:
        """Return how the arguments of the certified call are written: parameters, then each kind of data.

        Args:
            given: Writes an array of numbers.
            formula: Writes the array that the formula gives to the places from one up to and without another, with what
                it adds.
        """
        if not self.check.is_formula:
            arrays = (self.check.parameters, *self.check.data)
            return [given.format(", ".join(map(self.number, values))) for values in arrays]
        return [formula.format(start, start + size, self.check.addition) for start, size in self.places()]

    def places(self) -> list[tuple[int, int]]:
        """Return where parameters and each kind of data begin among the numbers of the call, and how many they are."""
        found, at = [], 0
        for size in (self.program.count, *self.sizes):
            found.append((at, size))
            at += size
        return found


def source(template: str, **content: object) -> str:
    """Return a piece of code that is a template of its own."""
    return filled(template, **content).strip("\n")
