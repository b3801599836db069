"""The C project: strict compilers, sanitizers, its own check, and the accuracy of the inline exp."""

from __future__ import annotations

import ctypes
import math
import random
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from flint import arb, ctx

from symbackprop.document.page import filled
from symbackprop.export.backends import exported
from symbackprop.export.c import batch
from symbackprop.export.c.kernels import FUNCTIONS, apart
from symbackprop.export.c.project import project
from symbackprop.export.check.certified_call import check_of
from symbackprop.export.program.lowering import Form, lowered
from symbackprop.models.network import Network
from symbackprop.models.spec import example

from ..networks import all_networks, layered
from .of_samples import network

pytestmark = pytest.mark.slow
"""Each test compiles."""

STRICT = ["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror"]
# Sanitizers see most where nothing is optimized away, and are built in a fifth of the time; what a compiler warns of
# depends on its optimizer, so all that is sanitized is built with it, too.
SANITIZED = ["-O0", "-g1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
OPTIMIZED = ["-O1"]
FAST = ["-O3", "-march=native", "-fopenmp", "-DBACKPROP_FAST_EXP", "-fno-math-errno", "-fno-trapping-math"]
NETWORKS = all_networks()
SIZES = {Form.STRAIGHT: (4, 5, 3), Form.LOOPS: (7, 9, 5)}
"""Straight-line code is not written for large networks unless it is asked for."""


def written(network: Network, folder: Path, form: Form | None = None, is_single: bool = False) -> Path:
    program = lowered(network, form=form)
    for name, text in project(program, check_of(program), is_single).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def built_and_run(folder: Path, compiler: str, options: list[str]) -> subprocess.CompletedProcess[str]:
    # The check need not be fast, where the functions are.
    slow = ["-O0"] if "-O3" in options else []
    for sources in (["-c", "gradient.c"], [*slow, "test_gradient.c", "gradient.o", "-o", "check", "-lm"]):
        command = [compiler, *STRICT, *options, *sources]
        made = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert made.returncode == 0, made.stderr[:3000]
    return subprocess.run(["./check"], cwd=folder, capture_output=True, text=True, check=False)


CASES = [
    *((name, Form.STRAIGHT) for name in ("mazur-2-2-2", "softmax", "kinks", "cross-entropy", "regularised", "batch")),
    *((name, Form.LOOPS) for name in NETWORKS if name not in ("mazur-2-2-2", "recurrent", "softplus", "kinks")),
]


@pytest.mark.some(12)
@pytest.mark.parametrize(("name", "form"), CASES, ids=[f"{name}-{form.name}" for name, form in CASES])
def test_the_code_is_clean_and_checks_itself(name: str, form: Form, tmp_path: Path, tool: Callable[[str], str]) -> None:
    folder = written(NETWORKS[name], tmp_path, form)
    for options in (OPTIMIZED, SANITIZED):
        done = built_and_run(folder, tool("gcc"), options)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "complex step agrees" in done.stdout


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ("work[BACKPROP_WORK + 1u]", "work[64]", "global-buffer-overflow"),
        (", gradient, work);", ", gradient, (double *)((char *)work + 1));", "misaligned"),
    ],
    ids=["address", "undefined"],
)
def test_a_sanitizer_sees(
    right: str, wrong: str, says: str, compiler: str, tmp_path: Path, tool: Callable[[str], str]
) -> None:
    check = written(NETWORKS["layers"], tmp_path, Form.LOOPS) / "test_gradient.c"
    before, found, after = check.read_text().partition(right)
    assert found
    check.write_text(before + wrong + after)
    done = built_and_run(tmp_path, tool(compiler), SANITIZED)
    assert done.returncode != 0
    assert says in done.stderr


