"""Models that cannot be used: one line with the place, the equation and the quantity, and nothing half-written."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from symbackprop.cli import run
from symbackprop.errors import SymbackpropError
from symbackprop.models.spec import load, parse

MODEL = """\
loss = "L"
parameters = ["w", "b"]
learning_rate = 0.1
equations = '''
a[j] = sum(i, w[j,i]*x[i]) + b[j]
h[j] = tanh(a[j])
L = sum(j, h[j])
'''
[sizes]
i = 2
j = 3
[values]
w = [[0.1, 0.2], [0.3, -0.4], [0, 1]]
b = [0, 0.5, -0.5]
x = [1, -2]
"""

BAD: Mapping[str, tuple[str, str, str]] = {
    "a cycle of two": (
        "h[j] = tanh(a[j])",
        "h[j] = tanh(a[j]) + c[j]\nc[j] = h[j]",
        r"net.toml:6: the equation of 'h\[j\]' is part of a cycle, each computed from the next: h → c → h",
    ),
    "a cycle of one": ("tanh(a[j])", "tanh(h[j])", r"net.toml:6: .* a cycle, .*: h → h"),
    "an equation that stands too early": (
        "L = sum(j, h[j])",
        "L = sum(j, h[j]) + c\nc = 2*x[1]",
        r"net.toml:7: the equation of 'L': 'c' is used before its definition by the equation on line 8; move that up",
    ),
    "a diagonal of what is not square": (
        "w[j,i]",
        "w[i,i]",
        r"net.toml:13: 'w' has 3 entries where its index runs to 2",
    ),
    "an index twice in a sum": ("sum(i,", "sum(i,i,", r"net.toml:5: .*'a\[j\]' sums over 'i' twice"),
    "an index that is free and summed": ("sum(j, h", "3*h[j] + sum(j, h", r"net.toml:7: .*'L' .*'j' is neither free"),
    "a sum over an index of the target": (
        "sum(i, w[j,i]*x[i])",
        "sum(j, w[j,i]*x[i])",
        r"net.toml:5: .* sums over 'j', w",
    ),
    "a target with an index twice": ("h[j] = tanh", "h[j,j] = tanh", r"net.toml:6: .*'h\[j,j\]' has an index twice"),
    "an index that nothing binds": ("tanh(a[j])", "tanh(x[i])", r"net.toml:6: .* index 'i' is neither free nor summed"),
    "an index that nothing binds in a softmax": (
        "tanh(a[j])",
        "softmax(j, x[i])",
        r"net.toml:6: .*the equation of 'h\[j\]' reads 'x\[i\]', but index 'i' is neither free nor summed",
    ),
    "an index that nothing binds in a sum inside a function": (
        "L = sum(j, h[j])",
        "L = 1 + tanh(sum(j, h[j]*x[i]))",
        r"net.toml:7: .*the equation of 'L' reads 'x\[i\]', but index 'i' is neither free nor summed",
    ),
    "a softmax of what is too short": (
        "tanh(a[j])",
        "softmax(j, x[j])",
        r"net.toml:6: the equation of 'h\[j\]' reads 'x\[j\]' with index 'j' of size 3, expected 2 at most",
    ),
    "an index that is not there": ("tanh(a[j])", "tanh(a[k])", r"net.toml:6: .*expected an index, found 'k'.*are i, j"),
    "shapes that do not agree": ("b[j]", "x[j]", r"net.toml:5: .*'x\[j\]' with index 'j' of size 3, expected 2"),
    "an index too many": ("tanh(a[j])", "tanh(a[j,j])", r"net.toml:6: .*'a\[j,j\]' with 2 indices, expected 1"),
    "an index too few": ("tanh(a[j])", "tanh(a)", r"net.toml:6: .*'h\[j\]' reads 'a' with 0 indices, expected 1"),
    "a value of another shape": ("x = [1, -2]", "x = [1]", r"net.toml:15: 'x' has 1 entries where its index runs to 2"),
    "a list for a number": ("tanh(a[j])", "tanh(a[j]) + b", r"net.toml:6: .*reads 'b' with 0 indices, expected 1"),
    "a name defined twice": (
        "h[j] = tanh",
        "a[j] = tanh",
        r"net.toml:6: .*'a' is defined twice, first by the equation on line 5",
    ),
    "a name given and defined": (
        "x = [1, -2]",
        "x = [1, -2]\nh = 3",
        r"net.toml:16: 'h' is given and defined by the equation on line 6 too",
    ),
    "a name that is not defined": (
        "tanh(a[j])",
        "tanh(aa[j])",
        r"net.toml:6: .*'aa' is neither defined .* nor given .*\(nearest: a\)",
    ),
    "a value that nothing reads": ("x = [1", "y = 1\nx = [1", r"net.toml:15: no given quantity is called 'y'"),
    "a loss with an index": ('"L"', '"h"', r"net.toml:6: the equation of 'h\[j\]' .* loss, which must be a scalar"),
    "a loss that is given": ('"L"', '"x"', r"net.toml:1: loss: no quantity is called 'x'"),
    "a parameter that is computed": ('"b"]', '"h"]', r"net.toml:2: parameters: .*'h'; it is computed by .* line 6"),
    "a parameter that is not there": ('"b"]', '"c"]', r"net.toml:2: parameters: no given quantity is called 'c'"),
    "a quantity called like a function": ("h[j] = tanh", "exp[j] = tanh", r"net.toml:6: .*'exp' is a function"),
    "a quantity called like the sum": ("tanh(a[j])", "tanh(sum[j])", r"net.toml:6: .*'sum' is a function"),
    "a quantity called like an index": ("tanh(a[j])", "j*tanh(a[j])", r"net.toml:6: .*column 8: 'j' is an index"),
    "no such function": ("tanh(", "tan(", r"net.toml:6: .*no function is called 'tan' \(nearest: tanh\)"),
    "a parameter that stands there twice": ('"b"]', '"w"]', r"net.toml:2: parameters: 'w' stands there twice"),
    "a title that is a number": ('loss = "L"', 'title = 1.5\nloss = "L"', r"net.toml:1: title: expected a text"),
    "a loss that is a number": ('loss = "L"', "loss = 1.5", r"net.toml:1: loss: expected a text"),
    "a number for a table": ("[sizes]\ni = 2\nj = 3", "sizes = 3", r"net.toml:9: sizes: .*dictionary"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_model_is_refused_in_one_line_with_its_place(case: str) -> None:
    old, new, says = BAD[case]
    assert MODEL.count(old) == 1
    with pytest.raises(SymbackpropError, match=f"^{says}") as found:
        parse(MODEL.replace(old, new), "net.toml")
    assert "\n" not in str(found.value)


def test_the_model_that_the_cases_spoil_is_sound() -> None:
    assert len(parse(MODEL, "net.toml").parameters) == 9


def test_the_line_of_equations_on_one_line_is_theirs() -> None:
    text = 'loss = "L"\nequations = "L = tan(a)"\nparameters = ["a"]\nlearning_rate = 1\n[values]\na = 1\n'
    with pytest.raises(SymbackpropError, match=r"^net\.toml:2: equations, column 5: no function"):
        parse(text, "net.toml")


def test_a_byte_order_mark_is_no_part_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "net.toml"
    path.write_bytes(b"\xef\xbb\xbf" + MODEL.encode())
    assert load(path) == load_text(MODEL)


def load_text(text: str) -> object:
    return parse(text, "net.toml")


DOMAINS: Mapping[str, tuple[str, str, str]] = {
    "logarithm of a negative number": ("L = log(y)", "1", "net.toml:6: the equation of 'L': log of -0.5, the value of"),
    "logarithm of zero": ("L = log(y)", "1.5", "net.toml:6: the equation of 'L': log of 0, the value of 'y'"),
    "division by zero": ("L = 3/y", "1.5", "net.toml:6: the equation of 'L': division by 0, the value of 'y'"),
    "nothing by nothing": ("L = y/y", "1.5", "net.toml:6: the equation of 'L': 0/0, a division by 0"),
    "root of a negative number": ("L = sqrt(y)", "1", "net.toml:6: the equation of 'L': square root of -0.5"),
    "slope of a root at zero": (
        "L = sqrt(y)",
        "1.5",
        "net.toml:5: the derivative of 'L' with respect to 'y': division by 0",
    ),
    "overflow": ("L = exp(1000*y)", "3", "net.toml:6: the equation of 'L': exp of 1500: its value overflows"),
    "overflow of powers": (
        "L = (y^64)^64",
        "1e9",
        "net.toml:6: the equation of 'L': 1e\\+09 to the power 64 overflows",
    ),
}


def scalar(equation: str, value: str, rate: str = "0.1") -> str:
    return f"""\
