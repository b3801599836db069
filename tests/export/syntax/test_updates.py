"""The update in every language that is written line by line: trained there, and in balls."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from symbackprop.export.backends import exported

from ..updates import OPTIMISERS, ROUNDS, control, network, trained

pytestmark = pytest.mark.slow
"""Each test trains for rounds."""

Caller = Callable[[str, bool, list[float]], str]


def in_c(case: str, has_state: bool, given: list[float]) -> str:
    state = "state, " if has_state else ""
    fill = "double state[BACKPROP_STATE];\n    backprop_start(state);\n" if has_state else ""
    numbers = "".join(f"{number}, " for number in given)
    return f"""#include "gradient.h"
#include <stdio.h>
int main(void)
{{
    double w[] = {{0.4, -0.2}}, x[] = {{0.7, 0.7}}, t[] = {{1.3, 1.3}}, again[] = {{0.4, -0.2}};
    double slopes[2], work[BACKPROP_WORK];
    {fill}
    (void)backprop_train(w, {state}x, t, {numbers}{ROUNDS}, slopes, work);
    {"backprop_start(state);" if has_state else ""}
    (void)backprop_batch_train(again, {state}2, x, t, {numbers}{ROUNDS}, slopes, work);
    printf("%.17g %.17g %.17g %.17g\\n", w[0], w[1], again[0], again[1]);
    return 0;
}}
"""


def in_javascript(case: str, has_state: bool, given: list[float]) -> str:
    state = "f.start(), " if has_state else ""
    numbers = "".join(f"{number}, " for number in given)
    return f"""const f = require('./gradient.js');
const w = Float64Array.of(0.4, -0.2);
f.train(w, {state}2, Float64Array.of(0.7, 0.7), Float64Array.of(1.3, 1.3), {numbers}{ROUNDS});
console.log([...w].join(' '));
"""


def in_rust(case: str, has_state: bool, given: list[float]) -> str:
    state = "&mut f::start(), " if has_state else ""
    numbers = "".join(f"{number}, " for number in given)
    return f"""#[path = "gradient.rs"]
mod f;
fn main() {{
    let mut w = [0.4, -0.2];
    f::train(&mut w, {state}1, &[0.7], &[1.3], {numbers}{ROUNDS});
    println!("{{}} {{}}", w[0], w[1]);
}}
"""


def in_fortran(case: str, has_state: bool, given: list[float]) -> str:
    state = "state, " if has_state else ""
    numbers = "".join(f"{number}_wp, " if isinstance(number, float) else f"{number}, " for number in given)
    return f"""program called
    use gradient_of_network
    implicit none
    real(wp) :: w(0:1) = [0.4_wp, -0.2_wp]
    {"real(wp) :: state(0:state_count - 1)" if has_state else ""}
    {"call start(state)" if has_state else ""}
    call train(w, {state}1, reshape([0.7_wp], [1, 1]), reshape([1.3_wp], [1, 1]), {numbers}{ROUNDS})
    print *, w
end program called
"""


LANGUAGES: Mapping[str, tuple[Caller, str, str]] = {
    "c": (in_c, "called.c", "gcc -std=c99 -Wall -Wextra -Werror -O2 called.c gradient.c -lm -o called && ./called"),
    "fortran": (in_fortran, "called.f90", "gfortran module.f90 called.f90 -o called && ./called"),
    "javascript": (in_javascript, "called.js", "node called.js"),
    "rust": (in_rust, "called.rs", "rustc -A warnings called.rs -o called && ./called"),
}
SLOW = ("rust", "fortran")
"""Compilers that take long are given one optimiser with all that there can be, and plain descent."""

CASES = [
    (language, case)
    for language in LANGUAGES
    for case in OPTIMISERS
    if language not in SLOW or case in ("adamw with a schedule", "clipped momentum")
]


@pytest.mark.parametrize(("language", "case"), CASES)
def test_training_gives_what_balls_give(language: str, case: str, tmp_path: Path) -> None:
    caller, name, command = LANGUAGES[language]
    if shutil.which(command.partition(" ")[0]) is None:
        pytest.skip(f"{language} is not installed")
    made = network(case)
    files = exported(made, language)
    for file, text in files.items():
        (tmp_path / file).write_text(text, encoding="utf-8")
    if language == "fortran":
        (tmp_path / "module.f90").write_text(files["gradient.f90"].partition("program check_gradient")[0])
    (tmp_path / name).write_text(caller(case, bool(made.optimiser.state), control(case)), encoding="utf-8")

    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr[:3000]
    found = list(map(float, done.stdout.split()))
    assert found == pytest.approx(trained(case) * (len(found) // 2), rel=1e-13)
    assert trained(case) != pytest.approx([0.4, -0.2], rel=1e-3)


@pytest.mark.parametrize("case", ["adam", "clipped momentum"])
def test_the_check_of_a_file_looks_at_the_first_round(case: str, tmp_path: Path) -> None:
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    text = exported(network(case), "javascript")["gradient.js"]
    broken = text.replace("parameters[at] -= ", "parameters[at] -= 1e-9 + ")
    assert broken != text
    for content, status in ((text, 0), (broken, 1)):
        (tmp_path / "gradient.js").write_text(content, encoding="utf-8")
        done = subprocess.run(["node", "gradient.js"], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == status, done.stderr[:2000]
    assert "update" in done.stderr


def test_plain_descent_in_c_is_one_loop_without_a_state() -> None:
    text = exported(network("descent"), "c")["gradient.c"]
    assert "parameters[at] -= rate * gradient[at];" in text
    assert "state" not in text
