"""Formulas in MathML, written in LaTeX; each number and letter keeps its place."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from ..lexicon.mathml import ACCENTS, BRACES, OPERATORS, RELATIONS, SIGNS
from ..lexicon.words import function_of
from .markup import MarkupElement, Writing


def tex_of(root: MarkupElement, writing: Writing) -> None:
    """Write a formula.

    Args:
        root: The element `math`, or one in it.
        writing: To which it is added.
    """
    WRITERS.get(root.name, _row)(root, writing)


def words_in(root: MarkupElement, text: str) -> str:
    """Return what stands in an element without those in it."""
    return html.unescape(text[root.tag.end : root.inner]).strip()


def annotation(root: MarkupElement) -> MarkupElement | None:
    """Return the element that has the same formula in TeX, if one has."""
    for child in root.children:
        encoding = child.tag.attributes.get("encoding", "").lower()
        if child.name == "annotation" and encoding.rpartition("-")[2] in ("tex", "latex", "application/tex"):
            return child
        if child.name in ("semantics", "mrow", "mstyle") and (found := annotation(child)) is not None:
            return found
    return None


def _row(root: MarkupElement, writing: Writing) -> None:
    if not root.children:
        writing.keep(root.tag.end, root.inner, " ")
    for before, child in pairwise([None, *root.children]):
        after = child is root.children[-1]
        opens = before is not None and before.name == "mo" and words_in(before, writing.text) == "{"
        if child is not None and child.name == "mtable" and opens and after:
            _grid(child, "cases", writing)
        elif child is not None and not (child.name == "mo" and _begins_cases(root, child, writing)):
            tex_of(child, writing)


def _begins_cases(root: MarkupElement, sign: MarkupElement, writing: Writing) -> bool:
    """Say whether a sign is the brace before cases that end what they stand in."""
    behind = root.children[-2:]
    return [at.name for at in behind] == ["mo", "mtable"] and behind[0] is sign and words_in(sign, writing.text) == "{"


def _letters(root: MarkupElement, writing: Writing) -> None:
    word, at = words_in(root, writing.text), root.tag.start
    if root.tag.attributes.get("mathvariant", "").startswith("bold"):
        writing.put(rf"\mathbf{{{word}}}", at)
    elif len(word) > 1:
        writing.put(rf"\{'operatorname' if function_of(word) else 'mathrm'}{{{word}}}", at)
    else:
        writing.put(" ", at)
        writing.keep(root.tag.end, root.inner, " ")


def _number(root: MarkupElement, writing: Writing) -> None:
    writing.keep(root.tag.end, root.inner, " ")


def _sign(root: MarkupElement, writing: Writing) -> None:
    sign = words_in(root, writing.text)
    if sign in OPERATORS:
        writing.put(f"{OPERATORS[sign]} ", root.tag.end)
    elif function_of(sign) is not None and len(sign) > 1:
        writing.put(rf"\operatorname{{{sign}}}", root.tag.end)
    elif sign in SIGNS:
        writing.put(SIGNS[sign], root.tag.end)
    else:
        writing.keep(root.tag.end, root.inner, " ")


def _words(root: MarkupElement, writing: Writing) -> None:
    writing.put(r"\text{", root.tag.start)
    writing.keep(root.tag.end, root.inner, " ")
    writing.put("}", root.inner)


def _space(root: MarkupElement, writing: Writing) -> None:
    writing.put(" ", root.tag.start)


def _nothing(_root: MarkupElement, _writing: Writing) -> None:
    return None


def _first(root: MarkupElement, writing: Writing) -> None:
    for child in root.children[:1]:
        tex_of(child, writing)


def _between(*signs: str) -> Callable[[MarkupElement, Writing], None]:
    """Return what writes the elements in one between signs: one before each of them, and one at the end."""
    *before, last = signs

    def write(root: MarkupElement, writing: Writing) -> None:
        for sign, child in zip(before, root.children, strict=False):
            writing.put(sign, child.tag.start)
            tex_of(child, writing)
        writing.put(last if root.children else "", root.inner)

    return write


def _scripts(*signs: str) -> Callable[[MarkupElement, Writing], None]:
    """Return what writes a base and what stands below and above it."""

    def write(root: MarkupElement, writing: Writing) -> None:
        base, *scripts = root.children or [root]
        if base is root:
            return
        is_row = base.name in ("mrow", "mstyle") and len(base.children) > 1
        writing.put("{" * is_row, base.tag.start)
        tex_of(base, writing)
        writing.put("}" * is_row, base.inner)
        for sign, script in zip(signs, scripts, strict=False):
            writing.put(f"{sign}{{", script.tag.start)
            tex_of(script, writing)
            writing.put("}", script.inner)

    return write


def _stacked(commands: Mapping[str, str], script: str) -> Callable[[MarkupElement, Writing], None]:
    """Return what writes a base with a sign above or below it."""

    def write(root: MarkupElement, writing: Writing) -> None:
        second = root.children[1] if len(root.children) > 1 else None
        command = commands.get(words_in(second, writing.text)) if second is not None else None
        if command is None:
            return _scripts(script)(root, writing)
        writing.put(rf"\{command}{{", root.tag.start)
        tex_of(root.children[0], writing)
        return writing.put("}", root.inner)

    return write


def _root(root: MarkupElement, writing: Writing) -> None:
    base, *index = root.children or [root]
    inner = Writing(writing.text)
    for child in index:
        tex_of(child, inner)
    writing.put(rf"\sqrt[{''.join(inner.parts).strip()}]{{", root.tag.start)
    if base is not root:
        tex_of(base, writing)
    writing.put("}", root.inner)


def _table(root: MarkupElement, writing: Writing) -> None:
    rows = [_cells(row) for row in root.children if row.name in ("mtr", "mlabeledtr")]
    aligned = any(
        cell.children and words_in(_leaf(cell), writing.text)[:1] in RELATIONS for row in rows for cell in row[1:]
    )
    _grid(root, "aligned" if aligned else "matrix", writing)


def _grid(root: MarkupElement, kind: str, writing: Writing) -> None:
    """Write the rows of a table as an environment of LaTeX."""
    rows = [_cells(row) for row in root.children if row.name in ("mtr", "mlabeledtr")]
    writing.put(rf"\begin{{{kind}}}", root.tag.start)
    for at, row in enumerate(rows):
        writing.put(r" \\ " if at else "", row[0].tag.start if row else root.tag.start)
        for place, cell in enumerate(row):
            writing.put(" & " if place else "", cell.tag.start)
            _row(cell, writing) if cell.children else _number(cell, writing)
    writing.put(rf"\end{{{kind}}}", root.inner)


def _cells(row: MarkupElement) -> Sequence[MarkupElement]:
    cells = [cell for cell in row.children if cell.name == "mtd"]
    return cells[1:] if row.name == "mlabeledtr" else cells


def _leaf(root: MarkupElement) -> MarkupElement:
    while root.children:
        root = root.children[0]
    return root


def _fenced(root: MarkupElement, writing: Writing) -> None:
    attributes = root.tag.attributes
    signs = (attributes.get("separators", ",") or " ").replace(" ", "") or " "
    writing.put(SIGNS.get(attributes.get("open", "("), attributes.get("open", "(")), root.tag.start)
    for at, child in enumerate(root.children):
        writing.put(signs[min(at, len(signs)) - 1] if at else "", child.tag.start)
        tex_of(child, writing)
    writing.put(SIGNS.get(attributes.get("close", ")"), attributes.get("close", ")")), root.inner)


WRITERS: Mapping[str, Callable[[MarkupElement, Writing], None]] = MappingProxyType(
    {
        "annotation": _nothing,
        "annotation-xml": _nothing,
        "maction": _first,
        "mfenced": _fenced,
        "mfrac": _between(r"\frac{", "}{", "}"),
        "mi": _letters,
        "mn": _number,
        "mo": _sign,
        "mover": _stacked(ACCENTS, "^"),
        "mphantom": _nothing,
        "mroot": _root,
        "ms": _words,
        "mspace": _space,
        "msqrt": lambda root, writing: _enclosed(r"\sqrt{", root, writing),
        "msub": _scripts("_"),
        "msubsup": _scripts("_", "^"),
        "msup": _scripts("^"),
        "mtable": _table,
        "mtext": _words,
        "munder": _stacked(BRACES, "_"),
        "munderover": _scripts("_", "^"),
        "semantics": _first,
    }
)
"""What writes an element, by its name; all that is in others is written one after another."""


def _enclosed(sign: str, root: MarkupElement, writing: Writing) -> None:
    writing.put(sign, root.tag.start)
    _row(root, writing)
    writing.put("}", root.inner)
