"""Network descriptions: what is read, and how what cannot be used is refused."""

from __future__ import annotations

import re
import time
import tracemalloc
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import example as with_example
from hypothesis import given, settings
from hypothesis import strategies as st

from symbackprop.errors import SpecError, SymbackpropError, UnknownNameError
from symbackprop.export.program.lowering import data_of
from symbackprop.graph.equations import bare
from symbackprop.graph.rounding import Rounding
from symbackprop.models import spec
from symbackprop.models.network import Layout
from symbackprop.models.spec import example, load, parse

GOOD = """\
title = "Two in, three hidden, one out"
source = "a lecture"

[network]
sizes = [2, 3, 1]
activation = ["tanh", "sigmoid"]
loss = "squared"
bias = "per-neuron"
train_biases = true
learning_rate = 0.10

[values]
inputs = [0.05, -1e-2]
targets = [1]
weights = [
  [[0.1, 0.2], [0.3, -0.4], [0.5, 0.6]],
  [[0.70, +0.8, 1_0.5]],
]
biases = [[0, 0.1, 0.2], [0.3]]

[remarks]
rounds = "none"
"""


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) == 1
    return GOOD.replace(old, new)


@dataclass(frozen=True)
class Bad:
    """A text, the line that the message must name (None where there is none), and what else it must say."""

    text: str
    line: int | None
    says: tuple[str, ...]


SHAPES: Mapping[str, Bad] = {
    "too few inputs": Bad(changed("[0.05, -1e-2]", "[0.05]"), 13, ("values.inputs", "1 entries", "expected 2")),
    "too many inputs": Bad(changed("[0.05, -1e-2]", "[1, 2, 3]"), 13, ("values.inputs", "3 entries", "expected 2")),
    "no targets": Bad(changed("targets = [1]", "targets = []"), 14, ("values.targets", "0 entries", "expected 1")),
    "a matrix too few": Bad(
        changed("  [[0.70, +0.8, 1_0.5]],\n", ""), 15, ("values.weights", "1 entries", "expected 2")
    ),
    "a row too few": Bad(changed(", [0.5, 0.6]]", "]"), 15, ("values.weights[1]", "2 entries", "expected 3")),
    "a weight too few": Bad(
        changed("[0.3, -0.4]", "[0.3]"), 15, ("values.weights[1]", "row 2", "1 entries", "expected 2")
    ),
    "a matrix transposed": Bad(
        changed("[[0.70, +0.8, 1_0.5]]", "[[0.70], [0.8], [0.9]]"), 15, ("values.weights[2]", "3 entries", "expected 1")
    ),
    "a bias too few": Bad(changed("[0, 0.1, 0.2]", "[0, 0.1]"), 19, ("values.biases[1]", "2 entries", "expected 3")),
    "a row of biases too few": Bad(changed("[[0, 0.1, 0.2], [0.3]]", "[[0, 1, 2]]"), 19, ("1 entries", "expected 2")),
    "biases where there are none": Bad(changed('"per-neuron"', '"none"'), 19, ("values.biases", "2", "expected 0")),
    "biases a neuron where a layer shares one": Bad(
        changed('"per-neuron"', '"per-layer"'), 19, ("values.biases[1]", "3 entries", "expected 1")
    ),
    "an activation too many": Bad(
        changed('["tanh", "sigmoid"]', '["tanh", "tanh", "tanh"]'), 6, ("network.activation", "3", "expected 2")
    ),
    "weights that are no matrices": Bad(changed("[[0.70, +0.8, 1_0.5]]", "[0.7]"), 15, ("values.weights",)),
    "weights nested too deeply": Bad(changed("[[0.70, +0.8, 1_0.5]]", "[[[0.7]]]"), 15, ("values.weights",)),
    "inputs that are no list": Bad(changed("[0.05, -1e-2]", "0.05"), 13, ("values.inputs", "list")),
}

