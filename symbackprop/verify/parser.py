"""A Pratt parser from tokens to chains `a = b ≈ c`; what it cannot read costs nothing but itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from .reader import LONGEST_PIECE, Plain
from .syntax import (
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
    Over,
    Picked,
    Plus,
    Raised,
    Rate,
    Side,
    Size,
    Span,
    Summed,
    Times,
    Turned,
    Unread,
)
from .tokens import Sort, Token, Unreadable, tokens
from .words import COMMAND_LETTERS, CONSTANTS, FUNCTIONS, GENERIC, QUANTITIES

MOST_TOKENS, MOST_DEPTH, MOST_DIGITS, MOST_EXPONENT = 3_000, 80, 60, 1_000
MOST_IN_A_ROW = 40
"""Divisions or powers one upon another."""

MATRICES = frozenset({"matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "smallmatrix", "array"})
WITH_ARGUMENT = frozenset(
    {"tag", "label", "hspace", "vspace", "phantom", "hphantom", "vphantom", "color", "ref", "eqref"}
)
FONTS = frozenset(
    """text textit textrm textsf textbf texttt textnormal mathrm mathit mathsf mathtt mathcal mathscr mathbb mbox
    operatorname rm it mathbf boldsymbol bm vec bold pmb mathfrak emph textup""".split()  # noqa: SIM905
)
BOLD = frozenset({"mathbf", "boldsymbol", "bm", "vec", "bold", "pmb", "textbf"})
ACCENTS = {"hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde", "widetilde": "tilde"}
NEW = frozenset(
    """+ new neu novo nova nuevo nueva nouveau nouvelle updated update (t+1) t+1 (new) (k+1) k+1 next (n+1) n+1 neue
    neuer aktualisiert nuovo nuova upd 新 after""".split()  # noqa: SIM905
)
OLD = frozenset("old alt (t) t (old) velho ancien vecchio viejo anterior (k) k (n) antigo prev (0)".split())  # noqa: SIM905
LOSSES = frozenset({"L", "E", "J", "C", "loss", "Loss", "MSE", "BCE", "CE", "cost", "Cost", "ell"})
BELOW = frozenset(
    """total tot in out hidden new old pred true target bias net error output input hid ho ih oh hi hh loss act actual
    all sum max neu novo total1""".split()  # noqa: SIM905
)
SINGLES = frozenset("wxbhazWXyYAZHBtoivesuEC")
PLAIN_CALLS = frozenset({"exp", "log", "max", "min", "softmax", "tanh", "relu", "sigmoid", "sqrt", "leaky_relu"})
INDEX = re.compile(r"[0-9a-z]{1,3}|:")


@dataclass(frozen=True, slots=True)
class _Differential:
    """∂ before a quantity, or before nothing; becomes half of a Rate."""

    body: Node | None
    span: Span


@dataclass(frozen=True, slots=True)
class Habits:
    """How a document writes, as far as reading it depends on that.

    Args:
        commas: Whether `0,5` is a decimal number.
        known: Words that name quantities of the network.
        layered: Letters whose bare superscripts are layers and no powers.
    """

    commas: bool = False
    known: frozenset[str] = frozenset()
    layered: frozenset[str] = frozenset()


def parse(plain: Plain, habits: Habits) -> list[Chain | Unread]:
    """Return what a piece of mathematics says, statement by statement, in its order."""
    whole = Span(plain.places[0], plain.places[len(plain.text)])
    if len(plain.text) > LONGEST_PIECE:
        return [Unread(whole, f"longer than {LONGEST_PIECE:,} characters")]
    try:
        found, damages = tokens(plain, habits.commas)
    except Unreadable as error:
        return [Unread(whole, str(error))]
    if len(found) > MOST_TOKENS:
        return [Unread(whole, f"longer than {MOST_TOKENS:,} signs")]
    return _Parser(_stripped(found), habits, damages).statements()


def _stripped(found: list[Token]) -> list[Token]:
    """Return the tokens without environments that only lay out, labels and colours."""
    kept: list[Token] = []
    at = 0
    while at < len(found):
        token = found[at]
        if token.sort is Sort.COMMAND and token.text in ("begin", "end"):
            close = _closing(found, at + 1)
            name = "".join(t.text for t in found[at + 2 : close]).rstrip("*")
            if name in MATRICES or name in ("cases", "dcases"):
                kept.append(replace(token, text=f"{token.text}:{name}"))
                at = close + 1
                if name == "array" and token.text == "begin":
                    at = _closing(found, at) + 1
                continue
            at = close + 1
            continue
        if token.sort is Sort.COMMAND and token.text in WITH_ARGUMENT:
            at = _closing(found, at + 1) + 1
            continue
        if token.sort is Sort.COMMAND and token.text == "textcolor":
            at = _closing(found, at + 1) + 1
            continue
        if token.text == "{" and found[at + 1].text == "}" and not (kept and kept[-1].text in ("_", "^")):
            at += 2
            continue
        kept.append(token)
        at += 1
    return kept


def _closing(found: list[Token], at: int) -> int:
    """Return where the group that starts here ends, or the place before where none starts."""
    if at >= len(found) or found[at].text != "{":
        return at - 1
    depth = 0
    for place in range(at, len(found)):
        if found[place].sort is Sort.SIGN:
            depth += {"{": 1, "}": -1}.get(found[place].text, 0)
            if depth == 0:
                return place
    return len(found) - 2


class _Parser:
    def __init__(self, found: list[Token], habits: Habits, damages: list[Damage]) -> None:
        self.tokens = found
        self.habits = habits
        self.damages = damages
        self.at = 0
        self.depth = 0
        self.bars = 0
        self.cells = 0

    # Statements

    def statements(self) -> list[Chain | Unread]:
        found: list[Chain | Unread] = []
        while self.now.sort is not Sort.END:
            if self.now.sort is Sort.BREAK or (self.now.sort is Sort.RELATION and self.now.text == "⇒"):
                self.at += 1
                continue
            start, first = self.at, self.now.span
            self.depth = self.bars = self.cells = 0
            try:
                chain = self.chain()
            except Unreadable as error:
                end = max(self.at, start + 1)
                while self.tokens[end].sort is not Sort.END and self.tokens[end].text not in ("\\", ";"):
                    end += 1
                said = self.tokens[start:end]
                if any(token.sort is Sort.RELATION for token in said):
                    found.append(Unread(first.to(self.tokens[end - 1].span), str(error)))
                self.at = end
                continue
            found.append(chain)
            if self.at == start:
                self.at += 1
        return found

    def chain(self) -> Chain:
        sides: list[Side] = []
        relations: list[str] = []
        first = self.now.span
        if self.now.sort is Sort.RELATION:
            relations.append(self.relation())
        while True:
            self.skip("&")
            start = self.now.span
            node = self.sum()
            sides.append(Side(node, start.to(self.tokens[self.at - 1].span)))
            self.skip("&")
            if self.is_sign(":") and len(sides) == 1 and isinstance(node, (Name, Rate, Picked)):
                self.at += 1
                relations.append("=")
                continue
            if self.now.sort is Sort.COMMAND and self.now.text in ("overset", "stackrel"):
                self.at = _closing(self.tokens, self.at + 1) + 2
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
        if self.now.sort not in (Sort.END, Sort.BREAK) and self.now.text != "⇒":
            raise self.fail(f"'{self.now.text}' has no place here")
        span = first.to(sides[-1].span)
        damages = tuple(d for d in self.damages if span.start <= d.span.start < span.end)
        return Chain(tuple(sides), tuple(relations), span, damages)

    def at_relation(self) -> bool:
        return self.now.sort is Sort.RELATION and self.now.text != "⇒"

    def relation(self) -> str:
        text = self.now.text
        if self.now.sort is not Sort.RELATION:
            raise self.fail("expected a relation")
        self.at += 1
        return text

    # Looking at tokens

    @property
    def now(self) -> Token:
        return self.tokens[self.at]

    def peek(self, ahead: int = 1) -> Token:
        return self.tokens[min(self.at + ahead, len(self.tokens) - 1)]

    def is_sign(self, text: str) -> bool:
        return self.now.sort is Sort.SIGN and self.now.text == text

    def skip(self, text: str) -> None:
        while not self.cells and self.now.sort is Sort.BREAK and self.now.text == text:
            self.at += 1

    def skip_sign(self, text: str) -> bool:
        if self.is_sign(text):
            self.at += 1
            return True
        return False

    def fail(self, message: str) -> Unreadable:
        return Unreadable(message, self.now.span.start)

    def take(self, text: str) -> None:
        self.skip("&")
        if not self.skip_sign(text):
            raise self.fail(f"expected '{text}', found '{self.now.text or 'the end'}'")

    # Expressions

    def sum(self) -> Node:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise self.fail(f"nested more than {MOST_DEPTH} deep")
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
        factors: list[Node | _Differential] = [self.factor()]
        tight = True
        divisions = 0
        while True:
            self.skip("&")
            self.go_on("*⊙")
            if self.is_sign("*"):
                self.at += 1
                self.skip("&")
                factors.append(self.signed())
                tight = False
            elif self.is_sign("/"):
                self.at += 1
                divisions += 1
                if divisions > MOST_IN_A_ROW:
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
            elif self.starts_factor():
                factors.append(self.factor())
            else:
                return self.whole(factors, tight)

    def signed(self) -> Node | _Differential:
        if self.is_sign("-") or self.is_sign("+"):
            negative = self.now.text == "-"
            self.at += 1
            self.deeper()
            body = self.node(self.signed())
            self.depth -= 1
            return Minus(body) if negative else body
        return self.factor()

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise self.fail(f"nested more than {MOST_DEPTH} deep")

    def whole(self, factors: list[Node | _Differential], tight: bool) -> Node:
        several = tuple(map(self.node, factors))
        return several[0] if len(several) == 1 else Times(several, tight)

    def node(self, found: Node | _Differential) -> Node:
        if isinstance(found, _Differential):
            raise Unreadable("∂ stands alone", found.span.start)
        return found

    def divide(self, factors: list[Node | _Differential], below: Node | _Differential) -> None:
        top = factors[-1]
        rate = self.rate(top, below)
        if rate is not None:
            factors[-1] = rate
        else:
            factors[:] = [Over(self.whole(factors, tight=True), self.node(below))]

    def rate(self, top: Node | _Differential, below: Node | _Differential) -> Node | None:
        """Return the derivative that a fraction is, or None where it is none."""
        if not isinstance(top, _Differential) and not isinstance(below, _Differential):
            top_d, below_d = _undotted(top), _undotted(below)
            if top_d is None or below_d is None:
                return None
            return Rate(top_d, below_d, _span(top).to(_span(below)))
        of = top.body if isinstance(top, _Differential) else top
        by = below.body if isinstance(below, _Differential) else below
        span = _span(top).to(_span(below))
        if not (isinstance(top, _Differential) and isinstance(below, _Differential)):
            half = top if isinstance(top, _Differential) else below
            if _undotted(self.undone(half)) is None:
                self.damages.append(Damage(span, "∂ is missing above or below"))
        if by is None or of is None:
            raise Unreadable("∂ stands before nothing", span.start)
        return Rate(of, by, span)

    def undone(self, half: Node | _Differential) -> Node:
        return half.body if isinstance(half, _Differential) and half.body is not None else Omitted(_span(half))

    def starts_factor(self) -> bool:
        token = self.now
        if token.sort in (Sort.NUMBER, Sort.WORD):
            return not self.at_text()
        if token.sort is Sort.COMMAND:
            return (
                not token.text.startswith("end:") and token.text not in ("overset", "stackrel") and not self.at_text()
            )
        if token.sort is Sort.SIGN:
            return (
                token.text in ("(", "[", "{", "∂", "∇", "∑", "√", "…", "‖") and not (token.text == "‖" and self.bars)
            ) or (token.text == "|" and not self.bars and self.peek().text not in ("_", "^"))
        return False

    def at_text(self) -> bool:
        """Say whether words for the reader follow, which end an equation."""
        if self.now.sort is not Sort.COMMAND or self.now.text not in ("text", "mbox", "textit", "textrm", "mathrm"):
            return False
        close = _closing(self.tokens, self.at + 1)
        said = [t.text for t in self.tokens[self.at + 2 : close] if t.sort is Sort.WORD]
        words = [word for word in said if len(word) > 1]
        return bool(words) and not any(self.is_word(word) for word in words)

    def is_word(self, word: str) -> bool:
        lower = word.lower()
        return word in self.habits.known or lower in QUANTITIES or lower in FUNCTIONS or len(word) == 1

    def factor(self) -> Node | _Differential:
        """Read one factor with its powers."""
        base = self.atom()
        if isinstance(base, _Differential):
            return base
        first = self.at
        while True:
            if self.at - first > MOST_IN_A_ROW * 4:
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
                base = Picked(base, indices, _span(base).to(self.tokens[self.at - 1].span))
            elif self.is_sign("_") and isinstance(base, (Rate, Picked)):
                self.at += 1
                start = self.now.span
                below = self.script()
                base = Picked(base, _parts(below), _span(base).to(start))
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

    def peeked(self) -> str:
        at = self.at
        raw = self.script()
        self.at = at
        return raw

    def script(self) -> str:
        """Read a group or one sign as text."""
        if not self.is_sign("{"):
            token = self.now
            self.at += 1
            if token.sort is Sort.END:
                raise self.fail("expected an index, found the end")
            if token.sort is Sort.COMMAND and token.text in FONTS and self.is_sign("{"):
                return self.script()
            if token.sort is Sort.WORD and len(token.text) > 1 and token.text not in BELOW:  # noqa: SIM102
                if not self.is_index(token.text):
                    # In `w_ix_i` the index is one letter, and a factor follows.
                    rest = Token(Sort.WORD, token.text[1:], Span(token.span.start + 1, token.span.end), spaced=False)
                    self.tokens[self.at - 1 : self.at] = [replace(token, text=token.text[0]), rest]
                    return token.text[0]
            text = token.text
            if token.sort is Sort.WORD and self.now.sort is Sort.NUMBER and not self.now.spaced:
                text += self.now.text
                self.at += 1
            return text
        close = _closing(self.tokens, self.at)
        said = ""
        for token in self.tokens[self.at + 1 : close]:
            if token.sort is Sort.COMMAND and token.text in FONTS:
                continue
            if token.sort is Sort.SIGN and token.text in "{}_":
                continue
            separate = token.spaced and said[-1:].isalnum() and token.text[:1].isalnum()
            said += ("," if separate else "") + token.text
        self.at = close + 1
        return said

    def is_index(self, word: str) -> bool:
        return not (len(word) == 2 and word[1] in SINGLES and word[0] in "ijkln")

    def indices(self) -> tuple[str, ...] | None:
        """Read `[1, 2]` after a name, or nothing where it is no index."""
        start = self.at
        self.at += 1
        found: list[str] = []
        while True:
            token = self.now
            if token.sort not in (Sort.NUMBER, Sort.WORD) and token.text != ":":
                break
            if not INDEX.fullmatch(token.text):
                break
            found.append(token.text)
            self.at += 1
            if self.now.text == ",":
                self.at += 1
                continue
            if self.skip_sign("]"):
                return tuple(found)
            break
        self.at = start
        return None

    def atom(self) -> Node | _Differential:
        self.deeper()
        found = self.single()
        self.depth -= 1
        return found

    def single(self) -> Node | _Differential:
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
        if len(mantissa) > MOST_DIGITS:
            raise Unreadable(f"a number has more than {MOST_DIGITS} digits", token.span.start)
        if exponent and abs(int(exponent)) > MOST_EXPONENT:
            raise Unreadable("exponent too large", token.span.start)
        return Numeral(token.text, Fraction(token.text), token.span)

    def grouped(self, close: str) -> Node:
        opening = self.now.span
        listed = close == "]" and self.at > 0 and self.tokens[self.at - 1].text in ("[", ",")
        self.at += 1
        self.skip("&")
        rows: list[list[Node]] = [[self.sum()]]
        while True:
            if self.now.sort is Sort.BREAK and self.now.text == ",":
                self.at += 1
                rows[-1].append(self.sum())
            elif self.now.sort is Sort.BREAK and self.now.text in (";", "\\"):
                self.at += 1
                rows.append([self.sum()])
            elif self.is_sign(close):
                break
            else:
                raise self.fail(f"expected '{close}', found '{self.now.text or 'the end'}'")
        span = opening.to(self.now.span)
        self.at += 1
        if len(rows) == 1 and len(rows[0]) == 1:
            (inner,) = rows[0]
            if listed:
                return Grid(((inner,),), span)
            spaced = _spaced_numbers(inner) if close == "]" else None
            return inner if spaced is None else Grid((spaced,), span)
        if len(rows) == 1 and all(isinstance(entry, Grid) and len(entry.rows) == 1 for entry in rows[0]):
            return Grid(tuple(entry.rows[0] for entry in rows[0] if isinstance(entry, Grid)), span)
        rows = [list(_spaced_numbers(row[0]) or row) if len(row) == 1 else row for row in rows]
        if len({len(row) for row in rows}) != 1:
            raise Unreadable("the rows of a matrix differ in length", opening.start)
        return Grid(tuple(map(tuple, rows)), span)

    def braces(self) -> Node:
        self.at += 1
        inner = self.sum()
        self.take("}")
        return inner

    def absolute(self) -> Node:
        bar = self.now.text
        self.at += 1
        self.bars += 1
        inner = self.sum()
        self.bars -= 1
        if not self.is_sign(bar) and not (self.is_sign("|") or self.is_sign("‖")):
            raise self.fail("expected the other bar")
        self.at += 1
        # `||x||` in plain text
        if self.is_sign("_"):
            self.at += 1
            self.script()
        return Size(inner)

    def partial(self) -> _Differential:
        start = self.now.span
        self.at += 1
        if self.is_sign("^"):
            raise self.fail("second derivatives are not read")
        if not self.starts_factor() or self.is_sign("∂"):
            return _Differential(None, start)
        body = self.node(self.factor())
        return _Differential(body, start.to(_span(body)))

    def nabla(self) -> Node:
        start = self.now.span
        self.at += 1
        if self.skip_sign("_"):
            by = self.inner_name()
            of = self.node(self.factor())
            return Rate(of, by, start.to(_span(of)))
        of = self.node(self.factor())
        at = of.at if isinstance(of, Name) else ()
        said = _said(of)
        return Name("grad", (said,) if said else (), (), at, "", False, False, f"∇{said}", start.to(_span(of)))

    def inner_name(self) -> Node:
        if self.is_sign("{"):
            return self.braces()
        return self.node(self.atom())

    def total(self) -> Node:
        self.at += 1
        over: list[str] = []
        while self.is_sign("_") or self.is_sign("^"):
            below = self.is_sign("_")
            self.at += 1
            said = self.script()
            if below:
                over += [part.partition("=")[0] for part in said.split(",") if part]
        return Summed(tuple(name for name in over if name), self.product())

    def root(self) -> Node:
        self.at += 1
        start = self.now.span
        return Applied("sqrt", 0, (), (self.node(self.atom()),), start)

    def omitted(self) -> Node:
        self.at += 1
        return Omitted(self.tokens[self.at - 1].span)

    # Words and commands

    def command(self) -> Node | _Differential:
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
                accented = replace(inner, accent=ACCENTS[name], span=token.span.to(inner.span))
                return self.scripts(replace(accented, text=_written(accented)))
            raise self.fail("an accent stands over more than a letter")
        if name in ("underbrace", "overbrace", "underline", "cancel", "mathstrut"):
            self.at += 1
            inner = self.braces()
            while self.is_sign("_") or self.is_sign("^"):
                self.at += 1
                self.script()
            return inner
        if name == "sqrt":
            return self.root()
        if name.startswith("begin:"):
            return self.matrix(name.removeprefix("begin:"))
        if name in ("mathbf",):
            return self.font(bold=True)
        raise self.fail(f"'\\{name}' is not read")

    def font(self, bold: bool) -> Node | _Differential:
        start = self.now.span
        self.at += 1
        if not self.is_sign("{"):
            found = self.atom()
            return replace(found, bold=True) if bold and isinstance(found, Name) else found
        close = _closing(self.tokens, self.at)
        inside = self.tokens[self.at + 1 : close]
        if inside and all(token.sort is Sort.WORD for token in inside):
            word = "".join(token.text for token in inside)
            self.at = close
            token = Token(Sort.WORD, word, start.to(self.now.span), spaced=False)
            self.tokens[close] = token
            return self.word(word, bold, one=True)
        inner = self.braces()
        if isinstance(inner, Name):
            return self.scripts(replace(inner, bold=bold or inner.bold))
        return inner

    def fraction(self) -> Node | _Differential:
        start = self.now.span
        self.at += 1
        top = self.half()
        below = self.half()
        if isinstance(top, _Differential) and top.body is None and isinstance(below, _Differential):
            top = _Differential(self.node(self.factor()), top.span)
        rate = self.rate(top, below)
        if rate is not None:
            assert isinstance(rate, Rate)
            return replace(rate, span=start.to(self.tokens[self.at - 1].span))
        return Over(self.node(top), self.node(below))

    def half(self) -> Node | _Differential:
        if not self.is_sign("{"):
            if self.now.sort is Sort.NUMBER and self.now.text.isdigit() and len(self.now.text) == 2:
                token = self.now
                first, second = (replace(token, text=digit) for digit in token.text)
                self.tokens[self.at : self.at + 1] = [first, second]
            return self.factor()
        if self.peek().text == "∂" and self.peek().sort is Sort.SIGN:
            self.at += 1
            found = self.partial()
            self.take("}")
            return found
        return self.braces()

    def matrix(self, kind: str) -> Node:
        start = self.now.span
        self.at += 1
        if kind in ("cases", "dcases"):
            raise self.fail("definitions by cases are not read")
        rows: list[list[Node]] = [[]]
        self.cells += 1
        while True:
            if self.now.sort is Sort.COMMAND and self.now.text.startswith("end:"):
                span = start.to(self.now.span)
                self.at += 1
                self.cells -= 1
                break
            if self.now.sort is Sort.BREAK:
                if self.now.text == "\\":
                    rows.append([])
                self.at += 1
                continue
            if self.now.sort is Sort.END:
                raise self.fail("a matrix has no end")
            rows[-1].append(self.sum())
        filled = [tuple(row) for row in rows if row]
        if not filled or len({len(row) for row in filled}) != 1:
            raise Unreadable("the rows of a matrix differ in length", start.start)
        return Grid(tuple(filled), span)

    def word(self, word: str, bold: bool, one: bool = False) -> Node | _Differential:
        token = self.now
        self.at += 1
        lower = word.lower()
        if word in CONSTANTS and self.is_sign("^"):
            self.at += 1
            if self.skip_sign("{"):
                exponent = self.sum()
                self.take("}")
            else:
                exponent = self.node(self.signed())
            return Applied("exp", 0, (), (exponent,), token.span)
        if lower in FUNCTIONS or word in GENERIC:
            call = self.call(word, token)
            if call is not None:
                return call
        if word == "d" and self.now.sort in (Sort.WORD, Sort.COMMAND) and not one:
            body = self.node(self.factor())
            return _Differential(body, token.span.to(_span(body)))
        if word in ("Delta", "delta") and self.now.sort in (Sort.WORD, Sort.COMMAND) and not self.at_text():
            inner = self.factor()
            if isinstance(inner, Name):
                said = f"{'Δ' if word == 'Delta' else 'δ'}{inner.base}"
                return replace(
                    inner, base=said, text=f"{said}{inner.text[len(inner.base) :]}", span=token.span.to(inner.span)
                )
            return Times((_plain_name(word, token.span, bold), self.node(inner)), tight=True)
        pieces = [word] if one or self.is_word(word) else self.split(word)
        if len(pieces) == 1:
            return self.scripts(_plain_name(word, token.span, bold))
        names: list[Node] = []
        start = token.span.start
        for piece in pieces:
            names.append(_plain_name(piece, Span(start, start + len(piece)), bold))
            start += len(piece)
        last = names[-1]
        assert isinstance(last, Name)
        return Times((*names[:-1], self.scripts(last)), tight=True)

    def split(self, word: str) -> list[str]:
        """Return the quantities that letters without spaces stand for: the word itself, or a product."""
        if word in COMMAND_LETTERS or re.fullmatch(r"d[A-Za-z]{1,6}", word):
            return [word]
        pieces: list[str] = []
        at = 0
        while at < len(word):
            ends = range(len(word), at, -1)
            end = next((e for e in ends if e - at > 1 and self.is_word(word[at:e]) and e - at < len(word)), None)
            if end is None:
                if word[at] not in SINGLES:
                    return [word]
                end = at + 1
            pieces.append(word[at:end])
            at = end
        return pieces if len(pieces) <= 3 else [word]

    def call(self, word: str, token: Token) -> Node | None:
        """Read the argument of a function, or nothing where the word is a quantity here."""
        start = self.at
        primes = 0
        layer: tuple[str, ...] = ()
        while True:
            if self.skip_sign("'"):
                primes += 1
            elif self.is_sign("_") and word.lower() not in ("max", "min"):
                self.at += 1
                layer = _parts(self.script())
            elif self.is_sign("^") and self.peek_raised() in (
                "'",
                "''",
                "(l)",
                "(1)",
                "(2)",
                "(3)",
                "[1]",
                "[2]",
                "[3]",
                "(L)",
            ):
                self.at += 1
                said = self.script()
                if "'" in said:
                    primes += len(said)
                else:
                    layer = (said,)
            else:
                break
        function = "activation" if word in GENERIC else FUNCTIONS[word.lower()]
        if (
            self.is_sign("(")
            or (self.is_sign("{") and function in PLAIN_CALLS)
            or (self.is_sign("[") and function in PLAIN_CALLS)
        ):
            arguments = self.arguments()
        elif (function in PLAIN_CALLS and function not in ("sigmoid", "σ") and self.starts_factor()) or (
            word == "sigma" and not layer and self.starts_factor() and not primes and self.now.sort is Sort.WORD
        ):
            arguments = (self.node(self.factor()),)
        else:
            self.at = start
            return None
        return Applied(function, primes, layer, arguments, token.span)

    def peek_raised(self) -> str:
        at = self.at
        self.at += 1
        said = self.script()
        self.at = at
        return said

    def arguments(self) -> tuple[Node, ...]:
        close = {"(": ")", "[": "]", "{": "}"}[self.now.text]
        self.at += 1
        found = [self.sum()]
        while self.now.sort is Sort.BREAK and self.now.text in (",", ";"):
            self.at += 1
            found.append(self.sum())
        self.take(close)
        return tuple(found)

    def scripts(self, name: Name) -> Node:
        """Read what stands around a name: indices, layers, marks of an update, powers."""
        if (
            self.now.sort is Sort.NUMBER
            and not self.now.spaced
            and self.now.text.isdigit()
            and name.base not in CONSTANTS
        ) and not name.below:
            name = self.grown(name, below=(*name.below, self.now.text))
            self.at += 1
        transposed = False
        while True:
            if self.skip_sign("_"):
                name = self.below(name)
            elif self.is_sign("'"):
                self.at += 1
                name = self.grown(name, new=True)
            elif self.is_sign("ᵀ"):
                self.at += 1
                transposed = True
            elif self.is_sign("⁺"):
                self.at += 1
                name = self.grown(name, new=True)
            elif self.is_sign("^"):
                start = self.at
                self.at += 1
                grown = self.above(name)
                if grown is None:
                    self.at = start
                    break
                if grown is name:
                    transposed = True
                name = grown
            elif self.is_sign("[") and not self.now.spaced:
                indices = self.indices()
                if indices is None:
                    break
                name = self.grown(name, at=(*name.at, *indices))
            elif self.is_sign("(") and name.base in LOSSES and not self.now.spaced and self.has_comma():
                self.at = self.matching() + 1
            else:
                break
        return Turned(name) if transposed else name

    def below(self, name: Name) -> Name:
        said = self.script()
        found = _parts(said)
        new = any(part.lower() in NEW for part in found)
        kept = tuple(part for part in found if part.lower() not in NEW and part.lower() not in ("old", "alt"))
        return self.grown(name, below=(*name.below, *kept), new=name.new or new)

    def above(self, name: Name) -> Name | None:
        """Return a name with what stands above it, itself where that is a T, or None where it is a power."""
        braced = self.is_sign("{")
        said = self.script().replace(" ", "")
        plain = said.lower()
        if said in ("T", "⊤", "ᵀ"):
            return name
        if plain in NEW or plain in ("'", "*'"):
            return self.grown(name, new=True)
        if plain in OLD:
            return self.grown(name)
        if re.fullmatch(r"[(\[<][\w,+-]{1,8}[)\]>]", said):
            return self.grown(name, above=(*name.above, said))
        if said.isdigit() and name.base in self.habits.layered:
            return self.grown(name, above=(*name.above, said))
        if re.fullmatch(r"[lL]([-+]1)?", said) or (
            re.fullmatch(r"[A-Za-z]{2,}\w*", said) and braced and said not in ("in",)
        ):
            return self.grown(name, above=(*name.above, said))
        if re.fullmatch(r"[hoi]\d*", said):
            return self.grown(name, above=(*name.above, said))
        return None

    def grown(self, name: Name, **changes: object) -> Name:
        grown = replace(name, span=name.span.to(self.tokens[self.at - 1].span), **changes)  # type: ignore[arg-type]
        return replace(grown, text=_written(grown))

    def has_comma(self) -> bool:
        return any(token.text in (",", ";") for token in self.tokens[self.at : self.matching()])

    def matching(self) -> int:
        depth = 0
        for place in range(self.at, len(self.tokens)):
            if self.tokens[place].sort is Sort.SIGN:
                depth += {"(": 1, ")": -1}.get(self.tokens[place].text, 0)
                if depth == 0:
                    return place
        return len(self.tokens) - 2


SIGNED: dict[str, Callable[[_Parser], Node | _Differential]] = {
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


MARKS = {"bar": "\u0304", "hat": "\u0302", "tilde": "\u0303"}


def _written(name: Name) -> str:
    """Return a name in one line, the same however it is set."""
    below = ",".join(name.below)
    above = ",".join(name.above) + ("+" if name.new else "")
    text = unicodedata.normalize("NFC", name.base + MARKS.get(name.accent, ""))
    text += f"_{{{below}}}" if len(below) > 1 else f"_{below}" if below else ""
    text += f"^{{{above}}}" if len(above) > 1 else f"^{above}" if above else ""
    return text + (f"[{','.join(name.at)}]" if name.at else "")


def _plain_name(base: str, span: Span, bold: bool) -> Name:
    return Name(base, (), (), (), "", False, bold, base, span)


def _parts(said: str) -> tuple[str, ...]:
    return tuple(part for part in re.split(r"[,.;:\s←→]+|->|<-", said.strip()) if part)


def _said(node: Node) -> str:
    return node.text if isinstance(node, Name) else ""


def _span(node: Node | _Differential) -> Span:
    match node:
        case Numeral() | Name() | Applied() | Rate() | Grid() | Picked() | Omitted() | _Differential():
            return node.span
        case Minus(body) | Summed(_, body) | Turned(body) | Size(body):
            return _span(body)
        case Over(first, second) | Raised(first, second):
            return _span(first).to(_span(second))
        case Plus(several) | Times(several, _) | Entrywise(several):
            return _span(several[0]).to(_span(several[-1]))


span_of = _span


def _undotted(node: Node | _Differential) -> Node | None:
    """Return what a straight d, or a δ taken for ∂, stands before; None where there is none."""
    match node:
        case Name(base=base, accent="") if len(base) > 1 and base[0] in "dδΔ" and base not in QUANTITIES:
            rest = node.text[1:]
            return replace(node, base=base[1:], text=rest)
        case Times((Name(base="d" | "delta" | "Delta" | "partial", below=()), body), True):
            return body
        case _Differential(body, _):
            return body
        case _:
            return None


def _spaced_numbers(node: Node) -> tuple[Node, ...] | None:
    """Return the entries of a row that only spaces part, or None where a node is no such row."""
    if not isinstance(node, Times) or not node.tight:
        return None
    plain = all(isinstance(factor, (Numeral, Name)) for factor in node.factors)
    return node.factors if plain and any(isinstance(factor, Numeral) for factor in node.factors[1:]) else None
