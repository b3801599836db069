"""Where in a TOML text a key stands."""

from __future__ import annotations

import re


def place_of(text: str, where: str, key: str) -> str:
    """Return `file:line` for the line on which a key stands, or the file where it cannot be told."""
    section, _, last = key.split("[")[0].rpartition(".")
    here, quoted = "", False
    for number, line in enumerate(text.split("\n"), start=1):
        was_quoted = quoted
        quoted ^= (line.count('"""') + line.count("'''")) % 2 == 1
        if was_quoted:
            continue
        header = re.match(r"\s*\[+\s*([\w-]+)\s*\]+", line)
        if header:
            here = header[1]
        found = here == last if header and not section else here == section and _defines(line, last)
        if found:
            return f"{where}:{number}"
    return where


def _defines(line: str, key: str) -> bool:
    return re.match(rf"\s*{re.escape(key)}\s*=", line) is not None
