"""`symbackprop train --data`: compiled training on samples, with its report, its files and its curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from ..errors import SymbackpropError, UsageError
from . import stage
from .files import check_file, check_not_read, write_files
from .inputs import with_optimiser
from .terminal import counting, terminal

if TYPE_CHECKING:
    from ..models.network import Network
    from ..training.rounds import Epoch, Plan, Training

PICTURE, TABLE = ".svg", ".csv"
SAVED_EVERY = 5.0
"""Seconds between two checkpoints; the first and the last epoch are always saved."""

PRINTED = 20
"""Of more epochs some are left out on the terminal; --plot writes all of them."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for on the command line, besides the model.

    Args:
        data: The file with the samples.
        inputs: The columns that are inputs, with commas between; nothing for the first ones.
        targets: The columns that are targets.
        plan: How training goes.
        optimiser: A row of OPTIMISERS in place of the spec's, or nothing.
        backend: What it runs on, or nothing for the fastest that there is.
        is_single: Whether numbers are of float32.
        save: Where weights are kept, or None.
        resume: The file with which training goes on, or None.
        plot: Where the curve goes, or None.
    """

    data: Path
    inputs: str
    targets: str
    plan: Plan
    optimiser: str = ""
    backend: str | None = None
    is_single: bool = False
    save: Path | None = None
    resume: Path | None = None
    plot: Path | None = None


def train_on_data(network: Network, request: Request, quiet: bool) -> None:
    """Train on samples, print each epoch, and write what is asked for.

    Raises:
        SymbackpropError: The data does not fit, or training diverges.
    """
    _check_files(request)
    network = with_optimiser(network, request.optimiser) if request.optimiser else network
    training = _training(network, request)
    if training.samples.classes and not quiet:
        named = ", ".join(f"{at} {name}" for at, name in enumerate(training.samples.classes, start=1))
        terminal().print("Classes, in sorted order:", named, soft_wrap=True, markup=False)
    done: list[Epoch] = []
    saved = float("-inf")
    plan = request.plan
    row = _Rows(quiet)
    with counting("Training", plan.epochs * training.rounds_an_epoch, quiet) as tick:
        for epoch in training.run(tick):
            done.append(epoch)
            row(epoch, plan.epochs)
            if request.save is not None and monotonic() - saved > SAVED_EVERY:
                _save(network, training, request)
                saved = float("-inf")
    row.end(training.best is not None, training.epochs)
    if request.save is not None:
        _save(network, training, request)
    if request.plot is not None:
        content = _rows(done) if request.plot.suffix == TABLE else _curve(network, done)
        write_files(request.plot.parent, {request.plot.name: content.encode("utf-8")})
    written = [str(path) for path in (request.save, request.plot) if path is not None]
    if written and not quiet:
        terminal().print("Written:", ", ".join(written), soft_wrap=True)


def _check_files(request: Request) -> None:
    for path in (request.save, request.plot):
        if path is not None:
            check_file(path)
            check_not_read(path, request.data)
    if request.save is not None and request.save.suffix != ".npz":
        raise UsageError(f"--save: {request.save}: weights are kept as .npz")
    if request.plot is not None and request.plot.suffix not in (PICTURE, TABLE):
        raise UsageError(f"--plot: {request.plot}: expected a name that ends in {PICTURE} or {TABLE}")


def _training(network: Network, request: Request) -> Training:
    import numpy as np

    from ..export.compiled.table import compiled
    from ..export.program.lowering import lowered
    from ..training.checkpoint import read
    from ..training.initial import initial
    from ..training.rounds import Training
    from ..training.samples import Columns, read_samples

    dtype = np.float32 if request.is_single else np.float64
    program = lowered(network)
    stage.begin(f"reading {request.data}")
    columns = Columns(_listed(request.inputs), _listed(request.targets))
    samples = read_samples(request.data, program.data, dtype, columns, network.decimal_comma)
    stage.begin("compiling")
    functions = compiled(network, request.backend, request.is_single)
    plan = request.plan
    if plan.rate is None and network.learning_rate is not None:
        plan = replace(plan, rate=float(network.learning_rate.value))
    stage.begin("training")
    if request.resume is None:
        return Training(functions, program.steps, samples, plan, initial(network, plan.seed, dtype), functions.start())
    kept = read(network, request.resume, len(program.steps.state), dtype)
    if kept.epochs >= plan.epochs:
        raise UsageError(f"{request.resume}: has {kept.epochs:,} done; --epochs counts these, and must be more")
    return Training(
        functions,
        program.steps,
        samples,
        replace(plan, seed=kept.seed),
        kept.parameters,
        kept.state,
        kept.epochs,
        kept.rounds,
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _save(network: Network, training: Training, request: Request) -> None:
    from ..training.checkpoint import Checkpoint, written

    assert request.save is not None
    kept = Checkpoint(training.parameters, training.state, training.epochs, training.rounds, training.plan.seed)
    write_files(request.save.parent, {request.save.name: written(network, kept)})


class _Rows:
    """Prints a row an epoch, of many epochs some, and always the last one."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self._is_begun = False
        self._left_out: Epoch | None = None

    def __call__(self, epoch: Epoch, epochs: int) -> None:
        every = max(1, epochs // PRINTED)
        is_shown = not self._is_begun or epoch.number == epochs or epoch.number % every == 0
        self._left_out = None if is_shown else epoch
        if is_shown:
            self._print(epoch)

    def end(self, is_best: bool, kept: int) -> None:
        """Print the last row, and where training has looked for the best epoch, which one that is."""
        if self._left_out is not None:
            self._print(self._left_out)
        if is_best and not self._quiet:
            terminal().print(f"The lowest loss is that of epoch {kept:,}, whose weights are kept.", soft_wrap=True)

    def _print(self, epoch: Epoch) -> None:
        if self._quiet:
            return
        titles = ["epoch", *(title for title, value in _columns(epoch) if value is not None)]
        if not self._is_begun:
            terminal().print("  ".join(f"{title:>{_WIDTH}}" for title in titles), soft_wrap=True)
            self._is_begun = True
        cells = [f"{epoch.number:,}", *(_shown(title, value) for title, value in _columns(epoch) if value is not None)]
        terminal().print("  ".join(f"{cell:>{_WIDTH}}" for cell in cells), soft_wrap=True)


_WIDTH = 15


def _columns(epoch: Epoch) -> Sequence[tuple[str, float | None]]:
    return (
        ("loss", epoch.loss),
        ("right", epoch.accuracy),
        ("validation loss", epoch.validation_loss),
        ("right of them", epoch.validation_accuracy),
    )


def _shown(title: str, value: float) -> str:
    return f"{100 * value:.2f} %" if title.startswith("right") else f"{value:.6g}"


def _rows(epochs: Sequence[Epoch]) -> str:
    """Return the curve as a table."""
    import csv

    stream = StringIO()
    table = csv.writer(stream, lineterminator="\n")
    table.writerow(["epoch", "loss", "accuracy", "validation_loss", "validation_accuracy"])
    for epoch in epochs:
        values = (epoch.loss, epoch.accuracy, epoch.validation_loss, epoch.validation_accuracy)
        table.writerow([epoch.number, *("" if value is None else repr(value) for value in values)])
    return stream.getvalue()


def _curve(network: Network, epochs: Sequence[Epoch]) -> str:
    """Return the curve as a picture."""
    from ..document.blocks import Plot
    from ..render.drawings.plot import plot_shapes
    from ..render.drawings.svg import svg

    points = tuple((float(epoch.number), epoch.loss) for epoch in epochs if epoch.loss > 0)
    kept_out = tuple((float(epoch.number), epoch.validation_loss) for epoch in epochs if epoch.validation_loss)
    if len(points) < 2:
        raise SymbackpropError("a curve needs two epochs with a loss above 0; --plot with .csv writes any")
    first, last = points[0], points[-1]
    names = [f"{first[1]:.4g}", f"training {last[1]:.4g}" if kept_out else f"{last[1]:.4g}"]
    marks = tuple((*point, name) for point, name in zip((first, last), names, strict=True))
    title = f"The loss over {len(points)} epochs, from {first[1]:.4g} to {last[1]:.4g}."
    name = f"validation {kept_out[-1][1]:.4g}" if kept_out else ""
    return svg(plot_shapes(Plot(points, "epoch", network.loss, marks=marks, other=kept_out, other_name=name)), title)
