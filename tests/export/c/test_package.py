"""A Python package with a C extension."""

from __future__ import annotations

import ast

from symbackprop.export.c.package import package
from symbackprop.export.check.certified_call import check_of
from symbackprop.export.program.lowering import lowered
from symbackprop.models.network import Network


def test_a_package_has_sources_a_build_and_a_check(mazur: Network) -> None:
    program = lowered(mazur)
    files = package(program, check_of(program), False)
    assert {"pyproject.toml", "setup.py", "src/extension.c", "src/gradient.c", "backprop_gradient/__main__.py"} <= set(
        files
    )
    for name, text in files.items():
        if name.endswith(".py"):
            ast.parse(text)


def test_without_a_certified_call_it_has_no_check(mazur: Network) -> None:
    assert "backprop_gradient/__main__.py" not in package(lowered(mazur), None, False)
