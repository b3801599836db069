"""What the one-file exports share."""

from __future__ import annotations

import pytest

from symbackprop.errors import CertificationError
from symbackprop.export.check.certified_call import check_of
from symbackprop.export.program.lowering import lowered
from symbackprop.export.single_file.javascript import COMPLEX, JAVASCRIPT
from symbackprop.export.single_file.page import Page
from symbackprop.models.network import Network

from ..networks import layered


def page(network: Network) -> Page:
    program = lowered(network)
    return Page.of(program, check_of(program), JAVASCRIPT, COMPLEX)


def test_a_small_network_is_called_with_its_own_numbers(mazur: Network) -> None:
    parameters, inputs, _ = page(mazur).call("[{}]", "made({}, {})")
    assert parameters.startswith("[0.15, 0.20, 0.25")
    assert inputs == "[0.05, 0.10]"


def test_a_wide_one_with_those_of_the_formula_one_after_the_other() -> None:
    wide = page(layered(12, 9, 5))
    assert wide.places()[0] == (0, 167)
    assert wide.call("[{}]", "made({}, {})") == ["made(0, 167)", "made(167, 179)", "made(179, 184)"]


def test_without_any_call_there_is_no_file(mazur: Network) -> None:
    with pytest.raises(CertificationError, match="would check nothing"):
        Page.of(lowered(mazur), None, JAVASCRIPT, COMPLEX)
