"""The pictures of docs/architecture.md are those of the contracts that the imports are held to."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "architecture.md"
PICTURE = re.compile(r"<!-- picture: (?P<of>[\w.]+) -->(?:\n+```text\n.*?\n```)?", re.S)


def contracts() -> dict[str, list[str]]:
    """Return the layers of each package, from the top down."""
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layered = [contract for contract in lint["contracts"] if contract["type"] == "layers"]
    return {contract.get("containers", ["symbackprop"])[0]: contract["layers"] for contract in layered}


def picture(layers: list[str]) -> str:
    """Return boxes on top of each other, from the layers of a contract."""
    rows = [[name.strip().removeprefix("symbackprop.") for name in layer.split("|")] for layer in layers]
    width = max(sum(len(name) + 5 for name in row) - 1 for row in rows)
    lines = []
    for row in rows:
        share, rest = divmod(width + 1 - 5 * len(row) - sum(map(len, row)), len(row))
        cells = [name.center(len(name) + share + (at < rest)) for at, name in enumerate(row)]
        lines += [" ".join(f"┌{'─' * (len(cell) + 2)}┐" for cell in cells)]
        lines += [" ".join(f"│ {cell} │" for cell in cells)]
        lines += [" ".join(f"└{'─' * (len(cell) + 2)}┘" for cell in cells)]
    return "\n".join(line.rstrip() for line in lines)


def drawn(page: str) -> str:
    """Return the page with its pictures drawn anew."""
    known = contracts()

    def block(found: re.Match[str]) -> str:
        return f"<!-- picture: {found['of']} -->\n\n```text\n{picture(known[found['of']])}\n```"

    return PICTURE.sub(block, page)


def test_the_pictures_are_those_of_the_contracts(request: pytest.FixtureRequest) -> None:
    page = PAGE.read_text(encoding="utf-8")
    if request.config.getoption("--update"):
        PAGE.write_text(drawn(page), encoding="utf-8")
        return
    assert page == drawn(page), "make golden draws them anew"
    assert len(PICTURE.findall(page)) == len(contracts())


@pytest.mark.parametrize("package", ["verify", "export", "render"])
def test_the_page_names_every_folder(package: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    folder = ROOT / "symbackprop" / package
    names = [path.name for path in folder.iterdir() if (path / "__init__.py").exists()]
    assert [name for name in names if not re.search(rf"\b{name}\b", page)] == []


def test_no_class_name_stands_twice_in_verify() -> None:
    classes = Counter(
        node.name.strip("_")
        for path in (ROOT / "symbackprop" / "verify").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    )
    assert [name for name, count in classes.items() if count > 1] == []


LONGEST = 350
"""Lines from which on a module says in its docstring why it is long."""


def test_a_long_module_says_why_it_is_long() -> None:
    modules = {path: path.read_text(encoding="utf-8") for path in (ROOT / "symbackprop").rglob("*.py")}
    long = {path: ast.get_docstring(ast.parse(text)) for path, text in modules.items() if text.count("\n") > LONGEST}
    assert long
    assert [path for path, says in long.items() if not re.search(r"\blong(?:er)?\b", says or "")] == []


SENTENCE = re.compile(r"(?:[a-z]{2,},? ){2,}[a-z]{2,}")
NAMES_OF_ROWS = frozenset({"RemarkRow", "VerdictRow", "slip_code"})
"""What is made of a row: its name, and the words of a slip, which stand beside what finds it and which report fills."""


def sentences(source: str) -> list[str]:
    """Return the texts of a module that read like sentences, but for docstrings, names of rows and errors of ours."""
    tree = ast.parse(source)
    passed: set[ast.AST] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Expr(ast.Constant()) | ast.Raise() | ast.Assert():
                passed.update(ast.walk(node))
            case ast.Call(ast.Name(name)) if name in NAMES_OF_ROWS:
                passed.update(ast.walk(node))
    texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and node not in passed)
    return [node.value for node in texts if isinstance(node.value, str) and SENTENCE.search(node.value)]


def test_a_sentence_in_a_module_is_found() -> None:
    assert sentences('"""What it is for."""\nx = f("no such name there")\n') == ["no such name there"]
    assert sentences('raise E("no such name there")\nslip_code("a", "no such name there")\nx = "one word"\n') == []


VERIFY = ROOT / "symbackprop" / "verify"
WITH_WORDS = [VERIFY / "lexicon", VERIFY / "report"]


@pytest.mark.parametrize("module", sorted(VERIFY.rglob("*.py")), ids=lambda path: path.relative_to(VERIFY).as_posix())
def test_words_for_readers_are_made_in_the_report(module: Path) -> None:
    if not any(module.is_relative_to(folder) for folder in WITH_WORDS):
        assert sentences(module.read_text(encoding="utf-8")) == []
