"""How the tests run PyTorch."""

from __future__ import annotations

from symbackprop.export.syntax.keywords import PYTHON_PAGES

from ..reading import torch_faults
from .driver import (
    BadInput,
    Driver,
    Refused,
    Way,
)
from .modules import HERE, as_modules, in_process, whole_arrays

BAD_INPUT = BadInput(
    whole_arrays(
        "torch.tensor",
        Refused("f.loss(torch.tensor(W).float(), I, T)", "parameters: expected torch.float64, given torch.float32"),
    ),
    in_process,
)
DRIVER = Driver(
    "torch", f"{HERE} gradient_torch.py", (PYTHON_PAGES,), BAD_INPUT, Way(as_modules, 2, 5), read=torch_faults
)
