from __future__ import annotations

import pytest

from symbackprop.verify.quantities.refusals import Misfit, NotCheckable, UnknownName
from symbackprop.verify.reasons import Details, Reason, RefusalCode

from ..formulas import name


def test_an_unknown_name_is_called_as_it_is_written() -> None:
    error = UnknownName(name("out_{b1}"))
    assert error.reason == Reason(RefusalCode.NAME_WITHOUT_MEANING, Details("out_{b1}"))
    assert error.name == name("out_{b1}")


@pytest.mark.parametrize("error", [Misfit(RefusalCode.SHAPES_DIFFER, Details("1×2", "2×2")), UnknownName(name("q"))])
def test_every_refusal_says_that_a_side_cannot_be_checked(error: NotCheckable) -> None:
    with pytest.raises(NotCheckable):
        raise error
