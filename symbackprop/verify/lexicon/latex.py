"""The commands of LaTeX that the grammar knows."""

from __future__ import annotations

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
