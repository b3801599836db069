"""C99 as straight-line code: a statement a number, in functions of one sample and of batches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from ...expression.tree import Expression, Product, Symbol, symbols_of
from ...graph.equations import Equation, bare
from ...graph.expand import elements
from ..program.lowering import Statement, needed, reads, size_of
from ..program.prediction import data_read
from ..program.results import outputs_in
from ..program.staging import Stages, stages
from .page import INDENT, RATE, Body, Page, function
from .sample import predicting


def straight(page: Page) -> Body:
    """Return the functions of a straight-line program."""
    program, real = page.program, page.real
    results = (program.loss, *program.adjoints.values())
    work = f"{real} *BACKPROP_RESTRICT work"
    out = f"{real} *BACKPROP_RESTRICT gradient, {work}"
    one, alone = Straight(page), Straight(page, is_alone=True)
    return Body(
        loss=function(
            f"{real} backprop_loss({page.inputs},\n    {work})",
            ["(void)work;", *alone.sample((program.loss,)), f"return {one.write(program.loss)};"],
        ),
        both=function(
            f"{real} backprop_loss_and_gradient({page.inputs},\n    {out})",
            ["(void)work;", *alone.sample(results), *one.stored(), f"return {one.write(program.loss)};"],
        ),
        batch_loss=function(
            f"{real} backprop_batch_loss({page.batch_inputs},\n    {work})",
            one.batch(stages(program, (program.loss,)), False),
        ),
        batch_both=function(
            f"{real} backprop_batch_loss_and_gradient({page.batch_inputs},\n    {out})",
            one.batch(stages(program, results), True),
        ),
        train=function(
            f"{real} backprop_train({page.updated_inputs}, {real} rate, size_t rounds,\n    {out})", alone.train()
        )
        if program.steps.is_descent
        else "",
        prediction=predicting(page, ["(void)work;", *alone.predicted()]),
        tile="",
        tables="",
        shared_work=0,
        part_work=1 + len(stages(program, results).sums),
        work_of_one=0,
    )


@dataclass(frozen=True, slots=True)
class Straight:
    """Writes the bodies of straight-line functions; `is_alone` where one sample is all there is to do."""

    page: Page
    is_alone: bool = False

    def write(self, expression: Expression) -> str:
        printer = self.page.printer
        if self.is_alone and self.page.has_sigmoid_of_one:
            printer = replace(printer, primitives=dict(printer.primitives) | {"sigmoid": "sigmoid_of_one"})
        return printer.write(expression, self.page.names.of)

    def defined(self, statements: Iterable[Statement]) -> list[str]:
        lines = []
        for statement in statements:
            assert isinstance(statement, Equation)
            value, remark = self.write(statement.body), self.page.remark(statement)
            lines.append(f"const {self.page.real} {self.page.names.of(statement.target)} = {value};{remark}")
        return lines

    def unpacked(self, used: set[Symbol], symbols: Iterable[Symbol], is_constant: bool = True) -> list[str]:
        """Return the declarations of the parameters and constants that are used."""
        program, names = self.page.program, self.page.names
        qualifier = "const " if is_constant else ""
        lines, at = [], 0
        for symbol in symbols:
            for name in elements(symbol, program.network.labels):
                if name in used:
                    lines.append(f"{qualifier}{self.page.real} {names.of(name)} = parameters[{at}];")
                at += 1
        return lines

    def constants(self, used: set[Symbol]) -> list[str]:
        program = self.page.program
        given = [name for symbol in program.constants for name in elements(symbol, program.network.labels)]
        return [
            f"const {self.page.real} {self.page.names.of(name)} = {self.page.number(name)};"
            for name in given
            if name in used
        ]

    def loaded(self, used: set[Symbol], sample: str = "") -> list[str]:
        """Return the declarations of the data of one sample that are used."""
        program, names = self.page.program, self.page.names
        lines = []
        for symbol in program.data:
            size, pointer = size_of(symbol), self.page.pointers[bare(symbol)]
            row = "" if not sample else (sample if size == 1 else f"{size} * {sample}")
            for at, name in enumerate(elements(symbol, program.network.labels)):
                if name in used:
                    where = " + ".join(part for part in (row, str(at) if at or not row else "") if part)
                    lines.append(f"const {self.page.real} {names.of(name)} = {pointer}[{where}];")
        return lines

    def unused(self, used: set[Symbol], data: Sequence[Symbol] | None = None) -> list[str]:
        """Return what keeps a compiler from warning of arguments that nothing needs."""
        program = self.page.program
        labels = program.network.labels
        lines = []
        if not any(name in used for symbol in program.parameters for name in elements(symbol, labels)):
            lines.append("(void)parameters;")
        given = program.data if data is None else data
        idle = [symbol for symbol in given if not used.intersection(elements(symbol, labels))]
        return [*lines, *(f"(void){self.page.pointers[bare(symbol)]};" for symbol in idle)]

    def sample(self, results: Iterable[Expression]) -> list[str]:
        """Return the statements of one sample."""
        program = self.page.program
        results = tuple(results)
        return self._lines(program.needed(results), results, program.data)

    def predicted(self) -> list[str]:
        """Return the statements that fill the outputs."""
        program = self.page.program
        values = tuple(outputs_in(program).values.values())
        lines = self._lines(needed(program.predicted, values), values, data_read(program))
        return [*lines, *(f"outputs[{at}] = {self.write(value)};" for at, value in enumerate(values))]

    def _lines(self, kept: Sequence[Statement], results: Sequence[Expression], data: Sequence[Symbol]) -> list[str]:
        program = self.page.program
        used = _used(kept, results)
        backward = {bare(at.target) for at in program.backward}
        forward = [at for at in kept if bare(at.target) not in backward]
        after = [at for at in kept if bare(at.target) in backward]
        lines = self.unused(used, data) + self.constants(used) + self.unpacked(used, program.parameters)
        lines += [*self.loaded(used), "/* Forward pass */", *self.defined(forward)]
        return lines + (["/* Backward pass */", *self.defined(after)] if after else [])

    def stored(self) -> list[str]:
        return [f"gradient[{at}] = {self.write(slope)};" for at, slope in enumerate(self._slopes())]

    def _slopes(self) -> tuple[Expression, ...]:
        return tuple(self.page.program.adjoints.values())

    def batch(self, staged: Stages, with_gradient: bool) -> list[str]:
        """Return the body of a function of a batch."""
        program, names, real = self.page.program, self.page.names, self.page.real
        sums = staged.sums if with_gradient else ()
        used = _used(staged.before, ()) | _used(staged.each, (program.loss,))
        for shared in staged.after:
            used |= {read for term in (*shared.mean, *shared.once) for read in symbols_of(term.body)}
        if with_gradient:
            used |= {read for slope in self._slopes() for read in symbols_of(slope)}
        lines = self.unused(used) + self.constants(used) + self.unpacked(used, program.parameters)
        lines += self.defined(staged.before)
        if not staged.is_loss_sampled:
            lines += ["(void)samples;", "(void)work;"]
            total = self.write(program.loss)
        else:
            lines += self._sampled(staged, with_gradient, used)
            total = "total / size"
        for shared in staged.after if with_gradient else ():
            parts = [f"{names.derived(names.of(shared.target), 'sum')} / size"] if shared in sums else []
            parts += [f"({self.write(term.body)})" for term in shared.once]
            remark = self.page.remark(shared)
            lines.append(f"const {real} {names.of(shared.target)} = {' + '.join(parts)};{remark}")
        return lines + (self.stored() if with_gradient else []) + [f"return {total};"]

    def _sampled(self, staged: Stages, with_gradient: bool, used: set[Symbol]) -> list[str]:
        """Return the loop over the samples, in parts, and the sums of the parts in their order."""
        program, names, real = self.page.program, self.page.names, self.page.real
        sums = staged.sums if with_gradient else ()
        added = ["sum", *(names.derived(names.of(shared.target), "sum") for shared in sums)]
        zeros = [f"{real} {name} = {self.page.printer.number(Fraction(0))};" for name in added]
        width = 1 + len(sums)
        lines = [
            f"const {real} size = ({real})samples;",
            "const size_t parts = samples < BACKPROP_PARTS ? samples : BACKPROP_PARTS;",
            f"BACKPROP_THREADS(omp parallel for schedule(static) if (samples >= {self.page.worth_threads}))",
            "for (size_t part = 0; part < parts; part++) {",
        ]
        inner = [
            "const size_t first = part * (samples / parts) + (part < samples % parts ? part : samples % parts);",
            "const size_t last = first + samples / parts + (part < samples % parts ? 1 : 0);",
            f"{real} *const own = work + part * {width};",
            *zeros,
            f"BACKPROP_PRAGMA(omp simd reduction(+ : {', '.join(added)}))",
            "for (size_t sample = first; sample < last; sample++) {",
        ]
        body = [*self.loaded(used, "sample"), *self.defined(staged.each), f"sum += {self.write(program.loss)};"]
        for shared in sums:
            value = " + ".join(
                f"({self.write(term.body)})" if len(shared.mean) > 1 else self.write(term.body) for term in shared.mean
            )
            body.append(f"{names.derived(names.of(shared.target), 'sum')} += {value};")
        inner += [INDENT + line for line in body] + ["}"]
        inner += [f"own[{at}] = {name};" for at, name in enumerate(added)]
        lines += [INDENT + line for line in inner] + ["}"]
        lines += [
            f"{real} {'total' if name == 'sum' else name} = {self.page.printer.number(Fraction(0))};" for name in added
        ]
        lines += ["for (size_t part = 0; part < parts; part++) {"]
        lines += [
            f"{INDENT}{'total' if name == 'sum' else name} += work[part * {width} + {at}];"
            for at, name in enumerate(added)
        ]
        return [*lines, "}"]

    def train(self) -> list[str]:
        """Return the body of the training loop on one sample, with the parameters in registers."""
        program, names = self.page.program, self.page.names
        slopes = self._slopes()
        kept = needed(program.statements, slopes)
        every = {name for symbol in program.parameters for name in elements(symbol, program.network.labels)}
        used = _used(kept, slopes)
        lines = self.unused(used | every) + self.constants(used)
        lines += self.unpacked(every, program.parameters, is_constant=False) + self.loaded(used)
        ordered = [name for symbol in program.parameters for name in elements(symbol, program.network.labels)]
        by_target = {at.target: at.body for at in kept if isinstance(at, Equation)}
        kept = tuple(at for at in kept if at.target not in slopes or any(at.target in reads(b) for b in kept))
        # A slope that is itself a parameter must be read before it moves.
        steps = {name: names.derived(names.of(name), "step") for name in ordered}
        moves = [
            f"const {self.page.real} {steps[name]} = {self.write(_scaled(slope, by_target))};"
            for name, slope in zip(ordered, slopes, strict=True)
        ]
        moves += [f"{names.of(name)} -= {steps[name]};" for name in ordered]
        lines += ["for (size_t round = 0; round < rounds; round++) {"]
        lines += [INDENT + line for line in (*self.defined(kept), *moves)]
        lines += ["}", *(f"parameters[{at}] = {names.of(name)};" for at, name in enumerate(ordered))]
        return ["(void)gradient;", *lines, f"return backprop_loss({self.page.passed}, work);"]


def _scaled(slope: Expression, bodies: Mapping[Symbol, Expression]) -> Expression:
    """Return a step of descent; the rate is multiplied with what is known before the adjoint."""
    body = bodies.get(slope, slope) if isinstance(slope, Symbol) else slope
    match body:
        case Product((first, second)):
            return Product((Product((RATE, first)), second))
        case _:
            return Product((RATE, body))


def _used(statements: Iterable[Statement], results: Iterable[Expression]) -> set[Symbol]:
    found = {read for result in results for read in symbols_of(result)}
    for statement in statements:
        assert isinstance(statement, Equation)
        found.update(symbols_of(statement.body))
    return found
