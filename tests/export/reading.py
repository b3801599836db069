"""What can be said of a file whose compiler or library is not there: its syntax, and names that nothing defines."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

from ..conftest import missing

LIBRARY = frozenset(
    re.findall(
        r"\w+",
        "return end if else for in kind eltype zeros zero real Float64 Float32 Inf abs exp expm1 log log1p sqrt tanh "
        "max min div",
    )
)


def torch_faults(folder: Path) -> list[str]:
    """Return what a linter finds wrong: syntax, and names that nothing defines."""
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "E9,F", "--output-format", "concise"]
    done = subprocess.run([*command, "gradient_torch.py"], cwd=folder, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).splitlines() if done.returncode else []


def julia_syntax_faults(text: str) -> list[str]:
    """Return where the grammar of Julia has no rule for what stands there, or misses something."""
    if importlib.util.find_spec("tree_sitter_julia") is None:
        missing("tree-sitter-julia")
    import tree_sitter
    import tree_sitter_julia

    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_julia.language()))
    lines = text.splitlines()
    found, waiting = [], [parser.parse(text.encode()).root_node]
    while waiting:
        node = waiting.pop()
        if node.is_error or node.is_missing:
            at = node.start_point[0]
            found.append(f"{at + 1}: {'missing ' * node.is_missing}{node.type}: {lines[min(at, len(lines) - 1)]}")
        waiting += node.children if node.has_error else []
    return found


def julia_faults(folder: Path) -> list[str]:
    """Return what the grammar refuses, and names in the statements of the network that nothing defines."""
    text = (folder / "gradient.jl").read_text(encoding="utf-8")
    before, opened, rest = text.partition("#=\n")
    header, closed, body = rest.partition("\n=#\n")
    if not opened or not closed or "=#" in header or re.sub(r"^# SPDX.*\n", "", before):
        return ["the header is not one comment"]
    body = re.sub(r'"(\\.|[^"\\])*"|#.*', "", body)
    faults = julia_syntax_faults(text)
    functions = set(re.findall(r"^(?:function )?(\w+)\(", body, flags=re.MULTILINE))
    written = re.findall(r"^function \w+_of\((.*?)\)\n(.*?)^end$", body, flags=re.MULTILINE | re.DOTALL)
    if len(written) != 2 + ("function predict_of(" in body):
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