NAMES: Mapping[str, Bad] = {
    "unknown top-level key": Bad("titel = 1\n" + GOOD, 1, ("'titel'", "(nearest: title)")),
    "unknown key of a section": Bad(
        changed("bias =", "momentum = 0.9\nbias ="), 8, ("network.momentum", "'momentum'", "learning_rate")
    ),
    "misspelt optional key": Bad(changed("train_biases", "train_bias"), 9, ("'train_bias'", "(nearest: train_biases)")),
    "misspelt required key": Bad(changed("learning_rate", "learnig_rate"), 10, ("(nearest: learning_rate)",)),
    "misspelt section": Bad(changed("[network]", "[netwrk]"), 4, ("(nearest: network)",)),
    "misspelt values": Bad(changed("targets", "target"), 14, ("(nearest: targets)",)),
    "misspelt remark": Bad(changed("rounds", "round"), 22, ("'round'", "(nearest: rounds)")),
    "unknown activation": Bad(
        changed('["tanh", "sigmoid"]', '"sigmod"'), 6, ("'sigmod'", "identity", "(nearest: sigmoid)")
    ),
    "unknown activation in a list": Bad(
        changed('["tanh", "sigmoid"]', '["tanh", "sigmod"]'), 6, ("called 'sigmod'", "(nearest: sigmoid)")
    ),
    "activation of another kind": Bad(changed('["tanh", "sigmoid"]', "3"), 6, ("network.activation", "activation")),
    "unknown loss": Bad(changed('"squared"', '"squard"'), 7, ("'squard'", "half-squared", "(nearest: squared)")),
    "loss of another kind": Bad(changed('"squared"', "[1]"), 7, ("network.loss",)),
    "unknown bias": Bad(changed('"per-neuron"', '"per-neurone"'), 8, ("'per-neurone'", "(nearest: per-neuron)")),
    "a name with a line break": Bad(changed('"squared"', '"squ\\nared"'), 7, ("network.loss",)),
    "missing key": Bad(changed('loss = "squared"\n', ""), None, ("network.loss", "missing")),
    "missing section": Bad(GOOD[GOOD.index("[values]") :], None, ("network", "missing")),
    "nothing at all": Bad("", None, ("network", "missing")),
    "a section that is a number": Bad("network = 3\n", 1, ("network",)),
    "a section that is a list": Bad("[[network]]\n", 1, ("network",)),
    "a key with a line break": Bad('"a\\nb" = 1\n' + GOOD, None, ("allowed: title",)),
    "a key with a control character": Bad('"a\\u0007b" = 1\n' + GOOD, None, ("allowed: title",)),
    "a key with a bracket": Bad('"a[b" = 1\n' + GOOD, None, ("allowed: title",)),
    "a key of a section with a bracket": Bad(changed("[values]", '[values]\n"in[1]" = 1'), None, ("allowed: inputs",)),
    "an empty key": Bad('"" = 1\n' + GOOD, None, ("''", "allowed: title")),
    "a key that stands in another section": Bad(changed("loss =", 'title = "x"\nloss ='), 7, ("network.title",)),
    "a key that a text mentions": Bad(
        changed('"a lecture"', '"""\ninputs = [1, 2]\n"""').replace("[0.05, -1e-2]", "true"), 15, ("values.inputs",)
    ),
}

BATCH = GOOD.replace("[0.05, -1e-2]", "[[0.05, 1], [0, 2]]").replace("targets = [1]", "targets = [[1], [0]]")


def batch(old: str, new: str) -> str:
    assert BATCH.count(old) == 1
    return BATCH.replace(old, new)


