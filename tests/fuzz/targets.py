"""What is fuzzed: from a random generator to one text and what is done with it; errors of ours are no findings."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from symbackprop.derive.narrate import Form, Outline, default_weights, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.errors import SymbackpropError
from symbackprop.export.backends import BACKENDS, exported
from symbackprop.export.gradient import gradient_module
from symbackprop.graph.rounding import Digits, Rounding
from symbackprop.models.draw import drawn, is_open
from symbackprop.models.network import Network
from symbackprop.models.notations import NOTATIONS
from symbackprop.models.spec import example, parse
from symbackprop.verify.judging.verdicts import Report
from symbackprop.verify.limits.boundary import recording
from symbackprop.verify.pipeline import verify, verify_alone
from symbackprop.verify.reading.document import read
from symbackprop.verify.reading.statements import read_statements
from symbackprop.verify.report.annotated import html, markdown, typst
from symbackprop.verify.report.record import record
from symbackprop.verify.report.text import text as report_text

from ..formats import TEXTS, files_of
from ..verify.fixtures import unmarked
from .made import made_spec
from .mutations import DOCUMENT_TOKENS, SPEC_TOKENS, damaged, mutated

CORPUS = Path(__file__).parent / "corpus"
EXAMPLES = Path(str(files("symbackprop.models"))) / "examples"
ENDINGS = (".md", ".md", ".tex", ".txt", ".ipynb")
MOST_NEURONS = 24
"""Wider networks are read, but neither drawn nor derived: thousands of them are tried."""

MOST_EQUATIONS = 200
NOTES, CODE = 0.3, 0.2
"""How often notes and code are written of what is read, each of which takes a hundred times as long as reading."""


@dataclass(frozen=True, slots=True)
class Case:
    """One text to try.

    Args:
        name: A file name, whose ending says how a text is read.
        text: What the file holds.
        choice: Decides what is done with it.
    """

    name: str
    text: str
    choice: int


@dataclass(frozen=True, slots=True)
class Target:
    """Something that is fuzzed.

    Args:
        make: Makes a case.
        act: Does with it what a user would, and returns in a word what came of it.
    """

    make: Callable[[random.Random], Case]
    act: Callable[[Case], str]


@cache
def documents() -> tuple[str, ...]:
    """Return the documents to start from."""
    folders = [CORPUS / "documents", *map(unmarked, ("documents", "kinds", "slips"))]
    paths = [path for folder in folders for path in sorted(folder.iterdir()) if path.suffix in ENDINGS]
    return tuple(path.read_text(encoding="utf-8", errors="surrogateescape") for path in paths)


@cache
def specs() -> tuple[str, ...]:
    """Return the specs to start from."""
    paths = [*sorted((CORPUS / "specs").glob("*.toml")), *sorted(EXAMPLES.glob("*.toml"))]
    return tuple(path.read_text(encoding="utf-8") for path in paths)


@cache
def networks() -> Sequence[Network]:
    """Return what documents are judged against: each built-in example, and models of which no values are given."""
    paths = sorted(EXAMPLES.glob("*.toml"))
    found = [example(path.stem) for path in paths]
    open_ = '[network]\nsizes = [2, 2, 1]\nactivation = "sigmoid"\nloss = "half-squared"\nbias = "per-layer"\n'
    return [*found, parse(open_ + "learning_rate = 0.5\n", "open.toml")]


def make_document(draw: random.Random) -> Case:
    """Return a damaged document."""
    text = mutated(draw, documents(), DOCUMENT_TOKENS)
    ending = draw.choice(ENDINGS)
    if ending == ".ipynb":
        cells = [{"cell_type": draw.choice(("markdown", "markdown", "code")), "source": text}]
        text = json.dumps({"cells": cells}, ensure_ascii=draw.random() < 0.5)
    return Case(f"x{ending}", text, draw.randrange(1 << 30))


class ContainedError(Exception):
    """An error that the judge has contained; its text is the traceback."""


def judge_document(case: Case) -> str:
    """Judge a document, by a network or by its own, and write the report in every format.

    Raises:
        ContainedError: The judge has contained an error of its own.
    """
    draw = random.Random(case.choice)
    content = case.text.encode("utf-8", "surrogatepass" if draw.random() < 0.5 else "replace")
    network = None
    if draw.random() < 0.85:
        network = networks()[0] if draw.random() < 0.5 else draw.choice(networks())
    with recording() as broken:
        try:
            report = verify_alone(content, case.name) if network is None else verify(content, case.name, network)
        except SymbackpropError:
            report = None
    if broken():
        raise ContainedError(broken()[0].traceback)
    if report is None:
        return "refused"
    write_report(report)
    return "judged" if report.claims else "nothing to judge"


def write_report(report: Report) -> None:
    """Write a report in every format."""
    from io import StringIO

    from rich.console import Console

    record(report).encode("utf-8")
    for annotated in (html, markdown, typst):
        annotated(report).encode("utf-8")
    console = Console(file=StringIO(), width=100)
    for part in report_text(report, every=True):
        console.print(part, soft_wrap=True)


def make_tex(draw: random.Random) -> Case:
    """Return one damaged formula."""
    return Case("x.md", f"${mutated(draw, documents(), DOCUMENT_TOKENS, 600)}$", draw.randrange(1 << 30))


def read_tex(case: Case) -> str:
    """Take a formula apart.

    Raises:
        ContainedError: The judge has contained an error of its own.
    """
    with recording() as broken:
        try:
            found = read_statements(read(case.text.encode("utf-8", "replace"), case.name), ("net", "out"))
        except SymbackpropError:
            return "refused"
    if broken():
        raise ContainedError(broken()[0].traceback)
    return "read" if found.chains else "nothing read"


def make_spec(draw: random.Random) -> Case:
    """Return a spec, as it is made or damaged."""
    text = made_spec(draw) if draw.random() < 0.8 else draw.choice(specs())
    if draw.random() < 0.4:
        text = damaged(draw, text, SPEC_TOKENS, most=4)
    return Case("x.toml", text, draw.randrange(1 << 30))


def make_language(draw: random.Random) -> Case:
    """Return a model in equations whose equations are damaged."""
    text = made_spec(draw)
    while not text.startswith("equations"):
        text = made_spec(draw)
    head, equations, rest = text.split('"""', 2)
    changed = damaged(draw, equations, SPEC_TOKENS, 2_000, draw.choice((0, 1, 2))).replace('"""', '"')
    return Case("x.toml", f'{head}"""{changed}"""{rest}', draw.randrange(1 << 30))


