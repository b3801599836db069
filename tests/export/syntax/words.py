"""The words of the pages: what the code around a network's own names is called, read off the pages themselves.

Networks whose every name is unmistakable are exported. Their names stand in arguments and inside of functions, so what
none of them may be are the words of the functions in which they stand, and what is defined or called elsewhere.
Functions in which none of them stands may call their own variables as they like.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import PurePath

from symbackprop.errors import CertificationError
from symbackprop.export.backends import BACKENDS
from symbackprop.export.c import Page, Source, Unit
from symbackprop.export.c.bridge import bridged
from symbackprop.export.check.certified_call import Check, check_of
from symbackprop.export.check.complex_step import stepped
from symbackprop.export.gradient import gradient_module, is_straight
from symbackprop.export.program.lowering import Form, Program, lowered
from symbackprop.export.program.prediction import with_prediction
from symbackprop.export.python.derivative_functions import FUNCTIONS
from symbackprop.export.python.stable_sources import all_stable_sources
from symbackprop.export.syntax.keywords import NOTES_MODULE
from symbackprop.expression.functions import X
from symbackprop.expression.tree import decimal
from symbackprop.graph.equations import bare
from symbackprop.models.network import Network
from symbackprop.models.spec import parse

from ..drivers import DRIVERS, PAGE_WORDS
from ..lexer import Lexer
from ..tokens import LEXERS

MARK = "qz"
"""Stands in every name of the networks, and in no word of a page."""

SMALL = '''
parameters = ["qzu", "qzv", "qzw"]
equations = """
qza = qzu*qzx + relu(qzv) + softplus(qzw*qzx) + abs(qzu) + qzc^3
qzb = elu(qza) + gelu(qzv) + tanh(qzw) + exp(-qza^2) + log(2 + qzu^2) + sqrt(1 + qzv^2) + (2 + qzu^2)^2.5
qze = sigmoid(qzb) + leaky_relu(qzw) + silu(qza) + hard_sigmoid(qzb)
qzl = 1/2*(qzt - qze)^2 - qzt*log(sigmoid(qze)) + qzu^2 + 3*qzv
"""
loss = "qzl"
learning_rate = 0.1
'''
WIDE = '''
parameters = ["qzw", "qzv", "qzb", "qzu"]
equations = """
qza[qzi] = sum(qzj, qzw[qzi,qzj]*qzx[qzj]) + qzb[qzi]
qzo[qzi] = sigmoid(qza[qzi])
qzn[qzk] = sum(qzi, qzv[qzk,qzi]*qzo[qzi]) + abs(qzu)
qze[qzk] = exp(qzn[qzk])
qzs = sum(qzk, qze[qzk])
qzp[qzk] = qze[qzk]/qzs
qzg[qzk] = qzf[qzk]*qzu
qzr = sum(qzi, qzb[qzi]^2) + qzu^2
qzh[qzm] = sum(qzi, qzo[qzi]*qzx[qzm])
qzc[qzz] = sum(qzm, qzb[qzm]*qzo[2*qzz+qzm-3 else 0])
qzy[qzz] = qzu*qzy[qzz-1] + qzc[qzz]
qzy[0] = 0
qzl = sum(qzk, -qzt[qzk]*log(qzp[qzk])) + sum(qzk, qzg[qzk]^2) + qzr + sum(qzm, qzh[qzm]^2) + sum(qzz, qzy[qzz]^2)
"""
loss = "qzl"
learning_rate = 0.1
[sizes]
qzi = {size}
qzj = {size}
qzk = {size}
qzm = {size}
qzz = 4
'''
LAYERS = """
[network]
sizes = [18, 20, 16]
activation = ["tanh", "{activation}"]
loss = "{loss}"
bias = "per-neuron"
train_biases = true
learning_rate = 0.1
[names]
input = "qzx"
weight = "qzw"
bias = "qzb"
net = "qzn"
out = "qzo"
target = "qzt"
error = "qze"
loss = "qzl"
exponential = "qzf"
normalizer = "qzs"
probability = "qzp"
penalty = "qzr"
"""
ALONE = 'parameters = ["qzu"]\nequations = """\nqzl = qzu^2\n"""\nloss = "qzl"\nlearning_rate = 0.1\n'
PAGES: Mapping[str, Sequence[str]] = {
    page: [name for name, driver in DRIVERS.items() if words in driver.pages]
    for page, words in sorted(PAGE_WORDS.items())
    if words is not NOTES_MODULE
}
"""The backends whose files share words."""

ALONE_FILES = ("bridge.c", "extension.c", "table.h")
"""Files without names of networks, which see no more of others than what these define by #define."""

