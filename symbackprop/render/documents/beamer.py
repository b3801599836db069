"""Slides in LaTeX's beamer, of 16 cm by 9 cm, with what the speaker says as its notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ...document.blocks import Display, Figure, Paragraph, Table
from ...document.deck import Deck, Frame, Part
from ...document.page import filled_or_own
from ..drawings.tikz import tikz
from ..inline.latex import escaped, in_fonts, inlines, missing
from ..inline.tex import DISPLAY
from . import slide_room as room
from .latex import COLUMNS, page_style
from .slide_pictures import on_slide, part_of
from .slide_tables import wordy_columns

NAME = "beamer"
"""What the file is called, without its ending."""

READERS: Mapping[str, str] = MappingProxyType(
    {
        "notes": "\\def\\sbpnotes{}\n\\PassOptionsToClass{handout}{beamer}\n",
        "handout": "\\PassOptionsToClass{handout}{beamer}\n",
    }
)
"""What stands before the slides in a file that sets them otherwise."""


def beamer(deck: Deck) -> str:
    """Return a deck, on whose slides everything fits, as a LaTeX file."""
    look = deck.look
    frames = [_frame(frame, deck.numbers) for frame in deck.frames]
    title, subtitle, details = escaped(deck.title), inlines(deck.subtitle), list(map(escaped, look.details))
    body = "\n".join(frames)
    return filled_or_own(
        look.templates,
        "latex/beamer.tex",
        dict(
            name=NAME,
            title=title,
            subtitle=subtitle,
            details=details,
            body=body,
            count=max(len(deck.frames), 1),
            handout=look.handout,
            logo=look.logo.name if look.logo else "",
            lacking=bool(missing(title + subtitle + body + "".join(details))),
            has_blanks=False,
            **page_style(look),
        ),
    )


def reader(kind: str) -> str:
    r"""Return the file that sets the slides as notes pages, or as a handout.

    >>> print(reader("handout"), end="")
    \PassOptionsToClass{handout}{beamer}
    \input{beamer}
    """
    return f"{READERS[kind]}\\input{{{NAME}}}\n"


def _frame(frame: Frame, numbers: Mapping[str, int]) -> str:
    title = inlines(frame.title)
    if frame.step:
        title = rf"\sbpdisc{{{escaped(frame.step)}}}{title}"
    if frame.piece[1] > 1:
        title += rf"\sbppiece{{{frame.piece[0]}}}{{{frame.piece[1]}}}"
    body = "\n".join(_part(part, numbers) for part in frame.parts)
    if frame.pictures:
        body = (
            "\\vspace*{-0.1cm}\\begin{columns}[c,onlytextwidth]\n\\begin{column}{8.4cm}\\centering\n"
            f"{_pictures(frame.pictures)}\n\\end{{column}}\n\\begin{{column}}{{5.8cm}}\n{body}\n\\end{{column}}\n\\end{{columns}}"
        )
    elif frame.is_framed:
        body = f"\\begin{{sbpframed}}\n{body}\n\\end{{sbpframed}}"
    note = "\n\n".join(inlines(paragraph.content) for paragraph in frame.notes)
    notes = f"\\note{{{note}}}\n" if note else ""
    return (
        f"\\renewcommand{{\\sbpsection}}{{{inlines(frame.section)}}}\n\\begin{{frame}}{{{title}}}\n\\vfill\n{body}\n"
        f"\\vfill\\vfill\n{notes}\\end{{frame}}\n"
    )


def _part(part: Part, numbers: Mapping[str, int]) -> str:
    first = part.reveals[0]
    match part.content:
        case Paragraph(content):
            return _uncovered(inlines(content), first) + "\\par"
        case Display():
            return _display(part.content, part.reveals, numbers)
        case Figure() as figure:
            caption = f"\\par\\medskip {inlines(figure.caption)}\\par"
            return _uncovered(f"{{\\centering {_picture(figure, room.PICTURE)}{caption}}}", first)
        case Table():
            return _uncovered(_table(part.content), first)


def _uncovered(content: str, reveal: int) -> str:
    return content if reveal == 1 else f"\\uncover<{reveal}->{{{content}}}"


def _display(display: Display, reveals: Sequence[int], numbers: Mapping[str, int]) -> str:
    rows = [_row(DISPLAY.row(row), reveal) for row, reveal in zip(display.rows, reveals, strict=True)]
    formula = in_fonts(" \\\\\n".join(rows))
    number, last = numbers.get(display.label or ""), max(reveals)
    shown = _uncovered(f"({number})", last) if number else ""
    return f"\\sbpequation{{{formula}}}{{{shown}}}"


def _row(row: str, reveal: int) -> str:
    """Return a row whose pieces between the marks of alignment appear together."""
    if reveal == 1:
        return row
    left, _, right = row.partition("&")
    before = f"\\uncover<{reveal}->{{{left.strip()}}} " if left.strip() else ""
    return f"{before}&\\uncover<{reveal}->{{{{}}{right}}}"


def _pictures(figures: Sequence[Figure]) -> str:
    """Return pictures of which one is shown at each reveal, and in a handout the last."""
    if len(figures) == 1:
        return _picture(figures[0], room.PICTURE_BESIDE)
    last = len(figures)
    shown = []
    for at, figure in enumerate(figures, start=1):
        when = f"<{at}- | handout:1>" if at == last else f"<{at} | handout:0>"
        shown.append(f"\\only{when}{{{_picture(figure, room.PICTURE_BESIDE)}}}")
    return "%\n".join(shown)


def _picture(figure: Figure, size: tuple[float, float]) -> str:
    drawing = on_slide(figure.drawing, size)
    return f"\\scalebox{{{part_of(drawing, size):.3f}}}{{%\n{tikz(drawing)}}}"


def _table(table: Table) -> str:
    wordy = wordy_columns(table)
    columns = "".join(
        "X" if is_wordy else COLUMNS[align] for is_wordy, (_, align) in zip(wordy, table.columns, strict=True)
    )
    head = " & ".join(inlines(title) for title, _ in table.columns)
    body = " \\\\\n".join(" & ".join(inlines(cell) for cell in row) for row in table.rows)
    kind, width = ("tabularx", "{\\linewidth}") if any(wordy) else ("tabular", "")
    return (
        f"{inlines(table.caption)}\\par\\smallskip{{\\sbptable\n\\begin{{{kind}}}{width}{{{columns}}}\n\\toprule\n"
        f"{head} \\\\\n\\midrule\n{body} \\\\\n\\bottomrule\n\\end{{{kind}}}\\par}}"
    )
