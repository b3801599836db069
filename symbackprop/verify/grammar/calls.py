"""Reading what is applied: functions, their powers and derivatives, and what runs over indices, as sums do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from ..lexicon.functions import EXPONENTIAL, EXTREMES, PLACES, ROOT
from ..lexicon.words import (
    ACTIVATION,
    BY_BASE,
    CONSTANTS,
    GENERIC,
    OF_LETTERS,
    PLAIN_CALLS,
    function_of,
    is_digits,
)
from ..reasons import RefusalCode
from ..source import Span
from ..tree import Applied, Cases, Condition, Gathering, Minus, Node, Numeral, Over, Raised, Summed
from .code_names import Begun, CodeNameParser
from .scripts import plain_name
from .tokens import Sort, Token
from .tree_places import pieces

ABOVE_FUNCTION = re.compile(r"(?P<layer>(?:[(\[](?:\d|[lL](?:[+-]1)?)[)\]])?)(?P<primes>'{0,2})")
"""A layer, primes or both above the name of a function, as in `g^{[1]}` and `g^{(2)}'`."""

POWER = re.compile(r"-?\d{1,2}")
"""What stands above the name of a function where it is a power of the whole call."""

INVERSE = "-1"
"""What stands there where it is none, but the inverse function is meant."""

RUNS = re.compile(r"(?P<since>\d{1,2}[<≤])?(?P<index>[a-z])(?:(?P<relation>[=≠<>≤≥])(?P<bound>\w{1,3}))?")
"""What stands below a sum: an index, where it starts or what it is compared with."""


@dataclass
class Around:
    """What stands around the name of a function.

    Args:
        primes: How many derivatives.
        layer: What stands below it, or above it in brackets.
        power: The power of the call.
    """

    primes: int = 0
    layer: tuple[str, ...] = ()
    power: Node | None = None


class CallParser(CodeNameParser):
    """Reads calls of functions, and sums."""

    def exponential(self, begun: Begun) -> Node | None:
        """Read `e^x`."""
        if begun.word not in CONSTANTS or begun.bold or not self.is_sign("^"):
            return None
        if begun.word in self.style.alone and self.peek_raised() == "2":
            # Where e names an error, it is squared.
            return None
        self.at += 1
        if self.skip_sign("{"):
            exponent = self.sum()
            self.take("}")
        else:
            exponent = self.node(self.signed())
        return Applied(EXPONENTIAL, 0, (), (exponent,), begun.token.span)

    def sum_in_words(self, begun: Begun) -> Node | None:
        """Read `sum(…)`."""
        is_known = self.style.known.intersection({begun.word, begun.lower})
        if begun.lower != "sum" or not self.is_sign("(") or is_known:
            return None
        return Summed((), self.node(self.factor()))

    def indicator(self, begun: Begun) -> Node | None:
        """Read `I(z > 0)`, which is one where that holds."""
        if begun.word != "I" or not any(map(self.is_sign, "([_")):
            return None
        start = self.at
        self.at += self.is_sign("_")
        found = self.indicated({"(": ")", "[": "]"}.get(self.now.text, "}"), is_said=True)
        if found is None:
            self.at = start
        return found

    def indicated_by(self, one: Node) -> Node:
        """Return `1(y = k)` as what it indicates, where a comparison stands in brackets right behind a one."""
        if not isinstance(one, Numeral) or one.text != "1" or self.now.spaced or not any(map(self.is_sign, "([")):
            return one
        return self.indicated({"(": ")", "[": "]"}[self.now.text], is_said=True) or one

    def called(self, begun: Begun) -> Node | None:
        """Read a function and its argument."""
        word = begun.word
        if begun.bold and word in self.style.known and not self.is_sign("("):
            # An array of the network that is called like a function.
            return None
        if word in GENERIC and word in self.style.alone and self.is_sign("_"):
            # Of a network with quantities f1, f2, … what follows f_1 is a factor.
            return None
        if begun.lower == "arg" and (extreme := ARGUMENTS.get(self.now.text)) is not None:
            self.at += 1
            return self.gathered(extreme) if self.is_sign("_") else self.call(extreme.value, extreme.value, begun.token)
        gathering = OVER_INDICES.get(begun.lower)
        if gathering is not None and self.is_sign("_") and all(map(RUNS.fullmatch, self.peek_raised().split(","))):
            return self.gathered(gathering)
        function = ACTIVATION if word == "S" and "S(" in self.style.alone else function_of(word)
        return self.call(word, function, begun.token) if function is not None else None

    def call(self, word: str, function: str, token: Token) -> Node | None:
        """Read the argument of a function, or nothing where the word is a quantity here."""
        start = self.at
        around = self.around(word, function)
        if (function, around.layer) in BY_BASE:
            function, around.layer = BY_BASE[function, around.layer], ()
        called = token.span.to(self.tokens[self.at - 1].span)
        if self.is_sign("(") or (function in PLAIN_CALLS and any(map(self.is_sign, "{["))):
            arguments = self.arguments()
        elif (function in PLAIN_CALLS and function not in OF_LETTERS.values() and self.starts_factor()) or (
            word == "sigma" and around == Around() and self.starts_factor() and self.now.sort is Sort.WORD
        ):
            arguments = (self.node(self.factor()),)
        else:
            self.at = start
            return None
        applied = Applied(function, around.primes, around.layer, arguments, called, word)
        return applied if around.power is None else Raised(applied, around.power)

    def around(self, word: str, function: str) -> Around:
        """Read the primes, the layer and the power that stand around the name of a function."""
        found = Around()
        while True:
            if self.skip_sign("'"):
                found.primes += 1
            elif self.is_sign("_") and word.lower() not in EXTREMES:
                self.at += 1
                found.layer = pieces(self.script())
            elif self.is_sign("^") and (above := ABOVE_FUNCTION.fullmatch(self.peek_raised())) is not None:
                self.at += 1
                self.script()
                found.primes += len(above["primes"])
                found.layer = (above["layer"],) if above["layer"] else found.layer
            elif self.is_sign("^") and found.power is None and self.is_power(word, function):
                self.at += 1
                found.power = self.exponent()
            else:
                return found

    def is_power(self, word: str, function: str) -> bool:
        """Say whether what stands above the name of a function is a power of what it returns."""
        raw = self.peek_raised()
        if raw == INVERSE and function in PLAIN_CALLS:
            raise self.fail(RefusalCode.INVERSE_FUNCTION)
        return POWER.fullmatch(raw) is not None and raw != INVERSE and word not in self.style.layered

    def peek_raised(self) -> str:
        at = self.at
        self.at += 1
        text = self.script()
        self.at = at
        return text

    def exponent(self) -> Node:
        """Read what stands above a base; a circle before it only says that it is meant entry by entry."""
        if self.skip_sign("{"):
            self.skip_sign("⊙")
            exponent = self.sum()
            self.take("}")
            return exponent
        if self.is_sign("-"):
            self.at += 1
            return Minus(self.node(self.atom()))
        return self.node(self.atom())

    def arguments(self) -> tuple[Node, ...]:
        close = {"(": ")", "[": "]", "{": "}"}[self.now.text]
        self.at += 1
        found = [self.sum()]
        while self.now.sort is Sort.BREAK and self.now.text in (",", ";"):
            self.at += 1
            found.append(self.sum())
        self.take(close)
        return tuple(found)

    def total(self) -> Node:
        """Read a sum or a product over indices."""
        sign = self.now.text
        self.at += 1
        return self.gathered(Gathering.SUM if sign == "∑" else Gathering.PRODUCT)

    def gathered(self, how: Gathering) -> Node:
        """Read what stands below and above a sign, and what is summed up, multiplied or compared."""
        start = self.now.span
        below: list[str] = []
        bounds: list[str] = []
        while self.is_sign("_") or self.is_sign("^"):
            is_below = self.is_sign("_")
            self.at += 1
            script = self.script()
            if is_below:
                below += script.split(",")
            else:
                bounds.append(script)
        runs = Runs.of(below, start)
        self.skip_sign("+")
        body = self.term() if self.is_sign("-") else self.product()
        if runs.condition is not None:
            body = Cases((body, Numeral("0", Fraction(0), start)), (runs.condition, None), start)
        to = tuple(bounds) if len(bounds) == len(runs.over) else tuple(filter(None, runs.to))
        return Summed(runs.over, body, to if len(to) == len(runs.over) else (), runs.since, how)

    def root(self) -> Node:
        self.at += 1
        start = self.now.span
        return Applied(ROOT, 0, (), (self.node(self.atom()),), start)

    def radical(self) -> Node:
        r"""Read `\sqrt{x}`, or `\sqrt[3]{x}`, which is a power."""
        if self.peek().text == "(":
            self.at += 1
            return Applied(ROOT, 0, (), self.arguments(), self.now.span)
        if self.peek().text != "[":
            return self.root()
        self.at += 2
        start = self.now.span
        degree = self.sum()
        self.take("]")
        return Raised(self.node(self.atom()), Over(Numeral("1", Fraction(1), start), degree))


@dataclass(frozen=True, slots=True)
class Runs:
    """What stands below a sum.

    Args:
        over: Its indices.
        since: Where each starts.
        to: Where each ends.
        condition: What must hold for a term, as `i ≠ j`.
    """

    over: tuple[str, ...]
    since: tuple[str, ...]
    to: tuple[str, ...]
    condition: Condition | None = None

    @classmethod
    def of(cls, below: list[str], at: Span) -> Runs:
        over: dict[str, tuple[str, str]] = {}
        conditions: list[Condition] = []
        for part in filter(None, below):
            found = RUNS.fullmatch(part)
            if found is None:
                name, _, since = part.partition("=")
                if name:
                    over[name] = (since, "")
                continue
            index, relation, bound = found["index"], found["relation"], found["bound"]
            since = found["since"][:-1] if found["since"] else ""
            if relation == "=" and index not in over:
                over[index] = (bound, "")
            elif relation == "≤" and since:
                over[index] = (since, bound)
            else:
                over.setdefault(index, (since, ""))
                if relation is not None:
                    conditions.append(Condition(plain_name(index, at, bold=False), relation, _bound(bound, at)))
        condition: Condition | None = None
        for one in conditions:
            condition = Condition(one.left, one.relation, one.right, condition)
        since_to = tuple(over.values())
        return cls(tuple(over), tuple(pair[0] for pair in since_to), tuple(pair[1] for pair in since_to), condition)


def _bound(text: str, at: Span) -> Node:
    return Numeral(text, Fraction(text), at) if is_digits(text) else plain_name(text, at, bold=False)


ARGUMENTS: Mapping[str, Gathering] = MappingProxyType({"max": Gathering.FIRST_LARGEST, "min": Gathering.FIRST_SMALLEST})
"""What `arg` before the name of an extreme asks for."""

OVER_INDICES: Mapping[str, Gathering] = MappingProxyType({name: Gathering(name) for name in (*EXTREMES, *PLACES)})
"""Functions that may run over what stands below them."""
