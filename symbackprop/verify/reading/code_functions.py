"""The functions that a program defines in a line or two: `def f(x): return x * (1 - x)`, `f = lambda x: 2 * x`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .. import thresholds
from .code_lines import STRING, TARGETS, as_formula, expression
from .code_words import NAME, CodeFunction, CodeWords

DEF = re.compile(r"def\s+(?P<name>\w+)\s*\((?P<parameters>[\w\s,:]*)\)\s*(?:->[^:\n]+)?:(?P<body>.*)\Z", re.S)
LAMBDA = re.compile(r"(?P<name>\w+)\s*=\s*lambda\s+(?P<parameters>[\w\s,]*):(?P<body>.*)\Z", re.S)
RETURN = re.compile(r"return\b\s*")
SAID = re.compile(r"(?s)\s*(?:\"\"\".*?\"\"\"|'''.*?''')")
"""What a function says of itself."""

NO_STATEMENT = re.compile(rf"\s*(?:{STRING})?\s*\Z")


def function_in(lines: Sequence[str], arrays: bool, words: CodeWords) -> tuple[str, CodeFunction | None] | None:
    """Return a function with its name, or None for its formula where it is none; None where the lines are no function.

    Args:
        lines: Its first line, and those of its body, without their comments.
        arrays: Whether `*` multiplies the entries of arrays.
        words: What words stand for before it.

    >>> function_in(["def slope(z):", "    a = tanh(z)", "    return 1 - a**2"], False, CodeWords())
    ('slope', CodeFunction(parameters=('z',), body='1 - (tanh(z))**2'))
    """
    first = lines[0].strip()
    found = DEF.match(first) or LAMBDA.match(first)
    if found is None:
        return None
    parameters = tuple(part.partition(":")[0].strip() for part in found["parameters"].split(","))
    inside = SAID.sub("", "\n".join(lines[1:]), count=1)
    body = [line.strip() for line in (found["body"], *inside.split("\n")) if not NO_STATEMENT.match(line)]
    if found.re is LAMBDA:
        body = [f"return {line}" for line in body[:1]]
    if not 0 < len(body) <= thresholds.MOST_LINES_JOINED:
        return found["name"], None
    return found["name"], _of_statements(parameters, body, arrays, words)


def _of_statements(
    parameters: tuple[str, ...], body: Sequence[str], arrays: bool, words: CodeWords
) -> CodeFunction | None:
    """Return what some statements come to that assign and then return, or None where they do more."""
    local: dict[str, str] = {}
    for statement in body:
        returned, target = RETURN.match(statement), TARGETS.match(statement)
        begun = returned or target
        if begun is None or (target is not None and ("," in target["names"] or target["assigns"] != "=")):
            return None
        edits = expression(statement, begun.end(), len(statement), arrays, words)
        if edits is None:
            return None
        formula = as_formula(statement, begun.end(), len(statement), edits)
        formula = NAME.sub(lambda at: f"({local[at[0]]})" if at[0] in local else at[0], formula)
        if target is None:
            return CodeFunction(parameters, formula)
        local[target["names"].strip()] = formula
    return None
