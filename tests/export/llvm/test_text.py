"""The text of a program in LLVM's language."""

from __future__ import annotations

import re

import pytest

from symbackprop.export.llvm.text import Code, Function
from symbackprop.export.program.lowering import Form, lowered
from symbackprop.models.network import Network

from ..networks import kinks


def test_every_value_is_defined_once_and_before_it_is_read(mazur: Network) -> None:
    for text in (
        Code(lowered(mazur), False).loss_and_gradient(),
        Code(lowered(kinks(), form=Form.STRAIGHT), True).loss(),
    ):
        for function in text.split("define ")[1:]:
            body = function.split("\n}")[0]
            defined: set[str] = set(re.findall(r"%a\d+", body.splitlines()[0]))
            for line in body.splitlines()[1:]:
                name, _, value = line.rpartition(" = ")
                assert set(re.findall(r"%v\d+", value)) <= defined, line
                if name:
                    assert name not in defined, line
                    defined.add(name)


@pytest.mark.parametrize(
    ("is_single", "kind", "root"), [(False, "double", "llvm.sqrt.f64"), (True, "float", "llvm.sqrt.f32")]
)
def test_numbers_and_functions_are_of_one_precision(is_single: bool, kind: str, root: str) -> None:
    code = Code(lowered(kinks(), form=Form.STRAIGHT), is_single)
    text = code.loss_and_gradient()
    other = "float" if kind == "double" else "double"
    assert f"define {kind} @loss_and_gradient" in text
    assert other not in text
    assert root in code.called


def test_only_functions_that_are_called_are_declared(mazur: Network) -> None:
    code = Code(lowered(mazur), False)
    text = code.loss()
    assert list(code.called) == ["exp"]
    assert text.count("declare ") == 1


def test_a_constant_is_the_bits_of_a_double(mazur: Network) -> None:
    assert Code(lowered(mazur), False).number(1.0) == "0x3ff0000000000000"
    assert Code(lowered(mazur), True).number(0.1) == "0x3fb99999a0000000"


def test_a_loop_may_run_never() -> None:
    function = Function("double", "f", ["ptr", "i64"])
    with function.repeated(function.argument(1)) as at:
        function.store("0.0", function.place(function.argument(0), at))
    function.result("0.0")
    lines = str(function).splitlines()
    assert lines[0] == "define double @f(ptr noalias %a0, i64 %a1)  {"
    assert sum(line.endswith(":") for line in lines) == 4
    assert any("phi" in line and "%start" in line for line in lines)