FORMS: Mapping[str, Bad] = {
    "an unknown convention": Bad(
        changed("loss =", 'convention = "xW"\nloss ='), 7, ("network.convention", "'xW'", "(nearest: x W)")
    ),
    "an unknown reduction": Bad(changed("loss =", 'reduction = "avg"\nloss ='), 7, ("network.reduction", "mean, sum")),
    "an unknown notation": Bad(changed("loss =", 'notation = "za"\nloss ='), 7, ("network.notation", "(nearest: z-a)")),
    "an unknown decimal sign": Bad(changed("loss =", 'decimal = ","\nloss ='), 7, ("network.decimal", "comma, point")),
    "a penalty below zero": Bad(changed("loss =", "l2 = -0.1\nloss ="), 7, ("network.l2", "above 0, found -0.1")),
    "a penalty of nothing": Bad(changed("loss =", "l1 = 0\nloss ="), 7, ("network.l1", "above 0")),
    "a penalty that is no number": Bad(changed("loss =", 'l1 = "0.1"\nloss ='), 7, ("network.l1", "number")),
    "weights the other way round": Bad(
        changed("loss =", 'convention = "x W"\nloss ='), 16, ("values.weights[1]", "3 entries", "expected 2")
    ),
    "softmax after another activation": Bad(
        changed('"squared"', '"softmax-cross-entropy"'),
        6,
        ("network.activation", "network.loss = 'softmax-cross-entropy'", "expected 'identity'", "found 'sigmoid'"),
    ),
    "samples of inputs alone": Bad(
        batch("[[1], [0]]", "[1]"), 14, ("values.targets", "expected 2 samples", "found a single sample")
    ),
    "samples of targets alone": Bad(
        batch("[[0.05, 1], [0, 2]]", "[1, 2]"), 14, ("values.targets", "single sample", "found samples")
    ),
    "more samples of one than of the other": Bad(
        batch("[[1], [0]]", "[[1], [0], [1]]"), 14, ("values.targets", "expected 2 samples", "found 3 samples")
    ),
    "a sample among numbers": Bad(batch("[[0.05, 1], [0, 2]]", "[[1, 2], 3]"), 13, ("values.inputs", "not both")),
    "a sample too short": Bad(batch("[0, 2]]", "[0]]"), 13, ("values.inputs, row 2", "1 entries", "expected 2")),
    "no sample at all": Bad(batch("[[0.05, 1], [0, 2]]", "[[]]"), None, ("values",)),
    "samples in samples": Bad(batch("[0, 2]]", "[[0], 2]]"), 13, ("values.inputs", "expected a number")),
    "a batch too large": Bad(
        BATCH[: BATCH.index("weights")].replace("[2, 3, 1]", "[2, 600000, 1]"),
        13,
        ("values.inputs", "2 samples of 600,000 neurons", "1,000,000"),
    ),
    "an unknown role": Bad(
        changed("[values]", '[names]\nwieght = "v"\n[values]'), 13, ("'wieght'", "(nearest: weight)")
    ),
    "a name that is none": Bad(
        changed("[values]", '[names]\nloss = "a b"\n[values]'), 13, ("names.loss", "not a name")
    ),
    "a name that is a number": Bad(changed("[values]", "[names]\nloss = 3\n[values]"), 12, ("names", "'loss'", "text")),
    "a name twice": Bad(
        changed("[values]", '[names]\nnet = "out"\n[values]'), 13, ("names.net", "'out' is the name of the out")
    ),
    "names that are no section": Bad("names = 3\n" + GOOD, 1, ("names", "section")),
    "a layer of a thousand million": Bad(
        GOOD[: GOOD.index("[values]")].replace("[2, 3, 1]", "[1000000000, 2]"),
        5,
        ("1,000,000,000 neurons", "1,000,000"),
    ),
}

NOT_NUMBERS: Mapping[str, str] = {
    "nan": "nan",
    "minus nan": "-nan",
    "infinity": "inf",
    "minus infinity": "-inf",
    "boolean": "true",
    "text": '"0.5"',
    "text with a line break": '"0\\n5"',
    "date": "1979-05-27",
    "list": "[0.5]",
    "table": "{ value = 0.5 }",
    "too many digits": "0." + "1" * 61,
    "too many digits before the point": "1" * 61,
    "too large an exponent": "1e1000",
    "too small an exponent": "1e-1000",
    "too long for the reader of TOML": "1" * 5000,
}
PLACES: Mapping[str, tuple[str, int]] = {
    "inputs": ("0.05", 13),
    "targets": ("[1]", 14),
    "weights": ("-0.4", 15),
    "biases": ("[0.3]", 19),
    "learning_rate": ("0.10", 10),
}

