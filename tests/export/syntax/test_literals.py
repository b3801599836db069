"""The law of literals: every language reads the number that is nearest to what was written in the formula."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symbackprop.errors import ExportError, SpecError, UsageError
from symbackprop.export.backends import BACKENDS, exported
from symbackprop.export.program.lowering import Form, lowered
from symbackprop.export.syntax.literals import literal
from symbackprop.models.spec import parse

from ..drivers import Drawn
from ..test_backends import needed
from ..test_laws import QUIET, WAYS

ACCEPTED = (
    *("0", "1", "10", "0.5", "0.050", "5e-1", "1E5", "1e05", "1e-05", "2.50e+3", "1.5e300", "1e22"),
    *("123456789012345678901234567890", "0.1234567890123456789012345678901234567", "9007199254740993", "1e-400"),
    *("2.2250738585072014e-308", "1/3", "1/4", "123456789012345678901/10000000000000000000000"),
)
REFUSED = {
    "010": "begins with a zero",
    "00.5": "begins with a zero",
    "1_000": "expected a number such as 10",
    "0x10": "expected a number such as 10",
    "1e": "expected a number such as 10",
    "1e+": "expected a number such as 10",
    ".5": "expected a number such as 10",
    "5.": "expected a number such as 10",
    "1.2.3": "expected a number such as 10",
    "2w": "expected a number such as 10",
    "٣": "expected a number such as 10",
    "1e٣": "expected a number such as 10",
    "²": "is not a name",
    "½": "is not a name",
    "1e400": "is too large",
    "1.8e308": "is too large",
    "1e1000": "at most three digits",
    "9" * 41: "at most 40 digits",
}


def model(literals: Sequence[str]) -> str:
    count = range(1, len(literals) + 1)
    total = " + ".join(f"{text}*exp(w{at})" for at, text in zip(count, literals, strict=True))
    given = "\n".join(f"w{at} = 0" for at in count)
    names = ", ".join(f'"w{at}"' for at in count)
    return (
        f'equations = """\ny = {total}\nE = x*y\n"""\nloss = "E"\nparameters = [{names}]\nlearning_rate = 0.1\n'
        f"[values]\nx = 1\n{given}\n"
    )


def exact(text: str) -> Fraction:
    above, _, below = text.partition("/")
    return Fraction(above) / Fraction(below or "1")


def drawn(literals: Sequence[str]) -> Drawn:
    """Return a model whose gradient is the numbers that were written: those of E = Σ number·exp(w) at w = 0."""
    program = lowered(parse(model(literals), "literals.toml"), form=Form.STRAIGHT)
    return Drawn(program, 0.0, [float(exact(text)) for text in literals])


@st.composite
def texts(draw: st.DrawFn) -> str:
    whole = draw(st.one_of(st.just("0"), st.from_regex(r"[1-9][0-9]{0,20}", fullmatch=True)))
    after = draw(st.one_of(st.just(""), st.from_regex(r"\.[0-9]{1,9}", fullmatch=True)))
    power = draw(st.one_of(st.just(""), st.from_regex(r"[eE][+-]?(0?[0-9]{1,2}|2[0-7][0-9])", fullmatch=True)))
    return str(whole + after + power)


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["c", "compiled with llvm", "fortran", "javascript", "numpy", "rust"])
def test_every_language_reads_what_was_written(backend: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    if backend in BACKENDS:
        needed(backend)

    @settings(max_examples=2, **QUIET)  # type: ignore[arg-type]
    @given(st.lists(texts(), min_size=12, max_size=12))
    def law(more: list[str]) -> None:
        if set(more) == {"0"}:
            # What Hypothesis draws first, and a compiler takes a second.
            return
        item = drawn([*ACCEPTED, *more])
        ((_, gradient),) = WAYS[backend].run(backend, [item], tmp_path_factory.mktemp("literals"))
        wrong = [row for row in zip((*ACCEPTED, *more), gradient, item.gradient, strict=True) if row[1] != row[2]]
        assert not wrong

    law()


@pytest.mark.parametrize("text", REFUSED)
def test_what_could_be_read_in_two_ways_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(SpecError, match=re.escape(REFUSED[text])) as found:
        parse(model([text]), "literals.toml")
    assert str(found.value).startswith("literals.toml:2: equations, column 5: ")
    assert "\n" not in str(found.value)


@pytest.mark.parametrize("text", ["1e400", "-1e400", "1_0.0e399", "inf", "nan", "0.1e1000", "9" * 61])
def test_a_value_that_no_double_holds_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(SpecError, match=r"^literals.toml:10: values.w1: ") as found:
        parse(model(["2"]).replace("w1 = 0", f"w1 = {text}"), "literals.toml")
    assert "\n" not in str(found.value)


@pytest.mark.parametrize(("text", "value"), [("1_000", 1000), ("0x10", 16), ("+2", 2), ("0b11", 3), ("1e-400", 0)])
def test_a_value_means_what_it_means_in_toml(text: str, value: float) -> None:
    network = parse(model(["2"]).replace("w1 = 0", f"w1 = {text}"), "literals.toml")
    assert float(network.values[network.parameters[0]].value) == value


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_number_that_single_precision_cannot_hold_is_refused(backend: str) -> None:
    network = parse(model(["1e39"]), "literals.toml")
    with pytest.raises(ExportError, match="1e39 is too large for float32"):
        exported(network, backend, is_single=True)


def test_data_that_is_named_twice_is_refused() -> None:
    with pytest.raises(UsageError, match="data: 'x' stands there twice"):
        lowered(parse(model(["2"]), "literals.toml"), data=["x", "x"])


def test_a_number_that_grew_while_the_code_was_made_is_refused() -> None:
    with pytest.raises(ExportError, match=r"about 1e600 is too large for float64"):
        literal(Fraction(10) ** 600)
