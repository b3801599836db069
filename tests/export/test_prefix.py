"""Exports of two networks in one program: what they show to it begins with a prefix of each."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from symbackprop.cli.program import run
from symbackprop.errors import UsageError
from symbackprop.export.backends import BACKENDS, exported, prefix_for, run_of
from symbackprop.export.prefix import checked, prefix_of
from symbackprop.models.network import Network
from symbackprop.models.spec import example, parse

from .drivers import DRIVERS, written
from .networks import layered
from .test_backends import needed

pytestmark = pytest.mark.slow
"""Each test compiles or runs an export."""

LOSS, OTHER = "0.298371108760", "1.008256496508"


def done(command: str, folder: Path) -> str:
    found = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout[-1000:] + found.stderr[-3000:]
    return found.stdout


def both(backend: str, folder: Path) -> Path:
    """Write two exports, each in a folder that is called as its prefix."""
    needed(backend)
    written(exported(example(), backend, prefix="first"), folder / "first")
    written(exported(example("softmax"), backend, prefix="Second_2"), folder / "Second_2")
    return folder


MAIN = """
#include "first/gradient.h"
#include "Second_2/gradient.h"
#include <stdio.h>
int main(void)
{
    const double w[] = {.15, .2, .25, .3, .4, .45, .5, .55}, i[] = {.05, .1}, t[] = {.01, .99};
    const double v[SECOND_2_PARAMETERS] = {0}, x[SECOND_2_SIZE_x] = {0};
    double g[FIRST_PARAMETERS], work[FIRST_WORK + SECOND_2_WORK];
    printf("%.12f %d\\n", first_loss_and_gradient(w, i, t, g, work), Second_2_fault(v, 0, x, NULL, NULL) != NULL);
    return FIRST_PARAMETERS == SECOND_2_PARAMETERS;
}
"""


def test_two_exports_in_c_are_one_program(tmp_path: Path) -> None:
    folder = both("c", tmp_path)
    header = (folder / "Second_2" / "gradient.h").read_text()
    data = header.partition("#define SECOND_2_SIZE_")[2].split()[0]
    names = [
        line.split()[1].removeprefix("SECOND_2_SIZE_")
        for line in header.splitlines()
        if "define SECOND_2_SIZE_" in line
    ]
    assert data == names[0]
    call = ", ".join(["v", "0", *("x" for _ in names), "NULL", "NULL"])
    source = MAIN.replace("SIZE_x", f"SIZE_{data}").replace("v, 0, x, NULL, NULL", call)
    (folder / "main.c").write_text(source)
    done("make -C first -s all check && make -C Second_2 -s all check", folder)
    done("gcc -std=c99 -Wall -Wextra -Werror main.c first/libfirst.a Second_2/libSecond_2.a -o main -lm", folder)
    assert done("./main", folder) == f"{LOSS} 1\n"
    done("g++ -fsyntax-only -Wall -Wextra -Werror -x c++ first/gradient.h -include Second_2/gradient.h", folder)
    symbols = done("nm -g --defined-only */lib*.a | awk 'NF == 3 {print $3}'", folder).split()
    assert len(symbols) == len(set(symbols)) == 26
    assert all(symbol.startswith(("first_", "Second_2_")) for symbol in symbols)


def test_two_exports_in_c_are_one_project_of_cmake(tmp_path: Path) -> None:
    folder = both("c", tmp_path)
    lines = ["cmake_minimum_required(VERSION 3.10)", "project(both C)", "enable_testing()"]
    lines += ["add_subdirectory(first)", "add_subdirectory(Second_2)"]
    (folder / "CMakeLists.txt").write_text("\n".join(lines))
    done("cmake -S . -B build && cmake --build build", folder)
    assert "0 tests failed out of 2" in done("cd build && ctest", folder)


def test_two_exports_in_fortran_are_one_program(tmp_path: Path) -> None:
    folder = both("fortran", tmp_path)
    program = (
        "program main\n  use first_gradient, only: first_loss => loss, wp\n"
        "  use second_2_gradient, only: other => loss\n"
        "  real(wp) :: w(8), i(2), t(2)\n  w = [.15_wp, .2_wp, .25_wp, .3_wp, .4_wp, .45_wp, .5_wp, .55_wp]\n"
        "  i = [.05_wp, .1_wp]\n  t = [.01_wp, .99_wp]\n  print '(f14.12)', first_loss(w, i, t)\nend program\n"
    )
    (folder / "main.f90").write_text(program)
    for name in ("first", "Second_2"):
        done(f"sed -i '/^program check_gradient/,$d' {name}/gradient.f90", folder)
    done("gfortran -std=f2008 first/gradient.f90 Second_2/gradient.f90 main.f90 -o main", folder)
    assert done("./main", folder).strip() == LOSS


def test_two_packages_are_imported_side_by_side(tmp_path: Path) -> None:
    folder = both("python-extension", tmp_path)
    for name in ("first", "Second_2"):
        text = (folder / name / "pyproject.toml").read_text()
        assert f'name = "{name.replace("_", "-")}-gradient"' in text
        assert f'packages = ["{name}_gradient"]' in text
        assert "backprop" not in (folder / name / "setup.py").read_text()
        build = (
            DRIVERS["python-extension"].check.partition(" && ")[0].replace("backprop_gradient/", f"{name}_gradient/")
        )
        done(build, folder / name)
    script = "import runpy, sys; sys.path += ['first', 'Second_2']\n"
    script += "for name in ('first', 'Second_2'): runpy.run_module(name + '_gradient', run_name='__main__')\n"
    assert done(f'{sys.executable} -c "{script}"', folder).count("as expected") == 4


def test_julia_has_two_modules() -> None:
    assert "\nmodule FirstPartGradient\n" in exported(example(), "julia", prefix="first_part")["gradient.jl"]


TAKEN = '''
parameters = ["net_loss", "backprop_loss", "net_train"]
equations = """
net_gradient = net_loss*net_update + BACKPROP_WORK
NET_WORK = tanh(net_gradient) + backprop_loss*NET_SIZE_x + net_train*backprop
net_fault = 1/2*(x - NET_WORK)^2
"""
loss = "net_fault"
learning_rate = 0.1
[values]
net_loss = 0.3
backprop_loss = 0.2
net_train = 0.1
net_update = 0.5
BACKPROP_WORK = 0.25
NET_SIZE_x = 0.75
backprop = 0.5
x = 1
'''


@pytest.mark.parametrize("prefix", ["net", "backprop"])
def test_names_of_a_network_may_be_those_that_a_prefix_gives(prefix: str, tmp_path: Path) -> None:
    needed("c")
    written(exported(parse(TAKEN, "taken.toml"), "c", prefix=prefix), tmp_path)
    assert "complex step agrees" in done("make -s check CFLAGS='-O0 -Wall -Wextra -Werror'", tmp_path)


@pytest.mark.parametrize("network", [example(), layered(17, 18, 16)], ids=["straight", "loops"])
def test_nothing_but_options_of_the_build_keeps_the_prefix_of_the_pages(network: Network) -> None:
    files = exported(replace(network, title="A network"), "c", prefix="net")
    options = ("BACKPROP_FAST_EXP", "BACKPROP_NATIVE", "BACKPROP_OPENMP", "BACKPROP_SIMD", "symbackprop")
    for name, text in files.items():
        for option in options:
            text = text.replace(option, "")
        assert "backprop" not in text.lower(), name


BAD = {
    "": "expected a letter",
    "a b": "expected a letter",
    "2net": "expected a letter",
    "_net": "expected a letter",
    "é": "expected a letter",
    "n" * 33: "at most 32",
    "net\n": "expected a letter",
    "a-b": "expected a letter",
    "new": "is a word of JavaScript",
    "Math": "is a word of JavaScript",
    "window": "is a word of JavaScript",
    "std": "is a word of C or C++",
    "template": "is a word of C or C++",
    "tile": "gives 'tile_loss', which the code calls something else",
    "complex": "is a word of C or C++",
    "log": "is a word of C or C++",
}


@pytest.mark.parametrize("prefix", BAD)
def test_a_prefix_that_cannot_be_one_is_named_in_one_line(prefix: str) -> None:
    with pytest.raises(UsageError, match=BAD[prefix]) as raised:
        checked(prefix)
    assert "\n" not in str(raised.value)
    if prefix:
        with pytest.raises(UsageError, match=BAD[prefix]):
            exported(example(), "c", prefix=prefix)


NAMES = {
    "mazur-2-2-2": "mazur_2_2_2",
    "My Net (v2)": "my_net_v2",
    "2layers": "net_2layers",
    "θ": "theta",
    "new": "new_net",
    "tile": "tile_net",
    "...": "net",
    "long-" * 20: "long_long_long_long_long_long_lo",
    "backprop": "backprop",
}


@pytest.mark.parametrize("name", NAMES)
def test_the_prefix_is_the_name_of_the_spec(name: str) -> None:
    assert prefix_of(name) == NAMES[name]
    assert checked(prefix_of(name)) == NAMES[name]


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_prefix_is_for_what_has_one_place_for_all_names(backend: str) -> None:
    if BACKENDS[backend].rename is not None:
        assert prefix_for(backend, "", "my-net") == "my_net"
        assert prefix_for(backend, "other", "my-net") == "other"
    else:
        assert prefix_for(backend, "", "my-net") == "backprop"
        with pytest.raises(UsageError, match=f"{backend} takes no prefix: each of its files is a module"):
            prefix_for(backend, "other", "my-net")
    assert exported(example(), backend, prefix="backprop") == exported(example(), backend)


def test_the_program_takes_it_from_the_spec_and_says_how_the_check_is_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["export", "softmax", "-o", str(tmp_path / "c"), "-q"]) == 0
    assert "double softmax_loss(" in (tmp_path / "c" / "gradient.h").read_text()
    assert run(["export", "-t", "python-extension", "--prefix", "net", "-o", str(tmp_path / "p")]) == 0
    assert "python -m net_gradient" in " ".join(capsys.readouterr().out.split())
    assert run(["export", "-t", "rust", "--prefix", "net", "-o", str(tmp_path / "r")]) == 2
    assert "rust takes no prefix" in capsys.readouterr().err
    assert not (tmp_path / "r").exists()
    assert run_of("python-extension") == BACKENDS["python-extension"].run