SIZES: Mapping[str, Bad] = {
    "no neuron": Bad(changed("[2, 3, 1]", "[2, 0, 1]"), 5, ("network.sizes",)),
    "fewer than none": Bad(changed("[2, 3, 1]", "[2, -3, 1]"), 5, ("network.sizes",)),
    "half a neuron": Bad(changed("[2, 3, 1]", "[2, 1.5, 1]"), 5, ("network.sizes", "whole number")),
    "a boolean": Bad(changed("[2, 3, 1]", "[2, true, 1]"), 5, ("network.sizes", "whole number")),
    "a text": Bad(changed("[2, 3, 1]", '"2-3-1"'), 5, ("network.sizes", "list")),
    "one layer": Bad(changed("[2, 3, 1]", "[2]"), 5, ("network.sizes", "2")),
    "too many layers": Bad(changed("[2, 3, 1]", str([1] * 1001)), 5, ("network.sizes", "1,000")),
    "too many weights": Bad(changed("[2, 3, 1]", "[1000000000, 2]"), 5, ("2,000,000,000 weights", "1,000,000")),
    "too many weights of middle layers": Bad(changed("[2, 3, 1]", "[2, 1001, 1001, 1]"), 5, ("1,005,004 weights",)),
    "sizes of a hundred digits": Bad(changed("[2, 3, 1]", f"[{10**99}, {10**99}]"), 5, ()),
    "sizes of thousands of digits": Bad(changed("[2, 3, 1]", f"[{10**4000}, {10**4000}]"), 5, ()),
    "biases trained by a word": Bad(
        changed("train_biases = true", 'train_biases = "yes"'), 9, ("network.train_biases",)
    ),
}

NOT_TOML: Mapping[str, Bad] = {
    "two equals signs": Bad("sizes = = 3\n", None, ("TOML", "line 1")),
    "an open list": Bad("[network]\nsizes = [2,\n", None, ("TOML",)),
    "a key twice": Bad(changed("bias =", 'loss = "x"\nbias ='), None, ("TOML",)),
    "a section twice": Bad(GOOD + "[network]\n", None, ("TOML", "line 23")),
    "another language": Bad('{"network": {"sizes": [2, 2]}}', None, ("TOML",)),
    "a control character": Bad('title = "\x00"\n' + GOOD, None, ("TOML",)),
    "lists in lists": Bad("x = " + "[" * 100_000, None, ("nested",)),
    "lists in lists that end": Bad("x = " + "[" * 20_000 + "]" * 20_000, None, ("nested",)),
    "tables in tables": Bad("x = " + "{a=" * 20_000 + "1" + "}" * 20_000, None, ("nested",)),
    "lists in the weights": Bad(changed("[[0.70, +0.8, 1_0.5]]", "[" * 20_000 + "]" * 20_000), None, ("nested",)),
}

ALL: Mapping[str, Bad] = {**SHAPES, **NAMES, **SIZES, **FORMS, **NOT_TOML}


@pytest.mark.parametrize("case", ALL)
def test_a_bad_description_is_refused_in_one_line_that_says_where_and_what(case: str) -> None:
    bad = ALL[case]

    with pytest.raises(SpecError) as refused:
        parse(bad.text, "net.toml")

    check_message(str(refused.value), bad.line)
    assert [text for text in bad.says if text not in str(refused.value)] == []


def check_message(message: str, line: int | None) -> None:
    assert message.startswith("net.toml:" if line is None else f"net.toml:{line}:")
    assert message.isprintable()
    assert len(message) < 500


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("case", NOT_NUMBERS)
def test_what_is_no_number_is_refused_in_one_line_that_says_where(case: str, place: str) -> None:
    number, line = PLACES[place]
    text = changed(number, number.replace(number.strip("[]"), NOT_NUMBERS[case]))

    with pytest.raises(SpecError) as refused:
        parse(text, "net.toml")

    # Python itself refuses to read 5000 digits, before anyone knows where they stand.
    check_message(str(refused.value), None if case == "too long for the reader of TOML" else line)
    assert place in str(refused.value) or case == "too long for the reader of TOML"


@pytest.mark.parametrize(
    "text",
    [
        changed("[2, 3, 1]", "[1000000000, 2]"),
        changed("[2, 3, 1]", f"[{10**4000}, 2]"),
        "x = " + "[" * 1_000_000,
        ".".join("a" * 10_000) + " = 1\n",
        GOOD + "[" + ".".join("a" * 10_000) + "]\n",
        "x = " + "1" * 1_000_000,
        "x = 0." + "1" * 1_000_000,
        "#" + " = " * 300_000 + "\n" + changed("[1]", "[nan]"),
    ],
    ids=["wide", "wider", "lists", "dotted key", "dotted section", "integer", "decimal", "long comment"],
)
def test_what_is_huge_is_refused_in_less_than_a_second(text: str) -> None:
    began = time.process_time()

    with pytest.raises(SpecError):
        parse(text, "net.toml")

    assert time.process_time() - began < 1


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.integers(0, 30), st.text(max_size=5))
@with_example(GOOD.index("[2, 3"), 9, "[2, 3, 1][1]")
def test_whatever_is_edited_into_a_description_is_read_or_refused_in_one_line(at: int, cut: int, put_in: str) -> None:
    text = GOOD[:at] + put_in + GOOD[at + cut :]

    try:
        parse(text, "net.toml")
    except SpecError as error:
        check_message(str(error), None)


