"""The command line: the only reader of arguments, printer, and writer of files."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, Optional

# Typer loads pydantic, which would search all installed packages for plugins that nobody here uses.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

import typer
import typer.core

from . import __version__
from .errors import RenderError, SymbackpropError, UnknownNameError, UsageError, unknown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from concurrent.futures import Future, ThreadPoolExecutor

    from rich.console import Console
    from rich.table import Table

    from .derive.narrate import Form
    from .derive.numbers import Numbers
    from .document.blocks import Document
    from .expression.tree import Symbol
    from .graph.descent import Tick
    from .graph.rounding import Rounding
    from .models.network import Network
    from .verify.guard import Phase
    from .verify.syntax import Span
    from .verify.verdicts import Report
    from .verify.worker import Tell

EXIT_FINE, EXIT_FAULTS, EXIT_FAILED, EXIT_INTERRUPTED = 0, 1, 2, 130
DEFAULT_DIGITS = 9
DEFAULT_ROUNDS = 10_000
MOST_ROUNDS = 100_000_000
DEFAULT_FORMATS = "pdf,tex,md,py"
DEFAULT_FORMS = "scalar,matrix"

# Typer uses the installed click or, in later releases, one of its own; both have this base.
ClickException: type[Exception] = next(
    base for base in typer.BadParameter.__mro__ if issubclass(base, Exception) and base.__name__ == "ClickException"
)

app = typer.Typer(
    name="symbackprop",
    help="Backpropagation, derived step by step: lecture notes, gradients and training with certified numbers.",
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)

SpecArgument = Annotated[
    str,
    typer.Argument(metavar="[SPEC]", help="A TOML file that describes a network, or the name of a built-in example."),
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]
DigitsOption = Annotated[
    Optional[int],  # noqa: UP045  (typer reads it at run time)
    typer.Option("--digits", metavar="N", help=f"Round to N significant digits.  [default: {DEFAULT_DIGITS}]"),
]
DecimalsOption = Annotated[
    Optional[int],  # noqa: UP045
    typer.Option("--decimals", metavar="N", help="Round to N decimals instead."),
]
RandomOption = Annotated[
    Optional[int],  # noqa: UP045
    typer.Option(
        "--random",
        metavar="SEED",
        help="Draw the values that the spec leaves out; of a built-in example, all of them.",
    ),
]
NotationOption = Annotated[
    str,
    typer.Option("--notation", metavar="NAME", help="The names of all quantities: net-out, z-a, h-y or delta."),
]
CommaOption = Annotated[bool, typer.Option("--decimal-comma", help="Write numbers with a decimal comma.")]


def main() -> NoReturn:
    """Run the program; every expected error becomes one line and exit status 2."""
    # A run makes many small objects that live to its end; looking for garbage among them is a tenth of its time,
    # and so is taking them apart one by one before the process ends.
    gc.set_threshold(200_000, 20, 20)
    status = run(sys.argv[1:])
    with suppress(BrokenPipeError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(status)


def run(arguments: Sequence[str]) -> int:
    """Run the program on some arguments and return its exit status."""
    try:
        command = typer.main.get_command(app)
        status = command.main(list(arguments) or ["--help"], prog_name="symbackprop", standalone_mode=False)
        return status if isinstance(status, int) else EXIT_FINE
    except ClickException as error:
        return _failed(f"{_message(error)}; see 'symbackprop --help'")
    except (typer.Abort, KeyboardInterrupt):
        return _failed("interrupted; nothing was written", EXIT_INTERRUPTED)
    except SymbackpropError as error:
        return _failed(str(error))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_FINE


def _message(error: Exception) -> str:
    """Return what a click error would print."""
    return str(getattr(error, "format_message", error.__str__)()).rstrip(".")


def _failed(message: str, status: int = EXIT_FAILED) -> int:
    print(f"symbackprop: {' '.join(message.split())}", file=sys.stderr)
    return status


def _version(wanted: bool) -> None:
    if wanted:
        print(f"symbackprop {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    pass


@app.command()
def notes(
    spec: SpecArgument = "mazur-2-2-2",
    formats: Annotated[
        str,
        typer.Option("--format", "-f", metavar="LIST", help="What to write, of pdf, tex, typ, md, py (gradient.py)."),
    ] = DEFAULT_FORMATS,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Where to write it.")] = Path("output"),
    digits: DigitsOption = None,
    decimals: DecimalsOption = None,
    forms: Annotated[
        str,
        typer.Option(
            "--form",
            metavar="LIST",
            help="How to derive it, of scalar (with numbers), index, matrix.  "
            f"[default: {DEFAULT_FORMS}; without values index,matrix]",
            show_default=False,
        ),
    ] = "",
    weights: Annotated[
        str,
        typer.Option(
            "--weights",
            "-w",
            metavar="LIST",
            help="Weights to derive in full, as w5,w1; or all.  [default: one of the last layer and one of the first]",
            show_default=False,
        ),
    ] = "",
    rounds: Annotated[
        int, typer.Option("--rounds", metavar="N", help="Rounds of descent in the last section.")
    ] = DEFAULT_ROUNDS,
    engine: Annotated[str, typer.Option("--pdf-engine", metavar="NAME", help="typst (built in) or latex.")] = "typst",
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="A title of your own.")] = "",
    notation: NotationOption = "",
    decimal_comma: CommaOption = False,
    seed: RandomOption = None,
    quiet: QuietOption = False,
) -> None:
    """Write lecture notes: the derivation of a network's gradient, in several formats.

    \b
    Examples:
      symbackprop notes
      symbackprop notes network.toml --weights all --digits 6
      symbackprop notes --format pdf --pdf-engine latex --output handout
      symbackprop notes mazur-2-2-2 --random 7
      symbackprop notes --form index,matrix
    """  # noqa: D301  (click reads the backspace as "keep these lines")
    # Trees hold no cycles, and looking for some among those of a wide network takes a tenth of the time.
    gc.disable()
    rounding = _rounding(digits, decimals)
    _check_rounds(rounds, least=1)
    _check_folder(output)
    # A file that is refused is refused before anything that takes long to load.
    network = _network(spec, notation, decimal_comma)

    from dataclasses import replace

    from .derive.narrate import Form, Outline, default_weights
    from .derive.narrate import notes as narrate
    from .derive.numbers import Numbers
    from .render.engine import ENGINES

    wanted, derived = _formats(formats), _forms(forms)
    if engine not in ENGINES:
        raise unknown("PDF engine", engine, list(ENGINES))
    network = _with_values(network, spec, seed, quiet)
    if title:
        network = replace(network, title=title)
    complete = not network.missing
    if not derived:
        derived = (Form.SCALAR, Form.MATRIX) if complete else (Form.INDEX, Form.MATRIX)
    is_scalar = Form.SCALAR in derived
    chosen = _weights(network, weights) or (default_weights(network) if is_scalar else ())
    numbers = Numbers(network, rounding)
    if is_scalar:
        network.demand_values()
    if not complete:
        wanted = _without_values(network, wanted)
    with _progress("Deriving", rounds, quiet or not is_scalar) as tick:
        document = narrate(numbers, Outline(chosen, rounds, derived), tick)
    with _background() as background:
        files, pdf = _rendered(document, network, wanted, engine, background)
        # What is printed is made ready while the PDF is being set.
        summary = _weights_table(numbers, chosen) if network.values and not quiet else None
        failure = _with_pdf(files, pdf, document, engine, quiet)
    _write(output, files)
    if summary is not None:
        _console().print(summary)
    if not quiet:
        _print_files(output, files)
    if failure is not None:
        raise RenderError(f"{failure} (the source is kept in {output})")


@app.command()
def train(
    spec: SpecArgument = "mazur-2-2-2",
    rounds: Annotated[
        int, typer.Option("--rounds", metavar="N", help="How many rounds of gradient descent.")
    ] = DEFAULT_ROUNDS,
    digits: DigitsOption = None,
    decimals: DecimalsOption = None,
    notation: NotationOption = "",
    decimal_comma: CommaOption = False,
    seed: RandomOption = None,
    quiet: QuietOption = False,
) -> None:
    """Train a network and print the final error and outputs, every digit certain.

    \b
    Examples:
      symbackprop train
      symbackprop train network.toml --rounds 500 --digits 15
    """  # noqa: D301
    rounding = _rounding(digits, decimals)
    _check_rounds(rounds, least=0)
    network = _with_values(_network(spec, notation, decimal_comma), spec, seed, quiet)
    network.demand_values()
    with _progress("Training", rounds, quiet) as tick:
        final = network.descent().show(rounds, rounding, tick=tick)
    if quiet:
        return
    from rich.table import Table

    from .document.numerals import comma
    from .graph.expand import elements

    sign = comma if network.decimal_comma else str
    table = Table(title=sign(f"After {rounds:,} rounds"), title_justify="left")
    table.add_column("quantity")
    table.add_column("value", justify="right")
    table.add_column("target", justify="right")
    wanted = elements(network.target, network.labels) if network.target is not None else ()
    targets = {out: network.values[target].text for out, target in zip(network.outputs, wanted, strict=True)}
    for symbol, number in final.items():
        table.add_row(symbol.ascii, sign(number.text), sign(targets.get(symbol, "")))
    _console().print(table)


class _ExportCommand(typer.core.TyperCommand):
    """Lists the backends where help is asked for, and loads their table only there."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        from .export.backends import BACKENDS

        *names, last = BACKENDS
        for parameter in self.params:
            if parameter.name == "to" and isinstance(parameter, typer.core.TyperOption):
                parameter.help = f"{', '.join(names)} or {last}."
        super().format_help(ctx, formatter)


