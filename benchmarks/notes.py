"""How long the notes take, as ratios against named things measured in the same run.

    python benchmarks/notes.py

Prints one line a claim: what, how long, the limit, and whether it holds. Exit status 1 if one does not.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from time import perf_counter

REPEATS = 7
PROCESS_RATIO, ALL_WEIGHTS_SECONDS, WIDE_SECONDS, WIDER_SECONDS = 3.0, 0.150, 5.0, 3.0


def median(measure: Callable[[], float], repeats: int = REPEATS) -> float:
    """Return the median of some measurements, in seconds."""
    return sorted(measure() for _ in range(repeats))[repeats // 2]


def process_seconds(*command: str) -> float:
    """Return how long a process takes from start to end."""
    start = perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - start


def interleaved(first: Callable[[], float], second: Callable[[], float]) -> tuple[float, float]:
    """Return the medians of two measurements made in turn, so that a slow moment of the machine meets both."""
    pairs = [(first(), second()) for _ in range(REPEATS)]
    return sorted(a for a, _ in pairs)[REPEATS // 2], sorted(b for _, b in pairs)[REPEATS // 2]


def all_weights_seconds() -> float:
    """Return how long deriving and rendering all eight weights takes, without import, PDF and training rounds."""
    from symbackprop.cli.formats import FORMATS
    from symbackprop.derive.narrate import Outline, notes
    from symbackprop.derive.numbers import Numbers
    from symbackprop.graph.rounding import Rounding
    from symbackprop.models.spec import example

    network = example()
    start = perf_counter()
    document = notes(Numbers(network, Rounding(9)), Outline(network.parameters, rounds=1))
    for row in FORMATS.values():
        if row.of_document is not None and not row.is_typeset:
            row.of_document(document)
    return perf_counter() - start


def wide_spec(*sizes: int) -> str:
    """Return a spec of a sigmoid network with readable random values."""
    draw = random.Random(1)

    def numbers(count: int) -> list[float]:
        return [round(draw.uniform(-0.3, 0.3), 2) for _ in range(count)]

    weights = [[numbers(before) for _ in range(size)] for before, size in pairwise(sizes)]
    return f"""title = "wide"
[network]
sizes = {list(sizes)}
activation = "sigmoid"
loss = "half-squared"
bias = "per-layer"
learning_rate = 0.5
[values]
inputs = {numbers(sizes[0])}
targets = {numbers(sizes[-1])}
weights = {weights}
biases = [[0.35], [0.60]]
"""


def main() -> int:
    """Measure, print, and return the exit status."""
    program = shutil.which("symbackprop", path=str(Path(sys.executable).parent)) or "symbackprop"
    results: list[tuple[str, float, float, str]] = []
    with tempfile.TemporaryDirectory() as folder:
        sympy, notes = interleaved(
            lambda: process_seconds(sys.executable, "-c", "import sympy"),
            lambda: process_seconds(program, "notes", "--quiet", "--output", folder),
        )
        print(f"python -c 'import sympy': {sympy:.3f} s; symbackprop notes (whole process, with PDF): {notes:.3f} s")
        results.append(("whole process / import sympy", notes / sympy, PROCESS_RATIO, ""))
        all_weights_seconds()
        results.append(("derive and render all 8 weights", median(all_weights_seconds), ALL_WEIGHTS_SECONDS, " s"))
        spec = Path(folder) / "wide.toml"
        for sizes, limit in (((32, 32, 32), WIDE_SECONDS), ((256, 256, 10), WIDER_SECONDS)):
            spec.write_text(wide_spec(*sizes), encoding="utf-8")
            command = (program, "notes", str(spec), "--weights", "w1", "--quiet", "--output", folder)
            wide = median(lambda command=command: process_seconds(*command), 3)  # type: ignore[misc]
            what = f"notes of a {'-'.join(map(str, sizes))} network, one weight"
            print(f"{what}: {wide / sympy:.1f} times import sympy")
            results.append((what, wide, limit, " s"))
    for what, found, limit, unit in results:
        verdict = "holds" if found <= limit else "FAILS"
        print(f"{what}: {found:.3f}{unit}, at most {limit}{unit}: {verdict}")
    return int(any(found > limit for _, found, limit, _ in results))


if __name__ == "__main__":
    sys.exit(main())