def test_a_good_description_is_read() -> None:
    network = parse(GOOD, "net.toml")

    assert network.title == "Two in, three hidden, one out"
    assert (network.source, network.rounds_remark) == ("a lecture", "none")
    assert network.learning_rate.text == "0.10"
    assert [layer.function for layer in network.layers] == ["tanh", "sigmoid"]
    assert len(network.parameters) == 2 * 3 + 3 * 1 + 3 + 1


def test_the_numbers_are_read_exactly_and_keep_their_zeros() -> None:
    values = {symbol.ascii: number for symbol, number in parse(GOOD, "net.toml").values.items()}

    assert {name: values[name].value for name in ("i1", "i2", "target_o1", "w4", "w8", "w9", "b_h1", "b_o1")} == {
        "i1": Fraction(1, 20),
        "i2": Fraction(-1, 100),
        "target_o1": Fraction(1),
        "w4": Fraction(-2, 5),
        "w8": Fraction(4, 5),
        "w9": Fraction(21, 2),
        "b_h1": Fraction(0),
        "b_o1": Fraction(3, 10),
    }
    assert values["w7"].text == "0.70"


def test_what_may_be_left_out_has_a_default() -> None:
    text = GOOD[GOOD.index("[network]") : GOOD.index("[remarks]")]
    text = text.replace("train_biases = true\n", "").replace('"per-neuron"', '"none"')
    text = re.sub(r"biases = .*\n", "", text)

    network = parse(text, "net.toml")

    assert network.title == "A 2-3-1 network, step by step"
    assert (network.source, network.rounds_remark) == ("", "")
    assert len(network.parameters) == 9


@pytest.mark.parametrize("key", ["inputs", "targets", "weights", "biases"])
def test_any_values_may_be_left_out(key: str) -> None:
    matches = re.findall(rf"(?ms)^{key} = .*?\n(?=[a-z]+ = |\n)", GOOD)
    network = parse(GOOD.replace(matches[0], ""), "net.toml")

    given = parse(GOOD, "net.toml")
    letters = {"inputs": "i", "targets": "t", "weights": "W", "biases": "b"}
    assert network.missing
    assert {symbol.ascii[0] for symbol in network.missing} == {letters[key]}
    assert network.graph == given.graph
    assert given.missing == ()


def test_a_layer_that_is_too_wide_is_refused_fast_and_without_memory() -> None:
    began = time.perf_counter()
    tracemalloc.start()
    try:
        with pytest.raises(SpecError):
            parse(FORMS["a layer of a thousand million"].text, "net.toml")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 20_000_000
    assert time.perf_counter() - began < 1


def test_both_conventions_describe_the_same_network() -> None:
    turned = changed("loss =", 'convention = "x W"\nloss =')
    turned = turned.replace("[[0.1, 0.2], [0.3, -0.4], [0.5, 0.6]]", "[[0.1, 0.3, 0.5], [0.2, -0.4, 0.6]]")
    turned = turned.replace("[[0.70, +0.8, 1_0.5]]", "[[0.70], [0.8], [10.5]]")
    rows, columns = parse(turned, "net.toml"), parse(GOOD, "net.toml")

    assert (rows.layout, columns.layout) == (Layout.ROWS, Layout.COLUMNS)
    assert rows.certified.show(rows.loss, Rounding(15)) == columns.certified.show(columns.loss, Rounding(15))
    slopes = {rows.values[at].value: rows.certified.show(slope, Rounding(15)) for at, slope in rows.gradient.items()}
    for at, slope in columns.gradient.items():
        if columns.values[at].value not in (0, Fraction(1, 10), Fraction(1, 5), Fraction(3, 10)):
            assert slopes[columns.values[at].value] == columns.certified.show(slope, Rounding(15))