@app.command(cls=_ExportCommand)
def export(
    spec: SpecArgument = "mazur-2-2-2",
    to: Annotated[
        str,
        typer.Option(
            "--to",
            "-t",
            metavar="BACKEND",
            help="What to write.",
        ),
    ] = "c",
    output: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--output", "-o", metavar="DIR", help="Where to write it.  [default: output/BACKEND]"),
    ] = None,
    float32: Annotated[bool, typer.Option("--float32", help="Single precision instead of double.")] = False,
    data: Annotated[
        str,
        typer.Option(
            "--data",
            metavar="LIST",
            help="What each sample has its own of.  [default: inputs and targets, or all that is given]",
            show_default=False,
        ),
    ] = "",
    notation: NotationOption = "",
    seed: RandomOption = None,
    force: Annotated[bool, typer.Option("--force", help="Write into a folder that is there already.")] = False,
    quiet: QuietOption = False,
) -> None:
    """Write a network's loss, gradient and training loop as code that checks itself.

    \b
    Examples:
      symbackprop export --to c
      symbackprop export network.toml --to rust --output rust
      symbackprop export softmax --to numpy --data x,t --force
    """  # noqa: D301
    network = _network(spec, notation)

    from .export.backends import BACKENDS, exported

    if to not in BACKENDS:
        raise unknown("backend", to, list(BACKENDS))
    folder = output or Path("output") / to
    if folder.exists() and not force:
        raise UsageError(f"{folder}: is there already; --force writes into it, --output chooses another")
    _check_folder(folder)
    names = [name.strip() for name in data.split(",") if name.strip()]
    network = _with_values(network, spec, seed, quiet)
    network.demand_values()
    files = exported(network, to, float32, names)
    _write(folder, {name: text.encode("utf-8") for name, text in files.items()})
    if not quiet:
        console = _console()
        console.print("Written:", ", ".join(str(folder / name) for name in sorted(files)), soft_wrap=True)
        console.print(f"It checks itself: cd {folder} && {BACKENDS[to].run}", soft_wrap=True, markup=False)