loss = "L"
parameters = ["a"]
learning_rate = {rate}
equations = '''
y = a - 1.5
{equation}
'''
[values]
a = {value}
"""


# Without a round of descent, the loss of some is there.
ONLY_NOTES = ("slope of a root at zero", "overflow", "overflow of powers")


CASES = [(case, "notes") for case in DOMAINS] + [(case, "train") for case in DOMAINS if case not in ONLY_NOTES]


@pytest.mark.parametrize(("case", "command"), CASES)
def test_a_value_outside_its_domain_is_one_line_and_writes_nothing(
    case: str, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    equation, value, says = DOMAINS[case]
    monkeypatch.chdir(tmp_path)
    Path("net.toml").write_text(scalar(equation, value), encoding="utf-8")
    rounds = "5" if command == "notes" else "0"
    assert run([command, "net.toml", "--rounds", rounds]) == 2
    said = capsys.readouterr().err
    assert re.match(f"symbackprop: {says}", said), said
    assert said.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["net.toml"]


LATER: Mapping[str, tuple[str, str, str, str]] = {
    "the slope is lost too": ("L = y^3 + 0.001*log(a)", "1.6", "0.5", r"6: the equation of 'L': log of -\d"),
    "only the loss is lost": (
        "L = 3*a + 0*y - 0.001*log(a)",
        "7.5",
        "1",
        r"6: .* log of -1.49898, .* 'a', after 3 rounds",
    ),
}


@pytest.mark.parametrize("case", LATER)
def test_a_value_that_leaves_its_domain_in_training_is_named_with_the_round(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    equation, value, rate, says = LATER[case]
    monkeypatch.chdir(tmp_path)
    Path("net.toml").write_text(scalar(equation, value, rate), encoding="utf-8")
    assert run(["train", "net.toml", "--rounds", "300"]) == 2
    said = capsys.readouterr().err
    assert re.match(rf"symbackprop: net\.toml:{says}", said), said
    assert "of descent" in said


@pytest.mark.parametrize("command", ["check", "train", "notes"])
def test_every_command_warns_of_a_parameter_that_does_not_reach_the_loss(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    text = scalar("z = 2*c\nL = y^2", "1").replace('["a"]', '["a", "c"]') + "c = 3\n"
    Path("net.toml").write_text(text, encoding="utf-8")
    more = {"check": [], "train": ["--rounds", "1"], "notes": ["--rounds", "1", "--format", "md"]}[command]
    assert run([command, "net.toml", "-q", *more]) == 0
    assert capsys.readouterr().err == "symbackprop: warning: c does not reach L; its gradient is 0\n"


def wide(equations: str, size: int = 1000) -> str:
    sizes = "".join(f"{name} = {size}\n" for name in "ijklm")
    head = 'loss = "L"\nparameters = ["a"]\nlearning_rate = 1\nequations = \'\'\'\n'
    return f"{head}{equations}\n'''\n[sizes]\n{sizes}[values]\na = 1\n"


LAYERS = """[network]
sizes = [{sizes}]
activation = "tanh"
loss = "squared"
bias = "none"
learning_rate = 1
[values]
inputs = [1]
targets = [1]
weights = [[[1]]]
"""

BOMBS: Mapping[str, str] = {
    "arrays in arrays": "a = " + "[" * 100_000,
    "tables in tables": "a = " + "{a=" * 50_000,
    "a dotted key": ".".join("a" * 400_000) + " = 1",
    "dotted keys on many lines": "\n".join(".".join(f"a{at}b{k}" for k in range(90)) + " = 1" for at in range(9_000)),
    "a dotted header": "[" + ".".join("a" * 400_000) + "]",
    "a long integer": "a = " + "9" * 4_000_000,
    "a long number": "a = 0." + "9" * 4_000_000,
    "an array of a million": "a = [" + "1," * 1_000_000 + "]",
    "a file of ten million bytes": "#" * 10_000_000,
    "a layer of a thousand million": LAYERS.format(sizes="1000000000, 1"),
    "layers beyond counting": LAYERS.format(sizes="1000000000, 1000000000, 1000000000"),
    "a million layers": LAYERS.format(sizes="1, " * 90_000 + "1"),
    "an index of a thousand million": wide("L = sum(i, x[i]*a)", 10**9),
    "an index of a hundred digits": wide("L = sum(i, x[i]*a)", 10**100),
    "a sum over five indices": wide("L = sum(i, j, k, l, m, a)"),
    "a target with five indices": wide("y[i,j,k,l,m] = a\nL = a"),
    "brackets in brackets": wide("L = " + "(" * 90_000),
    "a tower of powers": wide("L = a" + "^64" * 1_000),
    "an exponent beyond counting": wide("L = a^1e999"),
    "a number of many digits": wide("L = a*" + "9" * 90_000),
    "too many equations": wide("\n".join(f"a{at} = a" for at in range(5_000))),
}

CHILDREN = """
import json, os, pathlib, re, signal, sys, time
from symbackprop.cli import run
# Importing takes longer than refusing: a first refusal imports all, and each bomb gets a copy of this process.
run(["check", os.devnull])
for line in sys.stdin:
    path, report, errors = json.loads(line)
    if os.fork() == 0:
        signal.alarm(60)
        os.dup2(os.open(errors, os.O_WRONLY | os.O_CREAT), 2)
        start = time.process_time()
        status = run(["check", path])
        took = time.process_time() - start
        # The peak that getrusage tells is inherited from the process that started this one.
        peak = re.search(r"VmHWM:\\s*(\\d+) kB", pathlib.Path("/proc/self/status").read_text())
        pathlib.Path(report).write_text(json.dumps([status, took, int(peak[1]) / 1024]))
        sys.stderr.flush()
        os._exit(0)
    print(os.wait()[1], flush=True)
