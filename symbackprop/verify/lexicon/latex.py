"""The commands of LaTeX that the grammar knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from .words import GREEK

TRIANGLES = frozenset({"bigtriangleup", "triangle", "vartriangle"})
"""Signs that stand for a Δ."""

COMMAND_LETTERS = frozenset({*GREEK.values(), "varepsilon", "varphi", "vartheta", "varsigma", "ell", *TRIANGLES})


CONTROL = MappingProxyType(
    {
        ("\x07", "lpha"): "alpha",
        ("\x07", "pprox"): "approx",
        ("\x08", "ar"): "bar",
        ("\x08", "eta"): "beta",
        ("\x08", "egin"): "begin",
        ("\x08", "oldsymbol"): "boldsymbol",
        ("\x0c", "rac"): "frac",
        ("\n", "abla"): "nabla",
        ("\n", "eq"): "neq",
        ("\r", "ho"): "rho",
        ("\t", "anh"): "tanh",
        ("\t", "au"): "tau",
        ("\t", "ext"): "text",
        ("\t", "frac"): "tfrac",
        ("\t", "heta"): "theta",
        ("\t", "imes"): "times",
        ("\x0b", "ec"): "vec",
    }
)
"""Commands whose backslash and first letter were taken for a control character on the way, as `\\f` for a form feed."""

BEHEADED = MappingProxyType({"rac": "frac", "artial": "partial", "imes": "times", "qrt": "sqrt", "rac12": "frac"})
"""Commands that lost their backslash and first letter altogether; none of them is a word."""

MATRICES = frozenset({"matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "smallmatrix", "array"})
WITH_ARGUMENT = frozenset(
    """cancelto class color colorbox cssId eqref hphantom href hspace label phantom ref style tag textcolor vphantom
    vspace""".split()  # noqa: SIM905
)
FONTS = frozenset(
    """text textit textrm textsf textbf texttt textnormal mathrm mathit mathsf mathtt mathcal mathscr mathbb mathbbm
    mathds mbox operatorname operatornamewithlimits rm it bf cal sf tt mathbf boldsymbol bm vec bold pmb mathfrak emph
    textup""".split()  # noqa: SIM905
)
BOLD = frozenset({"bf", "mathbf", "boldsymbol", "bm", "vec", "bold", "pmb", "textbf"})
ACCENTS = {"hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde", "widetilde": "tilde"}

COMMANDS_AS_RELATIONS: Mapping[str, str] = MappingProxyType(
    {
        "approx": "≈",
        "approxeq": "≈",
        "cong": "≈",
        "simeq": "≈",
        "sim": "≈",
        "doteq": "≈",
        "equiv": "=",
        "coloneqq": ":=",
        "coloneq": ":=",
        "gets": ":=",
        "leftarrow": ":=",
        "Leftarrow": ":=",
        "longleftarrow": ":=",
        "triangleq": ":=",
        "ne": "≠",
        "neq": "≠",
        "Rightarrow": "⇒",
        "implies": "⇒",
        "rightarrow": "⇒",
        "longrightarrow": "⇒",
        "Longrightarrow": "⇒",
        "longleftrightarrow": "⇒",
        "Longleftrightarrow": "⇒",
        "leftrightarrow": "⇒",
        "leadsto": "⇒",
        "mapsto": "⇒",
        "to": "⇒",
        "iff": "⇒",
        "Leftrightarrow": "⇒",
        "therefore": "⇒",
        "because": "⇒",
        "le": "≤",
        "leq": "≤",
        "leqslant": "≤",
        "ge": "≥",
        "geq": "≥",
        "geqslant": "≥",
        "lt": "<",
        "gt": ">",
        "in": "∈",
        "propto": "∝",
    }
)
"""Relations by the commands that print them, in the one way in which this reader writes them."""

COMMANDS_AS_SIGNS: Mapping[str, str] = MappingProxyType(
    {
        "times": "*",
        "cdot": "*",
        "bullet": "*",
        "ast": "*",
        "div": "/",
        "odot": "⊙",
        "circ": "⊙",
        "otimes": "⊗",
        "oslash": "⊘",
        "star": "*",
        "partial": "∂",
        "part": "∂",
        "nabla": "∇",
        "sum": "∑",
        "prod": "∏",
        "prime": "'",
        "|": "‖",
        "Vert": "‖",
        "lVert": "‖",
        "rVert": "‖",
        "parallel": "‖",
        "vert": "|",
        "lvert": "|",
        "rvert": "|",
        "mid": "|",
        "top": "ᵀ",
        "intercal": "ᵀ",
        "dots": "…",
        "ldots": "…",
        "cdots": "…",
        "dotsb": "…",
        "dotsc": "…",
        "dotsm": "…",
        "dotso": "…",
        "hdots": "…",
        "vdots": "…",
        "ddots": "…",
        "lbrace": "(",
        "rbrace": ")",
        "lbrack": "[",
        "rbrack": "]",
        "llbracket": "[",
        "rrbracket": "]",
        "langle": "(",
        "rangle": ")",
        "{": "(",
        "}": ")",
    }
)
"""Other signs by their commands."""

SPACES = frozenset(
    """, : ; ! thinspace medspace thickspace space displaystyle textstyle scriptstyle left right big Big bigg
    Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr limits nolimits nonumber notag hfill hspace vspace ensuremath
    allowbreak negmedspace negthickspace negthinspace
    displaylimits hfil medskip relax scriptscriptstyle smallskip bigskip strut xspace
    small normalsize large Large LARGE footnotesize noindent centering par hline toprule midrule bottomrule""".split()  # noqa: SIM905
)
"""Commands that say nothing."""

PARTING = frozenset({"quad", "qquad", "enspace", "hskip"})
"""Commands for a gap so wide that one equation may end there."""

FRACTIONS = frozenset({"cfrac", "dfrac", "frac", "tfrac"})
DECORATIONS = frozenset({"bcancel", "xcancel", "cancel", "mathstrut", "overbrace", "underbrace", "underline"})
"""Commands that draw something at what they hold."""

VARIANTS: Mapping[str, str] = MappingProxyType(
    {
        "bigtriangleup": "Delta",
        "triangle": "Delta",
        "varepsilon": "epsilon",
        "varphi": "phi",
        "vartheta": "theta",
        "vartriangle": "Delta",
    }
)
"""Commands for another form of a letter, by the letter's."""