@app.command()
def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write, ending in .toml.")],
    form: Annotated[
        str, typer.Option("--form", metavar="NAME", help="layers, or equations for any other model.")
    ] = "layers",
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file if it is there.")] = False,
    quiet: QuietOption = False,
) -> None:
    """Write a commented spec to start from.

    \b
    Examples:
      symbackprop new network.toml
      symbackprop new model.toml --form equations
    """  # noqa: D301
    from .models.starter import FORMS, starter

    if form not in FORMS:
        raise unknown("form", form, list(FORMS))
    if file.suffix != ".toml":
        raise UsageError(f"{file}: a spec must end in .toml")
    if file.exists() and not force:
        raise UsageError(f"{file}: is there already; --force overwrites it")
    _write(file.parent, {file.name: starter(form, str(file)).encode("utf-8")})
    if not quiet:
        _console().print(f"Written: {file}. Next: symbackprop check {file}", soft_wrap=True)


@app.command()
def check(
    spec: SpecArgument = "mazur-2-2-2",
    notation: NotationOption = "",
    seed: RandomOption = None,
    quiet: QuietOption = False,
) -> None:
    """Say what a spec holds: its quantities, their shapes, what is trained; with --random, the values drawn.

    \b
    Examples:
      symbackprop check network.toml
      symbackprop check recurrent
      symbackprop check network.toml --random 7
    """  # noqa: D301
    network = _with_values(_network(spec, notation), spec, seed, quiet)
    if not quiet:
        _print_quantities(network)
    if seed is not None and not quiet:
        from .models.table import values_table

        print(f"\n# Drawn with --random {seed}; to keep these values, paste them into the spec.")
        print(values_table(network))


