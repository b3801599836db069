"""What can be said of a file whose compiler or library is not there: its syntax, and names that nothing defines."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

LIBRARY = frozenset(
    re.findall(
        r"\w+",
        "return end if else for in kind eltype zeros zero real Float64 Float32 Inf abs exp expm1 log log1p sqrt tanh",
    )
)


def torch_faults(folder: Path) -> list[str]:
    """Return what a linter finds wrong: syntax, and names that nothing defines."""
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "E9,F", "--output-format", "concise"]
    done = subprocess.run([*command, "gradient_torch.py"], cwd=folder, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).splitlines() if done.returncode else []


def julia_faults(folder: Path) -> list[str]:
    """Return blocks and brackets that do not fit, and names in the statements of the network that nothing defines."""
    text = (folder / "gradient.jl").read_text(encoding="utf-8")
    header, closed, body = text.partition("\n=#\n")
    if not closed or "=#" in header[2:] or not header.startswith("#="):
        return ["the header is not one comment"]
    body = re.sub(r'"(\\.|[^"\\])*"|#.*', "", body)
    faults = []
    opened = re.findall(r"^\s*(?:module|function|for|if)\b|\bbegin\b", body, flags=re.MULTILINE)
    ended = re.findall(r"^\s*end\b", body, flags=re.MULTILINE)
    if len(opened) != len(ended):
        faults.append(f"{len(opened)} blocks begin and {len(ended)} end")
    faults += [f"{left} and {right}" for left, right in ("()", "[]") if body.count(left) != body.count(right)]
    functions = set(re.findall(r"^(?:function )?(\w+)\(", body, flags=re.MULTILINE))
    written = re.findall(r"^function \w+_of\((.*?)\)\n(.*?)^end$", body, flags=re.MULTILINE | re.DOTALL)
    if len(written) != 2:
        faults.append(f"{len(written)} functions of one sample")
    for arguments, lines in written:
        known = LIBRARY | functions | set(re.findall(r"\w+", arguments))
        for line in lines.splitlines():
            target, equals, value = line.strip().rpartition(" = ") if re.match(r"\s*\w+ = ", line) else ("", "", line)
            known |= set(re.findall(r"\bfor (\w+) in", line))
            read = re.findall(r"(?<![\w.])[^\W\d]\w*", value)
            faults += [f"{name} is not defined: {line.strip()}" for name in read if name not in known]
            known |= {target} if equals else set()
    return faults