CODE = re.compile(r"(?<!\w)(?<![^.]\.)(?<!->)(?<!::)(?<!%)[A-Za-z_]\w*")
CALLED = re.compile(CODE.pattern + r"(?=\s*\()")


@cache
def programs() -> Sequence[tuple[Program, Check | None, bool]]:
    """Return networks as programs, with a certified call and whether numbers are of single precision."""
    found = []
    for text, data in (
        (SMALL, ("qzx", "qzt")),
        (WIDE.format(size=2), ("qzx", "qzt")),
        (WIDE.format(size=17), ("qzx", "qzt")),
        (LAYERS.format(activation="sigmoid", loss="binary-cross-entropy"), ()),
        (LAYERS.format(activation="identity", loss="softmax-cross-entropy"), ()),
        (ALONE, ()),
    ):
        network = with_values(parse(text, "marked.toml"))
        for form in Form:
            computed = [bare(equation.target).ascii for equation in network.graph.equations]
            program = with_prediction(lowered(network, data, form), () if network.layers else computed)
            if form is Form.STRAIGHT and program.operations > 1_000:
                continue
            program = replace(program, more=tuple(at for at in FUNCTIONS if program.data or at != "input-gradient"))
            try:
                check = check_of(program)
            except CertificationError:
                check = None
            found += [(program, check, is_single) for is_single in (False, True)]
    return found


def with_values(network: Network) -> Network:
    """Return a network with numbers for all that is given."""
    names = [name for leaf in network.graph.leaves for name in network.elements(leaf)]
    return replace(network, values={name: decimal(f"0.{1 + at % 9}") for at, name in enumerate(names)})


