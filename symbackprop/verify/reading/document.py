"""From a file to its pieces of mathematics, each character with its place in the file.

The ending of a file says what makes text of its bytes; what is not to be read in it (comments, programs, pictures) is
blanked out. What is written in another alphabet of signs (entities, tags for indices, addresses of rendered formulas)
is rewritten. Both keep the place of every character. Then the formulas between delimiters are found, and in what is
left, runs of prose around an equals sign.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .. import thresholds
from ..document_refusals import DocumentCode, DocumentRefusal
from ..lexicon import latex
from ..source import Plain, Source, Span
from .code_lines import STATEMENT_END, STATEMENT_START
from .formats import reader_of
from .layer_brackets import with_layers_above
from .lost_signs import with_lost_signs
from .macros import expanded
from .passages import Passage
from .pieces import Piece, PieceKind
from .prose_formulas import bare_pieces
from .rewriting import in_usual_notation, without_addresses
from .unit_lines import with_neurons


@dataclass(frozen=True, slots=True)
class Reading:
    """A source taken apart.

    Args:
        source: The document.
        pieces: Its formulas, in order.
        plain: Its text, without what is passed over.
        whole: Its text with what is passed over, and without addresses: what may state values.
        passages: What is passed over.
        defined: Where it defines commands of its own.
        endless: Those of them that go on for too long, and are not written out.
    """

    source: Source
    pieces: tuple[Piece, ...]
    plain: Plain
    whole: Plain
    passages: tuple[Passage, ...] = ()
    defined: tuple[Span, ...] = ()
    endless: frozenset[str] = frozenset()

    def within(self, span: Span) -> Reading:
        """Return a stretch of it, in which everything keeps its place."""
        begins, ends = (
            bisect_left(self.pieces, at, key=lambda piece: piece.plain.places[0]) for at in (span.start, span.end)
        )
        plain, whole = (
            text.part(bisect_left(text.places, span.start), bisect_left(text.places, span.end))
            for text in (self.plain, self.whole)
        )
        return replace(self, pieces=self.pieces[begins:ends], plain=plain, whole=whole, passages=())


def read(content: bytes, name: str) -> Reading:
    """Return the pieces of mathematics of a file.

    Args:
        content: The file.
        name: Its name, whose ending says how to read it.

    Raises:
        DocumentRefusal: The file is too large, or is not of the format that its ending says.
    """
    if len(content) > thresholds.MOST_BYTES:
        raise DocumentRefusal(DocumentCode.TOO_MANY_BYTES, name, count=len(content), most=thresholds.MOST_BYTES)
    decoded = reader_of(name).decode(content, name)
    name, source = decoded.source.name, decoded.source
    if len(source.text) > thresholds.MOST_CHARACTERS:
        raise DocumentRefusal(
            DocumentCode.TOO_MANY_CHARACTERS, name, count=len(source.text), most=thresholds.MOST_CHARACTERS
        )
    written = expanded(decoded.plain, decoded.whole)
    plain = with_lost_signs(with_layers_above(with_neurons(in_usual_notation(written.plain))))
    pieces = tuple(_pieces(without_addresses(plain)))
    if len(pieces) > thresholds.MOST_PIECES:
        raise DocumentRefusal(DocumentCode.TOO_MANY_FORMULAS, name, count=len(pieces), most=thresholds.MOST_PIECES)
    whole = without_addresses(in_usual_notation(decoded.whole))
    passages = tuple(sorted(decoded.passages, key=lambda at: at.line))
    return Reading(source, pieces, plain, whole, passages, written.definitions, written.endless)


ROW_GAP = rf"\\\\\*?[ \t]*\[\s*[-+]?[\d.]{{0,12}}\s*(?:{latex.LENGTHS}|in|\\[a-z]{{1,24}})\s*\]"
"""The end of a row of a table with how far apart the next one stands; it opens no displayed formula."""

OPENER = re.compile(
    rf"(?P<no_opener>\\\$|{ROW_GAP})|"
    rf"\$\$|\$(?=[ \t]?\S)|\\\(|\\\[|{STATEMENT_START}|"
    rf"\\begin\{{(?P<environment>{latex.EQUATIONS}\*?)\}}|^[ \t]*```[ \t]*math[^\n]*\n|(?P<bracket>^[ \t]*\[[ \t]*$)",
    re.M,
)
CLOSERS = {"$$": "$$", "$": "$", r"\(": r"\)", r"\[": r"\]", STATEMENT_START: STATEMENT_END}
KINDS = {"$": PieceKind.FORMULA, r"\(": PieceKind.FORMULA, STATEMENT_START: PieceKind.CODE}


FENCE_END = re.compile(r"^[ \t]*```", re.M)


def _pieces(plain: Plain) -> Iterator[Piece]:
    text, at, last_end = plain.text, 0, 0
    missing: set[str] = set()
    before: int | None = None
    lead = ""
    while True:
        found = OPENER.search(text, at)
        if found is None:
            yield from bare_pieces(plain, last_end, len(text))
            return
        body = _body(text, found, missing) if not found["no_opener"] else None
        if body is None:
            at = found.end()
            continue
        start = found.start()
        bare = list(bare_pieces(plain, last_end, start))
        yield from bare
        first, end, after = body
        between = text[before:start] if before is not None and not bare else None
        joined = (
            between
            if between is not None and "\n" not in between.strip(" \t") and len(between) < thresholds.LONGEST_LEAD
            else None
        )
        yield Piece(KINDS.get(found[0], PieceKind.DISPLAY), plain.part(first, end), joined, lead)
        at = last_end = before = after
        lead = text[max(start - thresholds.LONGEST_LEAD, 0) : start]


def _body(text: str, found: re.Match[str], missing: set[str]) -> tuple[int, int, int] | None:
    """Return where a formula starts, where it ends, and where the text goes on; None where it never ends."""
    if found["environment"]:
        closer = f"\\end{{{found['environment']}}}"
    elif found["bracket"]:
        return _bracketed(text, found, missing)
    elif "```" in found[0]:
        end = FENCE_END.search(text, found.end())
        return (found.end(), end.start(), end.end()) if end else (found.end(), len(text), len(text))
    else:
        closer = CLOSERS[found[0]]
    if closer in missing:
        return None
    end_at = text.find(closer, found.end())
    while closer == "$" and end_at > 0 and text[end_at - 1] == "\\":
        end_at = text.find(closer, end_at + 1)
    if end_at < 0:
        missing.add(closer)
        return None
    if closer in ("$", r"\)"):
        gap = text.find("\n\n", found.end(), end_at)
        if gap >= 0:
            return None
    if found[0] == "$" and text[found.end()] == text[end_at - 1] == "`" and end_at - found.end() > 1:
        # How GitHub sets off a formula that Markdown is to leave alone.
        return found.end() + 1, end_at - 1, end_at + 1
    return found.end(), end_at, end_at + len(closer)


BRACKET_END = re.compile(r"^[ \t]*\][ \t]*$", re.M)


def _bracketed(text: str, found: re.Match[str], missing: set[str]) -> tuple[int, int, int] | None:
    """Return a displayed formula whose brackets lost their backslashes and stand on lines of their own."""
    end = None if "]" in missing else BRACKET_END.search(text, found.end())
    if end is None:
        missing.add("]")
        return None
    body = text[found.end() : min(end.start(), found.end() + thresholds.LONGEST_PIECE + 1)]
    is_formula = len(body) <= thresholds.LONGEST_PIECE and "\n\n" not in body and HELD.search(body)
    return (found.end(), end.start(), end.end()) if is_formula else None


HELD = re.compile(r"[=\\^_≈]")
"""What is in a formula and in no list."""
