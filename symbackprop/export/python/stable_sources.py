"""The sources of the functions that stay accurate where others overflow, for pages that write them out."""

from __future__ import annotations

import re
from ast import FunctionDef, parse
from collections.abc import Collection, Mapping
from functools import cache
from importlib.resources import files


@cache
def all_stable_sources() -> Mapping[str, str]:
    """Return the sources of the stable functions, without annotations, which would need imports."""
    text = (files("symbackprop.export.python") / "stable.py").read_text(encoding="utf-8")
    lines = text.splitlines()
    found = [node for node in parse(text).body if isinstance(node, FunctionDef)]
    bodies = {node.name: lines[node.body[0].lineno - 1 : node.end_lineno] for node in found}
    return {name: "\n".join([f"def {name}(x):", *body]) for name, body in bodies.items()}


def called_sources(called: Collection[str]) -> list[str]:
    """Return the sources of the stable functions that are called, directly or by one another, in one order."""
    sources = all_stable_sources()
    needed = {name for name in called if name in sources}
    for name in tuple(needed):
        needed |= {other for other in sources if re.search(rf"\b{other}\(", sources[name])}
    return [sources[name] for name in sorted(needed)]
