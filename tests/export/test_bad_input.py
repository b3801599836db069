"""Bad input to every backend: each case of its driver is refused in words that name the argument, or does no harm.

The network is the example. A call that is refused is written in the language of the backend, and what it says is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from symbackprop.export.backends import BACKENDS, exported
from symbackprop.models.spec import example

from .drivers import DRIVERS, is_there, written
from .drivers.driver import CASES, Harmless, Impossible, Refused
from .drivers.modules import said_by
from .test_backends import needed

LOSS = 0.29837110876000269


@pytest.mark.parametrize("backend", BACKENDS)
def test_every_case_is_in_the_table_of_a_backend(backend: str) -> None:
    assert tuple(DRIVERS[backend].bad_input.cases) == CASES


@cache
def answers(backend: str, folder: Path) -> Mapping[str, str]:
    """Return what each call said: a refusal, or the loss."""
    written(exported(example(), backend), folder)
    bad = DRIVERS[backend].bad_input
    return bad.answers(
        {name: case.call for name, case in bad.cases.items() if not isinstance(case, Impossible)}, folder
    )


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    return cache(lambda backend: tmp_path_factory.mktemp(backend))


@pytest.mark.parametrize("backend", BACKENDS)
def test_bad_input_is_named_or_does_no_harm(backend: str, folders: Callable[[str], Path]) -> None:
    needed(backend)
    bad = DRIVERS[backend].bad_input
    if not is_there(backend):
        # What the file says is read by test_backends; here, that the calls could be made of it.
        calls = {name: case.call for name, case in bad.cases.items() if isinstance(case, Refused)}
        assert bad.read is None or not bad.read(calls)
        return
    said = answers(backend, folders(backend))
    for name, case in bad.cases.items():
        match case:
            case Refused(_, message):
                assert re.search(message, said[name]), f"{name}: {said[name]!r}"
            case Harmless():
                assert float(said[name]) == pytest.approx(LOSS, rel=1e-12), f"{name}: {said[name]!r}"


def test_a_check_that_is_left_out_is_missed(tmp_path: Path) -> None:
    source = exported(example(), "numpy")["gradient.py"]
    broken = source.replace("if np.isnan(array).any():", "if False:")
    assert broken != source
    made = ModuleType("gradient")
    exec(compile(broken, "gradient.py", "exec"), made.__dict__)
    case = DRIVERS["numpy"].bad_input.cases["nan"]
    assert isinstance(case, Refused)
    assert not re.search(case.message, said_by(made, {"nan": case.call})["nan"])
