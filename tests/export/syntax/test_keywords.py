"""No name of a network meets a word of a language or of a page: the lists are those of the pages; a law tries all."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from symbackprop.errors import ExpressionError
from symbackprop.export.backends import BACKENDS
from symbackprop.export.c import Page, Source, Unit
from symbackprop.export.c.bridge import bridged
from symbackprop.export.check.certified_call import certified, check_of
from symbackprop.export.gradient import gradient_module
from symbackprop.export.program.lowering import Form, lowered
from symbackprop.export.syntax.keywords import C_PAGES, NOTES_MODULE, PYTHON_PAGES, reserved
from symbackprop.expression.functions import FUNCTIONS
from symbackprop.graph.names import parse_name
from symbackprop.model import Model
from symbackprop.models.network import Network
from symbackprop.models.spec import parse

from ...programs import run_all
from ..drivers import DRIVERS, PAGE_WORDS, is_there, written
from ..lexer import Lexer
from ..reading import julia_faults, torch_faults
from ..test_backends import needed
from ..tokens import LEXERS
from .words import ALONE_FILES, CODE, MARK, module_words, pages, with_values, words

pytestmark = pytest.mark.slow
"""Each test compiles or runs an export."""

LISTS = Path(__file__).parents[3] / "templates" / "words"


@pytest.mark.parametrize("page", PAGE_WORDS)
def test_the_words_of_a_page_are_listed(page: str, request: pytest.FixtureRequest) -> None:
    found = sorted(module_words() if page == "module" else words(page))
    path = LISTS / f"{page}.txt"
    if request.config.getoption("--update"):
        path.write_text("\n".join(found) + "\n", encoding="utf-8")
        reserved.cache_clear()
    assert path.read_text(encoding="utf-8").split() == found, "make golden writes the words of the pages"


def is_name(word: str) -> bool:
    """Say whether a quantity may be called so."""
    try:
        symbol = parse_name(word)
    except ExpressionError:
        return False
    return symbol.ascii == word and word not in FUNCTIONS and word not in ("pi", "sum", "sqrt") and MARK not in word


@cache
def candidates(page: str) -> Sequence[str]:
    """Return all words of the files of a page, in whatever function they stand, and all that are listed."""
    found: set[str] = set()
    for file, text, _ in pages(page):
        lexer = LEXERS.get(Path(file).suffix)
        if Path(file).name in ALONE_FILES:
            text = "".join(re.findall(r"^#define.*\n", text, flags=re.MULTILINE))
        code = lexer.code(text) if isinstance(lexer, Lexer) else re.sub(r'"""(?s:.*?)"""|"[^"\n]*"|#.*', " ", text)
        found.update(CODE.findall(code))
    found |= reserved(PAGE_WORDS[page]) | {word.lower() for word in found} | set("abcdehijklmnopqrstuvwxyzABCDEFGHWX")
    return sorted(filter(is_name, found))


@dataclass(frozen=True)
class Named:
    """A network that is made of names, a third of them in each role."""

    network: Network
    data: Sequence[str]


def named(words: Sequence[str], turn: int, is_wide: bool) -> Named:
    """Return a network in which each word is a parameter, the data of a sample or a quantity, by the turn.

    Each quantity is a product of a parameter and data and what is before it; the last two words are the loss and an
    index.
    """
    turned = [*words[turn::3], *words[(turn + 1) % 3 :: 3], *words[(turn + 2) % 3 :: 3]]
    third = (len(turned) - 2) // 3
    *roles, loss, index = turned[: 3 * third + 2]
    parameters, data, quantities = roles[:third], roles[third : 2 * third], roles[2 * third :]
    at = f"[{index}]" if is_wide else ""
    rows = zip(quantities, parameters, data, ["", *(f" + {name}{at}" for name in quantities[:-1])], strict=True)
    lines = [f"{quantity}{at} = {parameter}{at}*{given}{at}{before}" for quantity, parameter, given, before in rows]
    last = f"{quantities[-1]}{at}^2"
    lines.append(f"{loss} = sum({index}, {last})" if is_wide else f"{loss} = {last}")
    text = "parameters = [" + ", ".join(f'"{name}"' for name in parameters) + "]\n"
    text += f'loss = "{loss}"\nlearning_rate = 0.1\nequations = """\n' + "\n".join(lines) + '\n"""\n'
    text += f'[sizes]\n"{index}" = 2\n' if is_wide else ""
    return Named(with_values(parse(text, "named.toml")), data)


def cases(page: str, forms: Sequence[Form] = tuple(Form)) -> Iterator[tuple[str, Named, Form]]:
    for turn in range(3):
        for form in forms:
            # A language's own words are the same in every form.
            skipped = PAGE_WORDS[page].keywords if form is Form.LOOPS and len(forms) > 1 else frozenset()
            found = [word for word in candidates(page) if word not in skipped]
            yield f"{turn}-{form.name.lower()}", named(found, turn, form is Form.LOOPS), form


def exported(backend: str, case: Named, form: Form, folder: Path) -> Path:
    program = lowered(case.network, case.data, form)
    written(BACKENDS[backend].emit(program, check_of(program), False), folder)
    return folder


RUN = {name: driver.strict for name, driver in DRIVERS.items() if driver.strict}
FORMS: Mapping[str, Sequence[Form]] = {name: (Form.LOOPS,) for name, driver in DRIVERS.items() if driver.is_slow}
"""Where a compiler takes long, straight-line code is tried in one turn."""


@pytest.mark.parametrize("page", RUN)
def test_every_word_can_be_a_name(page: str, tmp_path: Path) -> None:
    needed(page)
    every = list(cases(page, FORMS.get(page, tuple(Form))))
    if page in FORMS:
        every.append(("0-straight", named(candidates(page), 0, False), Form.STRAIGHT))
    for name, case, form in every:
        folder = exported(page, case, form, tmp_path / name)
        done = subprocess.run(["bash", "-c", RUN[page]], cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, name + done.stdout[-1000:] + done.stderr[:3000]


def test_every_word_can_be_a_name_where_c_is_compiled_here(tmp_path: Path) -> None:
    needed("c")
    for turn in range(3):
        case = named(sorted(set(candidates("c")) - C_PAGES.keywords), turn, False)
        source = Source(Page(lowered(case.network, case.data, Form.STRAIGHT)), "named")
        written(bridged(source, Unit.ALL), tmp_path)
        command = ["gcc", "-std=c99", "-fsyntax-only", "-Wall", "-Werror", "-Wno-unused-function", "library.c"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[:3000]


PLAIN_PYTHON = os.environ | {"NUMBA_DISABLE_JIT": "1", "JAX_DISABLE_JIT": "1", "JAX_PLATFORMS": "cpu"}
"""Names are the same where nothing is compiled, which for so many statements takes long."""


MODULES = [name for name, driver in DRIVERS.items() if driver.pages == (PYTHON_PAGES,)]


@pytest.mark.parametrize("backend", MODULES)
def test_every_word_can_be_a_name_in_python(backend: str, tmp_path: Path) -> None:
    needed(backend)
    folders = [
        exported(backend, case, form, tmp_path / name)
        for name, case, form in cases("python", [BACKENDS[backend].form or Form.STRAIGHT])
    ]
    if not is_there(backend):
        assert [torch_faults(folder) for folder in folders] == [[]] * 3
        return
    paths = [path for folder in folders for path in folder.glob("*.py")]
    for status, said in run_all(paths, environment=PLAIN_PYTHON):
        assert status == 0, said[-3000:]


def test_every_word_can_be_a_name_in_julia(tmp_path: Path) -> None:
    for name, case, form in cases("julia"):
        assert not julia_faults(exported("julia", case, form, tmp_path / name)), name


def test_every_word_can_be_a_name_in_the_module_beside_the_notes(tmp_path: Path) -> None:
    called = {
        "where",
        "select",
        "less",
        "array",
        "logical_and",
        "numpy",
        "amax",
        "broadcast_to",
        "nan",
        "inf",
        "e",
        "pi",
    }
    every = sorted({*candidates("python"), *called, *filter(is_name, reserved(NOTES_MODULE))})
    paths = []
    for turn in range(3):
        network = named(every, turn, False).network
        paths.append(tmp_path / f"{turn}.py")
        paths[-1].write_text(gradient_module(network), encoding="utf-8")
        values = [float(network.values[name].value) for name in network.parameters]
        assert float(Model(network).lambdify().loss(values)) == pytest.approx(float(certified(network)[0]), rel=1e-12)
    for status, said in run_all(paths, ["-W", "error"]):
        assert status == 0, said[-3000:]


def test_a_word_that_is_missing_from_a_list_breaks_the_law(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    needed("javascript")
    less = reserved(PAGE_WORDS["javascript"]) - {"along"}
    monkeypatch.setattr("symbackprop.export.syntax.loops.reserved", lambda page: less)
    folder = exported("javascript", named(["w", "x", "a", "along", "i"], 0, True), Form.LOOPS, tmp_path)
    done = subprocess.run(["node", "gradient.js"], cwd=folder, capture_output=True, text=True, check=False)
    assert "'along' has already been declared" in done.stderr


def test_capital_and_small_letters_are_two_names_even_in_fortran(tmp_path: Path) -> None:
    needed("fortran")
    folder = exported("fortran", named(["W", "X", "w", "x", "E", "e", "I", "i"], 0, True), Form.LOOPS, tmp_path)
    done = subprocess.run(["bash", "-c", RUN["fortran"]], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "w_" in (folder / "gradient.f90").read_text()
