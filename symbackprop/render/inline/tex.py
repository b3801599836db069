r"""Expressions in TeX, as LaTeX and Markdown use them, and the escaping of text for LaTeX.

Markdown on GitHub takes `\\\\` for a line break only at the end of a source line and swallows the backslash of
`\\,` and its kin, so rows end their lines here and spaces have names.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from ...document.blocks import Display, Footnote, Inlines, Link, Math, Reference, Relate, Row, Strong, Text
from ...document.escape import in_address, in_label, printable
from ...expression.tree import Index, Symbol
from .labels import kind_of
from .layout import GREEK, MathPrinter, above, below, counting

SETTABLE = frozenset(map(chr, (*range(0xA1, 0x180), *(range(0x218, 0x21C))))) - set("ĦħĸĿŀŉŦŧſ")
"""What the minimal set of TeX fonts has beside ASCII and what a table below says in other words."""


def _formula(command: str, plain: str) -> str:
    """Return a sign that TeX has only in formulas, and what stands for it where there are none, as in bookmarks."""
    return rf"\texorpdfstring{{\(\{command}\)}}{{{plain}}}"


ACTIVE = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "'": r"\textquotesingle{}",
    "`": r"\textasciigrave{}",
    "−": r"\textminus{}",
    "≈": _formula("approx", "~="),
    "≠": _formula("neq", "!="),
    "≤": _formula("leq", "<="),
    "≥": _formula("geq", ">="),
    "⊙": _formula("odot", "o"),
    "×": _formula("times", "x"),
    "∂": _formula("partial", "d"),
    "∇": _formula("nabla", "nabla"),
    "∑": _formula("sum", "sum"),
    "∞": _formula("infty", "infinity"),
    "⋮": _formula("vdots", ":"),
    "→": r"\textrightarrow{}",
    "€": r"\texteuro{}",
    "•": r"\textbullet{}",
    "…": r"\dots{}",
    "–": "--",
    "—": "---",
    "“": "``",
    "”": "''",
    "‘": "`",
    "’": "'",
}
"""What is active in LaTeX, or missing in its fonts, and what is written instead."""


def escaped(text: str) -> str:
    r"""Return plain words as LaTeX shows them, with nothing active left.

    >>> print(escaped("50% of $x_1$"))
    50\% of \$x\_1\$
    """
    written = printable(text).translate(ACTIVE_OR_GREEK)
    return written if written.isascii() else "".join(map(_in_fonts, written))


def _in_fonts(character: str) -> str:
    """Return a character that the minimal fonts have, or a command that shows its code point or its like."""
    if character.isascii() or character in SETTABLE:
        return character
    alike = "".join(c for c in unicodedata.normalize("NFKD", character) if c.isascii() and c.isalnum())
    return rf"\missing{{{ord(character):X}}}{{{alike}}}"


def missing(written: str) -> tuple[str, ...]:
    r"""Return the characters of a LaTeX file that the minimal fonts do not have, each once.

    >>> missing(escaped("误差 of 误"))
    ('误', '差')
    """
    codes = re.findall(r"\\missing\{([0-9A-F]+)\}", written)
    return tuple(chr(int(code, 16)) for code in dict.fromkeys(codes))


def in_fonts(formula: str) -> str:
    r"""Return a formula in which the minimal fonts have every letter; only names of users hold others.

    >>> print(in_fonts(r"\mathrm{Größe} + é + 误"))
    \textrm{Größe} + \textit{é} + \textit{\missing{8BEF}{}}
    """
    return formula if formula.isascii() else BEYOND_ASCII.sub(_as_text, formula)


BEYOND_ASCII = re.compile(r"\\math(rm|bf)\{([^{}]*[^\x00-\x7f][^{}]*)\}|[^\x00-\x7f]+")


def _as_text(found: re.Match[str]) -> str:
    # Two names must not look alike, as those of a wide and of a narrow letter would.
    letters = re.sub(r"(\\missing\{\w+\})\{\w*\}", r"\1{}", escaped(found[2] or found[0]))
    return rf"\text{found[1] or 'it'}{{{letters}}}"


ACTIVE_OR_GREEK = str.maketrans(ACTIVE | {letter: _formula(name, name) for letter, name in GREEK.items()})


class Tex(MathPrinter):
    """Writes expressions in TeX; `inline` keeps derivatives on one line."""

    def __init__(self, inline: bool = False) -> None:
        super().__init__()
        self.inline = inline

    def digits(self, text: str) -> str:
        return text.replace(",", "{,}")

    def scientific(self, mantissa: str, exponent: str) -> str:
        return rf"{self.digits(mantissa)} \times 10^{{{exponent}}}"

    def symbol(self, symbol: Symbol) -> str:
        base = _letters(symbol.base)
        if symbol.bold:
            base = rf"\boldsymbol{{{base}}}" if symbol.base in GREEK else rf"\mathbf{{{symbol.base}}}"
        if symbol.hat:
            base = rf"\hat{{{base}}}"
        if symbol.mark and symbol.mark != "+":
            base = rf"\overline{{{base}}}"
        lowered = self.indexed("".join(map(_letters, below(symbol))), counting(symbol, _letters))
        raised = "".join(above(symbol))
        return base + (f"_{{{lowered}}}" if lowered else "") + (f"^{{{raised}}}" if raised else "")

    def nested(self, below: str, indices: str) -> str:
        return f"{below}_{{{indices}}}"

    def multiply(self, left: str, right: str) -> str:
        return rf"{left} \cdot {right}"

    def fraction(self, numerator: str, denominator: str) -> str:
        return rf"\frac{{{numerator}}}{{{denominator}}}"

    def power(self, base: str, exponent: str) -> str:
        return f"{base}^{{{exponent}}}"

    def call(self, name: str, argument: str) -> str:
        return rf"{_letters(name)}({argument})"

    def absolute(self, argument: str) -> str:
        return rf"\left\lvert {argument} \right\rvert"

    def cases(self, branches: Sequence[tuple[str, str]], otherwise: str) -> str:
        rows = "".join(f"{then} & \\text{{if }} {condition} \\\\\n" for then, condition in branches)
        return f"\\begin{{cases}}\n{rows}{otherwise} & \\text{{otherwise}}\n\\end{{cases}}"

    def partial(self, of: str, by: str) -> str:
        if self.inline:
            return rf"\partial {of} / \partial {by}"
        return rf"\frac{{\partial {of}}}{{\partial {by}}}"

    def total(self, over: Sequence[Index], body: str) -> str:
        sums = "".join(rf"\sum_{{{_letters(index.name)}=1}}^{{{index.size}}} " for index in over)
        return sums + body

    def brackets(self, body: str) -> str:
        tall = r"\frac" in body or r"\begin" in body or r"\underbrace" in body
        return rf"\left({body}\right)" if tall else f"({body})"

    def braced(self, body: str, note: str) -> str:
        below = note.replace("×", r"\times") if "×" in note else rf"\text{{{note}}}"
        return rf"\underbrace{{{body}}}_{{{below}}}"

    def bold(self, body: str) -> str:
        return rf"\mathbf{{{body}}}"

    def matrix(self, rows: Sequence[Sequence[str]]) -> str:
        lines = " \\\\\n".join(" & ".join(row) for row in rows)
        return f"\\begin{{bmatrix}}\n{lines}\n\\end{{bmatrix}}"

    def transposed(self, body: str) -> str:
        return rf"{body}^{{\mathsf{{T}}}}"

    def side_by_side(self, factors: Sequence[str]) -> str:
        return r" \thinspace ".join(factors)

    def entrywise(self, factors: Sequence[str]) -> str:
        return r" \odot ".join(factors)

    def dots(self) -> str:
        return r"\cdots"


def _letters(word: str) -> str:
    """Return a name: Greek by its command, one letter in italics, a word upright."""
    if word in GREEK:
        return rf"\{GREEK[word]} "
    return rf"\mathrm{{{word}}}" if len(word) > 1 and word.isalpha() else word


DISPLAY, INLINE = Tex(), Tex(inline=True)
RELATIONS = {
    "=": "=",
    "≈": r"\approx",
    "+": r"\qquad {} +",
    "−": r"\qquad {} -",
    "·": r"\qquad {} \cdot",
    "⊙": r"\qquad {} \odot",
    "": "",
}


def inlines(content: Inlines) -> str:
    """Return a line of text in LaTeX."""
    written = ""
    for inline in content:
        match inline:
            case Text(text):
                written += escaped(text)
            case Math(expression):
                written += rf"\({in_fonts(INLINE.write(expression))}\)"
            case Relate(left, relation, right):
                sides = (in_fonts(INLINE.write(side)) for side in (left, right))
                written += rf"\({f' {RELATIONS[relation]} '.join(sides)}\)"
            case Strong(text):
                written += rf"\textbf{{{escaped(text)}}}"
            case Link(text, address):
                written += rf"\href{{{_address(address)}}}{{{escaped(text)}}}"
            case Reference(label):
                command = "eqref" if kind_of(label) == "equation" else "ref"
                written += rf"{kind_of(label)}~\{command}{{{in_label(label)}}}"
            case Footnote(note):
                written += rf"\footnote{{{inlines(note)}}}"
    return written


@lru_cache(maxsize=4096)
def rows(display: Display) -> str:
    """Return the rows of a displayed equation, each ending its source line."""
    lines = [_row(row) for row in display.rows]
    if len(lines) == 1:
        return lines[0].replace("&", "", 1)
    return "\\begin{aligned}\n" + " \\\\\n".join(lines) + "\n\\end{aligned}"


def _row(row: Row) -> str:
    left = "" if row.left is None else DISPLAY.write(row.left) + " "
    first, *rest = row.sides
    written = f"{left}&{RELATIONS[first[0]]} {DISPLAY.write(first[1])}"
    return written + "".join(f" {RELATIONS[relation]} {DISPLAY.write(side)}" for relation, side in rest)


def _address(address: str) -> str:
    return re.sub(r"[%#&~_]", r"\\\g<0>", in_address(address))
