"""Cells of code of a notebook as Markdown writes them, with what they print beside what prints it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .. import thresholds
from ..source import encodable
from .code_lines import PRINTING, is_value, printing


@dataclass(frozen=True, slots=True)
class Output:
    """What a cell printed or showed.

    Args:
        text: The text.
        is_result: Whether it is the value of its last line.
        is_formula: Whether it is Markdown or LaTeX, and no output of a program.
    """

    text: str
    is_result: bool = False
    is_formula: bool = False

    @property
    def lines(self) -> list[str]:
        """Its lines."""
        return self.text.rstrip("\n").split("\n")


def outputs_of(cell: object) -> Iterator[Output]:
    """Yield what a cell printed or showed, as far as that is text.

    Args:
        cell: The cell, as JSON has it.
    """
    outputs = cell.get("outputs") if isinstance(cell, dict) else None
    for output in outputs if isinstance(outputs, list) else []:
        if not isinstance(output, dict):
            continue
        if output.get("name") == "stdout" and (text := _text(output.get("text"))):
            yield Output(text)
        shown = output.get("data")
        for kind in ("text/markdown", "text/latex", "text/plain"):
            if isinstance(shown, dict) and (text := _text(shown.get(kind))):
                yield Output(text, output.get("output_type") == "execute_result", kind != "text/plain")
                break


def _text(stored: object) -> str:
    parts = [stored] if isinstance(stored, str) else stored
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        return ""
    return encodable("".join(parts)).replace("\r\n", "\n")


Line = tuple[str, int]


def in_markdown(lines: Sequence[Line], outputs: Sequence[Output], where: Sequence[int], language: str) -> list[Line]:
    """Return the lines of a cell of code and what it printed, each with its line in the file.

    Args:
        lines: Those of the cell.
        outputs: What it printed.
        where: The lines of the file in which the lines of that stand.
        language: What it is written in.
    """
    places = iter(where)
    found = [(output, [(line, next(places, lines[-1][1])) for line in output.lines]) for output in outputs]
    values, rest = _beside(lines, found)
    runs = (len(run) + 1 for line, _ in lines for run in re.findall("`+", line))
    fence = "`" * max([len("```"), *runs])
    written = [(f"{fence}{{code-cell}} {language}", lines[0][1])]
    for place, line in enumerate(lines):
        written += [line, *((f"# {value}", at) for value, at in values.get(place, []))]
    written.append((fence, lines[-1][1]))
    for output, printed in rest:
        sign = [] if output.is_formula else ["```output"]
        written += [*((line, printed[0][1]) for line in sign), *printed, *(("```", printed[-1][1]) for _ in sign)]
    return written


Printed = tuple[Output, list[Line]]


def _beside(lines: Sequence[Line], found: Sequence[Printed]) -> tuple[dict[int, list[Line]], list[Printed]]:
    """Return the values that lines of a cell print, by the number of the line, and what is printed besides."""
    values: dict[int, list[Line]] = {}
    rest: list[Printed] = []
    prints = [place for place, (line, _) in enumerate(lines) if PRINTING.match(line)]
    indented = any(lines[place][0][:1].isspace() for place in prints)
    for output, printed in found:
        groups = list(_grouped(printed))
        if output.is_result and len(groups) == 1 and (value := _value(groups[0])):
            last = max((place for place, (line, _) in enumerate(lines) if line.strip()), default=0)
            values[last] = value
        elif not output.is_result and not output.is_formula and not indented and len(groups) == len(prints):
            for place, group in zip(prints, groups, strict=True):
                value = _value(group)
                line = lines[place][0]
                if value and printing(line, 0, len(line), arrays=False) is not None:
                    values[place] = value
                else:
                    rest.append((output, group))
        else:
            rest.append((output, printed))
    return values, rest


def _grouped(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield lines together that the brackets of an array go over."""
    group: list[Line] = []
    depth = 0
    for line in lines:
        group.append(line)
        depth += line[0].count("[") - line[0].count("]")
        if depth <= 0 or len(group) >= thresholds.MOST_LINES_JOINED:
            yield group
            group, depth = [], 0
    if group:
        yield group


BEFORE = re.compile(r"(?:(?<![^\[\n])[^\[\n]*[=:≈]|[^\W\d][^\d\[\n]*)[ \t]*+(?=\S)")


def _value(group: Sequence[Line]) -> list[Line]:
    """Return the value that some lines print, without the words before it; nothing where they print more or less."""
    first = BEFORE.sub("", group[0][0], count=1)
    for start in (group[0][0], first):
        lines = [(start, group[0][1]), *group[1:]]
        text = "\n".join(f"# {line}" for line, _ in lines)
        if is_value(text, 0, len(text)):
            return lines
    return []