@app.command()
def verify(
    document: Annotated[
        Path, typer.Argument(metavar="DOCUMENT", help="A derivation to judge: .md, .txt, .tex or .ipynb.")
    ],
    spec: Annotated[
        str,
        typer.Option(
            "--spec",
            "-s",
            metavar="SPEC",
            help="The network it is about: a TOML file or a built-in example.  [default: what the document says]",
            show_default=False,
        ),
    ] = "",
    form: Annotated[
        str, typer.Option("--format", "-f", metavar="NAME", help="text, json, markdown, html or pdf.")
    ] = "text",
    output: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--output", "-o", metavar="FILE", help="Write there instead of printing; a PDF needs a file."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Show the claims that are in order as well.")] = False,
    quiet: QuietOption = False,
) -> int:
    """Judge a derivation line by line: what is right, what is wrong, and why.

    The exit status is 0 where nothing is to be mended, 1 where something is, and 2 where it could not be judged.

    \b
    Examples:
      symbackprop verify lecture.txt --spec mazur-2-2-2
      symbackprop verify homework.md --spec network.toml --format html --output homework.html
    """  # noqa: D301
    if form not in VERIFY_FORMATS:
        raise unknown("format", form, list(VERIFY_FORMATS))
    report = _verified(document, spec, quiet)
    if output is None and form == "pdf":
        output = Path(f"{document.stem}-verified.pdf")
    if output is not None:
        _write(output.parent, {output.name: _report_content(report, form, every)})
        if not quiet:
            _console().print(f"Written: {output}", soft_wrap=True)
    elif not quiet:
        _print_report(report, form, every)
    return EXIT_FAULTS if report.faults else EXIT_FINE


VERIFY_FORMATS = ("html", "json", "markdown", "pdf", "text")


def _verified(document: Path, spec: str, quiet: bool) -> Report:
    from .errors import DocumentError
    from .verify.reader import MOST_BYTES

    try:
        if document.stat().st_size > MOST_BYTES:
            raise DocumentError(f"{document}: has {document.stat().st_size:,} bytes; at most {MOST_BYTES:,} are read")
        content = document.read_bytes()
    except OSError as error:
        raise DocumentError(f"{document}: cannot be read: {error.strerror or error}") from error
    if spec:
        from .verify.verify import verify as judged

        act = partial(judged, content, str(document), _network(spec))
    else:
        from .verify.alone import verify_alone

        act = partial(verify_alone, content, str(document))
    from .verify.worker import apart

    with _judging(content, quiet) as tell:
        return apart(act, tell, meanwhile=_prepare_to_print)


