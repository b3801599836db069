"""The table of output formats, and what reads it: help, completion, `--format`, endings, errors."""

from __future__ import annotations

from pathlib import Path

import pytest

from symbackprop.cli.formats import (
    FORMATS,
    by_ending,
    complete_notes,
    complete_report,
    for_notes,
    for_reports,
    one_of,
    several_of,
)
from symbackprop.cli.program import run
from symbackprop.errors import UnknownNameError, UsageError
from symbackprop.models.network import Network
from symbackprop.render.engine import ENGINES


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_written_by_something_and_has_an_ending_of_its_own(name: str) -> None:
    row = FORMATS[name]
    assert row.of_document or row.of_notes or row.of_deck or row.of_network or row.of_report or row.of_sheet
    for ending in row.endings:
        assert ending == ending.lower()
        assert [other for other in FORMATS if ending in FORMATS[other].endings] == [name]


@pytest.mark.parametrize("engine", ENGINES)
def test_what_an_engine_reads_is_a_format_of_documents(engine: str) -> None:
    row = FORMATS[ENGINES[engine].source]
    assert row.of_document is not None
    assert not row.is_typeset


def test_what_stands_beside_the_notes_is_made_from_the_network(mazur: Network) -> None:
    write = FORMATS["py"].of_network
    assert write is not None
    assert b"def loss_and_gradient(w):" in write(mazur)["gradient.py"]


def test_a_format_goes_by_its_name_and_by_its_other_spellings() -> None:
    assert one_of("md", for_reports()) == one_of(" Markdown ", for_reports()) == "md"
    assert several_of("PDF, markdown,md,tex", for_notes()) == ["pdf", "md", "tex"]


@pytest.mark.parametrize(
    ("given", "allowed"), [("text", "notes"), ("tex", "reports"), ("docx", "notes"), (",", "notes")]
)
def test_a_format_that_is_not_written_here_is_refused(given: str, allowed: str) -> None:
    names = for_notes() if allowed == "notes" else for_reports()
    with pytest.raises(UnknownNameError, match=f"allowed: {', '.join(names)}|nearest"):
        several_of(given, names)


@pytest.mark.parametrize(
    ("file", "format_"), [("a.html", "html"), ("a.HTM", "html"), ("a.txt", "text"), ("a", None), ("a.odt", None)]
)
def test_the_name_of_the_file_asks_for_a_format(file: str, format_: str | None) -> None:
    assert by_ending(Path(file), for_reports()) == format_


def test_a_name_that_ends_as_another_format_is_refused() -> None:
    with pytest.raises(UsageError, match=r"a\.tex: LaTeX is not written here; expected a name that ends in \.html"):
        by_ending(Path("a.tex"), for_reports())


def test_a_report_is_written_as_its_file_is_called(tmp_path: Path) -> None:
    document, page = tmp_path / "lecture.md", tmp_path / "page.html"
    document.write_text("$net_{h1} = w_1 i_1 + w_2 i_2 + b_1 = 0.3775$\n")
    told = ["verify", str(document), "--spec", "mazur-2-2-2", "-q", "-o"]
    assert run([*told, str(page)]) == 0
    assert page.read_text().startswith("<!DOCTYPE html>")
    assert run([*told, str(tmp_path / "page.tex")]) == 2
    assert not (tmp_path / "page.tex").exists()


@pytest.mark.parametrize("command", ["notes", "verify"])
def test_help_names_every_format(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    run([command, "--help"])
    said = " ".join(capsys.readouterr().out.split())
    for name in for_notes() if command == "notes" else for_reports():
        assert name in said


def test_a_shell_completes_formats() -> None:
    assert [written for written, _ in complete_notes("pdf,t")] == ["pdf,tex", "pdf,typ"]
    assert "md,md" not in [written for written, _ in complete_notes("md,")]
    assert dict(complete_report("")) == {name: FORMATS[name].title for name in for_reports()}


@pytest.mark.parametrize("link", ["homework.md", "other.md", "second.md"])
def test_a_report_is_not_written_over_what_it_is_about(
    link: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = tmp_path / "homework.md"
    document.write_text("w5 = 0.4\n")
    (tmp_path / "other.md").symlink_to(document)
    (tmp_path / "second.md").hardlink_to(document)
    output = tmp_path / link
    assert run(["verify", str(document), "--spec", "mazur-2-2-2", "--output", str(output)]) == 2
    assert capsys.readouterr().err == f"symbackprop: {output}: is what is read; write to another file\n"
    assert document.read_text() == "w5 = 0.4\n"


def test_a_report_is_not_written_over_the_specification(tmp_path: Path) -> None:
    spec, document = tmp_path / "network.toml", tmp_path / "homework.md"
    spec.write_text("title = 1\n")
    document.write_text("w5 = 0.4\n")
    told = ["--format", "json", "--output", str(spec)]
    assert run(["verify", str(document), "--spec", str(spec), *told]) == 2
    assert spec.read_text() == "title = 1\n"