@pytest.mark.parametrize("form", Form, ids=lambda form: form.name)
@pytest.mark.parametrize("compiler", ["gcc", "clang"])
def test_fast_builds_check_themselves(compiler: str, form: Form, tmp_path: Path, tool: Callable[[str], str]) -> None:
    options = FAST if compiler == "gcc" else [option for option in FAST if option != "-fopenmp"]
    done = built_and_run(written(layered(*SIZES[form]), tmp_path, form), tool(compiler), options)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("compiler", "options", "is_single", "sizes"),
    [
        ("gcc", OPTIMIZED, False, (33, 18, 16)),
        ("gcc", SANITIZED, False, (33, 18, 16)),
        ("gcc", [*FAST, "-mno-avx"], True, (32, 64, 21)),
        ("gcc", ["-O2", "-march=native", "-U__GNUC__"], False, (33, 18, 16)),
        ("clang", OPTIMIZED, True, (32, 64, 21)),
        ("clang", SANITIZED, True, (32, 64, 21)),
        # With -O3, which test_fast_builds has, Clang takes three times as long.
        ("clang", ["-O2", *(option for option in FAST if option not in ("-O3", "-fopenmp"))], False, (33, 18, 16)),
    ],
    ids=["gcc", "gcc-sanitized", "gcc-without-avx", "no-vectors", "clang", "clang-sanitized", "clang-fast"],
)
def test_functions_over_rows_are_clean_and_check_themselves(
    compiler: str,
    options: list[str],
    is_single: bool,
    sizes: tuple[int, int, int],
    tmp_path: Path,
    tool: Callable[[str], str],
) -> None:
    folder = written(layered(*sizes, scale=0.3), tmp_path, Form.LOOPS, is_single)
    code = (folder / "gradient.c").read_text()
    assert all(name + "(" in code for name in FUNCTIONS)
    if "-U__GNUC__" in options:
        # What a compiler without vectors of its own reads.
        (folder / "gradient.c").write_text(code.replace("defined(__GNUC__)", "0"))
    done = built_and_run(folder, tool(compiler), [option for option in options if not option.startswith("-U")])
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("compiler", "options", "is_single", "name"),
    [
        ("gcc", SANITIZED, False, "convolution and pooling"),
        ("gcc", FAST, True, "attention"),
        ("clang", OPTIMIZED, False, "attention"),
        ("clang", SANITIZED, True, "two layers of filters with zeros outside"),
    ],
)
def test_samples_after_each_other_are_clean_and_check_themselves(
    compiler: str,
    options: list[str],
    is_single: bool,
    name: str,
    tmp_path: Path,
    tool: Callable[[str], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(batch, "is_in_lanes", lambda *_: False)
    folder = written(network(name), tmp_path, Form.LOOPS, is_single)
    done = built_and_run(folder, tool(compiler), options)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.some(3)
@pytest.mark.parametrize(("real", "most"), [("double", 1e-14), ("float", 5e-6)])
@pytest.mark.parametrize(
    ("compiler", "options"),
    [("gcc", ["-O2", "-march=native"]), ("clang", ["-O2", "-march=native"]), ("gcc", SANITIZED)],
    ids=["gcc", "clang", "sanitized"],
)
def test_functions_for_matrices_are_right_at_any_size_and_place(
    compiler: str, real: str, most: float, options: list[str], tmp_path: Path, tool: Callable[[str], str]
) -> None:
    (tmp_path / "kernels_apart.c").write_text(apart(real), encoding="utf-8")
    driver = Path(__file__).with_name("kernels.c")
    command = [tool(compiler), "-std=c99", f"-Dreal={real}", *options, "-I.", str(driver), "-o", "check", "-lm"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    done = subprocess.run([tmp_path / "check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert 0 < float(done.stdout) < most


@pytest.mark.parametrize(
    ("sizes", "is_single"), [((24, 48, 20), False), ((48, 17, 64), True), ((67, 13, 20, 31), False)]
)
def test_no_width_makes_a_compiler_warn(
    sizes: tuple[int, ...], is_single: bool, tmp_path: Path, tool: Callable[[str], str]
) -> None:
    # gcc follows known sizes into the functions for matrices, and takes loops that never run for endless ones.
    folder = written(layered(*sizes), tmp_path, Form.LOOPS, is_single)
    for options in (["-O2"], ["-O2", "-march=native"], ["-O3", "-march=native"]):
        command = [tool("gcc"), *STRICT, *options, "-c", "gradient.c", "-o", "gradient.o"]
        made = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert made.returncode == 0, f"{options}: {made.stderr[:2000]}"


def test_single_precision_checks_itself(tmp_path: Path, tool: Callable[[str], str]) -> None:
    for form in Form:
        done = built_and_run(written(layered(*SIZES[form]), tmp_path, form, is_single=True), tool("gcc"), FAST)
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_wrong_line_fails_the_check(tmp_path: Path, tool: Callable[[str], str]) -> None:
    folder = written(NETWORKS["mazur-2-2-2"], tmp_path)
    right = (folder / "gradient.c").read_text()
    wrong = right.replace("dE_dw5 = out_h1 * dE_dnet_o1", "dE_dw5 = out_h2 * dE_dnet_o1")
    assert wrong != right
    (folder / "gradient.c").write_text(wrong)
    done = built_and_run(folder, tool("gcc"), ["-O1"])
    assert done.returncode != 0
    assert "FAILED gradient" in done.stdout
    assert "FAILED complex step" in done.stdout


def test_make_and_cmake_build_both_libraries(tmp_path: Path, tool: Callable[[str], str]) -> None:
    folder = written(NETWORKS["mazur-2-2-2"], tmp_path)
    made = subprocess.run([tool("make"), "all", "check"], cwd=folder, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    assert {"libbackprop.a", "libbackprop.so"} <= {path.name for path in folder.iterdir()}
    build = folder / "build"
    for command in (["-S", ".", "-B", "build", "-DBACKPROP_FAST_EXP=ON"], ["--build", "build"]):
        done = subprocess.run([tool("cmake"), *command], cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    assert {"libbackprop.a", "libbackprop.so"} <= {path.name for path in build.iterdir()}
    assert subprocess.run([build / "test_gradient"], capture_output=True, check=False).returncode == 0


def test_source_does_not_grow_with_the_width() -> None:
    from symbackprop.export.c import Page, Source

    small, wide = (Source(Page(lowered(layered(n, n, n), form=Form.LOOPS)), "n").code() for n in (100, 400))
    assert len(wide) < 1.02 * len(small)


def test_the_memory_of_a_batch_does_not_grow_with_it() -> None:
    from symbackprop.export.c import Page, Source

    header = Source(Page(lowered(layered(64, 64, 10), form=Form.LOOPS)), "n").header()
    assert "BACKPROP_WORK" in header
    assert "samples" not in next(line for line in header.splitlines() if line.startswith("#define BACKPROP_WORK"))


@pytest.mark.parametrize(
    "options", [["-march=native", "-ffp-contract=fast"], ["-ffp-contract=off"]], ids=["fma", "plain"]
)
def test_the_inline_sigmoids_are_right_and_saturate(
    options: list[str], tmp_path: Path, tool: Callable[[str], str]
) -> None:
    names = ("bits", "exp", "sigmoid-lanes", "sigmoid")
    source = "#include <math.h>\n#include <stdint.h>\n#define BACKPROP_FAST_EXP\n"
    source += "\n".join(filled(f"c/{name}-float64.c") for name in names)
    for name in ("sigmoid", "sigmoid_of_one"):
        source += f"\ndouble found_{name}(double x); double found_{name}(double x) {{ return {name}(x); }}\n"
    (tmp_path / "sigmoid.c").write_text(source)
    command = [tool("gcc"), *STRICT, "-O2", "-shared", "-fPIC", *options, "sigmoid.c", "-o", "sigmoid.so", "-lm"]
    subprocess.run(command, cwd=tmp_path, check=True)
    library = ctypes.CDLL(str(tmp_path / "sigmoid.so"))
    draw = random.Random(5)
    points = [0.0, *(draw.uniform(-705, 705) for _ in range(2000)), *(draw.uniform(-9, 9) for _ in range(2000))]
    for found in (library.found_sigmoid, library.found_sigmoid_of_one):
        found.restype, found.argtypes = ctypes.c_double, [ctypes.c_double]
        with ctx.workprec(2000):
            for x in points:
                certain = 1 / (1 + (-arb(x)).exp())
                assert abs(arb(found(x)) - certain) <= 3 * math.ulp(float(certain)), x
        for x in (-709.0, -709.5, -710.0, -745.0, -746.0, -800.0, -1e5, -1e300, -math.inf):
            assert 0.0 <= found(x) < 1e-307, x
            assert found(-x) == 1.0, x


POINTS = {64: (-745.2, -708.0, 709.78, 708.39), 32: (-103.9, -87.3, 88.72, 86.0)}


@pytest.mark.parametrize(
    "options", [["-march=native", "-ffp-contract=fast"], ["-ffp-contract=off"]], ids=["fma", "plain"]
)
@pytest.mark.parametrize("bits", [32, 64])
def test_the_inline_tanh_is_right_to_five_units_and_never_beyond_one(
    bits: int, options: list[str], tmp_path: Path, tool: Callable[[str], str]
) -> None:
    real = "double" if bits == 64 else "float"
    source = "#include <math.h>\n#include <stdint.h>\n#define BACKPROP_FAST_EXP\n" + filled(f"c/bits-float{bits}.c")
    source += filled(f"c/tanh-float{bits}.c")
    source += f"\n{real} found({real} x); {real} found({real} x) {{ return hyperbolic_tangent(x); }}\n"
    (tmp_path / "tanh.c").write_text(source)
    command = [tool("gcc"), *STRICT, "-O2", "-shared", "-fPIC", *options, "tanh.c", "-o", "tanh.so", "-lm"]
    subprocess.run(command, cwd=tmp_path, check=True)
    kind = ctypes.c_double if bits == 64 else ctypes.c_float
    found = ctypes.CDLL(str(tmp_path / "tanh.so")).found
    found.restype, found.argtypes = kind, [kind]
    draw = random.Random(4)
    points = [draw.uniform(-25, 25) for _ in range(3000)] + [draw.uniform(-1, 1) for _ in range(4000)]
    points += [math.exp(-draw.uniform(0, 80)) for _ in range(1000)]
    with ctx.workprec(300):
        for given in points:
            x = kind(given).value
            certain = arb(x).tanh()
            middle = float(certain)
            unit = math.ulp(middle) if bits == 64 else 2.0 ** (math.frexp(middle)[1] - 24)
            assert abs(arb(found(x)) - certain) <= 5 * unit, x
            assert abs(found(x)) <= 1, x
    assert [found(x) for x in (0.0, -math.inf, math.inf, 1e30, -30.0)] == [0.0, -1.0, 1.0, 1.0, -1.0]
    assert math.isnan(found(math.nan))


@pytest.mark.parametrize(
    "options", [["-march=native", "-ffp-contract=fast"], ["-ffp-contract=off"]], ids=["fma", "plain"]
)
@pytest.mark.parametrize("bits", [32, 64])
def test_the_inline_exp_is_right_to_two_units(
    bits: int, options: list[str], tmp_path: Path, tool: Callable[[str], str]
) -> None:
    real = "double" if bits == 64 else "float"
    source = "#include <math.h>\n#include <stdint.h>\n#define BACKPROP_FAST_EXP\n" + filled(f"c/bits-float{bits}.c")
    source += filled(f"c/exp-float{bits}.c")
    source += f"\n{real} found({real} x); {real} found({real} x) {{ return exponential(x); }}\n"
    (tmp_path / "exp.c").write_text(source)
    command = [tool("gcc"), *STRICT, "-O2", "-shared", "-fPIC", *options, "exp.c", "-o", "exp.so", "-lm"]
    subprocess.run(command, cwd=tmp_path, check=True)
    kind = ctypes.c_double if bits == 64 else ctypes.c_float
    found = ctypes.CDLL(str(tmp_path / "exp.so")).found
    found.restype, found.argtypes = kind, [kind]
    draw = random.Random(3)
    low, _, high, _ = POINTS[bits]
    points = [
        *POINTS[bits],
        *(draw.uniform(low, high) for _ in range(6000)),
        *(draw.uniform(-1, 1) for _ in range(4000)),
    ]
    with ctx.workprec(200):
        for given in points:
            x = kind(given).value
            certain = arb(x).exp()
            middle = float(certain)
            unit = math.ulp(middle) if bits == 64 else max(2.0**-149, 2.0 ** (math.frexp(middle)[1] - 24))
            assert abs(arb(found(x)) - certain) <= 2 * unit, x
    assert found(-1e6) == 0.0
    assert found(1e6) == math.inf
    assert math.isnan(found(math.nan))
    assert found(0.0) == 1.0


def test_a_network_too_large_for_a_certified_call_is_built_and_claims_no_check(tmp_path: Path) -> None:
    for name, text in project(lowered(layered(3, 2)), None).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    subprocess.run(["make", "-s", "-C", str(tmp_path)], check=True, capture_output=True, timeout=100)
    built = {path.name for path in tmp_path.iterdir() if not path.name.startswith("libbackprop.so.")}
    sources = {
        "CMakeLists.txt",
        "Makefile",
        "gradient.c",
        "gradient.d.mts",
        "gradient.h",
        "gradient.hpp",
        "gradient.mjs",
    }
    assert built == sources | {"gradient.o", "libbackprop.a", "libbackprop.so"}
    assert not [path for path in tmp_path.glob("*akef*") if "check:" in path.read_text(encoding="utf-8")]
    assert "test_gradient" not in (tmp_path / "CMakeLists.txt").read_text(encoding="utf-8")


CPP = """
#include "first/gradient.hpp"
#include "second/gradient.hpp"
#include <array>
#include <cstdio>
int main()
{
    const std::array<double, first::PARAMETERS> begun{0.15, 0.20, 0.25, 0.30, 0.40, 0.45, 0.50, 0.55};
    auto w = begun;
    decltype(w) g{};
    const std::vector<double> i{0.05, 0.10};
    const double t[first::Sizes::target_o] = {0.01, 0.99}, rows[] = {0.01, 0.99, 0.01, 0.99};
    first::Gradient net;
    const double loss = net.loss_and_gradient(w, i, t, g);
    std::printf("%.12f %.12f ", loss, g[4]);
    net.batch_gradient(w, 2, std::vector<double>{0.05, 0.10, 0.05, 0.10}, first::View<const double>(rows, 4), g);
    std::printf("%.12f ", g[4]);
    std::printf("%.4e ", net.train(w, i, t, 0.5, 10000, g));
    second::Gradient adam;
    std::vector<double> v(begun.begin(), begun.end()), state = second::start();
    std::printf("%.6f ", adam.train(v, state, i, t, 0.1, 1, 100, g));
    try {
        net.loss(w, i, std::vector<double>(3));
    } catch (const std::invalid_argument &refused) {
        std::puts(refused.what());
    }
    return net.loss(w, i, t) < 1e-4 ? 0 : 1;
}
"""


@pytest.mark.parametrize("compiler", ["g++", "clang++"])
def test_two_exports_are_called_from_cpp_without_a_warning(
    compiler: str, tmp_path: Path, tool: Callable[[str], str]
) -> None:
    for prefix, spec in (("first", "mazur-2-2-2"), ("second", "adam")):
        (tmp_path / prefix).mkdir()
        for name, text in exported(example(spec), "c", prefix=prefix).items():
            (tmp_path / prefix / name).write_text(text)
        command = [tool("gcc"), "-std=c99", "-c", f"{prefix}/gradient.c", "-o", f"{prefix}.o"]
        subprocess.run(command, cwd=tmp_path, check=True)
    (tmp_path / "main.cpp").write_text(CPP)
    strict = ["-std=c++17", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"]
    command = [tool(compiler), *strict, "main.cpp", "first.o", "second.o", "-lm", "-o", "main"]
    made = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr[:3000]
    said = subprocess.run(["./main"], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    # The slope of the example is known from its book, the losses after training from docs/export.md.
    assert said == (
        "0.298371108760 0.082167040564 0.082167040564 3.5102e-05 0.000319 target_o: expected 2 numbers, given 3\n"
    )


def test_a_shared_library_is_of_the_header_that_its_callers_have_read(
    tmp_path: Path, tool: Callable[[str], str]
) -> None:
    written(layered(2, 3, 2), tmp_path)
    subprocess.run([tool("make"), "-s", "CFLAGS=-O0"], cwd=tmp_path, check=True)
    found = re.search(r"^#define BACKPROP_ABI (\d+)u$", (tmp_path / "gradient.h").read_text(), re.MULTILINE)
    assert found
    command = [tool("readelf"), "-d", "libbackprop.so"]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert f"soname: [libbackprop.so.{found[1]}]" in said.stdout
    assert ctypes.CDLL(str(tmp_path / "libbackprop.so")).backprop_abi() == int(found[1])
    assert f"SOVERSION {found[1]} " in (tmp_path / "CMakeLists.txt").read_text()
