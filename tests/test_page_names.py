"""What a page names in code type is there: files, folders, modules, names, options, targets of make."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from symbackprop.cli.formats import for_notes, for_reports
from symbackprop.export.backends import BACKENDS, run_of
from symbackprop.expression.tree import ACCENTS
from symbackprop.models.activations import ACTIVATIONS
from symbackprop.models.dense import Bias
from symbackprop.models.losses import LOSSES
from symbackprop.models.notations import NOTATIONS
from symbackprop.models.optimisers import OPTIMISERS, TRANSFORMS
from symbackprop.models.schema import NetworkSection
from symbackprop.verify.judging.verdicts import Verdict
from symbackprop.verify.reading.formats import READERS
from tests.pages import ROOT, blocks_of, pages

SOURCES = ("symbackprop", "templates", "benchmarks", ".ci", "Makefile", "pyproject.toml", "docs/spec.schema.json")
PACKAGE = ROOT / "symbackprop"
FOLDERS = (ROOT, PACKAGE, PACKAGE / "verify", PACKAGE / "export", PACKAGE / "render")
NAME = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*(?:\(.*\))?")
PATH = re.compile(r"[\w.-]*(?:/[\w.*-]+)+/?|[\w-]+\.(?:py|toml|md|tex|typ|h|hpp|c|cpp|json|yaml|js|mjs|mts|wasm|ipynb)")
FILE = re.compile(r"\.(?:py|toml|md|tex|typ|h|hpp|c|cpp|json|yaml|js|mjs|mts|wasm|ipynb)$")
IN_MODULE = re.compile(r"((?:\w+/)*\w+)\.(\w+(?:\.\w+)*)")
OPTION = re.compile(r"(?<![\w-])--[a-z][\w-]*")
OF_AN_EXPORT = re.compile(
    r"(lib)?mazur_?2_?2_?2\w*(\.a)?|PREFIX_\w+(\(\))?|dE_d\w+|lecture3\S*|backpropagation_step_by_step_loss",
    re.IGNORECASE,
)

MARKED = re.compile(rf"[a-z]+_(?:{'|'.join(ACCENTS)})")
"""A quantity of an example with a mark over it."""

OF_OTHERS = frozenset(
    {
        "/tmp",
        "Python.h",
        "SGD",
        "XDG_CACHE_HOME",
        "clip_grad_norm_",
        "fast_mode",
        "gradcheck",
        "gradgradcheck",
        "helpers",
        "jvp",
        "manager",
        "multiprocessing",
        "sympify",
        "type: ignore",
    }
)
"""What belongs to the system, to a language or to other libraries, and what is said not to be here."""


LIBRARIES = re.compile(r"(?:jax|jnp|keras|nn|np|onnx|sklearn|torch)\.\S+")
"""How names of other libraries begin."""


def sources() -> Iterator[Path]:
    for name in SOURCES:
        for path in (ROOT / name, *(ROOT / name).rglob("*")):
            if path.is_file() and path.suffix not in (".pyc", ".png"):
                yield path


@cache
def text_of_all() -> str:
    return "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in sources())


@cache
def words() -> frozenset[str]:
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py"))
    constants = re.findall(r"^[A-Z_]{2,}\b", tests, re.M)
    return frozenset(re.findall(r"[\w-]+", text_of_all()) + re.findall(r"\w+", text_of_all()) + constants)


@cache
def options() -> frozenset[str]:
    return frozenset(OPTION.findall(text_of_all()))


@cache
def files() -> frozenset[str]:
    everything = (
        path for folder in ("symbackprop", "templates", "tests", "docs") for path in (ROOT / folder).rglob("*")
    )
    return frozenset(name for path in everything for name in (path.name, path.stem))


def codes(text: str) -> list[str]:
    """Return what stands in code type in the lines of a page."""
    tokens = (child for token in MarkdownIt().enable("table").parse(text) for child in token.children or [])
    return [token.content for token in tokens if token.type == "code_inline"]


def is_there(code: str, page: str) -> bool:
    """Return whether what a page names is there, as far as it can be looked up: a file, a name, an option."""
    if code in OF_OTHERS or LIBRARIES.fullmatch(code) or OF_AN_EXPORT.fullmatch(code) or MARKED.fullmatch(code):
        return True
    found = IN_MODULE.fullmatch(code)
    if found is not None and not FILE.search(code) and (modules := _modules(found[1])):
        return any(
            set(found[2].split(".")) <= set(re.findall(r"\w+", module.read_text(encoding="utf-8")))
            for module in modules
        )
    if PATH.fullmatch(code):
        return _is_file(code, page)
    if NAME.fullmatch(code):
        return all(part in words() or part in files() for part in re.findall(r"\w+", code.partition("(")[0]))
    return all(option in options() for option in OPTION.findall(code))


def _modules(name: str) -> list[Path]:
    """Return the modules of a name, as `expand` or `graph/expand`."""
    return [path for path in PACKAGE.rglob("*.py") if f"/{path.relative_to(ROOT).with_suffix('')}".endswith(f"/{name}")]


def _is_file(code: str, page: str) -> bool:
    made = {block.name for block in blocks_of(page)}
    for block in blocks_of(page):
        made.update(re.split(r"[\s,]+", block.content) if block.language in ("console", "sh") else ())
    if "/" not in code:
        return code in made or code in files() or code in words()
    return code in made or any(any(folder.glob(code)) or (folder / f"{code}.py").exists() for folder in FOLDERS)


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert [code for code in codes(text) if not is_there(code, text)] == []


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_links_to_is_there(page: Path) -> None:
    links = re.findall(r"\]\(<?([^)>\s]+)>?\)", page.read_text(encoding="utf-8"))
    places = [link.partition("#")[0] for link in links if "://" not in link]
    assert [place for place in places if place and not (page.parent / place).exists()] == []


@pytest.mark.parametrize(
    "code",
    [
        "verify/tre.py",
        "models/notations.NOTES",
        "nosuch/notations.NOTATIONS",
        "no_such_name",
        "--no-such-option",
        "docs/x/",
    ],
)
def test_a_name_that_is_not_there_is_found(code: str) -> None:
    assert not is_there(code, "")


EXAMPLES = [path.stem for path in (PACKAGE / "models" / "examples").glob("*.toml")]
LISTED = {
    "docs/export.md": {"backends": BACKENDS, "their checks": [run_of(name, "PREFIX") for name in BACKENDS]},
    "docs/notes.md": {"formats": for_notes()},
    "docs/spec.md": {
        "activations": ACTIVATIONS,
        "biases": [bias.value for bias in Bias],
        "examples": EXAMPLES,
        "keys": NetworkSection.model_fields,
        "losses": LOSSES,
        "notations": NOTATIONS,
        "optimisers": OPTIMISERS,
        "what is done before them": TRANSFORMS,
    },
    "docs/verify.md": {
        "endings": [ending for reader in READERS for ending in reader.endings[:1]],
        "formats": for_reports(),
        "verdicts": [str(verdict.value).replace("_", " ") for verdict in Verdict],
    },
}
"""What each page has a list of, and the tables that it must agree with."""


@pytest.mark.parametrize(("page", "what"), [(page, what) for page, lists in LISTED.items() for what in lists])
def test_a_page_lists_all_rows_of_a_table(page: str, what: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert [row for row in LISTED[page][what] if not re.search(rf"(?<![\w-]){re.escape(row)}(?![\w-])", text)] == []


def test_decisions_are_numbered_once_and_in_order() -> None:
    names = sorted(path.name for path in (ROOT / "docs" / "adr").glob("*.md"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    for name in names:
        assert (ROOT / "docs" / "adr" / name).read_text(encoding="utf-8").startswith(f"# {int(name[:4])}. ")
