"""The licence that every exported file names in its first line, as SPDX has it: text that never becomes code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from ..errors import UsageError

DEFAULT = "MIT-0"
"""Use without any condition: what stems from our templates, LICENSE permits like this."""

LONGEST = 200
TOKEN = re.compile(r"[()]|[A-Za-z0-9.+:-]+")
IDENTIFIER = re.compile(r"(DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+|[A-Za-z0-9.-]+\+?")
OPERATORS = frozenset({"AND", "OR", "WITH"})

COMMENTS: Mapping[str, str] = MappingProxyType(
    {
        "Makefile": "# {}",
        "c": "/* {} */",
        "f90": "! {}",
        "h": "/* {} */",
        "hpp": "/* {} */",
        "jl": "# {}",
        "js": "// {}",
        "mjs": "// {}",
        "mts": "// {}",
        "py": "# {}",
        "rs": "// {}",
        "toml": "# {}",
        "ts": "// {}",
        "txt": "# {}",
    }
)
"""How a line of comment is written, by the ending of a file or its name."""


def licensed(files: Mapping[str, str], licence: str = DEFAULT) -> dict[str, str]:
    """Return files with their licence in the first line.

    Raises:
        UsageError: The licence is no expression of SPDX.
    """
    line = f"SPDX-License-Identifier: {checked_licence(licence)}"
    return {name: f"{_comment(name).format(line)}\n{text}" for name, text in files.items()}


def checked_licence(licence: str) -> str:
    """Return a licence that is an expression of SPDX; whether a list has its identifiers is not looked up.

    >>> checked_licence("Apache-2.0 OR (MIT AND LicenseRef-ours)")
    'Apache-2.0 OR (MIT AND LicenseRef-ours)'

    Raises:
        UsageError: It is none.
    """
    tokens = TOKEN.findall(licence)
    is_spelled = "".join(tokens) == licence.replace(" ", "") and licence == licence.strip()
    if len(licence) > LONGEST or not is_spelled or not _is_expression(tokens):
        raise UsageError(
            f"licence {licence[: LONGEST + 8]!r}: expected an expression of SPDX, as MIT-0, 'Apache-2.0 OR MIT' or "
            f"LicenseRef-ours, at most {LONGEST} characters"
        )
    return licence


def _is_expression(tokens: list[str]) -> bool:
    """Say whether operands and operators take turns, and brackets close."""
    depth, expects = 0, True
    before = ""
    for token in tokens:
        match token:
            case "(" if expects and before != "WITH":
                depth += 1
            case ")" if not expects and depth:
                depth -= 1
            case _ if not expects and token in OPERATORS:
                expects = True
            case _ if expects and token not in OPERATORS and IDENTIFIER.fullmatch(token):
                expects = False
            case _:
                return False
        before = token
    return depth == 0 and not expects


def _comment(name: str) -> str:
    file = name.rpartition("/")[2]
    return COMMENTS[file if file in COMMENTS else file.rpartition(".")[2]]
