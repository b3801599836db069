"""Text in LaTeX: escaped, in the letters that the minimal fonts have, with formulas in it."""

from __future__ import annotations

import re
import unicodedata

from ...document.blocks import Footnote, Inlines, Link, Math, Reference, Relate, Strong, Text
from ...document.escape import in_address, in_label, printable
from ...expression.greek import GREEK
from .labels import kind_of
from .tex import INLINE

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
    "≈": _formula("approx", "about"),
    "≠": _formula("neq", "!="),
    "≤": _formula("leq", "at most"),
    "≥": _formula("geq", "at least"),
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


def inlines(content: Inlines) -> str:
    """Return a line of text in LaTeX."""
    written = ""
    for inline in content:
        match inline:
            case Text(text):
                written += escaped(text)
            case Math(expression):
                written += rf"\({in_fonts(INLINE.write(expression))}\)"
            case Relate() as related:
                written += rf"\({in_fonts(INLINE.related(related))}\)"
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


def _address(address: str) -> str:
    return re.sub(r"[%#&~_]", r"\\\g<0>", in_address(address))
