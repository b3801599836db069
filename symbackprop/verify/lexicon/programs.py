"""The signs and words of programs, and what their calls are in formulas."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

TEXTS = frozenset({"", "latex", "math", "none", "output", "plain", "plaintext", "tex", "text", "txt"})
"""The labels of blocks that hold no program, in lower case."""

COMMENTS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("c", "c++", "cpp", "cs", "csharp", "go", "java", "javascript", "js"), "//"),
        **dict.fromkeys(("kotlin", "rust", "scala", "swift", "ts", "typescript"), "//"),
        **dict.fromkeys(("matlab", "octave"), "%"),
    }
)
"""What begins a comment, by the language, where it is not `#`."""

LIBRARIES = (
    r"(?:np|numpy|math|Math|jnp|jax|torch|tf|F|nn|scipy|special|cp|xp|mx|onp|anp)"
    r"(?:\.(?:nn|functional|numpy|math|special|linalg))*\."
)
"""What stands before the functions of libraries."""

PROGRAM = re.compile(
    r"^[ \t]*(?:>>> |In \[\d|import\s+\w|from\s+[\w.]+\s+import\b|(?:def|function|fn|func)\s+\w|class\s+\w+\s*[(:{]|@\w"
    r"|for\s+\w[^\n]*\bin\b|(?:for|while|if|elif|else|try|with)\b[^\n]*:\s*$|(?:for|while|if|switch)\s*\(|return\b"
    r"|using\s+\w|library\(|#include\b|(?:public|private|static|const|let|var|void|int|double|float)\s+\w"
    r"|print\w*\s*[( ]\s*[\w\"'(]|console\.|System\.|%matplotlib)"
    rf"|(?<!\w){LIBRARIES}\w|\w\.[^\W\d]\w*\(|(?:\w|\])[ \t]*(?:\+=|-=|\*=|/=)"
    r"|[ \w)\]]@[ \w(]|(?<![=<>!])==|(?<=\w)\.T\b"
    r"|[=(,][ \t]*[rfb]?[\"']|<-[ \t]*\w|%\*%|(?<![\\\w])\w+\(\)|;[ \t]*$|^[^\\\n]*\{[ \t]*$|^[ \t]*\}[ \t;]*$"
    r"|=\s*(?:Value|Variable|Scalar)\([-+]?[\d.]|\blambda\b[^\n:]{0,40}:|\b(?:True|False|None)\b",
    re.M,
)
"""What stands in programs and in no mathematics."""

LOOPS = re.compile(
    r"(?:for|while|if|elif|else|try|except|with|do|repeat|switch|match|loop|goto|parfor|async|assert|return|raise)\b"
    r"|\w+\(?[^\n=]*\{$"
)
"""What begins a part of a program that is run many times, or not at all."""

SUBPROGRAMS = re.compile(r"(?:def|class|function|fn|func|@\w|\w+\s*=\s*lambda)\b")
"""What begins a part of a program that is run elsewhere."""

NEUTRAL = re.compile(
    r"import\b|from\b|using\b|library\(|#include|%\w|!\w|pass$|(?:np|numpy|jnp|torch|random)\.(?:random\.)?(?:manual_)?seed\("
    r"|(?:np|torch)\.set_print\w*\(|plt\.|display\(|\"\"\"[^\"]*\"\"\"$|'''[^']*'''$|[rf]?\"[^\"]*\"$|print\(\s*\)$|[})\];]+$"
)
"""Lines of programs that have no value."""

DECLARING = re.compile(r"(?:(?:let|const|var|val|auto|mut|double|float|static|final|local|my)\s+)+")
"""Words before a name that is assigned."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a call is in a formula: what is written for its name and bracket, its commas, and the bracket at its end.

    Args:
        first: For the name and the opening bracket.
        comma: For each comma between arguments; empty where commas stay.
        last: For the closing bracket.
        arguments: How many arguments are kept, or 0 where all are; what follows only says how they are stored.
    """

    first: str
    comma: str
    last: str
    arguments: int


_ARRAY = Form("", "", "", 1)
CALLS: Mapping[str, Form] = MappingProxyType(
    {
        **dict.fromkeys(("array", "asarray", "as_tensor", "constant", "matrix", "mat", "float32", "float64"), _ARRAY),
        **dict.fromkeys(("FloatTensor", "Tensor", "tensor", "Variable", "Value", "Scalar", "float"), _ARRAY),
        **dict.fromkeys(("dot", "matmul", "mm"), Form("(", ")(", ")", 2)),
        "c": Form("[", "", "]", 0),
        "expit": Form("sigmoid(", "", ")", 1),
        "maximum": Form("max(", "", ")", 2),
        "minimum": Form("min(", "", ")", 2),
        "multiply": Form("(", ")⊙(", ")", 2),
        "outer": Form("(", ")(", ")^T", 2),
        "pow": Form("(", ")^(", ")", 2),
        "power": Form("(", ")^(", ")", 2),
        "square": Form("(", "", ")^2", 1),
        "transpose": Form("(", "", ")^T", 1),
    }
)
"""Functions of libraries of arrays, by their names."""

METHODS = re.compile(
    r"\.(?P<product>dot|matmul|mm)(?=\()|\.(?P<turned>T\b|transpose\(\)|t\(\))"
    r"|\.(?:copy|item|detach|numpy|double|float|clone|squeeze)\(\)|\.(?:data|value)\b(?!\()|(?P<self>\bself\.)"
)
"""What stands behind a value: a product with it, its transpose, and what changes nothing."""

ARRAYS = re.compile(r"@|\.dot\(|\.matmul\(|\barray\(|\btensor\(|\.T\b|\bmatmul\(|\bouter\(|%\*%|\.mm\(")
"""What stands in programs whose names are arrays, of which `*` multiplies the entries."""
