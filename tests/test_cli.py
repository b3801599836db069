"""The command line: what it writes, what it prints, and how it refuses."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from dataclasses import replace
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from symbackprop import __version__
from symbackprop.cli import run
from symbackprop.cli.formats import for_notes
from symbackprop.errors import RenderError
from symbackprop.render import engine

FAST = ("--rounds", "10", "--quiet")


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run a command that must be refused with one line and exit status 2, and return the line."""
    assert run(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert captured.err.startswith("symbackprop: ")
    return captured.err


def test_notes_writes_the_four_results(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["notes", "--output", str(tmp_path / "new" / "folder"), "--rounds", "10"]) == 0
    names = {path.name for path in (tmp_path / "new" / "folder").iterdir()}
    assert names == {"gradient.py", "notes-figures", "notes.md", "notes.pdf", "notes.tex"}
    printed = capsys.readouterr().out
    assert "0.0821670406" in printed
    assert "0.358916480" in printed
    assert "Written:" in printed


def test_quiet_prints_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["notes", "--format", "md", "--output", str(tmp_path), *FAST]) == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(("name", "file"), [("typ", "notes.typ"), ("tex", "notes.tex"), ("py", "gradient.py")])
def test_one_format_writes_one_file(tmp_path: Path, name: str, file: str) -> None:
    assert run(["notes", "--format", name, "--output", str(tmp_path), *FAST]) == 0
    assert [path.name for path in tmp_path.iterdir()] == [file]


def test_digits_and_decimals_are_obeyed(tmp_path: Path) -> None:
    run(["notes", "-f", "md", "-o", str(tmp_path), "--digits", "4", *FAST])
    assert "0.08217$" in (tmp_path / "notes.md").read_text(encoding="utf-8")
    run(["notes", "-f", "md", "-o", str(tmp_path), "--decimals", "3", *FAST])
    assert "0.082$" in (tmp_path / "notes.md").read_text(encoding="utf-8")


def test_the_weights_asked_for_are_derived(tmp_path: Path) -> None:
    run(["notes", "-f", "md", "-o", str(tmp_path), "--weights", "w7, w2", *FAST])
    text = (tmp_path / "notes.md").read_text(encoding="utf-8")
    assert re.findall(r"How much does \$w_ \{(\d)\}\$ affect", text) == ["7", "2"]


def test_only_the_weights_asked_for_are_derived(tmp_path: Path) -> None:
    run(["notes", "-f", "md", "-o", str(tmp_path), "--weights", "w5", "--form", "scalar", *FAST])
    text = (tmp_path / "notes.md").read_text(encoding="utf-8")
    assert re.findall(r"How much does \$w_ \{(\d)\}\$ affect", text) == ["5"]
    assert "Similarly" not in text


@pytest.mark.parametrize("form", ["index", "matrix", "index,matrix"])
def test_weights_that_no_form_derives_one_by_one_are_said_to_be_all_shown(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["notes", "-f", "md", "-o", str(tmp_path), "-w", "w5", "--form", form])
    assert capsys.readouterr().err == (
        "symbackprop: --weights says what the scalar form derives; the other forms show all weights at once\n"
    )
    run(["notes", "-f", "md", "-o", str(tmp_path), "-w", "w5", "--form", f"scalar,{form}", "--rounds", "1"])
    assert not capsys.readouterr().err


def test_without_rounds_the_notes_end_with_the_gradients(tmp_path: Path) -> None:
    run(["notes", "-f", "md", "-o", str(tmp_path), "--form", "scalar", "--rounds", "0", "--quiet"])
    assert headings(tmp_path)[-1] == "Checks"
    run(["notes", "-f", "md", "-o", str(tmp_path), "--form", "scalar", "--rounds", "0", "--parts", "none", "--quiet"])
    assert headings(tmp_path)[-1] == "All gradients and new weights"


