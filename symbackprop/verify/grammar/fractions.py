"""Reading fractions, some of which are derivatives: ∂ or d above and below, or ∇."""

from __future__ import annotations

from dataclasses import replace

from ..lexicon.roles import BIAS, PARTS, WEIGHT
from ..lexicon.words import COMPOSED, HATTED, LOSSES, QUANTITIES, is_digits
from ..reasons import Reason, RefusalCode
from ..source import Span
from ..tree import Applied, Damage, Name, Node, Numeral, Omitted, Over, Rate, Times
from .cursor import ORDERS, Differential
from .environments import closing
from .names import NameParser
from .tokens import Sort, Token, Unreadable
from .tree_places import span_of

STRAIGHT = frozenset({"d", "delta", "Delta"})
"""Letters that stand for ∂ in fractions."""


class RateParser(NameParser):
    """Reads fractions and derivatives."""

    def fraction(self) -> Node | Differential:
        start = self.now.span
        self.at += 1
        top = self.half()
        below = self.half()
        if isinstance(top, Differential) and top.body is None and isinstance(below, Differential):
            self.skip_sign("*")
            top = replace(top, body=self.node(self.factor()))
        if is_straight_d(top) and undotted(below) is not None and self.starts_factor():
            top = Differential(self.node(self.factor()), span_of(top))
        rate = self.rate(top, below)
        if rate is not None:
            assert isinstance(rate, Rate)
            return replace(rate, span=start.to(self.tokens[self.at - 1].span))
        return Over(self.node(top), self.node(below))

    def half(self) -> Node | Differential:
        if not self.is_sign("{"):
            if self.now.sort is Sort.NUMBER and is_digits(self.now.text) and len(self.now.text) == 2:
                token = self.now
                first, second = (replace(token, text=digit) for digit in token.text)
                self.tokens[self.at : self.at + 1] = [first, second]
            return self.factor()
        start = self.at
        if self.peek().text == "∂" and self.peek().sort is Sort.SIGN:
            self.at += 1
            found = self.partials()
            if self.starts_factor() and found.body is not None and found.order == 1 and not found.more:
                # Behind the sign stands all that is differentiated, as in `\frac{∂ x^T A x}{∂x}`.
                self.at = start + 2
                body = self.product()
                found = replace(found, body=body, span=found.span.to(self.tokens[self.at - 1].span))
            if not self.is_sign("/"):
                self.take("}")
                return found
            # The half holds a derivative of its own, as in `\frac{∂E/∂a}{2}`.
        elif self.at_straight_d():
            try:
                self.at += 1
                found = self.partials()
                self.take("}")
            except Unreadable:
                pass
            else:
                return found
        self.at = start
        return self.braces()

    def at_straight_d(self) -> bool:
        """Say whether the half begins with a d that is differentiation; one before a word is parted from it."""
        token, after = self.peek(), self.peek(2)
        if token.sort is not Sort.WORD or token.text[0] != "d":
            return False
        if token.text == "d":
            return after.sort in (Sort.COMMAND, Sort.WORD) or (after.text == "^" and self.is_over_d())
        called = len(token.text) == 2 and after.sort is Sort.SIGN and after.text in ("(", "^")
        if not called or not self.is_over_d():
            return False
        place = Span(token.span.start + 1, token.span.end)
        rest = Token(Sort.WORD, token.text[1:], place, spaced=False)
        self.tokens[self.at + 1 : self.at + 2] = [replace(token, text="d"), rest]
        return True

    def is_over_d(self) -> bool:
        """Say whether the other half, above or below, begins with a d as well."""
        close = closing(self.tokens, self.at)
        opens = [token.text for token in self.tokens[close + 1 :][:2]]
        return self.tokens[self.at - 1].text == "}" or (opens[:1] == ["{"] and opens[-1].startswith("d"))

    def partials(self) -> Differential:
        """Read ∂ and a quantity, or several of them one after another."""
        first = self.partial()
        more: list[Node] = []
        while first.body is not None and (self.is_sign("∂") or (more and self.now.text == "d")):
            more.append(self.node(self.partial().body or Omitted(self.now.span)))
        return replace(first, more=tuple(more), span=first.span.to(self.tokens[self.at - 1].span))

    def divide(self, factors: list[Node | Differential], below: Node | Differential) -> None:
        top = factors[-1]
        rate = self.rate(top, below, chained=any(isinstance(factor, Rate) for factor in factors[:-1]))
        if rate is not None:
            factors[-1] = rate
        else:
            factors[:] = [Over(self.whole(factors, tight=True), self.node(below))]

    def rate(self, top: Node | Differential, below: Node | Differential, chained: bool = False) -> Node | None:
        """Return the derivative that a fraction is, or None where it is none."""
        if not isinstance(top, Differential) and not isinstance(below, Differential):
            top_d, below_d = undotted(top), undotted(below)
            if top_d is None or below_d is None:
                if top_d is None or not isinstance(below, Name) or not chained:
                    return None
                self.damages.append(Damage(span_of(top).to(span_of(below)), Reason(RefusalCode.D_MISSING)))
                below_d = below
            return Rate(top_d, below_d, span_of(top).to(span_of(below)))
        of = top.body if isinstance(top, Differential) else undotted(top) or top
        by = below.body if isinstance(below, Differential) else undotted(below) or below
        span = span_of(top).to(span_of(below))
        if not (isinstance(top, Differential) and isinstance(below, Differential)):
            other = below if isinstance(top, Differential) else top
            half = top if isinstance(top, Differential) else below
            if undotted(self.undone(half)) is None and undotted(other) is None:
                self.damages.append(Damage(span, Reason(RefusalCode.PARTIAL_MISSING)))
        if isinstance(below, Differential) and isinstance(by, Numeral):
            self.damages.append(Damage(span, Reason(RefusalCode.BY_NUMBER)))
        if by is None or of is None:
            raise Unreadable(RefusalCode.PARTIAL_BEFORE_NOTHING, span.start)
        return _repeated(of, top, below, span) if _is_repeated(top, below) else Rate(of, by, span)

    def undone(self, half: Node | Differential) -> Node:
        return half.body if isinstance(half, Differential) and half.body is not None else Omitted(span_of(half))

    def whole(self, factors: list[Node | Differential], tight: bool) -> Node:
        several = tuple(map(self.node, factors))
        return several[0] if len(several) == 1 else Times(several, tight)

    def differentiation(self) -> Node | Differential:
        """Read `∂_w E`, or ∂ before a quantity."""
        if self.peek().text != "_":
            return self.partial()
        start = self.now.span
        self.at += 2
        by = self.inner_name()
        of = self.node(self.factor())
        return Rate(of, by, start.to(span_of(of)))

    def partial(self) -> Differential:
        start = self.now.span
        self.at += 1
        order = 1
        if self.skip_sign("^"):
            order = ORDERS.get(self.script(), 0)
            if not order:
                raise self.fail(RefusalCode.HIGHER_DERIVATIVE)
        if not self.starts_factor() or self.is_sign("∂"):
            return Differential(None, start, order)
        body = self.node(self.factor())
        if isinstance(body, Name):
            self.skip_names()
        return Differential(body, start.to(span_of(body)), order)

    def skip_names(self) -> None:
        """Skip names in brackets right behind a quantity, which say what it depends on, as in `∂p_i(z)/∂z_j`."""
        if not self.is_sign("(") or self.now.spaced:
            return
        start = self.at
        self.at += 1
        while self.starts_factor():
            found = self.node(self.factor())
            if not isinstance(found, Name):
                break
            if self.now.text != ",":
                if self.skip_sign(")"):
                    return
                break
            self.at += 1
        self.at = start

    def nabla(self) -> Node:
        start = self.now.span
        self.at += 1
        if self.skip_sign("_"):
            by = self.inner_name()
            of = self.node(self.factor())
            return Rate(of, by, start.to(span_of(of)))
        above = ("2",) if self.is_sign("^") and self.peek().text == "2" else ()
        self.at += 2 * len(above)
        letter = self.now.text
        of = self.node(self.factor())
        if (
            not above
            and isinstance(of, Name)
            and PARTS.get(of.base, ("",))[0] in (WEIGHT, BIAS)
            and of.base not in LOSSES
        ):
            return replace(of, base=f"d{of.base}", text=f"∇{of.text}", span=start.to(of.span))
        at = of.at if isinstance(of, Name) else ()
        text = of.text if isinstance(of, Name) else letter if _is_call(of) else ""
        called = f"∇{'²' * len(above)}{text}"
        return Name("grad", (text,) if text else (), above, at, "", False, False, called, start.to(span_of(of)))

    def inner_name(self) -> Node:
        if self.is_sign("{"):
            return self.braces()
        return self.node(self.atom())


