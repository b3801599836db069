"""Reads the pages of the repository and runs their blocks in order, as somebody would who follows a page.

What a block is decides what becomes of it:

- `sh`: commands, each of which must succeed; `console`: commands after `$` with what they print, which is compared, and
  where a line `...` stands for any lines.
- `python` with `>>>`: one session for the page, each output compared.
- `toml`: a spec, which must be one.
- A block after a line with nothing but a bold name, as **`net.toml`**, is that file, which later commands find. Other
  languages than the above must be such files, and a later command must name them.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from markdown_it import MarkdownIt

from symbackprop.errors import SymbackpropError
from symbackprop.models.spec import parse

ROOT = Path(__file__).parents[1]
SECONDS = 120
PROGRAMS = frozenset({"c++", "cc", "make", "node"})
"""What a machine may lack, in which case a page is not followed on it."""

LIBRARIES = frozenset({"keras", "onnxruntime", "torch"})
"""The same of what Python imports."""

NAME = re.compile(r"\*\*`([^`]+)`\*\*")
COMMENT = re.compile(r"\s+# ?(.*)$")
ANY_LINES = "..."

NOT_RUN: Mapping[str, str] = MappingProxyType(
    {
        "make bench": "some minutes",
        "make fix": "formats the code",
        "make class": "two minutes",
        "make fuzz": "five minutes",
        "make golden": "some minutes",
        "make laws": "five minutes",
        "make quick": "less than a minute",
        "make roundings": "some minutes",
        "make test": "some minutes",
        "make thorough": "forty minutes",
    }
)
"""Commands that are not run here, each with what its comment on a page must say; the target of `make` must be there."""


@dataclass(frozen=True)
class Block:
    """A fenced block of a page.

    Args:
        language: The first word after the fence; empty for a block that is indented.
        content: Its text.
        line: The line of the page on which its text begins, counted from 1.
        name: The file that it is, if it is one.
        picture: Whether a mark before it says that another test draws it.
    """

    language: str
    content: str
    line: int
    name: str = ""
    picture: bool = False


def blocks_of(text: str) -> Iterator[Block]:
    """Yield the blocks of a page."""
    name, picture = "", False
    for token in MarkdownIt().parse(text):
        if token.type in ("fence", "code_block"):
            start = (token.map or [0])[0]
            language = (token.info.split() or [""])[0]
            yield Block(language, token.content, start + 2, name, picture)
            name, picture = "", False
        elif token.type == "inline":
            found = NAME.fullmatch(token.content)
            name, picture = found[1] if found else "", False
        elif token.type == "html_block":
            picture = token.content.startswith("<!-- picture: ")


def programs_of(text: str) -> list[str]:
    """Return what the commands of a page begin with and a machine may lack."""
    blocks = [block for block in blocks_of(text) if block.language in ("console", "sh")]
    words = [line.removeprefix("$ ").partition(" ")[0] for block in blocks for line in block.content.splitlines()]
    return sorted(PROGRAMS.intersection(words))


def libraries_of(text: str) -> list[str]:
    """Return what the sessions of a page import and a machine may lack."""
    sessions = "\n".join(block.content for block in blocks_of(text) if block.language == "python")
    return sorted(LIBRARIES.intersection(re.findall(r"^>>> (?:import|from) (\w+)", sessions, re.M)))


@dataclass
class Follower:
    """Somebody who follows a page in a folder of its own, which is like a copy of the repository after `make`.

    Args:
        folder: The folder, empty.
    """

    folder: Path
    faults: list[str] = field(default_factory=list)
    session: dict[str, Any] = field(default_factory=dict)
    files: dict[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("Makefile", "pyproject.toml", "constraints.txt"):
            shutil.copy2(ROOT / name, self.folder)
        environment = self.folder / ".venv"
        environment.mkdir()
        (environment / "bin").symlink_to(Path(sys.executable).parent)
        (environment / ".made").touch()

    def follow(self, text: str) -> str:
        """Run a page, note its faults, and return it with the outputs that came."""
        lines = text.splitlines()
        for block, content in reversed([*self._run(text)]):
            start = block.line - 1
            lines[start : start + len(block.content.splitlines())] = content.splitlines()
        for name, is_used in self.files.items():
            if not is_used:
                self.faults.append(f"{name}: no command on the page uses it")
        return "\n".join(lines) + "\n"

    def _run(self, text: str) -> Iterator[tuple[Block, str]]:
        """Yield the blocks that run, each with its text as it should be."""
        for block in blocks_of(text):
            if block.name:
                self._keep(block)
            elif block.language in RUN:
                yield block, RUN[block.language](self, block)
            elif not block.picture:
                self._fault(block, f"a block of {block.language or 'no language'} is neither run nor a named file")

    def _fault(self, block: Block, what: str) -> None:
        self.faults.append(f"line {block.line}: {what}")

    def _keep(self, block: Block) -> None:
        """Write the file that a block is."""
        (self.folder / block.name).write_text(block.content, encoding="utf-8")
        self.files[block.name] = False
        if block.language == "toml":
            self._spec(block)

    def _spec(self, block: Block) -> str:
        try:
            parse(block.content, block.name or "spec.toml", folder=self.folder)
        except SymbackpropError as error:
            self._fault(block, f"no spec: {error}")
        return block.content

    def _commands(self, block: Block) -> str:
        for line in block.content.splitlines():
            command = COMMENT.sub("", line)
            comment = COMMENT.search(line)
            if command not in NOT_RUN:
                self._call(block, command)
            elif comment is None or NOT_RUN[command] not in comment[1]:
                self._fault(block, f"{command!r} is not run, and no comment says: {NOT_RUN[command]}")
            else:
                self._call(block, command.replace("make", "make -n", 1))
        return block.content

    def _console(self, block: Block) -> str:
        found: list[str] = []
        for part in re.split(r"^(?=\$ )", block.content, flags=re.M):
            if not part:
                continue
            prompt, _, shown = part.partition("\n")
            printed = self._call(block, prompt.removeprefix("$ "))
            if not matches(shown, printed):
                self._fault(block, f"{prompt}\nprints\n{printed}and not\n{shown}")
                shown = printed
            found += [prompt, *shown.splitlines()]
        return "\n".join(found) + "\n"

    def _call(self, block: Block, command: str) -> str:
        """Run one command and return what it prints."""
        for name in self.files:
            self.files[name] |= name in command
        environment = os.environ | {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "NO_COLOR": "1",
            "COLUMNS": "100",
            "LC_ALL": "C.UTF-8",
        }
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", command],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=SECONDS,
            check=False,
        )
        printed = "".join(f"{line.rstrip()}\n" for line in done.stdout.decode().splitlines())
        # The judge leaves with 1 where something is wrong or to be looked at, which is what a page may want to show.
        if done.returncode not in ((0, 1) if command.startswith(("symbackprop verify", "symbackprop grade")) else (0,)):
            self._fault(block, f"{command!r} ends with {done.returncode}:\n{printed}")
        return printed

    def _python(self, block: Block) -> str:
        if ">>>" not in block.content:
            self._fault(block, "Python without >>> is not compared with anything")
        parts: list[str] = []
        with contextlib.chdir(self.folder):
            for part in doctest.DocTestParser().parse(block.content):
                if isinstance(part, str):
                    parts += part.splitlines()
                    continue
                printed = evaluated(part.source, self.session)
                if not doctest.OutputChecker().check_output(part.want, printed, doctest.ELLIPSIS):
                    self._fault(block, f"{part.source}gives\n{printed}and not\n{part.want}")
                    part.want = printed
                first, *more = part.source.splitlines()
                parts += [f">>> {first}", *[f"... {line}" for line in more], *part.want.splitlines()]
        return "\n".join(parts) + "\n"


RUN: Mapping[str, Callable[[Follower, Block], str]] = MappingProxyType(
    {
        "console": Follower._console,
        "python": Follower._python,
        "sh": Follower._commands,
        "toml": Follower._spec,
    }
)


def evaluated(source: str, session: dict[str, Any]) -> str:
    """Return what a statement prints in a session, or the end of its traceback."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        try:
            exec(compile(source, "page", "single"), session)
        except Exception as error:
            printed.write(f"Traceback (most recent call last):\n    ...\n{type(error).__name__}: {error}\n")
    return printed.getvalue()


def matches(shown: str, printed: str) -> bool:
    """Return whether lines are as a page shows them, where `...` stands for any lines."""
    pattern = "".join("(?:.*\n)*" if line == ANY_LINES else f"{re.escape(line)}\n" for line in shown.splitlines())
    return re.fullmatch(pattern, printed) is not None


def pages() -> list[Path]:
    """Return the pages for people, in the order of their names."""
    manifest = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert manifest["project"]["readme"] == "README.md"
    return sorted(
        [*(ROOT / "docs").rglob("*.md"), *[page for page in ROOT.glob("*.md") if page.name != "CHANGELOG.md"]]
    )
