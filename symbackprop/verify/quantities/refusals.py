"""Why a name or a formula has no value that could be checked."""

from __future__ import annotations

from ..reasons import NOTHING, Details, Reason, RefusalCode
from ..tree import Name


class NotCheckable(Exception):
    """A side that has no value here, with the reason.

    Args:
        code: Why.
        details: What goes with it.
    """

    def __init__(self, code: RefusalCode, details: Details = NOTHING) -> None:
        super().__init__(code.value)
        self.reason = Reason(code, details)


class Misfit(NotCheckable):
    """Two arrays that do not fit together."""


class UnknownName(NotCheckable):
    """A name that stands for no quantity of the network."""

    def __init__(self, name: Name) -> None:
        super().__init__(RefusalCode.NAME_WITHOUT_MEANING, Details(name.text))
        self.name = name
