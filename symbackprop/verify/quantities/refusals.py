"""Why a name or a formula has no value that could be checked."""

from __future__ import annotations

from ..tree import Name


class NotCheckable(Exception):
    """A side that has no value here, with the reason."""


class Misfit(NotCheckable):
    """Two arrays that do not fit together."""


class UnknownName(NotCheckable):
    """A name that stands for no quantity of the network."""

    def __init__(self, name: Name) -> None:
        super().__init__(f"'{name.text}' is no quantity of the network")
        self.name = name
