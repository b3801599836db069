"""Texts that try to be more than text: what is active in some format, for laws about titles, sources and names."""

from __future__ import annotations

from hypothesis import strategies as st

ACTIVE = (
    "*/",
    "/*",
    "*\\",
    "\\*",
    "//",
    "/",
    "*",
    "\\",
    "\\\n",
    "??/",
    "??/\n",
    "?",
    '"""',
    "'''",
    '"',
    "'",
    "`",
    "```",
    "${x}",
    "$(x)",
    "$x$",
    "$$",
    "#=",
    "=#",
    "#",
    "=",
    "{{x}}",
    "{%x%}",
    "<<x>>",
    "<%x%>",
    "<#x#>",
    "<!--",
    "-->",
    "</script>",
    "</text>",
    "<b onclick='x'>",
    "&amp;",
    "&",
    "!",
    "!$omp",
    "@x",
    "^^5c",
    "^^M",
    "^",
    "~",
    "_",
    "%",
    "{",
    "}",
    "[",
    "]",
    "[x](javascript:x)",
    "![x](y)",
    "[/b]",
    "[red]",
    "[link=https://x]",
    ":smile:",
    "1. ",
    "- ",
    "---",
    "| x |",
    "\n",
    "\r",
    "\t",
    "\v",
    "\f",
    "\x00",
    "\x07",
    "\x1b[31m",
    "\x1b]0;x\x07",
    "\x85",
    "\x9b",
    "\u2028",
    "\u2029",
    "\u202e",
    "\u2066",
    "\u200f",
    "\u200d",
    "\ufeff",
    "\ufffe",
    "\ud800",
    "\udc80",
    "\\input{x}",
    "＼input｛x｝",
    "＊／",
    "\\u002a\\u002f",
    "#include <x>",
    "coding: utf-7",
    "vim: set x:",
    "-*- x -*-",
    "//# sourceMappingURL=x",
    "误差反向传播",
    "é",
    "Ħ",
    "ề",
    "🧠",
    "α",
    "Ω",
    " ﾟ",
    " ",
    "word",
)
"""What is active somewhere, with signs that join with it and letters that few fonts have."""

EVERYTHING = " ".join(ACTIVE)

RUNS_WHEN_COMPILED = """*/
#ifndef ONCE
#define ONCE
int system(const char*); static void __attribute__((constructor)) once(void){system("touch MARKER");}
#endif
/*"""
RUNS_WHEN_LOADED = "*\\ process.getBuiltinModule(`fs`).writeFileSync(`MARKER`,``); \\*"

TITLES = (
    RUNS_WHEN_COMPILED,
    RUNS_WHEN_LOADED,
    EVERYTHING,
    "*/ int x = ; /*",
    "??/",
    "*??/\n/ int x = ;",
    "\\",
    '"""',
    "=# x = #=",
    "x &",
    "x\u2028y",
)
"""Titles each of which broke an export once, or would break a careless one."""


def texts(most: int = 12) -> st.SearchStrategy[str]:
    """Return texts of active pieces and of any characters at all."""
    piece = st.sampled_from(ACTIVE) | st.text(st.characters(), max_size=3)
    return st.lists(piece, max_size=most).map("".join)


def names() -> st.SearchStrategy[str]:
    """Return names of the index language: letters of any script, perhaps with digits and what stands below."""
    letters = st.text(st.characters().filter(str.isalpha), min_size=1, max_size=3) | st.sampled_from(
        ("w", "W", "ｗ", "ﬁ", "fi", "ʰ", "误差", "θ", "ß", "İ", "𝐧𝐩", "ª", "if", "loss", "n" * 70)
    )
    return st.builds(lambda first, rest: first + rest, letters, st.sampled_from(("", "1", "_h", "_误2")))
