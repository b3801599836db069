r"""Mathematics in TeX, as LaTeX and Markdown use it.

Markdown on GitHub takes `\\\\` for a line break only at the end of a source line and swallows the backslash of
`\\,` and its kin, so rows end their lines here and spaces have names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from ...document.blocks import Display
from ...expression.greek import greek
from ...expression.tree import Blank, Index, Symbol
from .layout import MathPrinter
from .names import above, below, counting, function_pieces

RELATIONS: Mapping[str, str] = MappingProxyType(
    {
        "=": "=",
        "≈": r"\approx",
        "≤": r"\leq",
        "≥": r"\geq",
        ",": ",",
        "…": r", \ldots,",
        "+": r"\qquad {} +",
        "−": r"\qquad {} -",
        "·": r"\qquad {} \cdot",
        "×": r"\qquad {} \times",
        "⊙": r"\qquad {} \odot",
        "": "",
    }
)

SIGNS: Mapping[str, str] = MappingProxyType({"≥": r"\geq", "≤": r"\leq"})


class Tex(MathPrinter):
    """Writes expressions in TeX; `inline` keeps derivatives on one line."""

    relations = RELATIONS
    both, either = r"\text{ and }", r"\text{ or }"

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
            base = rf"\boldsymbol{{{base}}}" if greek(symbol.base) else rf"\mathbf{{{symbol.base}}}"
        if symbol.accent:
            base = rf"\{symbol.accent}{{{base}}}"
        if symbol.mark and symbol.mark != "+":
            base = rf"\overline{{{base}}}"
        lowered = self.indexed("".join(map(_letters, below(symbol))), counting(symbol, _letters, self.symbol))
        raised = "".join(part.replace("'", r"\prime ") for part in above(symbol)).rstrip()
        return base + (f"_{{{lowered}}}" if lowered else "") + (f"^{{{raised}}}" if raised else "")

    def nested(self, below: str, indices: str) -> str:
        return f"{below}_{{{indices}}}"

    def multiply(self, left: str, right: str) -> str:
        return rf"{left} \cdot {right}"

    def cross(self, left: str, right: str) -> str:
        return rf"{left} \times {right}"

    def fraction(self, numerator: str, denominator: str) -> str:
        return rf"\frac{{{numerator}}}{{{denominator}}}"

    def power(self, base: str, exponent: str) -> str:
        return f"{base}^{{{exponent}}}"

    def root(self, radicand: str) -> str:
        return rf"\sqrt{{{radicand}}}"

    def call(self, name: str, argument: str) -> str:
        return rf"{_function(name)}({argument})"

    def extreme(self, name: str, first: str, second: str) -> str:
        return rf"\{name}({first}, {second})"

    def condition(self, left: str, sign: str, right: str) -> str:
        return f"{left} {SIGNS.get(sign, sign)} {right}"

    def absolute(self, argument: str) -> str:
        return rf"\left\lvert {argument} \right\rvert"

    def cases(self, branches: Sequence[tuple[str, str]], otherwise: str) -> str:
        rows = "".join(f"{then} & \\text{{if }} {condition} \\\\\n" for then, condition in branches)
        return f"\\begin{{cases}}\n{rows}{otherwise} & \\text{{otherwise}}\n\\end{{cases}}"

    def partial(self, of: str, by: str) -> str:
        if self.inline:
            return rf"\partial {of} / \partial {by}"
        return rf"\frac{{\partial {of}}}{{\partial {by}}}"

    def held(self, partial: str, fixed: Sequence[str]) -> str:
        below = ", ".join(fixed).replace(r"\cdots", r"\ldots")
        return rf"\left. {partial} \right\rvert_{{{below}}}"

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

    def blank(self, blank: Blank, content: str) -> str:
        size = f"{{{DIGIT * blank.width:.1f}}}{{{blank.height:g}}}"
        return rf"\sbpblank{{{blank.number}}}{size}{{{content}}}"

    def cited(self, number: int) -> str:
        return rf"\sbpcited{{{number}}}"


class PlainTex(Tex):
    """Writes expressions in TeX that uses no commands of ours."""

    def blank(self, blank: Blank, content: str) -> str:
        wide = DIGIT * blank.width
        space = rf"\hspace{{{wide:.1f}em}}" if not content else rf"\hspace{{0.5em}} {content} \hspace{{0.5em}}"
        return rf"\underset{{\text{{{blank.number}}}}}{{\boxed{{\rule[-0.6em]{{0em}}{{1.8em}} {space}}}}}"

    def cited(self, number: int) -> str:
        return rf"\boxed{{\scriptstyle {number}}}"


DIGIT = 0.55
"""How wide a printed digit and its share of what stands between are, in em."""


def _letters(word: str) -> str:
    """Return a name: Greek by its command, one letter in italics, a word upright."""
    if greek(word):
        return rf"\{greek(word)} "
    return rf"\mathrm{{{word}}}" if len(word) > 1 and word.isalpha() else word


def _function(name: str) -> str:
    """Return the name of a function; the base of a logarithm stands below."""
    word, base = function_pieces(name)
    return _letters(word) + (f"_{{{base}}}" if base else "")


DISPLAY, INLINE = Tex(), Tex(inline=True)
PLAIN_DISPLAY, PLAIN_INLINE = PlainTex(), PlainTex(inline=True)


@lru_cache(maxsize=4096)
def rows(display: Display, printer: Tex = DISPLAY) -> str:
    """Return the rows of a displayed equation, each ending its source line, on one page."""
    if len(display.rows) == 1:
        return printer.row(display.rows[0]).replace("&", "", 1)
    return f"\\begin{{aligned}}\n{aligned(display, printer)}\n\\end{{aligned}}"


def aligned(display: Display, printer: Tex = DISPLAY) -> str:
    """Return the rows of a displayed equation for an environment that aligns them."""
    return " \\\\\n".join(map(printer.row, display.rows))
