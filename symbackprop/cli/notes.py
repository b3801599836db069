"""`symbackprop notes`; a long module, for each option has its help here."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from ..errors import RenderError, unknown
from . import limits
from .arguments import (
    DEFAULT_FORMATS,
    DEFAULT_FORMS,
    DEFAULT_FRAMES,
    DEFAULT_PARTS,
    DEFAULT_ROUNDS,
    DEFAULT_SECONDS,
    EXERCISES,
    MOST_NOTES_BITS,
    MOST_OPERATIONS,
    MOST_SHOWN_ROUNDS,
    PARTS,
    PARTS_WITH_MISTAKES,
    ROUNDS,
    SHOWN_ROUNDS,
    CommaOption,
    DecimalsOption,
    DigitsOption,
    LimitOption,
    NotationOption,
    QuietOption,
    RandomOption,
    SpecArgument,
)
from .comparison import comparison_of
from .files import check_folder, write_files
from .formats import FORMATS, complete_notes, for_notes, several_of
from .fragments import write_fragments
from .inputs import (
    check_rounds,
    forms_of,
    parts_of,
    read_network,
    rounding_of,
    story_named,
    weights_of,
    with_values,
    written_as,
)
from .letters import refuse_title_of_latex, warn_of_latex
from .looks import look_of, with_seed, with_slides
from .streams import complain, well_formed
from .terminal import counting, print_files, terminal, waiting
from .typesetting import background, rendered, sources_in_latex, with_pdfs

if TYPE_CHECKING:
    from rich.table import Table

    from ..derive.mistakes import Mistake, Mistakes
    from ..derive.narrate import FreshDraw
    from ..derive.numbers import Numbers
    from ..document.blocks import Display
    from ..expression.tree import Symbol
    from ..models.network import Network


def notes(
    spec: SpecArgument = "mazur-2-2-2",
    formats: Annotated[
        str,
        typer.Option(
            "--format",
            "-f",
            metavar="LIST",
            help=f"What to write, of {', '.join(for_notes())}; py is gradient.py, slides and beamer are slides with "
            "what the speaker says.",
            autocompletion=complete_notes,
        ),
    ] = DEFAULT_FORMATS,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Where to write it.")] = Path("output"),
    digits: DigitsOption = None,
    decimals: DecimalsOption = None,
    policy: Annotated[
        str,
        typer.Option(
            "--rounding",
            metavar="NAME",
            help="full: results of unrounded values, rounded; carried: results of the numbers shown; truncate: further "
            "digits cut off.  [default: full]",
            show_default=False,
        ),
    ] = "",
    times: Annotated[
        str, typer.Option("--times", metavar="NAME", help="The sign of products: dot or cross.  [default: dot]")
    ] = "",
    ones: Annotated[bool, typer.Option("--ones", help="Write the input 1 of each bias: b · 1.")] = False,
    approximate: Annotated[bool, typer.Option("--approximate", help="Write ≈ before every rounded result.")] = False,
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
            help="Weights to derive in the scalar form, as w5,w1 and no others; or all.  "
            "[default: one of the last layer and one of the first in full, those like them in short]",
            show_default=False,
        ),
    ] = "",
    story: Annotated[
        str,
        typer.Option(
            "--story",
            metavar="NAME",
            help="How the scalar form goes back: paths, weight by weight, or backward, each quantity once.  "
            "[default: paths up to one hidden layer, else backward]",
            show_default=False,
        ),
    ] = "",
    rounds: Annotated[
        int,
        typer.Option(
            "--rounds",
            metavar="N",
            help=f"Rounds of descent in the last section, {DEFAULT_ROUNDS:,} unless given; 0 leaves it out. "
            f"Where N rounds take more than {MOST_OPERATIONS:,} operations, or need more than "
            f"{MOST_NOTES_BITS:,} bits to certify, a power of ten below N is shown.",
            show_default=False,
        ),
    ] = DEFAULT_ROUNDS,
    parts: Annotated[
        str,
        typer.Option(
            "--parts",
            metavar="LIST",
            help=f"What to teach beside the derivation, of {', '.join(PARTS)}; or all, or none.",
        ),
    ] = DEFAULT_PARTS,
    show_rounds: Annotated[
        int,
        typer.Option(
            "--show-rounds",
            metavar="N",
            help=f"Set the first N rounds side by side, 1 to {MOST_SHOWN_ROUNDS}; adds the part {ROUNDS}, which has "
            f"{SHOWN_ROUNDS} unless given.",
            show_default=False,
        ),
    ] = 0,
    fragment: Annotated[
        str,
        typer.Option(
            "--fragment",
            metavar="LIST",
            help="Write the derivations of these weights alone, as w5,w1, each a file to include in a document of your "
            "own, with the commands that it uses beside it.",
            show_default=False,
        ),
    ] = "",
    exercise_seed: Annotated[
        Optional[int],  # noqa: UP045  (typer reads it at run time)
        typer.Option(
            "--exercise-seed",
            metavar="SEED",
            help="Draw other numbers for the exercises; adds the part exercises.",
        ),
    ] = None,
    compare: Annotated[
        str,
        typer.Option(
            "--compare",
            metavar="RUN",
            help="Set another run of training beside: learning_rate=0.1, optimiser=adam, random=7, or several with "
            "commas; or another spec.",
        ),
    ] = "",
    engine: Annotated[str, typer.Option("--pdf-engine", metavar="NAME", help="typst (built in) or latex.")] = "typst",
    theme: Annotated[
        Optional[Path],  # noqa: UP045  (typer reads it at run time)
        typer.Option("--theme", metavar="FILE", help="Colours, fonts, paper, logo, course, author and date, in TOML."),
    ] = None,
    templates: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--templates", metavar="DIR", help="Page templates of your own, as notes.tex or notes.typ."),
    ] = None,
    frames: Annotated[
        int,
        typer.Option("--frames", metavar="N", help="At most so many slides where that can be; 0 is no limit.", min=0),
    ] = DEFAULT_FRAMES,
    handout: Annotated[
        bool, typer.Option("--handout", help="Write a handout of the slides as well, without reveals.")
    ] = False,
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="A title of your own.")] = "",
    notation: NotationOption = "",
    decimal_comma: CommaOption = False,
    seed: RandomOption = None,
    force: Annotated[bool, typer.Option("--force", help="Write the notes however many pages they have.")] = False,
    time_limit: LimitOption = DEFAULT_SECONDS,
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
      symbackprop notes deep-4-2-2-1 --story paths
      symbackprop notes --fragment w5 --format tex
      symbackprop notes --exercise-seed 7
      symbackprop notes --compare optimiser=adam,learning_rate=0.1
      symbackprop notes --format slides --handout --digits 4
      symbackprop notes lstm --format beamer --frames 0
    """  # noqa: D301  (click reads the backspace as "keep these lines")
    limits.start(time_limit, "fewer --weights, --rounds or --digits, or --form index, take less")
    # Trees hold no cycles, and looking for some among those of a wide network takes a tenth of the time.
    gc.disable()
    rounding_of(digits, decimals, policy)
    check_rounds(rounds, least=0)
    check_folder(output)
    # A file that is refused is refused before anything that takes long to load.
    look = with_slides(look_of(theme, templates), frames, handout)
    network = written_as(read_network(spec, notation, decimal_comma), times, ones)
    rounding = rounding_of(digits, decimals, policy, network.writing)

    from dataclasses import replace

    from ..derive.narrate import MOST_PAGES, Form, Outline, default_weights
    from ..derive.narrate import notes as narrate
    from ..derive.numbers import Numbers
    from ..graph.values import demand_few
    from ..render.engine import ENGINES

    told = story_named(story)
    if fragment:
        network = with_values(network, spec, seed, quiet)
        numbers = Numbers(network, rounding, approximate or network.writing.approximate)
        write_fragments(numbers, weights_of(network, fragment), formats, told, look, output, quiet)
        return
    wanted, derived = several_of(formats, for_notes()), forms_of(forms)
    taught = parts_of(parts, show_rounds, exercise_seed)
    if engine not in ENGINES:
        raise unknown("PDF engine", engine, list(ENGINES))
    network = with_values(network, spec, seed, quiet)
    if title:
        network = replace(network, title=well_formed(title))
    if engine == "latex" and "pdf" in wanted:
        refuse_title_of_latex(network.title)
    why, hint = _without_numbers(network)
    if why and not network.missing:
        if Form.SCALAR in derived:
            demand_few(network.single.graph)
        # Drawing loads NumPy, which takes longer than most notes.
        from ..models.draw import emptied

        network = emptied(network)
    complete = not why
    if not derived:
        derived = (Form.SCALAR, Form.MATRIX) if complete else (Form.INDEX, Form.MATRIX)
    is_scalar = Form.SCALAR in derived
    chosen = weights_of(network, weights) or (default_weights(network) if is_scalar else ())
    if weights and not is_scalar:
        complain("--weights says what the scalar form derives; the other forms show all weights at once")
    numbers = Numbers(network, rounding, approximate or network.writing.approximate)
    if is_scalar:
        network.demand_values()
    if not complete:
        wanted = _without_values(wanted, why, hint)
    # The rounds are counted in the last section of the scalar form alone.
    with counting("Deriving", rounds, quiet) if is_scalar else waiting("Deriving", quiet) as tick:
        outline = Outline(
            chosen,
            rounds,
            derived,
            similarly=not weights and EXERCISES not in taught,
            story=told,
            parts=taught,
            show_rounds=show_rounds or SHOWN_ROUNDS,
            mistakes=mistakes_of(network, taught),
            comparison=comparison_of(network, spec, compare, quiet),
            fresh_draw=_fresh_draw(network, exercise_seed, taught, quiet),
        )
        document = narrate(numbers, outline, tick, None if force else MOST_PAGES)
        document = replace(document, look=look if seed is None else with_seed(look, seed))
    with background() as pool:
        files, settings = rendered(document, numbers, wanted, engine, pool)
        # What is printed is made ready while the PDF is being set.
        summary = _weights_table(numbers, chosen) if complete and not quiet else None
        failure = with_pdfs(files, settings, document, quiet)
    for source in sources_in_latex(document, files, settings):
        warn_of_latex(source)
    write_files(output, files)
    if summary is not None:
        terminal().print(summary)
    if not quiet:
        print_files(output, files)
    if failure is not None:
        raise RenderError(f"{failure} (the source is kept in {output})")


