"""What training keeps is read back as it was, by a spec too; a file of another model is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from symbackprop.errors import UsageError
from symbackprop.models.spec import example, load
from symbackprop.training.checkpoint import Checkpoint, read, written
from symbackprop.training.initial import initial

from .models import SPEC, model


def kept(folder: Path) -> Path:
    network = model()
    path = folder / "weights.npz"
    parameters = initial(network, 4, np.float64)
    path.write_bytes(written(network, Checkpoint(parameters, np.zeros(0), 3, 12, 5)))
    return path


def test_what_is_kept_is_read_back(tmp_path: Path) -> None:
    found = read(model(), kept(tmp_path), 0, np.float64)
    assert np.array_equal(found.parameters, initial(model(), 4, np.float64))
    assert (found.epochs, found.rounds, found.seed) == (3, 12, 5)


def test_a_spec_reads_the_weights_that_training_has_kept(tmp_path: Path) -> None:
    kept(tmp_path)
    values = '[values]\nweights = "weights.npz"\nbiases = "weights.npz"\n'
    (tmp_path / "ring.toml").write_text(SPEC + values, encoding="utf-8")
    network = load(tmp_path / "ring.toml")
    assert np.array_equal(initial(network, 0, np.float64), initial(model(), 4, np.float64))


def test_a_file_of_another_model_is_refused(tmp_path: Path) -> None:
    path = kept(tmp_path)
    with pytest.raises(UsageError, match=r"'W1' has the shape \(16, 2\); expected that of this model, \(2, 2\)"):
        read(example(), path, 0, np.float64)
    with pytest.raises(UsageError, match="'optimiser\\.state' has the shape"):
        read(model(), path, 2, np.float64)
    np.savez(path, W1=np.zeros((16, 2)))
    with pytest.raises(UsageError, match="holds no"):
        read(model(), path, 0, np.float64)
    with pytest.raises(UsageError, match="cannot be read"):
        read(model(), tmp_path / "none.npz", 0, np.float64)
