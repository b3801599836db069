"""The commands of LaTeX that the grammar knows."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .words import GREEK

COMMAND_LETTERS = frozenset({*GREEK.values(), "varepsilon", "varphi", "vartheta", "varsigma", "ell"})


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
    {"tag", "label", "hspace", "vspace", "phantom", "hphantom", "vphantom", "color", "ref", "eqref"}
)
FONTS = frozenset(
    """text textit textrm textsf textbf texttt textnormal mathrm mathit mathsf mathtt mathcal mathscr mathbb mathbbm
    mathds mbox operatorname rm it mathbf boldsymbol bm vec bold pmb mathfrak emph textup""".split()  # noqa: SIM905
)
BOLD = frozenset({"mathbf", "boldsymbol", "bm", "vec", "bold", "pmb", "textbf"})
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
        "to": "⇒",
        "iff": "⇒",
        "Leftrightarrow": "⇒",
        "therefore": "⇒",
        "le": "≤",
        "leq": "≤",
        "ge": "≥",
        "geq": "≥",
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
        "partial": "∂",
        "part": "∂",
        "nabla": "∇",
        "sum": "∑",
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
        "vdots": "…",
        "ddots": "…",
        "lbrace": "(",
        "rbrace": ")",
        "lbrack": "[",
        "rbrack": "]",
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
    small normalsize large Large LARGE footnotesize noindent centering par hline toprule midrule bottomrule""".split()  # noqa: SIM905
)
"""Commands that say nothing."""

PARTING = frozenset({"quad", "qquad", "enspace", "hskip"})
"""Commands for a gap so wide that one equation may end there."""

FRACTIONS = frozenset({"cfrac", "dfrac", "frac", "tfrac"})
DECORATIONS = frozenset({"cancel", "mathstrut", "overbrace", "underbrace", "underline"})
"""Commands that draw something at what they hold."""

VARIANTS: Mapping[str, str] = MappingProxyType({"varepsilon": "epsilon", "varphi": "phi", "vartheta": "theta"})
"""Commands for another form of a letter, by the letter's."""
