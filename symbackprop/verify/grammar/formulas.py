"""Reading sums, products and factors: a Pratt parser whose operators are the rows of three tables.

`PREFIX` has the signs that something begins with, `INFIX` those that join two factors, `POSTFIX` those that stand
behind a factor, and `COMMANDS` what a command of LaTeX begins. The module is long because its tables name
every reader.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType

from .. import thresholds
from ..lexicon.latex import ACCENTS, BOLD, COMMAND_LETTERS, DECORATIONS, FONTS, FRACTIONS, VARIANTS
from ..lexicon.words import DIRECT, function_of
from ..reasons import Details, Reason, RefusalCode
from ..tree import (
    Applied,
    Damage,
    Entrywise,
    Grid,
    Minus,
    Name,
    Node,
    Numeral,
    Omitted,
    Over,
    Picked,
    Plus,
    Raised,
    Rate,
    Times,
    Turned,
)
from .brackets import GridParser
from .cursor import Differential
from .environments import opening
from .gaps import CLOSING
from .scripts import written
from .strokes import with_stroke
from .tokens import Sort, Unreadable
from .tree_places import pieces, span_of


@dataclass
class Product:
    """A product as far as it is read.

    Args:
        factors: Its factors.
        tight: Whether no sign stands between them.
        divisions: How many slashes were read.
    """

    factors: list[Node | Differential]
    tight: bool = True
    divisions: int = 0


class FormulaParser(GridParser):
    """Reads formulas without relations."""

    def sum(self) -> Node:
        self.depth += 1
        if self.depth > thresholds.MOST_DEPTH:
            raise self.fail(RefusalCode.NESTED_TOO_DEEP, Details(count=thresholds.MOST_DEPTH))
        terms = [self.term()]
        while True:
            self.skip("&")
            self.go_on("+-")
            if not (self.is_sign("+") or self.is_sign("-")) or self.skips_remark():
                break
            terms.append(self.term())
        self.depth -= 1
        return terms[0] if len(terms) == 1 else Plus(tuple(terms))

    def skips_remark(self) -> bool:
        """Skip words behind two dashes at the end of a formula, which say what it is."""
        second = self.peek()
        if self.depth != 1 or self.now.text != "-" or second.text != "-" or second.spaced:
            return False
        end = self.at + 2
        while self.tokens[end].sort is Sort.WORD or (
            self.tokens[end].sort is Sort.BREAK and self.tokens[end].text in ".,;"
        ):
            end += 1
        words = [token.text for token in self.tokens[self.at + 2 : end] if token.sort is Sort.WORD]
        if self.tokens[end].sort is not Sort.END or not any(len(word) >= thresholds.LONG_WORD for word in words):
            return False
        self.at = end
        return True

    def term(self) -> Node:
        negative = False
        while self.is_sign("+") or self.is_sign("-"):
            negative ^= self.now.text == "-"
            self.at += 1
            self.skip("&")
        body = self.product()
        return Minus(body) if negative else body

    def product(self) -> Node:
        product = Product([self.factor()])
        while True:
            self.skip("&")
            self.go_on("*⊙")
            join = INFIX.get(self.now.text) if self.now.sort is Sort.SIGN else None
            if join is not None:
                self.at += 1
                join(self, product)
            elif self.starts_factor() or self.thin_space():
                product.factors.append(self.factor())
            else:
                return self.whole(product.factors, product.tight)

    def times(self, product: Product) -> None:
        self.skip("&")
        if self.is_sign("*"):
            self.damages.append(Damage(self.now.span, Reason(RefusalCode.TWO_MULTIPLIED)))
            self.at += 1
        product.factors.append(self.signed())
        product.tight = False

    def over(self, product: Product) -> None:
        product.divisions += 1
        if product.divisions > thresholds.MOST_IN_A_ROW:
            raise self.fail(RefusalCode.TOO_MANY_DIVISIONS)
        self.divide(product.factors, self.signed())

    def entrywise(self, product: Product) -> None:
        self.skip("&")
        left = self.whole(product.factors, product.tight)
        right = self.signed()
        several = left.factors if isinstance(left, Entrywise) else (left,)
        product.factors, product.tight = [Entrywise((*several, self.node(right)))], True

    def outer(self, product: Product) -> None:
        """Read an outer product, or the entrywise one where the document writes that so."""
        if self.style.circled:
            self.entrywise(product)
            return
        self.skip("&")
        right = self.node(self.signed())
        product.factors = [self.whole([self.whole(product.factors, product.tight), Turned(right)], tight=False)]
        product.tight = True

    def over_each(self, product: Product) -> None:
        """Read a quotient entry by entry."""
        self.skip("&")
        left = self.whole(product.factors, product.tight)
        product.factors, product.tight = [Over(left, self.node(self.signed()))], True

    def signed(self) -> Node | Differential:
        if self.is_sign("-") or self.is_sign("+"):
            negative = self.now.text == "-"
            self.at += 1
            self.deeper()
            body = self.node(self.signed())
            self.depth -= 1
            return Minus(body) if negative else body
        return self.factor()

    def factor(self) -> Node | Differential:
        """Read one factor with its powers."""
        base = self.atom()
        return base if isinstance(base, Differential) else self.with_powers(base)

    def with_powers(self, base: Node) -> Node:
        """Read the powers, the indices and the strokes behind what was read."""
        first = self.at
        while self.now.sort is Sort.SIGN and (read := POSTFIX.get(self.now.text)) is not None:
            if self.at - first > thresholds.MOST_SIGNS_IN_A_ROW:
                raise self.fail(RefusalCode.TOO_MANY_POWERS)
            found = read(self, base)
            if found is None:
                return base
            base = found
        return base

    def turned(self, base: Node) -> Node | None:
        """Read a transposed array, or the derivative of what brackets hold; behind a name a stroke is its own."""
        if self.is_sign("'") and isinstance(base, Name):
            return None
        stroke = self.now
        start = opening(self.tokens, self.at - 1) if stroke.text == "'" else None
        is_bracketed = start is not None and self.tokens[start].span.start < span_of(base).start
        self.at += 1
        return with_stroke(base, stroke.span) if is_bracketed else Turned(base)

    def picked(self, base: Node) -> Node | None:
        if self.now.spaced or not isinstance(base, (Rate, Picked, Grid, Turned)):
            return None
        indices = self.indices()
        return None if indices is None else Picked(base, indices, span_of(base).to(self.tokens[self.at - 1].span))

    def indexed(self, base: Node) -> Node | None:
        """Read an index below a derivative or what stands in brackets, or a comparison below a one."""
        closed = self.tokens[self.at - 1].text in CLOSING and isinstance(base, INDEXED)
        if isinstance(base, Name):
            return self.scripts(base) if self.tokens[self.at - 1].text == "]" else None
        if closed or isinstance(base, (Rate, Picked)):
            self.at += 1
            start = self.now.span
            return Picked(base, pieces(self.script()), span_of(base).to(start))
        if not isinstance(base, Numeral) or base.text != "1" or self.peek().text != "{":
            return None
        self.at += 1
        indicator = self.indicated("}", is_said=True)
        if indicator is None:
            self.at -= 1
        return indicator

    def evaluated(self, base: Node) -> Node | None:
        """Read what a derivative holds fixed, as in `|_{z}`, or skip where it is taken, as in `|_{x=0}`."""
        if self.peek().text != "_":
            return None
        self.at += 2
        start = self.at
        is_direct = self.script().lower() in DIRECT
        if not isinstance(base, Rate):
            return base
        end, self.at = self.at, start
        held = (Omitted(self.now.span),) if is_direct else self.held_fixed()
        self.at = end
        return replace(base, held=held, span=base.span.to(self.tokens[end - 1].span))

    def taken_at(self, base: Node) -> Node | None:
        """Skip on what a derivative depends, several names in brackets behind it, as in `∂J/∂w (w, b)`."""
        if not isinstance(base, Rate) or not (self.has_comma() and self.is_list_of_names()):
            return None
        self.at = self.matching() + 1
        return base

    def factorial(self, _base: Node) -> Node:
        raise self.fail(RefusalCode.FACTORIAL)

    def raised(self, base: Node) -> Node:
        self.at += 1
        start = self.at
        raw = self.peeked()
        turns = raw in ("T", "⊤", "ᵀ", "top") or (raw == "t" and not self.style.timed)
        if turns and not (isinstance(base, Numeral) and base.text != "1"):
            self.script()
            return Turned(base)
        if raw in ("'",):
            self.script()
            return base
        self.at = start
        return Raised(base, self.exponent())

    def atom(self) -> Node | Differential:
        self.deeper()
        found = self.single()
        self.depth -= 1
        return found

    def single(self) -> Node | Differential:
        token = self.now
        match token.sort:
            case Sort.NUMBER:
                return self.number()
            case Sort.WORD:
                return self.word(token.text, bold=False)
            case Sort.COMMAND:
                return self.command()
            case Sort.SIGN if token.text in PREFIX:
                return PREFIX[token.text](self)
            case _:
                raise self.fail(RefusalCode.OPERAND_EXPECTED, Details(text=token.text))

    def number(self) -> Node:
        token = self.now
        self.at += 1
        mantissa, _, exponent = token.text.partition("e")
        if len(mantissa) > thresholds.MOST_DIGITS:
            raise Unreadable(RefusalCode.TOO_MANY_DIGITS, token.span.start, Details(count=thresholds.MOST_DIGITS))
        if exponent and abs(int(exponent)) > thresholds.MOST_EXPONENT:
            raise Unreadable(RefusalCode.EXPONENT_TOO_LARGE, token.span.start)
        return self.indicated_by(Numeral(token.text, Fraction(token.text), token.span))

    def omitted(self) -> Node:
        self.at += 1
        return Omitted(self.tokens[self.at - 1].span)

    def command(self) -> Node | Differential:
        name = self.now.text
        read = COMMANDS.get(name) or (FormulaParser.named if function_of(name) or name == "arg" else None)
        if read is not None:
            return read(self)
        if name.startswith("begin:"):
            return self.matrix(name.removeprefix("begin:"))
        if name in self.style.endless:
            raise self.fail(RefusalCode.MACRO_TOO_LONG, Details(text=name, count=thresholds.LONGEST_PIECE))
        raise self.fail(RefusalCode.COMMAND_UNKNOWN, Details(text=name))

    def named(self) -> Node | Differential:
        name = self.now.text
        return self.word(VARIANTS.get(name, name), bold=False)

    def styled(self) -> Node | Differential:
        return self.font(bold=self.now.text in BOLD)

    def accented(self) -> Node:
        token = self.now
        self.at += 1
        inner = self.braces() if self.is_sign("{") else self.node(self.atom())
        if isinstance(inner, Rate) and isinstance(inner.of, Name):
            # The stroke of `\hat y'(z)` belongs to what the accent stands on.
            of = replace(inner.of, accent=f"{ACCENTS[token.text]} {inner.of.accent}".strip())
            return replace(inner, of=replace(of, text=written(of)))
        if not isinstance(inner, Name):
            raise self.fail(RefusalCode.ACCENT_OVER_MORE)
        accent = f"{ACCENTS[token.text]} {inner.accent}".strip()
        name = replace(inner, accent=accent, span=token.span.to(inner.span))
        return self.scripts(replace(name, text=written(name)))

    def decorated(self) -> Node:
        """Read what a brace, a line or nothing stands above or below; a note under it may say its size."""
        start = self.now.span
        self.at += 1
        inner = self.braces()
        while self.is_sign("_") or self.is_sign("^"):
            self.at += 1
            inner = self.shaped(inner, self.script(), start)
        return inner


INDEXED = (Applied, Entrywise, Grid, Minus, Over, Plus, Times, Turned)
"""What an index may stand below, where brackets are around it."""

PREFIX: Mapping[str, Callable[[FormulaParser], Node | Differential]] = MappingProxyType(
    {
        "(": lambda parser: parser.grouped(")"),
        "[": lambda parser: parser.grouped("]"),
        "{": FormulaParser.group,
        "|": FormulaParser.absolute,
        "‖": FormulaParser.absolute,
        "∂": FormulaParser.differentiation,
        "∇": FormulaParser.nabla,
        "∏": FormulaParser.total,
        "∑": FormulaParser.total,
        "√": FormulaParser.root,
        "…": FormulaParser.omitted,
    }
)
"""What reads what a sign begins."""

INFIX: Mapping[str, Callable[[FormulaParser, Product], None]] = MappingProxyType(
    {
        "*": FormulaParser.times,
        "/": FormulaParser.over,
        "⊗": FormulaParser.outer,
        "⊘": FormulaParser.over_each,
        "⊙": FormulaParser.entrywise,
    }
)
"""What reads the factor behind a sign, which is skipped, and joins it to a product."""

POSTFIX: Mapping[str, Callable[[FormulaParser, Node], Node | None]] = MappingProxyType(
    {
        "!": FormulaParser.factorial,
        "'": FormulaParser.turned,
        "(": FormulaParser.taken_at,
        "[": FormulaParser.picked,
        "^": FormulaParser.raised,
        "_": FormulaParser.indexed,
        "|": FormulaParser.evaluated,
        "ᵀ": FormulaParser.turned,
    }
)
"""What reads a sign behind a factor; it returns nothing where the sign does not belong to the factor."""

COMMANDS: Mapping[str, Callable[[FormulaParser], Node | Differential]] = MappingProxyType(
    {
        **dict.fromkeys(DECORATIONS, FormulaParser.decorated),
        **dict.fromkeys(ACCENTS, FormulaParser.accented),
        **dict.fromkeys(FONTS, FormulaParser.styled),
        **dict.fromkeys(FRACTIONS, FormulaParser.fraction),
        "exp": FormulaParser.named,
        "sqrt": FormulaParser.radical,
        **dict.fromkeys(COMMAND_LETTERS, FormulaParser.named),
    }
)
"""What reads what a command begins; the names of functions are commands as well."""