def mistakes_of(network: Network, parts: Sequence[str]) -> Mistakes | None:
    """Return who knows the usual mistakes in a line: the verifier, which is not loaded unless a part asks."""
    if not set(parts) & set(PARTS_WITH_MISTAKES):
        return None
    from ..document.blocks import Document
    from ..verify.mistakes import usual_mistakes

    write, name = FORMATS["md"].of_document, "notes.md"
    assert write is not None

    def ask(line: Display) -> tuple[Mistake, ...]:
        return usual_mistakes(write(Document(network.title, (), (line,)))[name].decode("utf-8"), name, network)

    return ask


def _fresh_draw(network: Network, seed: int | None, parts: Sequence[str], quiet: bool) -> FreshDraw | None:
    """Return the same network with other numbers, or None where nobody asks."""
    if seed is None:
        return None
    from ..derive.narrate import FreshDraw
    from ..models.draw import drawn, emptied

    with waiting("Drawing values", quiet):
        fresh = drawn(emptied(network), seed)
    return FreshDraw(fresh, seed, mistakes_of(fresh, parts))


def _without_numbers(network: Network) -> tuple[str, str]:
    """Return why notes can have no numbers, and what to do about it; nothing where they can."""
    from ..graph.values import MOST_OPERATIONS as MOST_CERTIFIED
    from ..graph.values import work_of

    if network.missing:
        return f"no values are given of {', '.join(symbol.ascii for symbol in network.missing[:6])}", "see --random"
    work = work_of(network.single.graph)
    too_many = f"the values take {work:,} operations; at most {MOST_CERTIFIED:,} are certified"
    return (too_many, "give fewer samples or positions") if work > MOST_CERTIFIED else ("", "")


