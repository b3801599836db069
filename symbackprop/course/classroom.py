"""What a whole class gets wrong: by slip, by quantity and by points, as a page with pictures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ..document.escape import printable
from ..document.page import filled
from .asked import title_of
from .feedback import Graded, written
from .grading import Outcome, slips_in

WIDTH, LEFT, RIGHT = 900, 290, 60
ROW, THICK = 24, 15
BINS, TALL = 10, 170
MOST_ROWS = 60
MOST_SLIPS = 15
MOST_ATTENTION = 200
LONGEST_TITLE = 38

STYLES: Mapping[str, tuple[str, tuple[Outcome, ...]]] = MappingProxyType(
    {
        "good": ("right", (Outcome.RIGHT, Outcome.IMPLIED)),
        "fair": ("in part, or follows from a mistake before", (Outcome.LAST_PLACE, Outcome.SHORT, Outcome.FOLLOWS)),
        "bad": ("mistaken", (Outcome.WORKING, Outcome.ON_THE_WAY, Outcome.WRONG)),
        "none": ("missing", (Outcome.MISSING,)),
    }
)
"""How outcomes are coloured, and what that means."""


@dataclass(frozen=True, slots=True)
class Attention:
    """Something that somebody is to look at.

    Args:
        what: Of which kind it is.
        which: The student or the file.
        why: What is the matter.
    """

    what: str
    which: str
    why: str


def class_page(title: str, graded: Sequence[Graded], attention: Sequence[Attention]) -> str:
    """Return the page about a class; the template escapes what is put in."""
    slips = Counter(slip for one in graded for slip in set(slips_in(one.grade.marks)))
    lessons = {slip: lesson for one in graded for slip, lesson in one.lessons.items()}
    usual = slips.most_common(MOST_SLIPS)
    named = [(lessons[slip][0] if slip in lessons else slip, count) for slip, count in usual]
    return filled(
        "course/class.html",
        title=printable(title),
        summary=summary(graded, attention),
        points=_histogram(graded),
        quantities=_quantities(graded),
        styles=[(style, words) for style, (words, _) in STYLES.items()],
        slips=_bars(named),
        lessons=[
            {"title": lessons[slip][0], "count": count, "lesson": lessons[slip][1]}
            for slip, count in usual
            if slip in lessons
        ],
        attention=[
            {"what": one.what, "which": printable(one.which), "why": printable(one.why)}
            for one in attention[:MOST_ATTENTION]
        ],
        more=max(len(attention) - MOST_ATTENTION, 0),
    )


def summary(graded: Sequence[Graded], attention: Sequence[Attention]) -> str:
    """Return in a line how many were graded, how well they did, and how much is to be looked at."""
    points = sorted(one.grade.points for one in graded)
    parts = [f"{len(graded):,} graded"]
    if points:
        middle = (points[(len(points) - 1) // 2] + points[len(points) // 2]) / 2
        most = max(one.grade.most for one in graded)
        parts.append(
            f"points {written(points[0])} to {written(points[-1])} of {written(most)}, median {written(middle)}"
        )
    kinds = Counter(one.what for one in attention)
    parts += [f"{count:,} {what}" for what, count in kinds.items()]
    return "; ".join(parts) + "."


def _histogram(graded: Sequence[Graded]) -> dict[str, Any] | None:
    if not graded:
        return None
    shares = [float(one.grade.points / one.grade.most) if one.grade.most else 0.0 for one in graded]
    counts = Counter(min(int(share * BINS), BINS - 1) for share in shares)
    highest, step = max(counts.values()), WIDTH / BINS
    bars = []
    for at in range(BINS):
        height = round(counts[at] / highest * (TALL - 50), 1)
        bars.append(
            {
                "x": round(at * step + 3, 1),
                "y": round(TALL - 25 - height, 1),
                "width": round(step - 6, 1),
                "height": height,
                "middle": round((at + 0.5) * step, 1),
                "count": counts[at],
                "label": f"{at * 100 // BINS}–{(at + 1) * 100 // BINS} %",
            }
        )
    words = ", ".join(f"{bar['label']}: {bar['count']}" for bar in bars if bar["count"])
    return {"width": WIDTH, "height": TALL, "bars": bars, "words": f"Students by their share of the points. {words}"}


def _quantities(graded: Sequence[Graded]) -> dict[str, Any] | None:
    names = list(dict.fromkeys(mark.asked.name for one in graded for mark in one.grade.marks if mark.most))
    if not names:
        return None
    found: Counter[tuple[str, Outcome]] = Counter(
        (mark.asked.name, mark.outcome) for one in graded for mark in one.grade.marks
    )
    rows = []
    for at, name in enumerate(names[:MOST_ROWS]):
        counts = [
            (style, words, sum(found[name, outcome] for outcome in outcomes))
            for style, (words, outcomes) in STYLES.items()
        ]
        rows.append(_row(at, title_of(name), counts))
    worst = min(rows, key=lambda row: float(row["good"]))
    return _picture(rows, f"How many students have each quantity right. The fewest: {worst['title']}, {worst['share']}")


def _row(at: int, title: str, counts: Sequence[tuple[str, str, int]]) -> dict[str, Any]:
    total, room, x = sum(count for _, _, count in counts), WIDTH - LEFT - RIGHT, float(LEFT)
    pieces = []
    for style, words, count in counts:
        width = room * count / total
        if count:
            pieces.append(
                {"style": style, "words": words, "count": count, "x": round(x, 1), "width": round(max(width - 1, 1), 1)}
            )
        x += width
    good = counts[0][2] / total
    return {
        "title": _short(title),
        "y": at * ROW + (ROW - THICK) // 2,
        "text": at * ROW + ROW - 7,
        "pieces": pieces,
        "share": f"{good:.0%}",
        "good": good,
    }


def _bars(counts: Sequence[tuple[str, int]]) -> dict[str, Any] | None:
    if not counts:
        return None
    highest = max(count for _, count in counts)
    room = WIDTH - LEFT - RIGHT
    rows = []
    for at, (title, count) in enumerate(counts):
        width = round(room * count / highest, 1)
        rows.append(
            {
                "title": _short(printable(title)),
                "y": at * ROW + (ROW - THICK) // 2,
                "text": at * ROW + ROW - 7,
                "pieces": [{"x": LEFT, "width": width}],
                "end": LEFT + width + 8,
                "share": f"{count:,}",
            }
        )
    return _picture(rows, "How many students have made each slip: " + ", ".join(f"{name} {n}" for name, n in counts))


def _picture(rows: Sequence[Mapping[str, Any]], words: str) -> dict[str, Any]:
    return {"width": WIDTH, "height": len(rows) * ROW, "left": LEFT, "thick": THICK, "rows": rows, "words": words}


def _short(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1] + "…"
