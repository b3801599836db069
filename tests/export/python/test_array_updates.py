"""The update over whole arrays, in each library that there is."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest

from symbackprop.export.backends import exported
from symbackprop.export.gradient import gradient_module

from ..updates import DATA, OPTIMISERS, ROUNDS, control, network, trained

FILES = {"jax": "gradient_jax.py", "numba": "gradient_numba.py", "numpy": "gradient.py", "torch": "gradient_torch.py"}
LONG = ("jax", "numba")
"""Libraries that compile are given fewer."""

CASES = [
    pytest.param(library, case, is_single, marks=[] if library == "numpy" else pytest.mark.slow)
    for library in FILES
    for case in OPTIMISERS
    for is_single in (False, True)
    if library not in LONG or (case in ("adamw with a schedule", "clipped momentum") and not is_single)
]


def loaded(text: str) -> dict[str, Any]:
    module: dict[str, Any] = {"__name__": "gradient"}
    exec(text, module)
    return module


@pytest.mark.parametrize(("library", "case", "is_single"), CASES)
def test_training_gives_what_balls_give(library: str, case: str, is_single: bool) -> None:
    if find_spec(library) is None:
        pytest.skip(f"{library} is not installed")
    module = loaded(exported(network(case), library, is_single)[FILES[library]])
    kind = np.float32 if is_single else np.float64
    array = module["torch"].tensor if library == "torch" else np.asarray
    data = [array(number.astype(kind)) for number in DATA]
    parameters = array(np.array([0.4, -0.2], dtype=kind))
    state = [module["start"]()] if "start" in module else []

    found = module["train"](parameters, *state, *data, *control(case), ROUNDS)
    once = parameters, *state
    for number in range(1, ROUNDS + 1):
        moved = module["update"](*once, *data, *control(case, number))
        once = moved if state else (moved,)

    for result in ((found[0] if state else found), once[0]):
        assert np.asarray(result, dtype=float).tolist() == pytest.approx(
            trained(case), rel=2e-5 if is_single else 1e-13
        )
    assert np.asarray(parameters, dtype=float).tolist() == pytest.approx([0.4, -0.2])


@pytest.mark.parametrize("case", OPTIMISERS)
def test_the_module_beside_the_notes_trains_alike(case: str) -> None:
    module = loaded(gradient_module(network(case)))
    rate = control(case)[:1] if network(case).optimiser.lacks_rate else []
    assert module["train"](module["INITIAL"], *rate, ROUNDS).tolist() == pytest.approx(trained(case), rel=1e-13)
    both = module["train"](np.stack([module["INITIAL"]] * 2), *rate, ROUNDS)
    assert both[1].tolist() == pytest.approx(trained(case), rel=1e-13)


def test_a_state_of_another_length_is_refused() -> None:
    module = loaded(exported(network("adam"), "numpy")["gradient.py"])
    with pytest.raises(ValueError, match=r"state: expected shape \(4,\), given \(2,\)"):
        module["train"](np.zeros(2), np.zeros(2), *DATA, 0.1, 1, 1)
