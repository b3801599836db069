"""Documents of Word (.docx), as Markdown with formulas between dollars.

A `.docx` is a ZIP archive whose `word/document.xml` holds paragraphs, tables and formulas in Office Math. Only that
part is unpacked, up to a size; it is read by its tags, so that no entity is expanded. The lines of a claim count the
lines of the text that is made of it, since Word has none: a paragraph each.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from .. import thresholds
from ..document_refusals import DocumentCode, DocumentRefusal
from ..lexicon.mathml import ACCENTS, BRACES, OPERATORS, SIGNS
from ..lexicon.words import function_of
from ..source import Plain, Source, encodable
from .decoded import Decoded, decoded, line_starts
from .markup import MarkupElement, Tag, Writing, closings, element, tags
from .mathml import words_in
from .passages import IN_PAGES

PART = "word/document.xml"


def word_document(content: bytes, name: str) -> Decoded:
    """Return the text of a document of Word.

    Raises:
        DocumentRefusal: It is none, or too large.
    """
    text = "\n".join(_paragraphs(_unpacked(content, name)))
    starts = line_starts(text)
    source = Source(encodable(name), text, starts, tuple(range(1, len(starts) + 1)))
    return decoded(source, Plain(text, range(len(text) + 1)), IN_PAGES)


def _unpacked(content: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(PART) as part:
            written = part.read(thresholds.MOST_BYTES_UNPACKED + 1)
    except (KeyError, OSError, NotImplementedError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise DocumentRefusal(DocumentCode.NO_WORD, name) from error
    if len(written) > thresholds.MOST_BYTES_UNPACKED:
        raise DocumentRefusal(
            DocumentCode.TOO_MANY_BYTES, name, count=len(written), most=thresholds.MOST_BYTES_UNPACKED
        )
    return written.decode("utf-8", "replace").replace("\r\n", "\n")


STYLE = re.compile(r"(?:heading|berschrift|titre|titolo|t[ií]tulo|kop)\s*(\d)", re.I)
CODE = re.compile(r"code|verbatim|listing|preformatted", re.I)


def _paragraphs(text: str) -> Iterator[str]:
    """Yield the lines of a document: its paragraphs and the rows of its tables."""
    every = list(tags(text))
    ends = closings(every)
    place = 0
    is_code = False
    while place < len(every):
        tag, end = every[place], ends[place]
        if tag.name == "w:tbl" and end is not None and not any(at.name == "w:tbl" for at in every[place + 1 : end]):
            yield from ("", *_table(text, every, ends, place, end), "")
            place = end
        elif tag.name == "w:p" and end is not None:
            style = _style(every[place:end])
            if (CODE.search(style) is not None and not is_code) or (CODE.search(style) is None and is_code):
                yield "```"
            is_code = CODE.search(style) is not None
            level = STYLE.search(style)
            line = _paragraph(text, every, ends, place, end)
            yield from (line.split("\n") if is_code else [f"{'#' * int(level[1])} {line}" if level else line, ""])
            place = end
        place += 1
    if is_code:
        yield "```"


def _style(every: Sequence[Tag]) -> str:
    found = (tag.attributes.get("w:val", "") for tag in every if tag.name == "w:pstyle")
    return next(found, "")


def _table(text: str, every: Sequence[Tag], ends: Sequence[int | None], first: int, last: int) -> Iterator[str]:
    rows = 0
    place = first + 1
    while place < last:
        end = ends[place]
        if every[place].name == "w:tr" and end is not None:
            cells = [
                _paragraph(text, every, ends, at, cell_end).replace("\n", " ").replace("|", "\\|")
                for at, cell_end in enumerate(ends[place:end], place)
                if every[at].name == "w:tc" and cell_end is not None
            ]
            yield f"| {' | '.join(cells)} |"
            if rows == 0:
                yield f"|{'---|' * len(cells)}"
            rows += 1
            place = end
        place += 1


def _paragraph(text: str, every: Sequence[Tag], ends: Sequence[int | None], first: int, last: int) -> str:
    """Return what stands in a paragraph or a cell."""
    parts: list[str] = []
    raised = ""
    display = False
    place = first + 1
    while place < last:
        tag, end = every[place], ends[place]
        if tag.name == "m:omathpara":
            display = not tag.is_end
        elif tag.name == "m:omath" and end is not None:
            writing = Writing(text)
            tex_of_office(element(every, place, end), writing)
            sign = "$$" if display else "$"
            parts.append(f"{sign}{' '.join(writing.plain.text.split())}{sign}")
            place = end
        elif tag.name == "w:r":
            raised = ""
        elif tag.name == "w:vertalign":
            raised = {"subscript": "_", "superscript": "^"}.get(tag.attributes.get("w:val", ""), "")
        elif tag.name == "w:t" and end is not None:
            writing = Writing(text)
            writing.keep(tag.end, every[end].start, " ")
            parts.append(f"{raised}{{{writing.plain.text}}}" if raised else writing.plain.text)
            place = end
        elif tag.name in ("w:deltext", "w:instrtext") and end is not None:
            place = end
        else:
            parts.append(BREAKS.get(tag.name, ""))
        place += 1
    return "".join(parts)


BREAKS: Mapping[str, str] = MappingProxyType({"w:br": "\n", "w:cr": "\n", "w:tab": "\t"})


def tex_of_office(root: MarkupElement, writing: Writing) -> None:
    """Write a formula in Office Math in LaTeX."""
    WRITERS.get(root.name, _all)(root, writing)


def _all(root: MarkupElement, writing: Writing) -> None:
    for child in root.children:
        if not child.name.endswith("pr"):
            tex_of_office(child, writing)


def _child(root: MarkupElement, name: str) -> MarkupElement | None:
    return next((child for child in root.children if child.name == name), None)


def _said(root: MarkupElement, name: str, otherwise: str) -> str:
    """Return what the properties of an element say."""
    properties = next((child for child in root.children if child.name.endswith("pr")), None)
    found = _child(properties, name) if properties is not None else None
    return otherwise if found is None else found.tag.attributes.get("m:val", "")


def _run(root: MarkupElement, writing: Writing) -> None:
    properties = _child(root, "rpr")
    is_words = properties is not None and _child(properties, "nor") is not None
    bold = _said(root, "sty", "") in ("b", "bi")
    for child in root.children:
        if child.name != "t":
            continue
        word = words_in(child, writing.text)
        if is_words and word:
            writing.put(rf"\text{{{word}}}", 0)
        elif bold and word.isalpha():
            writing.put(rf"\mathbf{{{word}}}", 0)
        else:
            writing.put(LETTERS.sub(_written, word), 0)


LETTERS = re.compile(r"[^\W\d_]{2,}|[\U0001d400-\U0001d7ff]|[^\w\s]")


def _written(found: re.Match[str]) -> str:
    word = found[0]
    if len(word) > 1:
        return rf"\operatorname{{{word}}} " if function_of(word) else rf"\mathrm{{{word}}}"
    # In a list of equations `&` says where they are aligned.
    return word if word == "&" else OPERATORS.get(word) or SIGNS.get(word, word)


def _put(root: MarkupElement | None, sign: str, writing: Writing, end: str = "}") -> None:
    """Write an element after a sign, which opens a brace."""
    if root is not None:
        writing.put(sign, 0)
        _all(root, writing)
        writing.put(end, 0)


def _of(*parts: tuple[str, str]) -> Callable[[MarkupElement, Writing], None]:
    """Return what writes some elements in one, each after a sign that opens a brace."""

    def write(root: MarkupElement, writing: Writing) -> None:
        for name, sign in parts:
            _put(_child(root, name), sign, writing)

    return write


def _delimited(root: MarkupElement, writing: Writing) -> None:
    opening, closing = _said(root, "begchr", "("), _said(root, "endchr", ")")
    inside = [child for at in root.children if at.name == "e" for child in at.children if not child.name.endswith("pr")]
    if opening == "{" and not closing and len(inside) == 1 and inside[0].name in ("eqarr", "m"):
        return _grid(inside[0], "cases", writing)
    between = _said(root, "sepchr", "|")
    writing.put(SIGNS.get(opening, opening), 0)
    for at, child in enumerate(child for child in root.children if child.name == "e"):
        writing.put(between if at else "", 0)
        _all(child, writing)
    return writing.put(SIGNS.get(closing, closing), 0)


def _nary(root: MarkupElement, writing: Writing) -> None:
    sign = _said(root, "chr", "∫")
    writing.put(OPERATORS.get(sign, sign), 0)
    _of(("sub", "_{"), ("sup", "^{"), ("e", "{"))(root, writing)


def _accented(otherwise: str, commands: Mapping[str, str]) -> Callable[[MarkupElement, Writing], None]:
    """Return what writes a base with a sign above or below it."""

    def write(root: MarkupElement, writing: Writing) -> None:
        command = commands.get(_said(root, "chr", otherwise))
        _put(_child(root, "e"), rf"\{command}{{" if command else "{", writing)

    return write


def _root(root: MarkupElement, writing: Writing) -> None:
    degree = _child(root, "deg")
    has_degree = degree is not None and degree.children and _said(root, "deghide", "0") in ("0", "off", "false")
    writing.put(r"\sqrt", 0)
    _put(degree if has_degree else None, "[", writing, "]")
    _put(_child(root, "e"), "{", writing)


def _matrix(root: MarkupElement, writing: Writing) -> None:
    _grid(root, "matrix", writing)


def _lines(root: MarkupElement, writing: Writing) -> None:
    _grid(root, "aligned", writing)


def _grid(root: MarkupElement, kind: str, writing: Writing) -> None:
    """Write the rows of a matrix, or equations one below another, as an environment of LaTeX."""
    writing.put(rf"\begin{{{kind}}}", 0)
    for at, row in enumerate(child for child in root.children if child.name in ("e", "mr")):
        writing.put(r" \\ " if at else "", 0)
        for place, cell in enumerate([row] if row.name == "e" else [one for one in row.children if one.name == "e"]):
            writing.put(" & " if place else "", 0)
            _all(cell, writing)
    writing.put(rf"\end{{{kind}}}", 0)


def _scripts(*parts: tuple[str, str]) -> Callable[[MarkupElement, Writing], None]:
    """Return what writes a base and what stands below and above it; a letter needs no braces, and a prime no sign."""

    def write(root: MarkupElement, writing: Writing) -> None:
        base = _child(root, "e")
        single = base is not None and [child.name for child in base.children if not child.name.endswith("pr")] == ["r"]
        _put(base, "" if single else "{", writing, "" if single else "}")
        for name, sign in parts:
            inner = Writing(writing.text)
            _put(_child(root, name), "", inner, "")
            written = "".join(inner.parts)
            primes = written.strip().translate(PRIMES)
            is_primed = bool(primes) and not primes.strip("'")
            writing.put(primes if is_primed else f"{sign}{{{written}}}", 0)

    return write


PRIMES = str.maketrans({"′": "'", "″": "''", "‴": "'''"})


WRITERS: Mapping[str, Callable[[MarkupElement, Writing], None]] = MappingProxyType(
    {
        "acc": _accented("\u0302", ACCENTS),
        "bar": _accented("¯", MappingProxyType({"¯": "bar"})),
        "d": _delimited,
        "eqarr": _lines,
        "f": _of(("num", r"\frac{"), ("den", "{")),
        "groupchr": _accented("⏟", MappingProxyType({**ACCENTS, **BRACES})),
        "limlow": _of(("e", "{"), ("lim", "_{")),
        "limupp": _of(("e", "{"), ("lim", "^{")),
        "m": _matrix,
        "nary": _nary,
        "phant": lambda _root, _writing: None,
        "r": _run,
        "rad": _root,
        "spre": _of(("sub", "{}_{"), ("sup", "^{"), ("e", "{")),
        "ssub": _scripts(("sub", "_")),
        "ssubsup": _scripts(("sub", "_"), ("sup", "^")),
        "ssup": _scripts(("sup", "^")),
    }
)
"""What writes an element of Office Math, by its name; of all others what stands in them is written."""