def pages(name: str) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Return the files of some backends: what each is called, its text, and what is named with the network in it."""
    kinds = {"c": (".c", ".h", ".hpp"), "python": (".py",)}.get(name, ("",))
    for program, check, is_single in programs():
        named = named_with(program)
        for backend in PAGES[name]:
            if BACKENDS[backend].form in (None, program.form):
                files = BACKENDS[backend].emit(program, check, is_single)
                yield from ((file, text, named) for file, text in files.items() if file.endswith(kinds))
        if name == "c":
            source = Source(Page(program, is_single), "marked")
            for unit in Unit:
                yield from ((file, text, named) for file, text in bridged(source, unit).items())
    if name == "c":
        # Matrices so wide that a batch sums them in another way; to certify a call of them would take seconds.
        layers = LAYERS.format(activation="sigmoid", loss="binary-cross-entropy")
        program = lowered(parse(layers.replace("[18, 20, 16]", "[90, 100, 4]"), "wide.toml"), (), Form.LOOPS)
        yield "gradient.c", Source(Page(program), "marked").code(), named_with(program)


def named_with(program: Program) -> frozenset[str]:
    """Return what indices and functions of a program are called, which get their names as quantities do."""
    network = program.network
    symbols = [*network.graph.leaves, *(equation.target for equation in network.graph.equations)]
    indices = {str(getattr(index, "name", "")).replace("'", "_") for symbol in symbols for index in symbol.indices}
    functions = {name for made in (program, stepped(program)) for name in made.functions if made.definition(name)}
    return frozenset(indices | functions)


def apart_from(found: set[str], named: frozenset[str]) -> set[str]:
    """Return words without some names, and without what a function is called that has a word of the page in its way."""
    return {word for word in found - named if word[-1] != "_"}


@cache
def words(name: str) -> frozenset[str]:
    """Return the words of some pages that no name of a network may be."""
    found: set[str] = set()
    for file, text, named in pages(name):
        found |= apart_from(words_of(file, text), named)
    return own(found) - PAGE_WORDS[name].keywords


def module_words() -> frozenset[str]:
    """Return the words of the module beside the notes."""
    found: set[str] = set()
    for program, _, _ in programs():
        if is_straight(program.network) and (not program.network.layers or program.operations < 1_000):
            found |= apart_from(words_of("gradient.py", gradient_module(program.network)), named_with(program))
    # Parameters may be called as their array is, and nothing that is fixed is, by a rule of its own.
    return own(found) - NOTES_MODULE.keywords - {"w"}


def own(found: set[str]) -> frozenset[str]:
    """Return the words that are those of a page, without what stands in every page under its name as it is, and without
    the argument of functions that nest in others."""
    carried = {*all_stable_sources(), X.ascii}
    return frozenset(word for word in found - carried if MARK not in word and word[0] != "_")


def words_of(file: str, text: str) -> set[str]:
    """Return the words of one file that no name of a network may be, and such names."""
    kind = PurePath(file).suffix
    if kind == ".py":
        return python_words(ast.parse(text)) if MARK in text else set()
    lexer = LEXERS.get(kind)
    if not isinstance(lexer, Lexer):
        return set()
    found: set[str] = set()
    for part in SPLIT[kind](lexer.code(text)):
        if PurePath(file).name in ALONE_FILES:
            found.update(re.findall(r"^#define (\w+)", part))
        elif MARK in part or part.startswith("#define"):
            found.update(CODE.findall(part))
        else:
            found.update(CODE.findall(re.split(r"[(={\[:;<]", part, maxsplit=1)[0]))
            # Names at the margin of a file are read in all its functions.
            found.update(CALLED.findall(part) if kind == ".c" else ())
    return {word.lower() for word in found} if kind == ".f90" else found


def split(text: str, depth: int = 0, skipped: str = r"#(?!define)") -> list[str]:
    """Return the definitions of a file, each of which begins so many blanks from the margin."""
    parts: list[str] = []
    for line in text.splitlines():
        if re.match(rf" *(?:{skipped})", line):
            continue
        if re.match(rf" {{0,{depth}}}[^\s{{}})]", line) or not parts:
            parts.append(line.strip())
        else:
            parts[-1] += "\n" + line
    return parts


def rust(text: str) -> list[str]:
    """Return the definitions of a file in Rust, and those of its module of tests."""
    outside, _, inside = text.partition("mod tests {")
    return [*split(outside), *split(inside, 4)]


PROCEDURE = re.compile(r"^(?= {4}(?:(?:pure|elemental|recursive) )*(?:function|subroutine) )", re.MULTILINE)


def fortran(text: str) -> list[str]:
    """Return the procedures of a file in Fortran, and what stands around them in a module and in a program."""
    parts: list[str] = []
    for unit in re.split(r"^(?=module |program )", text, flags=re.MULTILINE):
        own, *procedures = re.split(
            r"^(?= {4}(?:(?:pure|elemental|recursive) )*(?:function|subroutine) )", unit, flags=re.MULTILINE
        )
        parts += [own.strip(), *(procedure.strip() for procedure in procedures)]
    return parts


SPLIT = {
    ".c": split,
    ".f90": fortran,
    ".h": split,
    ".hpp": split,
    ".jl": split,
    ".js": lambda text: split(text, 2),
    ".mjs": split,
    ".mts": split,
    ".rs": rust,
    ".ts": split,
}


def python_words(tree: ast.Module) -> set[str]:
    """Return the words of a file in Python."""
    found: set[str] = set()
    for statement in tree.body:
        names = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
        arguments = {node.arg for node in ast.walk(statement) if isinstance(node, ast.arg)}
        stored = {
            node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        defined = {node.name for node in ast.walk(statement) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        imported = {
            (alias.asname or alias.name).split(".")[0]
            for node in ast.walk(statement)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }
        whole = names | arguments | defined | imported
        is_closed = isinstance(statement, ast.FunctionDef | ast.ClassDef) and not any(MARK in name for name in whole)
        found |= (whole - arguments - stored - defined) | {statement.name} if is_closed else whole
    return found