def _prepare_to_print() -> None:
    """Load what prints a report, which takes a tenth of the time of judging a lecture."""
    from .verify.report import text  # noqa: F401


def _report_content(report: Report, form: str, every: bool) -> bytes:
    if form == "json":
        from .verify.report.record import record

        return record(report).encode("utf-8")
    if form == "text":
        from io import StringIO

        from rich.console import Console

        from .verify.report.text import text

        console = Console(file=StringIO(), width=120, highlight=False)
        for part in text(report, every):
            console.print(part, soft_wrap=True)
        return console.file.getvalue().encode("utf-8")  # type: ignore[attr-defined,no-any-return]
    from .verify.report.annotated import ANNOTATED

    annotated = ANNOTATED[form](report)
    if form == "pdf":
        from .render.engine import ENGINES

        return ENGINES["typst"].pdf(annotated)
    return annotated.encode("utf-8")


def _print_report(report: Report, form: str, every: bool) -> None:
    if form != "text":
        sys.stdout.write(_report_content(report, form, every).decode("utf-8"))
        return
    from .verify.report.text import text

    console = _console()
    for part in text(report, every):
        console.print(part, soft_wrap=True)


def _print_quantities(network: Network) -> None:
    from rich.table import Table

    from .expression.tree import Index
    from .graph.equations import bare

    table = Table(title=network.title, title_justify="left")
    for column in ("quantity", "shape", "role"):
        table.add_column(column)
    trained = set(network.trained)
    missing = set(network.missing)
    for leaf in network.graph.leaves:
        role = "trained" if leaf in trained else "given"
        table.add_row(bare(leaf).ascii, _shape(leaf), f"{role}, no values" if bare(leaf) in missing else role)
    for equation in network.graph.equations:
        role = "loss" if equation.target == network.loss else "computed"
        table.add_row(bare(equation.target).ascii, _shape(equation.target), role)
    console = _console()
    console.print(table)
    indices = {index for leaf in network.graph.leaves for index in leaf.indices if isinstance(index, Index)}
    sizes = ", ".join(f"{index.name} = 1…{index.size}" for index in sorted(indices, key=lambda index: index.name))
    count = f"{network.parameter_count:,} trained parameters, {len(network.graph.equations):,} equations"
    console.print(f"{count}{'; ' + sizes if sizes else ''}", soft_wrap=True)


def _shape(symbol: Symbol) -> str:
    from .expression.tree import Index

    return " × ".join(str(index.size) for index in symbol.indices if isinstance(index, Index)) or "scalar"


def _without_values(network: Network, wanted: list[str]) -> list[str]:
    """Say what is missing and what that leaves out, and return the formats that can be written all the same."""
    names = ", ".join(symbol.ascii for symbol in network.missing[:6])
    left_out = "numbers and gradient.py are" if "py" in wanted else "numbers are"
    print(f"symbackprop: no values are given of {names}, so {left_out} left out; see --random", file=sys.stderr)
    return [name for name in wanted if name != "py"]


def _with_values(network: Network, spec: str, seed: int | None, quiet: bool) -> Network:
    """Return the network with the values drawn that it leaves out; an example is a starting point and leaves out all.

    Raises:
        UsageError: There is nothing to draw, or the seed is negative.
    """
    if seed is None:
        return network
    from .models.draw import drawn, emptied, is_open

    if seed < 0:
        raise UsageError(f"--random must be 0 or more, not {seed}")
    if not _is_file(spec):
        network = emptied(network)
    elif not is_open(network):
        raise UsageError(f"{spec}: the spec gives all its values; leave out what is to be drawn with --random")
    with _status("Drawing values", quiet):
        return drawn(network, seed)