def _without_values(wanted: list[str], why: str, hint: str) -> list[str]:
    """Say what is left out and why, and return the formats that can be written all the same."""
    kept = [name for name in wanted if FORMATS[name].of_document or FORMATS[name].of_deck]
    left_out = "numbers are" if kept == wanted else "numbers and gradient.py are"
    complain(f"{why}, so {left_out} left out; {hint}")
    return kept


def _weights_table(numbers: Numbers, chosen: Sequence[Symbol]) -> Table:
    from rich.table import Table

    from ..derive.narrate import weight_in_general
    from ..derive.update import tabled, updated_weights
    from ..document.numerals import comma

    network = numbers.network
    table = Table(title=network.title, title_justify="left")
    table.add_column("weight")
    sign = comma if network.decimal_comma else str
    w = weight_in_general(network).base
    is_updated = network.update is not None
    for title in (w, f"∂{network.loss.base}/∂{w}", *([f"{w}⁺"] if is_updated else [])):
        table.add_column(title, justify="right")
    shown = tabled(network, chosen)
    for row in updated_weights(shown, numbers):
        style = "bold" if row.weight in chosen else None
        cells = (sign(number.text) for number in (row.before, row.gradient, row.after) if number)
        table.add_row(row.weight.ascii, *cells, style=style)
    if len(shown) < len(network.parameters):
        table.caption = f"{len(network.parameters) - len(shown):,} more"
    return table
