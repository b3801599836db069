"""How the tests run JAX."""

from __future__ import annotations

from symbackprop.export.syntax.keywords import PYTHON_PAGES

from .driver import (
    BadInput,
    Driver,
    Way,
)
from .modules import HERE, WORDS, as_modules, in_process, whole_arrays

BAD_INPUT = BadInput(whole_arrays("np.asarray", WORDS), in_process)
DRIVER = Driver("jax", f"{HERE} gradient_jax.py", (PYTHON_PAGES,), BAD_INPUT, Way(as_modules, 2, 1))
