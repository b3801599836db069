from __future__ import annotations

import pytest
from typer.testing import CliRunner

from symbackprop.cli.program import app
from symbackprop.errors import SymbackpropError
from symbackprop.verify.diagnosis.table import SLIP_CODES
from symbackprop.verify.reasons import SlipCode


def test_all_slips_are_listed_with_what_to_learn_from_each() -> None:
    shown = CliRunner().invoke(app, ["verify", "--slips"])
    assert shown.exit_code == 0
    titles = [line for line in shown.output.splitlines() if not line.startswith(" ")]
    assert [line.partition(":")[0] for line in titles] == [code.value for code in SLIP_CODES]
    assert len(shown.output.splitlines()) == 2 * len(SLIP_CODES)


@pytest.mark.parametrize("code", SLIP_CODES, ids=lambda code: code.value)
def test_each_slip_is_explained_with_a_wrong_and_a_right_line(code: SlipCode) -> None:
    shown = CliRunner().invoke(app, ["verify", "--explain", code.value])
    assert shown.exit_code == 0
    first, lesson, *rest = shown.output.splitlines()
    assert first == f"{code.value}: {code.wording.title}"
    assert lesson == code.wording.lesson
    assert [line for line in rest if not line.startswith(" ")][:2] == ["wrong:", "right:"]


@pytest.mark.parametrize("arguments", [["--explain"], ["--explain", "--quiet"]])
def test_without_a_name_all_are_listed(arguments: list[str]) -> None:
    shown, listed = (CliRunner().invoke(app, ["verify", *options]) for options in (arguments, ["--slips"]))
    assert (shown.exit_code, shown.output) == (0, listed.output)


def test_a_slip_that_is_unknown_is_an_error_that_names_the_nearest() -> None:
    error = CliRunner().invoke(app, ["verify", "--explain", "sign-lots"]).exception
    assert isinstance(error, SymbackpropError)
    assert "sign-lost" in str(error)
