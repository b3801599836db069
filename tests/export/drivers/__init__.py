"""How each backend is tested: a module a backend, called as it is, whose DRIVER the tests of all backends read."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Mapping
from importlib import import_module

from symbackprop.export.backends import BACKENDS
from symbackprop.export.syntax.keywords import NOTES_MODULE, PageWords

from .driver import Drawn, Driver, Results, Way, emitted, written

__all__ = ["DRIVERS", "PAGE_WORDS", "Drawn", "Driver", "Results", "Way", "emitted", "is_there", "written"]

DRIVERS: Mapping[str, Driver] = {
    name: import_module(f".{name.replace('-', '_')}", __name__).DRIVER for name in BACKENDS
}

PAGE_WORDS: Mapping[str, PageWords] = {
    words.page: words for words in (NOTES_MODULE, *(words for driver in DRIVERS.values() for words in driver.pages))
}
"""The words of all pages."""


def is_there(backend: str) -> bool:
    """Say whether what a backend's check needs is on this machine."""
    what = DRIVERS[backend].needs
    return shutil.which(what) is not None or importlib.util.find_spec(what) is not None
