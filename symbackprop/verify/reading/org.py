"""Pages in Org, as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..source import Plain, Replacement
from .decoded import Decoded, decoded
from .passages import IN_PAGES, Passage, Skipped
from .text_files import text_of

LINES = re.compile(
    r"^(?P<heading>\*+)[ \t]+(?:(?:TODO|DONE)[ \t]+)?(?=\S)"
    r"|^[ \t]*\#\+begin_(?P<code>src|example)\b[ \t]*(?P<language>[^\s:]*)[^\n]*"
    r"|^[ \t]*(?P<end>\#\+end_(?:src|example))[^\n]*"
    r"|^[ \t]*\#\+begin_(?P<hidden>comment|export[ \t]+html)[^\n]*\n.*?^[ \t]*\#\+end_(?:comment|export)[^\n]*"
    r"|^[ \t]*:(?:PROPERTIES|LOGBOOK):[ \t]*\n(?:[ \t]*:[^\n]*\n)*?[ \t]*:END:[^\n]*"
    r"|^[ \t]*\#\+(?:title|subtitle):[ \t]*"
    r"|^[ \t]*(?P<comment>\#[ \t][^\n]*)|^[ \t]*\#\+[^\n]*"
    r"|^[ \t]*(?P<literal>:[ \t])"
    r"|^(?P<rule>[ \t]*\|[-+]+\|)[ \t]*$"
    r"|\[\[(?P<link>[^\]\n]*)\](?:\[(?P<said>[^\]\n]*)\])?\]"
    r"|(?<![\w=~])(?P<mark>[=~])(?=\S)(?P<verbatim>(?:[^=~\n]|[ ]=[ ])*[^\s=~])(?P=mark)(?![\w=~])",
    re.M | re.S | re.I,
)
CODE = re.compile(
    r"^[ \t]*\#\+begin_(?:src|example)\b[^\n]*\n(?P<body>.*?)^[ \t]*\#\+end_(?:src|example)", re.M | re.S | re.I
)


def org_page(content: bytes, name: str) -> Decoded:
    """Return the text of a page in Org."""
    source, written = text_of(content, name)
    lines = list(_signs(written))
    comments = [
        Passage(Skipped.COMMENT, source.line(at.start("comment")), source.line(at.start("comment")))
        for at in lines
        if at["comment"] and re.search(r"\d|[=$]", at["comment"])
    ]
    changes = (change for at in lines for change in _changes(at))
    return decoded(source, written.edited(changes), IN_PAGES, comments)


def _signs(page: Plain) -> Iterator[re.Match[str]]:
    """Yield the signs of a page that are none of a program."""
    bodies = [found.span("body") for found in CODE.finditer(page.text)]
    at = 0
    for found in LINES.finditer(page.text):
        while at < len(bodies) and bodies[at][1] <= found.start():
            at += 1
        if at < len(bodies) and bodies[at][0] <= found.start():
            continue
        yield found


def _changes(found: re.Match[str]) -> Iterator[Replacement]:
    start, end = found.span()
    if found["heading"]:
        yield Replacement(start, end, f"{'#' * min(len(found['heading']), len('######'))} ")
    elif found["code"]:
        yield Replacement(start, end, f"```{found['language']}")
    elif found["end"]:
        yield Replacement(start, end, "```")
    elif found["rule"]:
        yield Replacement(start, end, found["rule"].replace("+", "|"))
    elif found["said"]:
        yield Replacement(start, found.start("said"), "")
        yield Replacement(found.end("said"), end, "")
    elif found["verbatim"]:
        yield Replacement(start, start + 1, "`")
        yield Replacement(end - 1, end, "`")
    else:
        yield Replacement(start, end, re.sub(r"[^\n]", " ", found[0]))
