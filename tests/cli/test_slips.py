from __future__ import annotations

from typer.testing import CliRunner

from symbackprop.cli.program import app
from symbackprop.verify.diagnosis.table import SLIP_CODES


def test_all_slips_are_listed_with_what_to_learn_from_each() -> None:
    shown = CliRunner().invoke(app, ["verify", "--slips"])
    assert shown.exit_code == 0
    titles = [line for line in shown.output.splitlines() if not line.startswith(" ")]
    assert [line.partition(":")[0] for line in titles] == [code.value for code in SLIP_CODES]
    assert len(shown.output.splitlines()) == 2 * len(SLIP_CODES)
