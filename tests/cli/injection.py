"""System calls that fail at a given one: with an error, or with the end of the process."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest

CALLS = ("open", "write", "close", "mkdir", "replace", "link", "fork", "pipe")
"""The functions of `os` by which files come to be, and processes."""

ERRORS = (errno.ENOSPC, errno.EIO, errno.ENOMEM, errno.EROFS, errno.EMFILE)
KILLED = 9
ORIGINAL: Mapping[str, Callable[..., Any]] = {name: getattr(os, name) for name in CALLS}


@dataclass
class Injection:
    """Counts the calls, and has one of them fail.

    Args:
        at: Which one, from 0 over all of them; none for -1.
        error: The error of the system, or any other one; the end of the process where it is `KILLED`.
    """

    at: int = -1
    error: int | type[BaseException] = errno.EIO
    made: list[str] = field(default_factory=list)

    def into(self, monkeypatch: pytest.MonkeyPatch) -> Injection:
        for name in CALLS:
            monkeypatch.setattr(os, name, self._failing(name))
        return self

    def _failing(self, name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            self.made.append(name)
            if len(self.made) - 1 == self.at:
                self._fail(name, arguments)
            return ORIGINAL[name](*arguments, **options)

        return call

    def _fail(self, name: str, arguments: tuple[Any, ...]) -> None:
        # A file that cannot be closed is closed, and a write may end in the middle.
        if name == "close":
            with suppress(OSError):
                ORIGINAL[name](*arguments)
        if name == "write":
            ORIGINAL[name](arguments[0], bytes(arguments[1])[: len(arguments[1]) // 2])
        if self.error == KILLED:
            os._exit(KILLED)
        if not isinstance(self.error, int):
            raise self.error
        raise OSError(self.error, os.strerror(self.error))
