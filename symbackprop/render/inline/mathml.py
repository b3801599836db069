"""Mathematics as MathML, which browsers set without a script, and text in HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ...document.blocks import Display, Row
from ...document.escape import in_html
from ...expression.greek import NAMED_LETTERS
from ...expression.tree import Blank, Index, Symbol
from .layout import MathPrinter
from .names import above, below, counting, function_pieces
from .speech import spoken_display


def _sign(sign: str) -> str:
    return f"<mo>{sign}</mo>"


RELATIONS: Mapping[str, str] = MappingProxyType(
    {
        **{sign: _sign(sign) for sign in ("=", "≈", "≤", "≥", ",")},
        "…": "<mo>,</mo><mo>…</mo><mo>,</mo>",
        **{sign: f'<mspace width="2em"></mspace>{_sign(sign)}' for sign in ("+", "−", "·", "×", "⊙")},
        "": "",
    }
)

ACCENTS: Mapping[str, str] = MappingProxyType({"bar": "¯", "hat": "^", "tilde": "~"})

APART = "\x1f"
"""Between two pieces of a subscript, which are no word together."""

BOLD = ' style="font-weight: bold"'

MINUS = '<mo form="prefix">−</mo>'
"""That of a negative number, which browsers would take for that of a difference behind a bracket."""

TALL = ("<mfrac", "<mtable", "<munder", "<msqrt")
"""What brackets grow around; around anything else, some browsers would set them with air at their sides."""
FRAME = "border: 1px solid; border-radius: 2px; padding: 0 0.2em"
DIGIT = 0.6
"""How wide a printed digit and its share of what stands between are, in em."""


class MathMl(MathPrinter):
    """Writes expressions in MathML; `inline` keeps derivatives on one line."""

    relations = RELATIONS
    both, either = "<mtext> and </mtext>", "<mtext> or </mtext>"

    def __init__(self, inline: bool = False) -> None:
        super().__init__()
        self.inline = inline

    def digits(self, text: str) -> str:
        sign = MINUS if text.startswith("-") else ""
        return f"{sign}<mn>{in_html(text.removeprefix('-'))}</mn>"

    def scientific(self, mantissa: str, exponent: str) -> str:
        return f"{self.digits(mantissa)}<mo>×</mo>{_power('<mn>10</mn>', self.digits(exponent))}"

    def symbol(self, symbol: Symbol) -> str:
        base = _name(symbol.base, BOLD if symbol.bold else "")
        if symbol.accent:
            base = f'<mover accent="true">{base}<mo>{ACCENTS[symbol.accent]}</mo></mover>'
        if symbol.mark and symbol.mark != "+":
            base = f'<mover>{base}<mo stretchy="true">¯</mo></mover>'
        lowered = _pieces(self.indexed(APART.join(below(symbol)), counting(symbol), APART))
        raised = _pieces(APART.join(above(symbol)))
        if lowered and raised:
            return f"<msubsup>{base}{_row(lowered)}{_row(raised)}</msubsup>"
        if raised:
            return _power(base, raised)
        return f"<msub>{base}{_row(lowered)}</msub>" if lowered else base

    def nested(self, below: str, indices: str) -> str:
        return f"{below}{APART}{indices}"

    def add(self, left: str, right: str) -> str:
        return f"{left}<mo>+</mo>{right}"

    def subtract(self, left: str, right: str) -> str:
        return f"{left}<mo>−</mo>{right}"

    def minus(self, body: str) -> str:
        return f"{MINUS}{body}"

    def multiply(self, left: str, right: str) -> str:
        return f"{left}<mo>·</mo>{right}"

    def cross(self, left: str, right: str) -> str:
        return f"{left}<mo>×</mo>{right}"

    def juxtapose(self, left: str, right: str) -> str:
        return f"{left}<mo>&#x2062;</mo>{right}"

    def fraction(self, numerator: str, denominator: str) -> str:
        return f"<mfrac>{_row(numerator)}{_row(denominator)}</mfrac>"

    def power(self, base: str, exponent: str) -> str:
        return _power(base, exponent)

    def root(self, radicand: str) -> str:
        return f"<msqrt>{radicand}</msqrt>"

    def euler(self) -> str:
        return "<mi>e</mi>"

    def call(self, name: str, argument: str) -> str:
        word, base = function_pieces(name)
        function = f"<msub>{_name(word)}<mn>{base}</mn></msub>" if base else _name(word)
        return f"{function}<mo>&#x2061;</mo>{self.brackets(argument)}"

    def extreme(self, name: str, first: str, second: str) -> str:
        return f"<mi>{name}</mi><mo>&#x2061;</mo>{self.brackets(f'{first}<mo>,</mo>{second}')}"

    def absolute(self, argument: str) -> str:
        return f"<mrow><mo>|</mo>{argument}<mo>|</mo></mrow>"

    def cases(self, branches: Sequence[tuple[str, str]], otherwise: str) -> str:
        lines = [(then, f"<mtext>if&#xA0;</mtext>{condition}") for then, condition in branches]
        lines.append((otherwise, "<mtext>otherwise</mtext>"))
        rows = "".join(f"<mtr>{_cell(then, 'left')}{_cell(condition, 'left')}</mtr>" for then, condition in lines)
        return f"<mrow><mo>{{</mo><mtable>{rows}</mtable></mrow>"

    def condition(self, left: str, sign: str, right: str) -> str:
        return f"{left}<mo>{in_html(sign)}</mo>{right}"

    def partial(self, of: str, by: str) -> str:
        above, under = f"<mi>∂</mi>{of}", f"<mi>∂</mi>{by}"
        if self.inline:
            return f'<mrow>{above}<mo lspace="0" rspace="0">/</mo>{under}</mrow>'
        return self.fraction(above, under)

    def held(self, partial: str, fixed: Sequence[str]) -> str:
        return f'<msub><mrow>{partial}<mo stretchy="true">|</mo></mrow>{_row("<mo>,</mo>".join(fixed))}</msub>'

    def total(self, over: Sequence[Index], body: str) -> str:
        sums = "".join(
            f"<munderover><mo>∑</mo><mrow>{_name(index.name)}<mo>=</mo><mn>1</mn></mrow><mn>{index.size}</mn></munderover>"
            for index in over
        )
        return f"{sums}{body}"

    def brackets(self, body: str) -> str:
        grows = "" if any(tag in body for tag in TALL) else ' stretchy="false"'
        return f"<mrow><mo{grows}>(</mo>{body}<mo{grows}>)</mo></mrow>"

    def braced(self, body: str, note: str) -> str:
        below = f"<mtext>{in_html(note.replace(' × ', '×'))}</mtext>"
        return f'<munder><munder>{_row(body)}<mo stretchy="true">⏟</mo></munder>{below}</munder>'

    def bold(self, body: str) -> str:
        return f"<mrow{BOLD}>{body}</mrow>"

    def matrix(self, rows: Sequence[Sequence[str]]) -> str:
        lines = "".join(f"<mtr>{''.join(_cell(entry, 'center', '0.1em 0.4em') for entry in row)}</mtr>" for row in rows)
        return f"<mrow><mo>[</mo><mtable>{lines}</mtable><mo>]</mo></mrow>"

    def transposed(self, body: str) -> str:
        return _power(body, '<mi mathvariant="normal">T</mi>')

    def side_by_side(self, factors: Sequence[str]) -> str:
        return '<mo>&#x2062;</mo><mspace width="0.3em"></mspace>'.join(factors)

    def entrywise(self, factors: Sequence[str]) -> str:
        return "<mo>⊙</mo>".join(factors)

    def bracket(self, index: str, relation: str, value: str) -> str:
        return f"<mrow><mo>[</mo>{index}{relation}{value}<mo>]</mo></mrow>"

    def dots(self) -> str:
        return "<mo>⋯</mo>"

    def blank(self, blank: Blank, content: str) -> str:
        size = f'width="{DIGIT * blank.width:.1f}em" height="{blank.height:g}em" depth="{blank.height - 0.2:g}em"'
        number = f'<mtext style="font-size: 60%; opacity: 0.7">{blank.number} </mtext>'
        return f'<mrow style="{FRAME}">{number}<mpadded {size}>{content}</mpadded></mrow>'

    def cited(self, number: int) -> str:
        return f'<mtext style="{FRAME}; font-size: 75%">{number}</mtext>'

    def line(self, row: Row) -> str:
        """Return a row of a displayed equation as a row of a table, aligned at its first relation."""
        left, sides = self.halves(row)
        return f"<mtr>{_cell(left, 'right')}{_cell(sides, 'left')}</mtr>"

    def halves(self, row: Row) -> tuple[str, str]:
        """Return what stands before the first relation of a row, and the rest."""
        left = "" if row.left is None else self.write(row.left)
        return left, "".join(f"{self.relations[relation]}{self.write(side)}" for relation, side in row.sides)


def display(shown: Display) -> str:
    """Return a displayed equation with what it says in words."""
    words = in_html(spoken_display(shown))
    if len(shown.rows) == 1:
        return f'<math display="block" alttext="{words}">{"".join(DISPLAY.halves(shown.rows[0]))}</math>'
    lines = "".join(map(DISPLAY.line, shown.rows))
    return f'<math display="block" alttext="{words}"><mtable displaystyle="true">{lines}</mtable></math>'


def _cell(content: str, side: str, padding: str = "0.25em 0.15em") -> str:
    # Chromium aligns the contents of a cell by its own words alone.
    align = f"text-align: {side}; text-align: -webkit-{side}"
    return f'<mtd style="{align}; padding: {padding}">{content}</mtd>'


def _row(content: str) -> str:
    return f"<mrow>{content}</mrow>"


def _power(base: str, exponent: str) -> str:
    return f"<msup>{_row(base)}{_row(exponent)}</msup>"


def _name(word: str, style: str = "") -> str:
    """Return a name: one letter in italics, a word or a bold letter upright."""
    letters = NAMED_LETTERS.get(word, word)
    upright = ' mathvariant="normal"' if style and len(letters) == 1 else ""
    return (
        f"<mn{style}>{in_html(letters)}</mn>" if letters.isdigit() else f"<mi{upright}{style}>{in_html(letters)}</mi>"
    )


def _pieces(written: str) -> str:
    """Return what stands below or above a name: words, letters, numbers and signs, each as what it is."""
    found = (piece for part in written.split(APART) for piece in re.findall(r"[^\W\d_]+|\d+|\S", part))
    return "".join(
        _name(piece) if piece.isalnum() else _sign({"'": "′", "-": "−"}.get(piece, in_html(piece))) for piece in found
    )


DISPLAY, INLINE = MathMl(), MathMl(inline=True)
