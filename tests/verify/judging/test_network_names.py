"""What the network calls a quantity, whatever a document calls it."""

from __future__ import annotations

import pytest

from symbackprop.models.spec import example
from symbackprop.verify.pipeline import verify

NAMES = {
    "net_h1 = 0.3775": "net_h1",
    "z_1 = 0.3775": "net_h1",
    "∂E_total/∂w5 = 0.0822": "dE_total/dw5",
    "δ_o1 = 0.1385": "dE_total/dnet_o1",
    "∂out_o1/∂net_o1 = 0.1868": "dout_o1/dnet_o1",
    "w_5^+ = 0.3589": "w5_new",
    "η = 0.5": "",
}


@pytest.mark.parametrize(("line", "name"), NAMES.items(), ids=NAMES)
def test_a_quantity_has_one_name_in_every_notation(line: str, name: str) -> None:
    report = verify(line.encode(), "line.md", example("mazur-2-2-2"))
    assert [claim.of for claim in report.claims] == [name]
