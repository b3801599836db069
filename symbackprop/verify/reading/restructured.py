"""Pages in reStructuredText, as Markdown with formulas between dollars."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..source import Plain, Replacement
from .decoded import Decoded, decoded
from .passages import IN_PAGES, Passage, Skipped
from .text_files import text_of

MARKED = re.compile(
    r"^(?P<indent>[ \t]*)(?:\.\.[ \t]+(?:(?P<target>_[^\n]*:[ \t]*$|\|[^\n]*)|(?P<name>[A-Za-z][\w.+-]*(?::[\w+-]+)?)::"
    r"[ \t]*(?P<argument>[^\n]*)|(?P<note>\[[^\]\n]{1,40}\])|(?P<comment>[^\n]*))|\.\.[ \t]*$"
    r"|(?P<words>(?![ \t]*\.\.[ \t])[^\n]*)(?P<literal>::)[ \t]*$)",
    re.M,
)
"""What begins a block that is indented: a directive, a comment, a paragraph with a literal block below it."""

OPTIONS = re.compile(r"(?:[ \t]+:[\w-]+:[^\n]*(?:\n|\Z))+")
CODE = frozenset(
    {"code", "code-block", "doctest", "highlight", "ipython", "jupyter-execute", "parsed-literal", "sourcecode"}
)
UNREAD = frozenset({"bibliography", "csv-table", "figure", "graphviz", "image", "include", "index", "literalinclude"})
UNREAD |= {"meta", "only", "plot", "raw", "tikz", "toctree"}
ROLE = re.compile(
    r":(?P<role>[A-Za-z][\w.:+-]{0,40}):`(?P<text>[^`]+)`|(?P<literal>(?<!`)``(?!`))|(?<!`)`(?P<link>[^`<\n]+)<[^`>\n]+>`__?"
)
HEADING = re.compile(
    r"^(?:(?P<over>(?P<first>[=\-~^\"'`#*+.:_])(?P=first){2,})[ \t]*\n[ \t]*)?(?P<title>[^\s.|+=\-][^\n]*)\n"
    r"(?P<under>(?P<line>[=\-~^\"'`#*+.:_])(?P=line){2,})[ \t]*$",
    re.M,
)
GRID = re.compile(r"^(?P<indent>[ \t]*)\+(?:-+\+)+[ \t]*\n(?:[ \t]*[|+][^\n]*(?:\n|\Z))+", re.M)
SIMPLE = re.compile(
    r"^(?P<indent>[ \t]*)(?P<rule>=+(?:[ \t]+=+)+)[ \t]*\n(?P<head>(?:(?![ \t]*=+[ \t]+=)[^\n]+\n)+)"
    r"[ \t]*=+(?:[ \t]+=+)+[ \t]*\n(?P<rows>(?:(?![ \t]*=+[ \t]+=)[^\n]*\n)+)[ \t]*=+(?:[ \t]+=+)+[ \t]*$",
    re.M,
)


def restructured(content: bytes, name: str) -> Decoded:
    """Return the text of a page in reStructuredText."""
    source, written = text_of(content, name)
    page = in_markdown(written.text)
    comments = [
        Passage(Skipped.COMMENT, source.line(at), source.line(max(end - 1, at)))
        for at, end in page.comments
        if re.search(r"\d|[=$]", source.text[at:end])
    ]
    return decoded(source, page.plain, IN_PAGES, comments)


@dataclass(frozen=True, slots=True)
class Page:
    """A page as Markdown has it, and where its comments stand."""

    plain: Plain
    comments: tuple[tuple[int, int], ...]


def in_markdown(text: str) -> Page:
    """Return a page as Markdown has it."""
    comments: list[tuple[int, int]] = []
    plain = Plain(text, range(len(text) + 1)).edited(_blocks(text, comments))
    for changes in (_tables, _headings, _roles):
        plain = plain.edited(changes(plain.text))
    return Page(plain, tuple(comments))


def _blocks(text: str, comments: list[tuple[int, int]]) -> Iterator[Replacement]:
    past = 0
    for found in MARKED.finditer(text):
        if found.start() < past:
            continue
        body = _body_end(text, found.end() + 1, len(found["indent"]))
        name = found["name"]
        if found["literal"]:
            if text[found.end() : body].strip():
                yield Replacement(*found.span("literal"), ":")
                yield from _fence(text, found.end(), body, "")
                past = body
            continue
        if name is None:
            end = found.end() if found["target"] or found["note"] else body
            if not found["target"] and not found["note"]:
                comments.append((found.start(), end))
            yield _blank(text, found.start(), found.end("note") if found["note"] else end)
            past = end
            continue
        options = OPTIONS.match(text, found.end() + 1)
        inner = min(options.end() if options else found.end() + 1, len(text))
        write = DIRECTIVES.get(name, _kept)
        yield from write(text, found, inner, max(body, inner))
        past = max(body, inner) if write is not _kept else inner


def _body_end(text: str, at: int, indent: int) -> int:
    """Return where a block ends that is indented by more."""
    last = at
    while at < len(text):
        end = text.find("\n", at)
        end = end if end >= 0 else len(text)
        line = text[at:end]
        if line.strip():
            if len(line) - len(line.lstrip(" \t")) <= indent:
                break
            last = end
        at = end + 1
    return min(last, len(text))


def _kept(text: str, found: re.Match[str], inner: int, _body: int) -> Iterator[Replacement]:
    yield _blank(text, found.start(), found.start("argument"))
    yield _blank(text, found.end(), inner)


def _left_out(text: str, found: re.Match[str], _inner: int, body: int) -> Iterator[Replacement]:
    yield _blank(text, found.start(), body)


def _program(text: str, found: re.Match[str], inner: int, body: int) -> Iterator[Replacement]:
    yield _blank(text, found.start(), inner)
    yield from _fence(text, inner, body, found["argument"].strip())


def _fence(text: str, start: int, end: int, language: str) -> Iterator[Replacement]:
    if text[start:end].strip():
        yield Replacement(start, start, f"\n```{language}\n")
        yield Replacement(end, end, "\n```\n")


PARAGRAPHS = re.compile(r"\n(?:[ \t]*\n)+(?=[ \t]*\S)")


def _formulas(text: str, found: re.Match[str], inner: int, body: int) -> Iterator[Replacement]:
    """Write a directive with formulas, of which each paragraph is one."""
    yield Replacement(found.start(), found.start("argument"), "$$" if found["argument"].strip() else "")
    if found["argument"].strip() and text[inner:body].strip():
        yield Replacement(found.end(), inner, "$$\n$$")
    elif not found["argument"].strip():
        yield Replacement(found.end(), inner, "\n$$")
    else:
        yield _blank(text, found.end(), inner)
    for gap in PARAGRAPHS.finditer(text, inner + len(text[inner:body]) - len(text[inner:body].lstrip()), body):
        yield Replacement(*gap.span(), "$$\n\n$$")
    yield Replacement(body, body, "$$\n")


CELL = re.compile(r"\n(?:(?P<row>[ \t]*\*[ \t]+-[ \t]?)|(?P<cell>[ \t]*-(?:[ \t]|$))|)", re.M)


def _list_table(text: str, found: re.Match[str], inner: int, body: int) -> Iterator[Replacement]:
    yield _blank(text, found.start(), inner - 1)
    rows = width = 0
    for cell in CELL.finditer(text, inner - 1, body):
        if cell["row"]:
            rule = f" |\n|{'---|' * width}\n" if rows == 1 else " |\n" if rows else "\n"
            yield Replacement(*cell.span(), f"{rule}| ")
            rows, width = rows + 1, 1
        else:
            yield Replacement(*cell.span(), " | " if cell["cell"] else " ")
            width += cell["cell"] is not None
    yield Replacement(body, body, " |\n")


DIRECTIVES: Mapping[str, Callable[[str, re.Match[str], int, int], Iterator[Replacement]]] = MappingProxyType(
    {
        **dict.fromkeys(CODE, _program),
        **dict.fromkeys(UNREAD, _left_out),
        "list-table": _list_table,
        "math": _formulas,
    }
)
"""What writes a directive, by its name; of others all that stands in them is kept."""


def _tables(text: str) -> Iterator[Replacement]:
    past = 0
    for found in sorted([*GRID.finditer(text), *SIMPLE.finditer(text)], key=lambda at: at.start()):
        if found.start() >= past:
            yield from _grid(found) if found.re is GRID else _simple(found)
            past = found.end()


RULE = re.compile(r"^[ \t]*\+[-=+]*\+[ \t]*$", re.M)


def _grid(found: re.Match[str]) -> Iterator[Replacement]:
    text = found.string
    for at, rule in enumerate(RULE.finditer(text, found.start(), found.end())):
        new = "|" + "---|" * (rule[0].count("+") - 1) if at == 1 else ""
        yield Replacement(*rule.span(), new)


def _simple(found: re.Match[str]) -> Iterator[Replacement]:
    text = found.string
    starts = [len(found["indent"]) + run.start() for run in re.finditer("=+", found["rule"])]
    yield Replacement(found.start(), found.start("head"), "")
    yield from _columns(text, *found.span("head"), starts)
    yield Replacement(found.end("head"), found.start("rows"), f"|{'---|' * len(starts)}\n")
    yield from _columns(text, *found.span("rows"), starts)
    yield Replacement(found.end("rows"), found.end(), "")


def _columns(text: str, start: int, end: int, starts: list[int]) -> Iterator[Replacement]:
    """Yield bars before the columns of some lines."""
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        if text[start:stop].strip():
            for column in starts:
                at = min(start + column, stop)
                yield Replacement(at, at, "| ")
            yield Replacement(stop, stop, " |")
        start = stop + 1


def _headings(text: str) -> Iterator[Replacement]:
    levels: list[str] = []
    for found in HEADING.finditer(text):
        kind = f"{found['first'] or ''}{found['line']}"
        if found["first"] not in (None, found["line"]) or len(found["under"]) < len(found["title"].rstrip()) // 2:
            continue
        if kind not in levels:
            levels.append(kind)
        level = min(levels.index(kind) + 1, len("######"))
        yield Replacement(found.start(), found.start("title"), f"{'#' * level} ")
        yield _blank(text, *found.span("under"))


def _roles(text: str) -> Iterator[Replacement]:
    for found in ROLE.finditer(text):
        if found["role"]:
            sign = "$" if found["role"] == "math" else ""
            yield Replacement(found.start(), found.start("text"), sign)
            yield Replacement(found.end("text"), found.end(), sign)
        elif found["literal"]:
            yield Replacement(*found.span(), "`")
        else:
            yield _blank(text, found.end("link"), found.end())


def _blank(text: str, start: int, end: int) -> Replacement:
    return Replacement(start, max(start, end), re.sub(r"[^\n]", " ", text[start:end]))