def _is_repeated(top: Node | Differential, below: Node | Differential) -> bool:
    return any(isinstance(half, Differential) and (half.order > 1 or half.more) for half in (top, below))


def _repeated(of: Node, top: Node | Differential, below: Node | Differential, span: Span) -> Node:
    """Return a derivative of a derivative, as `∂²E/∂w²` writes it."""
    half = below if isinstance(below, Differential) else Differential(undotted(below), span_of(below))
    several = half.several if half.body is not None else ()
    order = top.order if isinstance(top, Differential) else 1
    if len(several) != order:
        raise Unreadable(RefusalCode.ORDERS_DIFFER, span.start)
    for by in several:
        of = Rate(of, by, span)
    return of


def is_straight_d(node: Node | Differential) -> bool:
    """Say whether a half of a fraction is a lone d, or δ for ∂, which stands before what is differentiated."""
    return isinstance(node, Name) and node.base in STRAIGHT and not (node.below or node.above or node.accent)


def undotted(node: Node | Differential) -> Node | None:
    """Return what a straight d, or a δ taken for ∂, stands before; None where there is none."""
    match node:
        # An accent stands above the letter behind a Greek one, and above all of a word.
        case Name(base=base, accent=accent) if (
            len(base) > 1 and base[0] in ("dδΔ" if not accent else "δΔ") and base not in QUANTITIES
        ):
            composed = COMPOSED.fullmatch(base[1:]) if not node.above else None
            if composed is not None:
                below = (composed[2] + "".join(node.below[:1]), *node.below[1:])
                return replace(node, base=composed[1], below=below, text=node.text[1:])
            hatted = HATTED.fullmatch(base[1:])
            if hatted is not None:
                return replace(node, base=hatted[1], accent="hat", text=node.text[1:])
            rest = node.text[1:]
            return replace(node, base=base[1:], text=rest)
        case Times((Name(base="d" | "delta" | "Delta" | "partial", below=()), body), True):
            return body
        case Differential(body, _):
            return body
        case _:
            return None


def _is_call(node: Node) -> bool:
    """Say whether a node is a function of one name, as in `f(x)`."""
    return isinstance(node, Applied) and len(node.arguments) == 1 and isinstance(node.arguments[0], Name)
