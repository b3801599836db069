from __future__ import annotations

import pytest

from symbackprop.verify.quantities.refusals import Misfit, NotCheckable, UnknownName

from ..formulas import name


def test_an_unknown_name_is_called_as_it_is_written() -> None:
    error = UnknownName(name("out_{b1}"))
    assert str(error) == "'out_{b1}' is no quantity of the network"
    assert error.name == name("out_{b1}")


@pytest.mark.parametrize("error", [Misfit("a 1×2 array beside a 2×2 array"), UnknownName(name("q"))])
def test_every_refusal_says_that_a_side_cannot_be_checked(error: NotCheckable) -> None:
    with pytest.raises(NotCheckable):
        raise error