def test_more_pages_than_anyone_reads_are_written_only_with_force(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from symbackprop.derive import narrate

    monkeypatch.setattr(narrate, "MOST_PAGES", 7)
    arguments = ("notes", "-f", "md", "-o", str(tmp_path), "--weights", "all", *FAST)
    assert "pages, of which 7 are written at most" in refused(capsys, *arguments)
    assert not list(tmp_path.iterdir())
    assert run([*arguments, "--force"]) == 0
    assert (tmp_path / "notes.md").exists()


def headings(path: Path) -> list[str]:
    return re.findall(r"^## (.*)$", (path / "notes.md").read_text(encoding="utf-8"), re.MULTILINE)


def test_the_forms_asked_for_are_shown(tmp_path: Path) -> None:
    run(["notes", "-f", "md", "-o", str(tmp_path), "--form", "matrix, index", *FAST])
    assert headings(tmp_path) == ["The network", "The derivation in index notation", "The same in matrix form"]
    run(["notes", "-f", "md", "-o", str(tmp_path), "--form", "matrix", *FAST])
    assert headings(tmp_path) == ["The network", "In matrix form"]
    run(["notes", "-f", "md", "-o", str(tmp_path), "--form", "scalar", *FAST])
    assert "The same in matrix form" not in headings(tmp_path)
    assert "After many rounds" in headings(tmp_path)


@pytest.fixture
def valueless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the built-in example have no values."""
    from symbackprop.models import spec

    full = spec.example
    monkeypatch.setattr(spec, "example", lambda name, notation="": replace(full(name, notation), values={}))


@pytest.mark.usefixtures("valueless")
def test_without_values_the_notes_are_in_index_and_matrix_form(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["notes", "-f", "md,py", "-o", str(tmp_path)]) == 0
    captured = capsys.readouterr()
    assert captured.err == (
        "symbackprop: no values are given of i, target_o, W1, b1, W2, b2, so numbers and gradient.py are left out; "
        "see --random\n"
    )
    assert "notes.md" in captured.out
    assert headings(tmp_path) == ["The network", "The derivation in index notation", "The same in matrix form"]
    assert not (tmp_path / "gradient.py").exists()


def test_notes_of_a_spec_that_gives_some_values_leave_numbers_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = "[values]\nweights = [[[0.3, -0.1]]]\n"
    text = resources.files("symbackprop.models").joinpath("examples/single-neuron.toml").read_text(encoding="utf-8")
    (tmp_path / "net.toml").write_text(text.partition("[values]")[0] + given, encoding="utf-8")

    assert run(["notes", str(tmp_path / "net.toml"), "-f", "md", "-o", str(tmp_path)]) == 0

    assert "no values are given of i, target_o, b_o, so numbers are left out" in capsys.readouterr().err


def test_numbers_that_would_fill_the_memory_are_left_out_with_their_count(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    np.savez(tmp_path / "data.npz", inputs=np.ones((2000, 300), "u1"), targets=np.ones((2000, 1), "u1"))
    np.savez(tmp_path / "w.npz", W1=np.ones((100, 300), "i1"), W2=np.ones((1, 100), "i1"))
    (tmp_path / "net.toml").write_text(
        '[network]\nsizes = [300, 100, 1]\nactivation = "tanh"\nloss = "squared"\nbias = "none"\nlearning_rate = 1\n'
        '[values]\nweights = "w.npz"\ninputs = "data.npz"\ntargets = "data.npz"\n',
        encoding="utf-8",
    )
    spec = str(tmp_path / "net.toml")

    assert run(["notes", spec, "-f", "md", "-o", str(tmp_path), "--quiet"]) == 0
    assert re.search(r"the values take 2\d\d,\d{3},\d{3} operations; at most 40,000,000", capsys.readouterr().err)
    for command in (["notes", spec, "-o", str(tmp_path), "--form", "scalar"], ["train", spec, "--rounds", "1"]):
        assert "operations; at most 40,000,000 are certified" in refused(capsys, *command, "--quiet")


@pytest.mark.usefixtures("valueless")
def test_the_scalar_form_needs_values(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = refused(capsys, "notes", "-f", "md", "-o", str(tmp_path), "--form", "scalar", "--quiet")
    assert "no values are given of i, target_o" in line
    assert not list(tmp_path.iterdir())


def test_notes_of_an_example_load_no_library_of_arrays(tmp_path: Path) -> None:
    code = (
        "import sys; from symbackprop.cli import run; "
        f"run(['notes', '--format', 'md,py', '--quiet', '--rounds', '1', '--output', {str(tmp_path)!r}]); "
        "print('numpy' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split()[-1] == "False"


def test_train_prints_the_certain_figures(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["train", "--rounds", "10000", "--digits", "15"]) == 0
    printed = capsys.readouterr().out
    for figure in ("3.51018778297885e-5", "0.0159136204435506", "0.984064273514624"):
        assert figure in printed


def test_the_version_is_the_packages(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"symbackprop {__version__}\n"


@pytest.mark.parametrize("command", [[], ["--help"], ["notes", "--help"], ["train", "-h"]], ids=" ".join)
def test_help_is_offered(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(command) == 0
    assert "Usage: symbackprop" in capsys.readouterr().out


def test_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    run(["notes", "--help"])
    assert "symbackprop notes network.toml --weights all" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["notes", "--format", "docx"], "no format is called 'docx'; allowed: " + ", ".join(for_notes())),
        (["notes", "--format", ""], "no format is called ''"),
        (["notes", "--weights", "w9"], "no weight is called 'w9'; allowed: w1, w2"),
        (["notes", "--pdf-engine", "word"], "no PDF engine is called 'word'; allowed: latex, typst"),
        (["notes", "--digits", "0"], "--digits must be from 1 to 100, not 0"),
        (["notes", "--digits", "5", "--decimals", "3"], "exclude each other"),
        (["notes", "--decimals", "-1"], "--decimals must be from 0 to 100, not -1"),
        (["notes", "--form", "matrx"], "no form is called 'matrx'; allowed: scalar, index, matrix (nearest: matrix)"),
        (["notes", "--rounds", "-1"], "--rounds must be from 0"),
        (["train", "--rounds", "-5"], "--rounds must be from 0"),
        (["notes", "none.toml"], "none.toml: cannot be read: No such file"),
        (["notes", "mazur"], "no example is called 'mazur'"),
        (["notes", "/"], "/: cannot be read: Is a directory"),
        (["train", "--random", "-1"], "--random must be 0 or more, not -1"),
        (["notes", "--random", "seven"], "Invalid value for '--random'"),
        (["notes", "--nonsense"], "No such option: --nonsense"),
        (["derive"], "No such command 'derive'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_bad_arguments_are_refused_in_one_line(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert says in refused(capsys, *arguments)
    assert not list(tmp_path.iterdir())


def test_an_output_folder_that_is_a_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "file"
    file.write_text("mine", encoding="utf-8")
    assert "is a file" in refused(capsys, "notes", "--output", str(file / "below"))
    assert file.read_text(encoding="utf-8") == "mine"


def test_nothing_is_half_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notes.tex").mkdir()
    (tmp_path / "notes.md").write_text("before", encoding="utf-8")
    assert "is a folder" in refused(capsys, "notes", "-f", "md,tex", "-o", str(tmp_path), "--rounds", "10")
    assert (tmp_path / "notes.md").read_text(encoding="utf-8") == "before"
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == {"notes.md"}


def test_a_failing_engine_keeps_the_source(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> engine.Typeset:
        raise RenderError("typst: the engine's own words")

    monkeypatch.setattr(engine, "ENGINES", {"typst": engine.Engine("typ", fails)})
    line = refused(capsys, "notes", "-o", str(tmp_path), *FAST)
    assert "the engine's own words" in line
    assert "the source is kept" in line
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"gradient.py", "notes-figures", "notes.md", "notes.tex", "notes.typ"}


def test_colours_respect_no_color(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    run(["train", "--rounds", "1"])
    assert "\x1b[3" not in capsys.readouterr().out


def test_a_title_of_ones_own_is_escaped_everywhere(tmp_path: Path) -> None:
    title = '50% #1 $x_1$ <b> "q" \\end{document}'
    assert run(["notes", "-f", "pdf,tex,typ,md,py", "-o", str(tmp_path), "--title", title, *FAST]) == 0
    assert r"\end{document}" not in (tmp_path / "notes.tex").read_text(encoding="utf-8").split("\\begin{document}")[0]
    assert json.dumps(title) in (tmp_path / "notes.typ").read_text(encoding="utf-8")


def test_new_writes_a_spec_that_check_accepts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.toml"
    assert run(["new", str(path), "--form", "equations"]) == 0
    assert run(["check", str(path)]) == 0
    printed = capsys.readouterr().out
    assert "6 trained parameters, 4 equations" in printed
    assert "2 × 2" in printed


def test_new_overwrites_nothing_unasked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("mine", encoding="utf-8")
    assert "--force overwrites it" in refused(capsys, "new", str(path))
    assert path.read_text(encoding="utf-8") == "mine"
    assert run(["new", str(path), "--force", "--quiet"]) == 0
    assert path.read_text(encoding="utf-8") != "mine"


def test_check_warns_of_a_parameter_that_reaches_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "unused.toml"
    path.write_text(
        'loss = "E"\nparameters = ["a", "b"]\nlearning_rate = 1\nequations = """\ny = 2*b\nE = a^2\n"""\n'
        "[values]\na = 3\nb = 4\n",
        encoding="utf-8",
    )
    assert run(["check", str(path), "--quiet"]) == 0
    assert capsys.readouterr().err == "symbackprop: warning: b does not reach E; its gradient is 0\n"


PLAIN = """title = "Mine"
equations = \"\"\"
a = w*x + b
h = tanh(a)
L = 1/2*(t - h)^2
\"\"\"
loss = "L"
parameters = ["w", "b"]
learning_rate = 0.1
[values]
x = 1
w = 0.5
b = 0.1
t = 0.25
"""


def test_an_example_is_a_starting_point_for_other_numbers(tmp_path: Path) -> None:
    for seed in ("7", "8"):
        assert run(["notes", "-f", "md", "-o", str(tmp_path / seed), "--random", seed, *FAST]) == 0
    drawn = [(tmp_path / seed / "notes.md").read_text(encoding="utf-8") for seed in ("7", "8")]
    assert drawn[0] != drawn[1]
    assert "0.0821670406" not in drawn[0]
    assert "Mazur" not in drawn[0]


def test_check_prints_a_draw_that_can_be_pasted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "skip-connection", "--random", "3"]) == 0
    table = capsys.readouterr().out.partition("[values]")[2]
    assert sorted(tomllib.loads(table)) == ["b", "t", "u", "v", "w", "x"]
    assert run(["check", "skip-connection", "--random", "3", "--quiet"]) == 0
    assert capsys.readouterr().out == ""


def test_train_starts_from_a_draw(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["train", "single-neuron", "--random", "3", "--rounds", "0"]) == 0
    drawn = capsys.readouterr().out
    run(["train", "single-neuron", "--rounds", "0"])
    assert drawn != capsys.readouterr().out


@pytest.mark.parametrize("command", ["notes", "train", "check"])
def test_a_spec_that_gives_all_its_values_leaves_nothing_to_draw(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(PLAIN, encoding="utf-8")
    assert "the spec gives all its values; leave out what is to be drawn" in refused(
        capsys, command, str(path), "--random", "1"
    )


def test_help_says_that_an_example_is_redrawn(capsys: pytest.CaptureFixture[str]) -> None:
    run(["notes", "--help"])
    printed = " ".join(capsys.readouterr().out.split()).replace("- in example", "-in example")
    assert "Draw the values that the spec leaves out; of a built-in example, all of them." in printed
    assert "symbackprop notes mazur-2-2-2 --random 7" in printed


def test_help_says_how_many_rounds_the_notes_show(capsys: pytest.CaptureFixture[str]) -> None:
    from symbackprop.derive.update import BITS, WORK

    run(["notes", "--help"])
    printed = " ".join(capsys.readouterr().out.split())
    assert (
        f"take more than {WORK:,} operations, or need more than {BITS:,} bits to certify, a power of ten below N"
        in printed
    )


def test_export_writes_code_that_is_not_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "code"
    assert run(["export", "--to", "numpy", "--output", str(folder)]) == 0
    assert "gradient.py" in capsys.readouterr().out
    (folder / "gradient.py").write_text("mine")
    assert run(["export", "--to", "numpy", "--output", str(folder)]) == 2
    assert "--force" in capsys.readouterr().err
    assert (folder / "gradient.py").read_text() == "mine"
    assert run(["export", "--to", "numpy", "--output", str(folder), "--force", "--float32", "--quiet"]) == 0
    assert "float32" in (folder / "gradient.py").read_text()


def test_an_export_of_a_network_too_large_for_a_certified_call_claims_no_certain_values(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from symbackprop.export.check import certified_call

    command = ["export", "layers-batch", "--to", "numpy", "--output"]
    assert run([*command, str(tmp_path / "certified")]) == 0
    assert "It checks itself: cd " in capsys.readouterr().out
    monkeypatch.setattr(certified_call, "MOST_OPERATIONS", 10)
    assert run([*command, str(tmp_path / "not")]) == 0
    said = "It checks itself against a complex step, being too large for certified values: cd "
    assert said in capsys.readouterr().out


def test_the_help_of_export_names_every_backend_of_the_table(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from symbackprop.export import backends

    rows = {**backends.BACKENDS, "zig": backends.BACKENDS["c"]}
    monkeypatch.setattr(backends, "BACKENDS", rows)
    assert run(["export", "--help"]) == 0
    said = re.sub(r"-?\s+", "", capsys.readouterr().out)
    assert all(name.replace("-", "") in said.replace("-", "") for name in rows)


def test_export_names_a_wrong_backend_or_quantity(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, message in ((["--to", "cobol"], "allowed: c, fortran"), (["--data", "y"], "allowed: i, target_o")):
        assert run(["export", *arguments, "--output", str(tmp_path / "code")]) == 2
        assert message in capsys.readouterr().err
        assert not (tmp_path / "code").exists()