def read_spec(case: Case) -> str:
    """Read a spec."""
    try:
        parse(case.text, case.name)
    except SymbackpropError:
        return "refused"
    return "read"


def use_spec(case: Case) -> str:
    """Read a spec, draw what it leaves out, and write notes and code of it."""
    draw = random.Random(case.choice)
    try:
        network = parse(case.text, case.name, notation=draw.choice(("", "", "", *NOTATIONS)))
    except SymbackpropError:
        return "refused"
    width = max((size for symbol in network.graph.declared for size in _sizes(symbol)), default=1)
    if width > MOST_NEURONS or len(network.graph.equations) > MOST_EQUATIONS:
        return "large"
    try:
        if is_open(network) and draw.random() < 0.7:
            network = drawn(network, draw.randrange(100))
        if draw.random() < NOTES:
            _write_notes(network, draw)
        if not network.missing and draw.random() < CODE:
            _write_code(network, draw)
    except SymbackpropError:
        return "refused later"
    return "used"


def _sizes(symbol: object) -> list[int]:
    return [index.size for index in getattr(symbol, "indices", ()) if hasattr(index, "size")]


def _write_notes(network: Network, draw: random.Random) -> None:
    rounding = Rounding(draw.randint(1, 20), draw.choice(list(Digits)))
    forms = tuple(form for form in Form if draw.random() < 0.5) or (Form.SCALAR,)
    if network.missing:
        forms = (Form.INDEX, Form.MATRIX)
    weights = default_weights(network) if Form.SCALAR in forms else ()
    document = notes(Numbers(network, rounding), Outline(weights, draw.choice((1, 10, 100)), forms))
    files_of(draw.choice(TEXTS), document)


def _write_code(network: Network, draw: random.Random) -> None:
    compile(gradient_module(network), "gradient.py", "exec")
    for name, text in exported(network, draw.choice(list(BACKENDS)), draw.random() < 0.3).items():
        if name.endswith(".py"):
            compile(text, name, "exec")


TARGETS: Mapping[str, Target] = MappingProxyType(
    {
        "documents": Target(make_document, judge_document),
        "language": Target(make_language, read_spec),
        "specs": Target(make_spec, use_spec),
        "tex": Target(make_tex, read_tex),
    }
)