def _is_file(spec: str) -> bool:
    return Path(spec).suffix == ".toml" or Path(spec).exists() or os.sep in spec


def _network(spec: str, notation: str = "", decimal_comma: bool = False) -> Network:
    from dataclasses import replace

    network = _read(spec, notation)
    _warn(network)
    return replace(network, decimal_comma=True) if decimal_comma else network


def _read(spec: str, notation: str) -> Network:
    from .models.spec import example, load

    if _is_file(spec):
        return load(Path(spec), notation)
    try:
        return example(spec, notation)
    except UnknownNameError as error:
        hint = "; a file name ends in .toml" if str(error).startswith("no example") else ""
        raise UnknownNameError(f"{error}{hint}") from error


def _warn(network: Network) -> None:
    """Say on standard error which parameters descent will not move."""
    for symbol in network.unreached:
        loss = network.loss.ascii
        print(f"symbackprop: warning: {symbol.ascii} does not reach {loss}; its gradient is 0", file=sys.stderr)


def _formats(given: str) -> list[str]:
    from .render.formats import FORMATS

    allowed = sorted([*FORMATS, "pdf", "py"])
    wanted = [name.strip().lower() for name in given.split(",") if name.strip()]
    for name in wanted or [given]:
        if name not in allowed:
            raise unknown("format", name, allowed)
    return list(dict.fromkeys(wanted))


def _forms(given: str) -> tuple[Form, ...]:
    """Return the forms asked for, in the order in which the notes show them; nothing where none is."""
    from .derive.narrate import Form

    names = [name.strip().lower() for name in given.split(",") if name.strip()]
    allowed = [form.value for form in Form]
    for name in names:
        if name not in allowed:
            raise unknown("form", name, allowed)
    return tuple(form for form in Form if form.value in names)


def _rounding(digits: int | None, decimals: int | None) -> Rounding:
    from .graph.rounding import Digits, Rounding

    if digits is not None and decimals is not None:
        raise UsageError("--digits and --decimals exclude each other; give one of them")
    try:
        if decimals is not None:
            return Rounding(decimals, Digits.DECIMALS)
        return Rounding(DEFAULT_DIGITS if digits is None else digits)
    except ValueError as error:
        raise UsageError(str(error)) from error


def _check_rounds(rounds: int, least: int) -> None:
    if not least <= rounds <= MOST_ROUNDS:
        raise UsageError(f"--rounds must be from {least} to {MOST_ROUNDS:,}, not {rounds}")


def _weights(network: Network, given: str) -> tuple[Symbol, ...]:
    names = [name.strip() for name in given.split(",") if name.strip()]
    if names == ["all"]:
        return network.parameters
    return tuple(dict.fromkeys(network.parameter(name) for name in names))


def _background() -> ThreadPoolExecutor:
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(max_workers=1)


def _rendered(
    document: Document, network: Network, wanted: Sequence[str], engine: str, background: ThreadPoolExecutor
) -> tuple[dict[str, bytes], Future[bytes] | None]:
    """Return the files to write, and the PDF to come; the engines work outside the interpreter's lock."""
    from .export.gradient import gradient_module
    from .render.engine import ENGINES
    from .render.formats import FORMATS

    files: dict[str, bytes] = {}
    pdf = None
    if "pdf" in wanted:
        pdf = background.submit(ENGINES[engine].pdf, _source(document, engine)[1].decode("utf-8"))
    for name in wanted:
        if name == "py":
            files["gradient.py"] = gradient_module(network).encode("utf-8")
        elif name in FORMATS:
            files.update(FORMATS[name].files(document))
    return files, pdf


def _source(document: Document, engine: str) -> tuple[str, bytes]:
    """Return the name and the content of what an engine sets."""
    from .render.engine import ENGINES
    from .render.formats import FORMATS

    return next(iter(FORMATS[ENGINES[engine].source].files(document).items()))


