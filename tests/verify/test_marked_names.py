"""Names with marks, in documents of a spec that has them: what stands over and above a name is read as part of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from symbackprop.cli import run

SPEC = r"""
title = "Marked names"
equations = '''
z^{(1)}[j] = sum(i, \theta^{(1)}_{ji}*x[i]) + beta[j]
a^{(1)}_{j} = tanh(z^{(1)}_{j})
y_hat[k] = sum(j, w^l_{kj}*a^{(1)}[j]) + x_tilde
r' = sum(k, 1/2*(y_star[k] - \hat{y}_{k})^2)
E = r' + q_bar^2
'''
loss = "E"
parameters = ["theta^{(1)}", "beta", "w^l", "\\tilde{x}", "q_bar"]
learning_rate = 0.1

[sizes]
i = 2
j = 3
k = 2

[values]
"theta^{(1)}" = [[0.3, 0.8], [-0.6, 0.2], [0.8, 0.5]]
x = [-0.2, -0.1]
beta = [1.0, -0.6, 0.2]
"w^l" = [[-0.6, -0.6, -0.3], [-0.9, 0.5, 0.2]]
x_tilde = -0.4
"y^*" = [0.5, 0.25]
q_bar = 0.3
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    (tmp_path / "net.toml").write_text(SPEC, encoding="utf-8")
    return tmp_path / "net.toml"


@pytest.mark.parametrize("form", ["md", "tex"])
def test_the_notes_of_marked_names_are_judged_right(form: str, spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = spec.parent
    notes = ["notes", str(spec), "--format", form, "--form", "scalar,index,matrix", "--rounds", "0", "--quiet"]
    assert run([*notes, "--output", str(folder)]) == 0

    run(["verify", str(folder / f"notes.{form}"), "--spec", str(spec), "--format", "json"])

    claims = json.loads(capsys.readouterr().out)["claims"]
    bad = [claim for claim in claims if claim["verdict"] in ("wrong", "not checkable")]
    assert bad == []
    assert len(claims) > 100


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\hat{y}_1 = -0.537484", "rounded"),
        (r"\hat{y}_1 = -0.537584", "wrong"),
        (r"y_1^* = 0.5", "right"),
        (r"y_1^{*} = 0.35", "wrong"),
        (r"\tilde{x} = -0.4", "right"),
        (r"\bar{q} = 0.3", "right"),
        (r"\bar{q} = 0.6", "wrong"),
        (r"\frac{\partial E}{\partial \bar{q}} = 0.6", "right"),
        (r"r' = 1.677770", "rounded"),
        (r"\frac{\partial E}{\partial r'} = 1", "right"),
        (r"\theta^{(1)}_{12} = 0.8", "right"),
        (r"w^l_{12} = -0.6", "right"),
        (r"w^l_{12} = -0.3", "wrong"),
    ],
)
def test_a_line_with_a_marked_name_is_judged(
    line: str, verdict: str, spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (spec.parent / "line.md").write_text(f"We find that ${line}$.\n", encoding="utf-8")

    run(["verify", str(spec.parent / "line.md"), "--spec", str(spec), "--format", "json"])

    assert [claim["verdict"] for claim in json.loads(capsys.readouterr().out)["claims"]] == [verdict]