MACROS: Mapping[str, tuple[int, str]] = MappingProxyType(
    {
        "abs": (1, r"\lvert #1 \rvert"),
        "dv": (2, r"\frac{d #1}{d #2}"),
        "norm": (1, r"\lVert #1 \rVert"),
        "odv": (2, r"\frac{d #1}{d #2}"),
        "pdv": (2, r"\frac{\partial #1}{\partial #2}"),
        "vb": (1, r"\mathbf{#1}"),
    }
)
"""What commands of usual packages stand for, with the number of their arguments, unless a document defines them."""

CASES = frozenset({"cases", "dcases", "rcases"})
FRAMES = frozenset(
    {"boxed", "fbox", "framebox", "mathbin", "mathclose", "mathop", "mathopen", "mathord", "mathrel", "smash"}
)
"""Commands that draw a frame around what they hold, or say how far it stands from what is beside it."""

BETWEEN_ROWS = frozenset({"intertext", "shortintertext"})
"""Commands for words between two rows."""

REMARKS = frozenset({"mathrm", "mbox", "text", "textit", "textrm"})
"""Commands for words to the reader."""

STACKED = frozenset({"overset", "stackrel", "underset"})
"""Commands that put something above or below a sign; what it is comes first."""

WITH_LIMITS = frozenset({"argmax", "argmin", "lim", "max", "min", "prod", "sum", "∏", "∑"})
"""What has below it what it runs over."""


def either(names: Iterable[str]) -> str:
    """Return a regular expression for one of some names, the longest first.

    >>> either(["part", "paragraph"])
    '(?:paragraph|part)'
    """
    return f"(?:{'|'.join(sorted(map(re.escape, names), key=lambda name: (-len(name), name)))})"


def _words(names: str) -> str:
    return either(names.split())


BIBLIOGRAPHIES = _words("thebibliography")
EQUATIONS = _words("align alignat displaymath eqnarray equation flalign gather math multline split")
LISTINGS = _words("lstlisting minted verbatim")
PICTURES = _words("tikzpicture")
TABLES = _words("longtable tabu tabular tabular* tabularx tabulary tblr")
"""Environments, by what stands in them; as regular expressions, like all that follows."""

HEADINGS = _words("author caption chapter date paragraph part section subparagraph subsection subsubsection title")
LABELS = _words("label step tag")
REFERENCES = r"(?:[a-zA-Z]{0,5}ref|[a-zA-Z]{0,5}cite[a-zA-Z]{0,8}|bibitem|footnotemark)"
"""Commands whose numbers point to something."""

LAYOUT = _words(
    """addlinespace addtocounter cline cmidrule fontsize hskip hspace includegraphics kern multicolumn multirow parbox
    resizebox rule scalebox setcounter setlength vskip vspace"""
)
"""Commands whose numbers are lengths and counts of the layout."""

SETTING = _words(
    """addvspace bigskip centering includegraphics item medskip newpage node noindent pagebreak par parbox smallskip
    tikz vfill vskip vspace"""
)
"""Commands that set text, and stand in no formula."""

LENGTHS = _words("bp cm em ex mm mu pt px")
PAGE_LENGTHS = _words("baselineskip columnwidth linewidth pagewidth textheight textwidth")
"""Units of lengths, and commands that stand for one."""

RULES = _words("bottomrule centering endfirsthead endfoot endhead endlastfoot hline midrule toprule")
RULES_WITH_ARGUMENT = _words("addlinespace caption cline cmidrule label rowcolor")
"""Commands between the rows of a table."""