def _with_pdf(
    files: dict[str, bytes], pdf: Future[bytes] | None, document: Document, engine: str, quiet: bool
) -> RenderError | None:
    """Add the PDF to the files, or its source and return why there is none."""
    if pdf is None:
        return None
    try:
        with _status(f"Setting the PDF with {engine}", quiet):
            files["notes.pdf"] = pdf.result()
    except RenderError as error:
        name, content = _source(document, engine)
        files[name] = content
        return error
    return None


def _check_folder(folder: Path) -> None:
    """Refuse a folder that cannot be written before any work is done."""
    at = folder
    while not at.exists() and at != at.parent:
        at = at.parent
    if not at.is_dir():
        raise SymbackpropError(f"{folder}: cannot be a folder, since {at} is a file")
    if not os.access(at, os.W_OK | os.X_OK):
        raise SymbackpropError(f"{folder}: cannot be written; choose another with --output")


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write all files beside their places and then move them in, so that none is ever half-written."""
    made: list[tuple[Path, Path]] = []
    try:
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.is_dir():
                raise SymbackpropError(f"{path}: is a folder; it must be a file or not exist")
            beside = path.with_name(f".{path.name}.{os.getpid()}.part")
            made.append((beside, path))
            beside.write_bytes(content)
        for beside, path in made:
            beside.replace(path)
    except OSError as error:
        raise SymbackpropError(f"{error.filename or folder}: cannot be written: {error.strerror}") from error
    finally:
        for beside, _ in made:
            beside.unlink(missing_ok=True)


def _weights_table(numbers: Numbers, chosen: Sequence[Symbol]) -> Table:
    from rich.table import Table

    from .derive.narrate import weight_in_general
    from .derive.update import tabled, updated_weights
    from .document.numerals import comma

    network = numbers.network
    table = Table(title=network.title, title_justify="left")
    table.add_column("weight")
    sign = comma if network.decimal_comma else str
    w = weight_in_general(network).base
    for title in (w, f"∂{network.loss.base}/∂{w}", f"{w}⁺"):
        table.add_column(title, justify="right")
    shown = tabled(network, chosen)
    for row in updated_weights(shown, numbers):
        style = "bold" if row.weight in chosen else None
        cells = (sign(number.text) for number in (row.before, row.gradient, row.after))
        table.add_row(row.weight.ascii, *cells, style=style)
    if len(shown) < len(network.parameters):
        table.caption = f"{len(network.parameters) - len(shown):,} more"
    return table


def _print_files(folder: Path, files: Mapping[str, bytes]) -> None:
    console = _console()
    names = sorted((name for name in files if "/" not in name), key=lambda name: not name.endswith(".pdf"))
    console.print("Written:", ", ".join(str(folder / name) for name in names), soft_wrap=True)


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False)


@contextmanager
def _progress(what: str, rounds: int, quiet: bool) -> Iterator[Tick | None]:
    """Show a bar on the terminal while rounds are counted; nothing where no one watches."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=rounds)
        yield lambda done: progress.update(task, completed=done)


@contextmanager
def _judging(content: bytes, quiet: bool) -> Iterator[Tell]:
    """Say on the terminal which line is being judged, once that has taken a second."""
    if quiet or not sys.stderr.isatty():
        yield lambda _phase, _span: None
        return
    from time import monotonic

    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    text = content.decode("utf-8", "replace")
    lines = text.count("\n") + 1
    # Nothing may refresh by itself: the judge is a copy of this process, which copies no threads.
    with Live(console=Console(stderr=True), transient=True, auto_refresh=False) as live:
        start = shown = monotonic()

        def tell(phase: Phase, at: Span) -> None:
            nonlocal shown
            if monotonic() - start > 1 and monotonic() - shown > 0.1:
                shown = monotonic()
                line = text.count("\n", 0, at.start) + 1
                live.update(Text(f"{phase.value}: line {line:,} of {lines:,}"), refresh=True)

        yield tell


@contextmanager
def _status(what: str, quiet: bool) -> Iterator[None]:
    if quiet or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(what):
        yield
