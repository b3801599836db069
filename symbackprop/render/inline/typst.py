"""Expressions in Typst's mathematics, and the escaping of text for Typst."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ...document.blocks import Footnote, Inlines, Link, Math, Reference, Relate, Strong, Text
from ...document.escape import in_address, in_label, in_typst, in_typst_string
from ...expression.greek import greek
from ...expression.tree import Blank, Index, Symbol
from .labels import kind_of
from .layout import MathPrinter
from .names import above, below, counting, function_pieces
from .speech import spoken, spoken_inlines

RELATIONS: Mapping[str, str] = MappingProxyType(
    {
        "=": "=",
        "≈": "approx",
        "≤": "lt.eq",
        "≥": "gt.eq",
        ",": ",",
        "…": ", dots,",
        "+": "quad +",
        "−": "quad -",
        "·": "quad dot.op",
        "×": "quad times",
        "⊙": "quad dot.o",
        "": "",
    }
)


ACCENTS: Mapping[str, str] = MappingProxyType({"bar": "macron", "hat": "hat", "tilde": "tilde"})
"""What stands over a name, in the words of Typst."""

MARKS: Mapping[str, str] = MappingProxyType({"'": "prime", "''": "prime.double", "*": "*", "+": "+"})
"""What stands above a name and is no text."""


class TypstMath(MathPrinter):
    """Writes expressions in Typst's mathematics; `inline` keeps derivatives on one line."""

    relations = RELATIONS
    both, either = '"and"', '"or"'

    def __init__(self, inline: bool = False) -> None:
        super().__init__()
        self.inline = inline

    def digits(self, text: str) -> str:
        # A bare comma would part the arguments of a function, or stand before a space.
        return text if "," not in text else "-" * text.startswith("-") + in_typst_string(text.removeprefix("-"))

    def scientific(self, mantissa: str, exponent: str) -> str:
        return f"{self.digits(mantissa)} times 10^({exponent})"

    def symbol(self, symbol: Symbol) -> str:
        base = _letters(symbol.base)
        if symbol.bold:
            base = f"bold({base})" if greek(symbol.base) else f"bold(upright({base}))"
        if symbol.accent:
            base = f"{ACCENTS[symbol.accent]}({base})"
        if symbol.mark and symbol.mark != "+":
            base = f"overline({base})"
        lowered = self.indexed(" ".join(map(_letters, below(symbol))), counting(symbol, _letters, self.symbol), " ")
        raised = " ".join(MARKS.get(part) or in_typst_string(part) for part in above(symbol))
        return base + (f"_({lowered})" if lowered else "") + (f"^({raised})" if raised else "")

    def nested(self, below: str, indices: str) -> str:
        return f"{below}_({indices})"

    def multiply(self, left: str, right: str) -> str:
        return f"{left} dot.op {right}"

    def cross(self, left: str, right: str) -> str:
        return f"{left} times {right}"

    def juxtapose(self, left: str, right: str) -> str:
        return f"{left}{'' if left.endswith(chr(34)) else ' '}{right}"

    def fraction(self, numerator: str, denominator: str) -> str:
        return f"frac({numerator}, {denominator})"

    def power(self, base: str, exponent: str) -> str:
        return f"{base}^({exponent})"

    def root(self, radicand: str) -> str:
        return f"sqrt({radicand})"

    def call(self, name: str, argument: str) -> str:
        word = _function(name)
        # After a string, a space would be one on the page; after the name of a letter it ends that name.
        return f"{word}{' ' * word[-1].isalnum()}lr(({argument}))"

    def extreme(self, name: str, first: str, second: str) -> str:
        return f"{name}({first}, {second})"

    def absolute(self, argument: str) -> str:
        return f"abs({argument})"

    def cases(self, branches: Sequence[tuple[str, str]], otherwise: str) -> str:
        rows = "".join(f'{then} & "if" {condition}, ' for then, condition in branches)
        return f'cases({rows}{otherwise} & "otherwise")'

    def partial(self, of: str, by: str) -> str:
        return f"partial {of} \\/ partial {by}" if self.inline else f"frac(partial {of}, partial {by})"

    def held(self, partial: str, fixed: Sequence[str]) -> str:
        return f"lr({partial} |)_({', '.join(fixed).replace('dots.c', 'dots')})"

    def total(self, over: Sequence[Index], body: str) -> str:
        return "".join(f"sum_({_letters(index.name)}=1)^({index.size}) " for index in over) + body

    def brackets(self, body: str) -> str:
        return f"lr(({body}))"

    def braced(self, body: str, note: str) -> str:
        below = note.replace("×", "times") if "×" in note else in_typst_string(note)
        return f"underbrace({body}, {below})"

    def bold(self, body: str) -> str:
        return f"bold({body})"

    def matrix(self, rows: Sequence[Sequence[str]]) -> str:
        return f'mat(delim: "[", {"; ".join(", ".join(row) for row in rows)})'

    def transposed(self, body: str) -> str:
        return f"{body}^(upright(T))"

    def side_by_side(self, factors: Sequence[str]) -> str:
        return " thin ".join(factors)

    def entrywise(self, factors: Sequence[str]) -> str:
        return " dot.o ".join(factors)

    def dots(self) -> str:
        return "dots.c"

    def blank(self, blank: Blank, content: str) -> str:
        return f"blank(#{blank.number}, #{blank.width}, #{blank.height:g}, {content or '#none'})"

    def cited(self, number: int) -> str:
        return f"cited(#{number})"


def _letters(word: str) -> str:
    """Return a name: one letter in italics, a word upright."""
    if greek(word):
        return greek(word)
    return in_typst_string(word) if len(word) > 1 and not word.isdigit() else word


def _function(name: str) -> str:
    """Return the name of a function; the base of a logarithm stands below."""
    word, base = function_pieces(name)
    return _letters(word) + (f"_({base})" if base else "")


DISPLAY, INLINE = TypstMath(), TypstMath(inline=True)


def inlines(content: Inlines) -> str:
    """Return a line of text in Typst."""
    written = ""
    for inline in content:
        match inline:
            case Text(text):
                written += in_typst(text)
            case Math(expression):
                written += _equation(INLINE.write(expression), spoken(expression))
            case Relate() as related:
                written += _equation(INLINE.related(related), spoken_inlines((inline,)))
            case Strong(text):
                written += f"#strong[{in_typst(text)}]"
            case Link(text, address):
                written += f"#link({in_typst_string(in_address(address))})[{in_typst(text)}]"
            case Reference(label):
                written += f"{kind_of(label)} @{in_label(label)}"
            case Footnote(note):
                written += f"#footnote[{inlines(note)}]"
    return written


def _equation(formula: str, words: str) -> str:
    return f"#math.equation(alt: {in_typst_string(words)}, $ {formula} $.body)"