"""


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], tuple[int, float, float, str]]]:
    """What tells of a file the exit status, the seconds and megabytes that it took, and what was said."""
    folder = tmp_path_factory.mktemp("judged")
    with subprocess.Popen(
        [sys.executable, "-c", CHILDREN],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as children:
        assert children.stdin is not None
        assert children.stdout is not None
        given, told = children.stdin, children.stdout

        def judged(path: Path) -> tuple[int, float, float, str]:
            report, errors = (folder / f"{path.parent.name}.{kind}" for kind in ("json", "txt"))
            print(json.dumps([str(path), str(report), str(errors)]), file=given, flush=True)
            assert told.readline() == "0\n", "the copy was killed"
            status, seconds, megabytes = json.loads(report.read_text())
            return status, seconds, megabytes, errors.read_text(encoding="utf-8")

        yield judged
        given.close()


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of the memory is read as Linux tells it")
@pytest.mark.parametrize("case", BOMBS)
def test_a_bomb_is_refused_at_once_and_in_little_memory(
    case: str, tmp_path: Path, judge: Callable[[Path], tuple[int, float, float, str]]
) -> None:
    path = tmp_path / "bomb.toml"
    path.write_text(BOMBS[case], encoding="utf-8")
    status, seconds, megabytes, said = judge(path)
    assert status == 2
    assert said.startswith(f"symbackprop: {path}")
    assert said.count("\n") == 1
    assert len(said) < 1_000
    assert seconds < 1
    assert megabytes < 200


EXAMPLES = sorted(
    (at.read_text(encoding="utf-8") for at in (files("symbackprop.models") / "examples").iterdir()), key=len
)
PIECES = re.compile(r"\w+|\s+|.")
SPICE = [
    "",
    "0",
    "-1",
    "1e9",
    "[",
    "]",
    "(",
    ")",
    "=",
    '"',
    "'''",
    "\n",
    "sum(i,",
    "^",
    "/",
    "i",
    "x",
    "W",
    "é",
    "\0",
    ",",
]


@given(st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_mutated_spec_is_read_or_refused_in_one_line(data: st.DataObject) -> None:
    pieces = PIECES.findall(data.draw(st.sampled_from(EXAMPLES)))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(pieces) - 1))
        kind = data.draw(st.sampled_from(["replace", "copy", "drop"]))
        other = data.draw(st.sampled_from(SPICE) if kind == "replace" else st.sampled_from(pieces))
        pieces[at] = "" if kind == "drop" else other
    message = refused("".join(pieces))
    assert message.startswith("net.toml") or not message
    assert "\n" not in message


def refused(text: str) -> str:
    """Return why a text is refused, or nothing."""
    try:
        parse(text, "net.toml")
    except SymbackpropError as error:
        return str(error)
    return ""


CONSTRUCTS: Mapping[str, tuple[str, str, str, str]] = {
    "a position too far": (
        "E = sum(t, w*x[t+99999999999])",
        "t = 3",
        "",
        r":2: .*column 18: a position has at most 6 digits, found",
    ),
    "a step too long": ("E = sum(t, w*x[99999999999*t])", "t = 3", "", r":2: .*at most 6 digits"),
    "no equations": ("", "", "", r":1: equations: expected one a line, as in 'y = w\*x', found none"),
    "a position before the first": ("E = w*x[0]", "", "", r":2: .*'E' reads 'x\[0\]'; its index runs from 1"),
    "a recurrence without a start": (
        "h[t] = w*h[t-1]\nE = h[last]",
        "t = 3",
        "",
        r":2: .*'h\[t\]' reads 'h\[t-1\]', which starts at h\[0\]; expected a line 'h\[0\] = …'",
    ),
    "half of the start": ("h[t] = w*h[t-2]\nh[0] = 1\nE = h[last]", "t = 3", "", r":2: .*starts at h\[-1\]"),
    "its own present": (
        "h[t] = tanh(w*h[t])\nh[0] = 0\nE = h[last]",
        "t = 3",
        "",
        r":2: .*'h\[t\]' reads itself at the same position; expected one before, as in 'h\[t-1\]'",
    ),
    "its past and its future": (
        "h[t] = w*h[t-1] + h[t+1]\nh[0] = 0\nh[last+1] = 0\nE = h[last]",
        "t = 3",
        "",
        r":2: .*only at positions before, as in 'h\[t-1\]', or only at positions after",
    ),
    "two that need each other": (
        "a[t] = b[t]\nb[t] = w*a[t]\nE = sum(t, a[t])",
        "t = 3",
        "",
        r":2: .*cycle, .*: a → b → a",
    ),
    "a start defined twice": (
        "h[t] = w*h[t-1]\nh[0] = 1\nh[0] = 2\nE = h[last]",
        "t = 3",
        "",
        r":4: .*'h\[0\]' is defined twice",
    ),
    "a start that nothing reads": (
        "h[t] = w*h[t-1]\nh[0] = 0\nh[5] = 1\nE = h[last]",
        "t = 3",
        "",
        r":4: .*nothing reads 'h\[5\]'",
    ),
    "a start that needs what it starts": (
        "h[t] = w*h[t-1]\nh[0] = h[1]\nE = h[last]",
        "t = 3",
        "",
        r":3: .*a start that is computed from what starts there",
    ),
    "a start of fewer indices": (
        "h[t,j] = w*h[t-1,j]\nh[0] = 1\nE = h[last,1]",
        "t = 3\nj = 2",
        "",
        r":3: .*expected 2 indices, as in 'h\[t,j\]'",
    ),
    "a start on the wrong side": ("g[t] = w*g[t+1]\ng[0] = 1\nE = g[1]", "t = 3", "", r":3: .*nothing reads 'g\[0\]'"),
    "the last of what is unknown": ("E = w*x[last]", "", "", r":2: 'x' is read at its last position: give its values"),
    "a window that leaves": (
        "E = sum(i, w*x[i+2])",
        "i = 3",
        "x = [1, 2, 3]",
        r":10: 'x' has 3 entries where its index runs to 5",
    ),
    "strides that do not fit": (
        "E = sum(i, w*x[2*i])",
        "i = 3",
        "x = [1, 2, 3, 4]",
        r":10: 'x' has 4 entries where its index runs to 6",
    ),
    "time as space": (
        "h[t] = w*h[t-1]\nh[0] = 0\nE = sum(t, h[t]*x[t,t])",
        "t = 3",
        "x = [[1, 2, 3], [4, 5, 6]]",
        r".*'x' has 2 entries where its index runs to 3",
    ),
    "padding with ones": ("E = sum(i, w*x[i+1 else 1])", "i = 3", "", r":2: .*expected '0' after 'else', found '1'"),
    "a product of indices": ("E = sum(i, k, w*x[i*k])", "i = 3\nk = 2", "", r":2: .*expected '\]', found '\*'"),
    "half a position": (
        "E = sum(i, w*x[1.5*i])",
        "i = 3",
        "",
        r":2: .*expected an index, found '1.5'; the indices are i",
    ),
    "no position": ("E = sum(i, w*x[])", "i = 3", "", r":2: .*expected an index, found '\]'"),
    "a target at a shifted position": (
        "a[i+1] = w*x[i]\nE = sum(i, a[i])",
        "i = 3",
        "",
        r":2: .*'a\[i\+1\]' is defined at a shifted index",
    ),
    "a row that is not there": (
        "E = sum(t, A[word[t]]*w)",
        "t = 2",
        "word = [1, 9]\nA = [1, 2]",
        r":2: .*reads 'A\[word\[t\]\]'; word\[2\] is 9, expected 1 to 2",
    ),
    "row 0": ("E = sum(t, A[word[t]]*w)", "t = 2", "word = [0, 1]\nA = [1, 2]", r":2: .*a whole number from 1 on"),
    "half a row": (
        "E = sum(t, A[word[t]]*w)",
        "t = 2",
        "word = [1.5, 1]\nA = [1, 2]",
        r":2: .*1.5; a position is a whole number from 1 on",
    ),
    "no rows": ("E = sum(t, A[word[t]]*w)", "t = 2", "A = [1, 2]", r":2: .*'word\[t\]', so its values are needed"),
    "rows that are computed": (
        "word[t] = x[t]\nE = sum(t, A[word[t]]*w)",
        "t = 2",
        "",
        r":3: .*'word' is computed by the equation on line 2; expected whole numbers that are given",
    ),
    "rows that are trained": (
        "E = sum(t, A[w[t]])",
        "t = 2",
        "w = [1, 2]",
        r":2: .*looks up 'w\[t\]', so 'w' cannot be trained",
    ),
    "an unknown function": (
        "E = tanhh(w)",
        "",
        "",
        r":2: .*no function is called 'tanhh' \(nearest: tanh\); there are abs, ",
    ),
    "too few arguments": (
        "E = clip(w, 1)",
        "",
        "",
        r":2: .*expected ',', found '\)', in a call such as 'clip\(x, 0, 1\)'",
    ),
    "too many arguments": ("E = abs(w, 1)", "", "", r":2: .*expected '\)', found ',', in a call such as 'abs\(x\)'"),
    "one number for a maximum": ("E = max(w)", "", "", r":2: .*in a call such as 'max\(0, "),
    "bounds in the wrong order": (
        "E = clip(w, 2, 1)",
        "",
        "",
        r":2: .*the lower bound of 'clip' is above the upper one",
    ),
    "no condition": ("E = where(w, 1, 2)", "", "", r":2: .*expected a comparison: <, <=, >, >=, == or !="),
    "one sign for a comparison": ("E = where(w = 1, 1, 2)", "", "", r":2: .*expected a comparison: .*== or !="),
    "half a condition": ("E = where(w > 0 and, 1, w)", "", "", r":2: .*expected a number, a name or '\(', found ','"),
    "a softmax along nothing": (
        "E = softmax(w)",
        "",
        "",
        r":2: .*expected an index, as in 'softmax\(i, …\)'; the indices are none",
    ),
    "a mean along no index": (
        "E = mean(i, w)",
        "j = 2",
        "",
        r":2: .*expected an index, as in 'mean\(i, …\)'; the indices are j",
    ),
    "a size of 0": ("E = sum(i, w[i])", "i = 0", "", r":8: sizes.i: expected a number from 1 on, found 0"),
    "a size in parts": ("E = sum(i, w[i])", "i = 2.5", "", r":8: sizes.i: expected a whole number, found 2.5"),
    "a size in words": ("E = sum(i, w[i])", 'i = "three"', "", r":8: sizes.i: expected a whole number, found three"),
    "a size past all bounds": (
        "E = sum(i, w[i])",
        "i = 99999999999",
        "",
        r":8: sizes.i: expected a number of at most 2,000,000",
    ),
    "a loss with an index": ("E[i] = w*x[i]", "i = 3", "", r":2: .*that of the loss, which must be a scalar"),
    "another loss": ("F = w^2", "", "", r":4: loss: no quantity is called 'E'; allowed: F"),
    "an index for a number": ("i = w\nE = sum(i, w[i])", "i = 3", "", r":2: .*'i' is an index, which has no value"),
    "two equations in one": ("E = w = 2", "", "", r":2: .*expected an operator or the end of the line, found '='"),
    "a value that is no number": (
        "E = w^2",
        "",
        "w = nan",
        r":8: values.w: expected a number such as 10, .*found 'nan'",
    ),
    "a value that is true": ("E = w^2", "", "w = true", r":8: values.w: expected a number, found 'True'"),
    "a pickle": (
        "E = w^2",
        "",
        'w = "w.pkl"',
        r":8: values.w: expected a file that ends in .csv.*a pickle can run code",
    ),
}
"""By what is wrong: equations over a trained w, sizes, values, and what the message says behind the file."""


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_a_construct_that_is_wrong_is_refused_in_one_line(name: str) -> None:
    equations, sizes, values, says = CONSTRUCTS[name]
    lines = equations + "\n" if equations else ""
    text = f'equations = """\n{lines}"""\nloss = "E"\nlearning_rate = 0.1\nparameters = ["w"]\n'
    text += f"[sizes]\n{sizes}\n" if sizes else ""
    text += f"[values]\n{values}\n" if values else ""
    with pytest.raises(SymbackpropError, match=rf"^net\.toml{says}") as refused:
        parse(text, "net.toml")
    assert len(str(refused.value).splitlines()) == 1


OPTIMISERS_THAT_ARE_WRONG: Mapping[str, tuple[str, str]] = {
    "an unknown one": (
        'name = "adamm"',
        r":8: optimiser.name: no optimiser is called 'adamm'; allowed: .*nearest: adam",
    ),
    "a constant of another": (
        'name = "adam"\nmomentum = 0.9',
        r":8: optimiser: no constant of Adam is called 'momentum'; allowed: beta1",
    ),
    "a state without a start": (
        'equations = """\nv_new = 0.9*m + g\nw_new = w - v_new\n"""\nstate = { v = 0 }',
        r":9: .*'v_new' reads 'm', which is not defined.*state = { m = 0 }",
    ),
    "a new state that none computes": (
        'equations = "w_new = w - eta*v_new"',
        r":8: .*'w_new' reads 'v_new', which is not defined",
    ),
    "a formula cut short": ('name = "adam"\nbeta1 = "n+"', r":9: optimiser.beta1: .*found 'the end of the line'"),
    "a constant of something else": (
        'name = "adam"\nbeta1 = "k/2"',
        r":9: optimiser.beta1: .*of the round n alone; found 'k' in it",
    ),
    "two learning rates": (
        'name = "sgd"\nlearning_rate = 0.2',
        r":9: optimiser.learning_rate: the learning rate is given by learning_rate too",
    ),
    "nothing": ("", r':7: optimiser: expected name = "adam", say, or equations'),
    "equations as a list": (
        'equations = ["w_new = w - g"]',
        r":8: optimiser.equations: expected a text in quotes, found \['w_new = w - g'\]",
    ),
    "a name and equations": (
        'name = "adam"\nequations = "w_new = w - g"',
        r":7: optimiser: expected a name or equations, found both",
    ),
    "a negative bound": (
        'name = "sgd"\nclip_norm = -1',
        r":8: optimiser: clip_norm: expected a number above 0, found -1",
    ),
}


@pytest.mark.parametrize("name", OPTIMISERS_THAT_ARE_WRONG)
def test_an_optimiser_that_is_wrong_is_refused_in_one_line(name: str) -> None:
    section, says = OPTIMISERS_THAT_ARE_WRONG[name]
    text = 'equations = "E = w^2"\nloss = "E"\nlearning_rate = 0.1\nparameters = ["w"]\n[values]\nw = 1\n'
    text += f"[optimiser]\n{section}\n"
    with pytest.raises(SymbackpropError, match=rf"^net\.toml{says}") as refused:
        parse(text, "net.toml")
    assert len(str(refused.value).splitlines()) == 1
