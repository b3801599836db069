"""The evals of GradBench as specs: what each takes, and how far value and gradient are from those of JAX.

python -m tests.gradbench [NAME ...]
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from time import perf_counter

import numpy as np

from symbackprop.errors import SymbackpropError
from symbackprop.export.compiled.table import compiled

from .evals import EVALS, network, reference, title_of
from .test_gradbench import joined

CALLS = 3


def main(names: list[str]) -> None:
    """Print a line for each eval and size."""
    for name in names or EVALS:
        for sizes in EVALS[name].sizes:
            with tempfile.TemporaryDirectory() as folder:
                start = perf_counter()
                try:
                    made = network(name, sizes, Path(folder))
                    functions = compiled(made, "c")
                except SymbackpropError as error:
                    print(f"{name:8}{title_of(sizes):24}{error}", flush=True)
                    continue
                trained, _ = EVALS[name].inputs(sizes)
                w = joined(made, trained)
                g = np.zeros_like(w)
                loss = functions.loss_and_gradient(w, g)
                ready = perf_counter() - start
                times = []
                for _ in range(CALLS):
                    start = perf_counter()
                    functions.loss_and_gradient(w, g)
                    times.append(perf_counter() - start)
            wanted, slopes = reference(name, sizes)
            expected = joined(made, slopes)
            off = np.abs(g - expected).max() / max(np.abs(expected).max(), 1e-300)
            print(
                f"{name:8}{title_of(sizes):24}ready {ready:7.2f} s, a call {min(times) * 1e3:9.3f} ms, "
                f"value {abs(loss - wanted) / max(abs(wanted), 1e-300):.0e}, gradient {off:.0e}",
                flush=True,
            )


if __name__ == "__main__":
    main(sys.argv[1:])
