"""`symbackprop import`."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from ..errors import UsageError
from . import limits, stage
from .arguments import DEFAULT_SECONDS, LimitOption, QuietOption
from .files import check_file, check_not_read, write_files
from .terminal import terminal

ONNX = ".onnx"


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A network as an ONNX file.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="SPEC", help="The spec to write, ending in .toml.")],
    loss: Annotated[
        str,
        typer.Option("--loss", metavar="NAME", help="The loss.  [default: by the last layer]", show_default=False),
    ] = "",
    input_shape: Annotated[
        str,
        typer.Option("--input-shape", metavar="LIST", help="The shape of a sample, where FILE does not say it."),
    ] = "",
    learning_rate: Annotated[float, typer.Option("--learning-rate", metavar="N", help="That of the spec.")] = 0.1,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the files if they are there.")] = False,
    time_limit: LimitOption = DEFAULT_SECONDS,
    quiet: QuietOption = False,
) -> None:
    """Make a spec of a network of another program, with its numbers in a file beside it.

    \b
    Examples:
      symbackprop import net.onnx --output net.toml
      symbackprop import net.onnx --output net.toml --loss cross-entropy
    """  # noqa: D301
    limits.start(time_limit, "a smaller network takes less")
    if output.suffix != ".toml":
        raise UsageError(f"{output}: a spec must end in .toml")
    if file.suffix.lower() != ONNX:
        from ..models.foreign import advice

        raise UsageError(f"{file}: {advice(file) or 'expected a file that ends in .onnx'}")
    written = [output, output.with_suffix(".npz")]
    for path in written:
        check_file(path)
        check_not_read(path, file)
        if path.exists() and not force:
            raise UsageError(f"{path}: is there already; --force overwrites it")
    shape = _shape(input_shape)
    stage.begin(f"reading {file}")

    from ..layers.onnx_model import onnx_formulas
    from ..layers.spec_text import spec_files
    from ..models.spec import MOST_BYTES

    text = onnx_formulas(file, shape, loss)
    files = spec_files(text, f"The network of {file.name}", repr(learning_rate), output.stem)
    if len(files[output.name]) > MOST_BYTES:
        raise UsageError(f"{file}: its spec would be longer than the {MOST_BYTES:,} bytes that are read")
    write_files(output.parent, files)
    if not quiet:
        console = terminal()
        console.print("Written:", ", ".join(map(str, written)), soft_wrap=True)
        console.print(f"Next: symbackprop check {quote(str(output))}", soft_wrap=True)


def _shape(given: str) -> tuple[int, ...]:
    try:
        found = tuple(int(size) for size in given.split(",")) if given else ()
    except ValueError as error:
        raise UsageError(f"--input-shape: expected whole numbers, as in 1,28,28, found {given[:60]!r}") from error
    if any(size < 1 for size in found):
        raise UsageError(f"--input-shape: expected numbers above 0, found {given[:60]!r}")
    return found