def test_names_of_a_spec_add_to_its_notation_and_the_caller_chooses_another() -> None:
    text = changed("loss =", 'notation = "z-a"\nloss =').replace("[values]", '[names]\nloss = "J"\n[values]')

    assert (parse(text, "net.toml").loss.ascii, parse(text, "net.toml").layers[0].net.ascii) == ("J", "z1[j]")
    assert parse(text, "net.toml", notation="h-y").layers[1].out.ascii == "y_hat[k]"


def test_a_decimal_comma_is_asked_for() -> None:
    assert parse(changed("loss =", 'decimal = "comma"\nloss ='), "net.toml").decimal_comma
    assert not parse(GOOD, "net.toml").decimal_comma


def test_one_activation_serves_all_layers() -> None:
    network = parse(changed('["tanh", "sigmoid"]', '"identity"'), "net.toml")

    assert [layer.function for layer in network.layers] == ["identity", "identity"]


def test_line_ends_of_another_system_are_read(tmp_path: Path) -> None:
    path = tmp_path / "net.toml"
    path.write_bytes(GOOD.replace("\n", "\r\n").encode())

    assert load(path).parameters == parse(GOOD, "net.toml").parameters


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "net.toml"
    path.write_text(GOOD.replace("lecture", "leçon"), encoding="utf-8")

    assert load(path).source == "a leçon"


def refusal(path: Path) -> str:
    with pytest.raises(SpecError) as refused:
        load(path)
    assert str(refused.value).startswith(f"{path}:")
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "No such file" in refusal(tmp_path / "missing.toml")


def test_a_directory_is_refused(tmp_path: Path) -> None:
    assert "irectory" in refusal(tmp_path)


def test_a_path_through_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "net.toml").write_text(GOOD)

    assert "irectory" in refusal(tmp_path / "net.toml" / "more.toml")


def test_a_file_that_is_not_utf_8_is_refused_with_the_byte(tmp_path: Path) -> None:
    path = tmp_path / "net.toml"
    path.write_bytes(GOOD.replace("lecture", "leçon").encode("latin-1"))

    assert f"byte {GOOD.index('lecture') + 2}" in refusal(path)


def test_a_file_that_is_too_long_is_refused_with_its_length(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spec, "MOST_BYTES", 100)
    path = tmp_path / "net.toml"
    path.write_text(GOOD)

    assert f"{len(GOOD)} bytes" in refusal(path)


def test_a_bad_file_is_refused_with_its_path_and_line(tmp_path: Path) -> None:
    path = tmp_path / "net.toml"
    path.write_text(changed("targets = [1]", "targets = []"))

    assert refusal(path).startswith(f"{path}:14: ")


def test_a_built_in_example_is_found_by_its_name() -> None:
    assert example("mazur-2-2-2").title == example().title


@pytest.mark.parametrize("name", ["mazur", "", "../spec", "mazur-2-2-2.toml"])
def test_an_unknown_example_is_refused_with_the_known_ones(name: str) -> None:
    with pytest.raises(UnknownNameError, match="allowed: adam, attention"):
        example(name)


def test_every_refusal_is_an_error_for_the_user() -> None:
    assert issubclass(SpecError, SymbackpropError)


ROLES = '''
equations = """
y[k] = sum(i, w[k,i]*x[i]) + c
E = sum(k, 1/2*(y[k] - t[k])^2)
"""
loss = "E"
parameters = ["w"]
{lines}
[sizes]
i = 2
k = 2
'''


def test_a_model_in_equations_says_what_its_outputs_are_and_what_a_sample_has() -> None:
    network = parse(ROLES.format(lines='outputs = ["y"]\nsamples = ["t", "x"]'), "net.toml")
    assert [bare(symbol).ascii for symbol in network.outward] == ["y"]
    assert [bare(symbol).ascii for symbol in data_of(network)] == ["t", "x"]
    assert [bare(symbol).ascii for symbol in data_of(network, ["c"])] == ["c"]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ('outputs = ["z"]', "net.toml:8: outputs: no computed quantity is called 'z'; allowed: y, E"),
        ('samples = ["w"]', "net.toml:8: samples: no given quantity that is not trained is called 'w'"),
        ('samples = ["x", "x"]', "net.toml:8: samples: 'x' stands there twice"),
    ],
)
def test_roles_of_what_is_not_there_are_refused_with_their_line(lines: str, message: str) -> None:
    with pytest.raises(SpecError, match=message):
        parse(ROLES.format(lines=lines), "net.toml")
