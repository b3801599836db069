"""How the tests run NumPy."""

from __future__ import annotations

from symbackprop.export.syntax.keywords import PYTHON_PAGES

from .driver import (
    BadInput,
    Driver,
    Way,
)
from .modules import HERE, WORDS, as_modules, in_process, whole_arrays

BAD_INPUT = BadInput(whole_arrays("np.asarray", WORDS), in_process)
DRIVER = Driver("numpy", f"{HERE} -W error gradient.py", (PYTHON_PAGES,), BAD_INPUT, Way(as_modules, 2, 10))
