"""A Pratt parser from tokens to chains `a = b ≈ c`; what it cannot read costs nothing but itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from .. import thresholds
from ..lexicon.latex import ACCENTS, BOLD, COMMAND_LETTERS, FONTS
from ..lexicon.words import FUNCTIONS
from ..reasons import refused
from ..source import Plain, Span
from ..tree import (
    Applied,
    Chain,
    Damage,
    Entrywise,
    Grid,
    Minus,
    Name,
    Node,
    Numeral,
    Omitted,
    Picked,
    Plus,
    Raised,
    Rate,
    Side,
    Summed,
    Turned,
    Unread,
)
from ..unjudged import Why
from .brackets import GridParser
from .cursor import Differential
from .environments import closing, stripped
from .scripts import written
from .style import WritingStyle
from .tokens import Sort, Unreadable, tokens
from .tree_places import pieces, span_of


def parse(plain: Plain, style: WritingStyle) -> list[Chain | Unread]:
    """Return what a piece of mathematics says, statement by statement, in its order."""
    return [statement for statement in parse_all(plain, style) if isinstance(statement, Chain) or statement.claims]


def parse_all(plain: Plain, style: WritingStyle) -> list[Chain | Unread]:
    """Return what `parse` does, with what cannot be read and holds no relation."""
    whole = Span(plain.places[0], plain.places[len(plain.text)])
    if len(plain.text) > thresholds.LONGEST_PIECE:
        return [Unread(whole, refused(f"longer than {thresholds.LONGEST_PIECE:,} characters"))]
    try:
        found, damages = tokens(plain, style.commas)
    except Unreadable as error:
        return [Unread(whole, refused(error))]
    if len(found) > thresholds.MOST_TOKENS:
        return [Unread(whole, refused(f"longer than {thresholds.MOST_TOKENS:,} signs"))]
    return _Parser(stripped(found), style, damages).statements()


class _Parser(GridParser):
    def statements(self) -> list[Chain | Unread]:
        found: list[Chain | Unread] = []
        while self.now.sort is not Sort.END:
            if self.now.sort is Sort.BREAK or (self.now.sort is Sort.RELATION and self.now.text == "⇒"):
                self.at += 1
                continue
            self.unbracket()
            start, first = self.at, self.now.span
            self.depth = self.bars = self.cells = self.relations_before = 0
            if self.skip_text():
                if not self.at_relation():
                    continue
                self.at = start
            try:
                chain = self.chain()
            except Unreadable as error:
                end = self.end_of_row(start, max(self.at, start + 1))
                said = self.tokens[start:end]
                # A sign that a sentence speaks of claims nothing.
                alone = all(token.sort is Sort.RELATION for token in said)
                claims = not alone and any(token.sort is Sort.RELATION for token in said)
                why = Why.EXPRESSION if alone else Why.UNREADABLE
                found.append(Unread(first.to(self.tokens[end - 1].span), refused(error), why, claims))
                self.at = end
                continue
            found.append(chain)
            if self.at == start:
                self.at += 1
        return found

    def end_of_row(self, start: int, least: int) -> int:
        """Return where the row ends in which something could not be read, past the matrices that begin in it."""
        depth = 0
        for place in range(start, len(self.tokens)):
            token = self.tokens[place]
            if token.sort is Sort.COMMAND and token.text.startswith(("begin:", "end:")):
                depth += 1 if token.text.startswith("begin:") else -1
            row_ends = depth <= 0 and token.text in ("\\", ";")
            if token.sort is Sort.END or (place >= least and row_ends):
                return place
        return len(self.tokens) - 1

    def unbracket(self) -> None:
        """Drop the brackets around a list of equations."""
        if not self.is_sign("["):
            return
        depth = 0
        for place in range(self.at, len(self.tokens)):
            token = self.tokens[place]
            if token.sort is Sort.SIGN and token.text in ("[", "]"):
                depth += 1 if token.text == "[" else -1
                if depth == 0:
                    inside = self.tokens[self.at + 1 : place]
                    ends = self.tokens[place + 1].sort in (Sort.END, Sort.BREAK)
                    if ends and any(t.sort is Sort.RELATION for t in inside):
                        del self.tokens[place], self.tokens[self.at]
                    return

    def chain(self) -> Chain:
        sides: list[Side] = []
        relations: list[str] = []
        first = self.now.span
        if self.now.sort is Sort.RELATION:
            relations.append(self.relation())
        starred = self.star()
        while True:
            self.skip("&")
            start = self.now.span
            node = self.sum()
            if starred and not sides and isinstance(node, Name):
                node = replace(node, new=True)
            sides.append(Side(node, start.to(self.tokens[self.at - 1].span)))
            self.skip("&")
            remarked = self.skip_text()
            self.skip("&")
            if self.is_sign(":") and len(sides) == 1 and isinstance(node, (Name, Rate, Picked)):
                self.at += 1
                if self.is_explained():
                    break
                relations.append("=")
                continue
            if self.now.sort is Sort.COMMAND and self.now.text in ("overset", "stackrel"):
                self.at = closing(self.tokens, self.at + 1) + 2
                relations.append(self.relation())
                self.skip_sign("}")
                continue
            if not self.at_relation():
                break
            relations.append(self.relation())
            self.skip("&")
            if self.at_relation():
                self.at += 1
            if self.now.sort in (Sort.END, Sort.BREAK):
                relations.pop()
                break
        if self.now.sort not in (Sort.END, Sort.BREAK) and self.now.text != "⇒" and not remarked:
            raise self.fail(f"'{self.now.text}' has no place here")
        span = first.to(sides[-1].span)
        damages = tuple(d for d in self.damages if span.start <= d.span.start < span.end)
        return Chain(tuple(sides), tuple(relations), span, damages)

    def is_explained(self) -> bool:
        """Skip the words that say what a name stands for, where nothing but words follows."""
        if self.now.sort is not Sort.COMMAND or self.now.text not in FONTS:
            return False
        after = closing(self.tokens, self.at + 1) + 1
        if after >= len(self.tokens) or self.tokens[after].sort not in (Sort.END, Sort.BREAK):
            return False
        self.at = after
        return True

    def star(self) -> bool:
        """Skip a star before the first name, which says that it is meant after the update."""
        at = self.at
        self.skip_sign("^")
        if self.skip_sign("*") and self.now.sort in (Sort.WORD, Sort.COMMAND):
            return True
        self.at = at
        return False

    def relation(self) -> str:
        text = self.now.text
        if self.now.sort is not Sort.RELATION:
            raise self.fail("expected a relation")
        self.at += 1
        self.relations_before += 1
        return text

    def sum(self) -> Node:
        self.depth += 1
        if self.depth > thresholds.MOST_DEPTH:
            raise self.fail(f"nested more than {thresholds.MOST_DEPTH} deep")
        terms = [self.term()]
        while True:
            self.skip("&")
            self.go_on("+-")
            if not (self.is_sign("+") or self.is_sign("-")):
                break
            terms.append(self.term())
        self.depth -= 1
        return terms[0] if len(terms) == 1 else Plus(tuple(terms))

    def go_on(self, signs: str) -> None:
        """Skip the break of a row whose next one goes on with one of some signs."""
        if self.cells or self.now.sort is not Sort.BREAK or self.now.text != "\\":
            return
        ahead = 1
        while self.peek(ahead).sort is Sort.BREAK and self.peek(ahead).text == "&":
            ahead += 1
        if self.peek(ahead).sort is Sort.SIGN and self.peek(ahead).text in signs:
            self.at += ahead

    def term(self) -> Node:
        negative = False
        while self.is_sign("+") or self.is_sign("-"):
            negative ^= self.now.text == "-"
            self.at += 1
            self.skip("&")
        body = self.product()
        return Minus(body) if negative else body

    def product(self) -> Node:
        factors: list[Node | Differential] = [self.factor()]
        tight = True
        divisions = 0
        while True:
            self.skip("&")
            self.go_on("*⊙")
            if self.is_sign("*"):
                self.at += 1
                self.skip("&")
                if self.is_sign("*"):
                    self.damages.append(Damage(self.now.span, "two signs of multiplication stand side by side"))
                    self.at += 1
                factors.append(self.signed())
                tight = False
            elif self.is_sign("/"):
                self.at += 1
                divisions += 1
                if divisions > thresholds.MOST_IN_A_ROW:
                    raise self.fail("too many divisions in a row")
                below = self.signed()
                self.divide(factors, below)
            elif self.is_sign("⊙"):
                self.at += 1
                self.skip("&")
                left = self.whole(factors, tight)
                right = self.signed()
                several = left.factors if isinstance(left, Entrywise) else (left,)
                factors, tight = [Entrywise((*several, self.node(right)))], True
            elif self.starts_factor() or self.thin_space():
                factors.append(self.factor())
            else:
                return self.whole(factors, tight)

    def thin_space(self) -> bool:
        r"""Skip a comma that is what is left of `\,`: right between two factors, the last of an equation."""
        comma, ahead = self.now, self.peek()
        if comma.sort is not Sort.BREAK or comma.text != "," or comma.spaced or ahead.spaced or self.cells:
            return False
        if self.tokens[self.at - 1].text != ")" or self.relations_before == 0:
            return False
        rest = self.tokens[self.at + 1 :]
        end = next((at for at, token in enumerate(rest) if token.sort in (Sort.BREAK, Sort.END)), len(rest))
        if end == 0 or any(token.sort is Sort.RELATION for token in rest[:end]) or rest[end].text == ",":
            return False
        self.at += 1
        return self.starts_factor()

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
        if isinstance(base, Differential):
            return base
        first = self.at
        while True:
            if self.at - first > thresholds.MOST_SIGNS_IN_A_ROW:
                raise self.fail("too many powers in a row")
            if self.is_sign("^"):
                base = self.raised(base)
            elif self.is_sign("ᵀ") or (self.is_sign("'") and not isinstance(base, Name)):
                self.at += 1
                base = Turned(base)
            elif self.is_sign("[") and not self.now.spaced and isinstance(base, (Rate, Picked, Grid, Turned)):
                indices = self.indices()
                if indices is None:
                    return base
                base = Picked(base, indices, span_of(base).to(self.tokens[self.at - 1].span))
            elif self.is_sign("_") and isinstance(base, (Rate, Picked)):
                self.at += 1
                start = self.now.span
                below = self.script()
                base = Picked(base, pieces(below), span_of(base).to(start))
            elif self.is_sign("_") and isinstance(base, Numeral) and base.text == "1" and self.peek().text == "{":
                self.at += 1
                indicator = self.indicated("}")
                if indicator is None:
                    self.at -= 1
                    return base
                base = indicator
            elif self.is_sign("|") and self.peek().text == "_":
                self.at += 2
                self.script()
            elif self.is_sign("!"):
                raise self.fail("factorials are not read")
            else:
                return base

    def raised(self, base: Node) -> Node:
        self.at += 1
        start = self.at
        raw = self.peeked()
        if raw in ("T", "⊤", "ᵀ", "top", "t") and not (isinstance(base, Numeral) and base.text != "1"):
            self.script()
            return Turned(base)
        if raw in ("'",):
            self.script()
            return base
        self.at = start
        if self.skip_sign("{"):
            exponent = self.sum()
            self.take("}")
        elif self.is_sign("-"):
            self.at += 1
            exponent = Minus(self.node(self.atom()))
        else:
            exponent = self.node(self.atom())
        return Raised(base, exponent)

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
            case Sort.SIGN if token.text in SIGNED:
                return SIGNED[token.text](self)
            case _:
                raise self.fail(f"expected a number or a name, found '{token.text or 'the end'}'")

    def number(self) -> Node:
        token = self.now
        self.at += 1
        mantissa, _, exponent = token.text.partition("e")
        if len(mantissa) > thresholds.MOST_DIGITS:
            raise Unreadable(f"a number has more than {thresholds.MOST_DIGITS} digits", token.span.start)
        if exponent and abs(int(exponent)) > thresholds.MOST_EXPONENT:
            raise Unreadable("exponent too large", token.span.start)
        return Numeral(token.text, Fraction(token.text), token.span)

    def total(self) -> Node:
        self.at += 1
        over: list[str] = []
        bounds: list[str] = []
        while self.is_sign("_") or self.is_sign("^"):
            below = self.is_sign("_")
            self.at += 1
            said = self.script()
            if below:
                over += [part for part in said.split(",") if part.partition("=")[0]]
            else:
                bounds.append(said)
        names = tuple(part.partition("=")[0] for part in over)
        since = tuple(part.partition("=")[2] for part in over)
        self.skip_sign("+")
        body = self.term() if self.is_sign("-") else self.product()
        return Summed(names, body, tuple(bounds) if len(bounds) == len(names) else (), since)

    def root(self) -> Node:
        self.at += 1
        start = self.now.span
        return Applied("sqrt", 0, (), (self.node(self.atom()),), start)

    def omitted(self) -> Node:
        self.at += 1
        return Omitted(self.tokens[self.at - 1].span)

    def command(self) -> Node | Differential:
        token = self.now
        name = token.text
        if name in COMMAND_LETTERS:
            return self.word(
                {"varepsilon": "epsilon", "varphi": "phi", "vartheta": "theta"}.get(name, name), bold=False
            )
        if name.lower() in FUNCTIONS or name == "exp":
            return self.word(name, bold=False)
        if name in ("frac", "dfrac", "tfrac", "cfrac"):
            return self.fraction()
        if name in FONTS:
            return self.font(bold=name in BOLD)
        if name in ACCENTS:
            self.at += 1
            inner = self.braces() if self.is_sign("{") else self.node(self.atom())
            if isinstance(inner, Name):
                accent = f"{ACCENTS[name]} {inner.accent}".strip()
                accented = replace(inner, accent=accent, span=token.span.to(inner.span))
                return self.scripts(replace(accented, text=written(accented)))
            raise self.fail("an accent stands over more than a letter")
        if name in ("underbrace", "overbrace", "underline", "cancel", "mathstrut"):
            self.at += 1
            inner = self.braces()
            while self.is_sign("_") or self.is_sign("^"):
                self.at += 1
                inner = self.shaped(inner, self.script(), token.span)
            return inner
        if name == "sqrt":
            return self.root()
        if name.startswith("begin:"):
            return self.matrix(name.removeprefix("begin:"))
        if name in ("mathbf",):
            return self.font(bold=True)
        raise self.fail(f"'\\{name}' is not read")


SIGNED: dict[str, Callable[[_Parser], Node | Differential]] = {
    "(": lambda parser: parser.grouped(")"),
    "[": lambda parser: parser.grouped("]"),
    "{": lambda parser: parser.braces(),
    "|": lambda parser: parser.absolute(),
    "‖": lambda parser: parser.absolute(),
    "∂": lambda parser: parser.partial(),
    "∇": lambda parser: parser.nabla(),
    "∑": lambda parser: parser.total(),
    "√": lambda parser: parser.root(),
    "…": lambda parser: parser.omitted(),
}
