"""How long it takes to judge a document: the sample lecture, and copies of it until there are 1,000 equations and more.

The lecture is judged by the command as well, beside a document of one number, which takes what the start takes.

python benchmarks/verify.py
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from symbackprop.models.spec import example
from symbackprop.verify.pipeline import verify

LECTURE = Path(__file__).parents[1] / "tests" / "verify" / "documents" / "lecture.txt"
MARKS = (b"#:", b"#?")
"""What lines begin with that say what a test expects; they are no part of the document."""

RUNS = 5


def document() -> bytes:
    lines = LECTURE.read_bytes().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(MARKS))


def seconds(content: bytes, runs: int = RUNS) -> tuple[float, int]:
    times = []
    claims = 0
    for _ in range(runs):
        network = example()
        start = time.perf_counter()
        claims = len(verify(content, "lecture.txt", network).claims)
        times.append(time.perf_counter() - start)
    return statistics.median(times), claims


def of_command(document: Path) -> float:
    command = [sys.executable, "-m", "symbackprop", "verify", str(document), "--spec", "mazur-2-2-2"]
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start


def beyond_start(lecture: bytes) -> float:
    with tempfile.TemporaryDirectory() as folder:
        long, short = Path(folder) / "lecture.txt", Path(folder) / "short.md"
        long.write_bytes(lecture)
        short.write_text("$x_1 = 0.05$", encoding="utf-8")
        return statistics.median(of_command(long) - of_command(short) for _ in range(2 * RUNS))


def main() -> None:
    lecture = document()
    beyond = beyond_start(lecture)
    print(f"the lecture, beyond the start of the command: {beyond:.2f} s, at most 0.50 wanted")
    whole, claims = seconds(lecture)
    print(f"the lecture, in this process: {whole:.2f} s for {claims} claims")
    formulas = lecture.split(b"- with inputs 0.05")[0]
    per_claim = []
    for copies in (4, 8, 16, 32):
        taken, claims = seconds(formulas * copies, runs=1)
        per_claim.append(taken / claims)
        print(f"{claims:5} claims: {taken:.2f} s, {1000 * taken / claims:.2f} ms a claim")
    print(f"1,000 claims: {1000 * per_claim[2]:.1f} s, at most 5.0 wanted")
    print(f"eight times the length takes {per_claim[3] / per_claim[0]:.2f} times as long a claim; linear is 1")


if __name__ == "__main__":
    main()
