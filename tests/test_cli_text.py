"""What the commands print of titles, names and paths is text: no markup of ours, no command of a terminal."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import Phase, example, given, settings
from rich.table import Table

import symbackprop.cli
from symbackprop.cli.program import run
from symbackprop.cli.terminal import terminal
from symbackprop.document.escape import in_terminal
from symbackprop.render import engine

from .hostile import EVERYTHING, TITLES, texts

FAST = ("--rounds", "2", "--digits", "4")
SPEC = """
[network]
sizes = [1, 1]
activation = "tanh"
loss = "half-squared"
bias = "none"
learning_rate = 0.5
[values]
inputs = [0.5]
targets = [1.0]
weights = [[[0.25]]]
"""


def is_inert(printed: str) -> bool:
    return all(letter.isprintable() or letter in "\n\u00a0\u202f" for letter in printed)


def quoted(title: str) -> str:
    """Return a title as TOML writes it; a lone surrogate has no place in a file."""
    kept = title.encode("utf-8", "replace").decode("utf-8")
    return '"' + "".join(letter if letter.isalnum() else f"\\U{ord(letter):08x}" for letter in kept) + '"'


@settings(max_examples=100, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(texts(20))
@example(EVERYTHING)
@example("a [/b] c")
def test_a_string_is_printed_as_the_words_that_it_is(text: str) -> None:
    console = terminal(width=10_000)
    with console.capture() as capture:
        console.print(f"({text})")
        table = Table(title=text, caption=text)
        table.add_column(text)
        table.add_row(text)
        console.print(table)
    printed = capture.get()
    assert is_inert(printed)
    assert printed.startswith(f"({in_terminal(text)})\n")


@pytest.mark.parametrize("title", ["\n".join(TITLES), "a [/b] c", "[link=https://x]y[/link]\x1b[31mred\u202e"])
def test_no_title_breaks_a_command_or_commands_a_terminal(
    title: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = tmp_path / "spec.toml"
    spec.write_text(f"title = {quoted(title)}\nsource = {quoted(title)}{SPEC}", encoding="utf-8")
    commands = (
        ["check", str(spec)],
        ["train", str(spec), "--rounds", "1"],
        ["notes", str(spec), "-f", "md,py", "-o", str(tmp_path / "notes"), *FAST],
        ["export", str(spec), "--to", "javascript", "-o", str(tmp_path / "js")],
    )
    for command in commands:
        assert run(command) == 0, command
    captured = capsys.readouterr()
    assert is_inert(captured.out + captured.err)


@pytest.mark.parametrize("name", ["[/red]", "[link=x] $(touch MARKER)", "\x1b[31mü\u202e"])
def test_no_path_breaks_a_command_or_commands_a_terminal(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(f"{name}.md").parent.mkdir(exist_ok=True)
    Path(f"{name}.md").write_text("$w_5 = 0.4$\n", encoding="utf-8")
    assert run(["new", f"{name}.toml"]) == 0
    assert run(["check", f"{name}.toml"]) == 0
    assert run(["notes", f"{name}.toml", "-f", "md,py", "-o", name, *FAST]) == 0
    assert run(["export", f"{name}.toml", "-o", f"{name}.c", "--quiet"]) == 0
    for options in (["-f", "json"], ["-f", "markdown"], ["-f", "html"], ["-o", f"{name}.txt"], []):
        assert run(["verify", f"{name}.md", "-s", "mazur-2-2-2", *options]) == 0
    assert run(["check", f"{name}.none.toml"]) == 2
    assert run(["notes", "--notation", name]) == 2
    captured = capsys.readouterr()
    assert is_inert(captured.out + captured.err)
    assert in_terminal(name) in captured.err


def test_a_title_that_latex_cannot_set_is_said_to_be(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["notes", "-f", "tex", "-o", str(tmp_path), "--title", "误差反向传播", "--quiet", *FAST]) == 0
    said = capsys.readouterr().err
    assert said.startswith("symbackprop: warning: the fonts of LaTeX lack 误 差 反 向 传 播; ")
    assert said.count("\n") == 1
    assert r"\newcommand{\missing}" in (tmp_path / "notes.tex").read_text(encoding="utf-8")
    assert run(["notes", "-f", "tex,md", "-o", str(tmp_path), "--title", "Größe", "--quiet", *FAST]) == 0
    assert run(["notes", "-f", "md", "-o", str(tmp_path), "--title", "误差", "--quiet", *FAST]) == 0
    assert capsys.readouterr().err == ""


def test_letters_that_no_font_has_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    set_in_squares = engine.Engine("typ", lambda *_: engine.Typeset(b"%PDF", frozenset("误差")))
    monkeypatch.setattr(engine, "ENGINES", {"typst": set_in_squares})
    assert run(["notes", "-f", "pdf", "-o", str(tmp_path), "--quiet", *FAST]) == 0
    assert capsys.readouterr().err.startswith("symbackprop: warning: no font of this machine has 差 误; the PDF ")
    (tmp_path / "x.md").write_text("$w_5 = 0.4$", encoding="utf-8")
    document, pdf = str(tmp_path / "x.md"), str(tmp_path / "x.pdf")
    assert run(["verify", document, "-s", "mazur-2-2-2", "-f", "pdf", "-o", pdf, "--quiet"]) == 0
    assert "差 误" in capsys.readouterr().err


def test_no_command_has_a_console_of_its_own() -> None:
    folder = Path(symbackprop.cli.__file__).parent
    for path in folder.glob("*.py"):
        imported = {
            node.module for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.ImportFrom)
        }
        assert "rich.console" not in imported or path.name in ("console.py", "terminal.py"), path


def test_a_pdf_of_latex_with_such_a_title_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["-f", "pdf", "--pdf-engine", "latex", "-o", str(tmp_path), "--quiet", *FAST]
    for title, letters in (("误差反向传播", "误 差 反 向 传 播"), ("الانتشار", "ا ل ن ت ش ر")):
        assert run(["notes", *options, "--title", title]) == 2
        said = capsys.readouterr().err
        assert said == (
            f"symbackprop: --pdf-engine latex: its fonts lack {letters}, which the title has; "
            "choose --pdf-engine typst, or give another --title\n"
        )
    assert not list(tmp_path.iterdir())
