"""What a document says of its own names, where no network is known: each line is worked out with what was printed.

`ŷ = σ(y) = 0.7491` shows no number that its result could come from; but where the document printed y before, it does.
A name that was printed with several values may stand for any of them: then a line is judged only if it comes true.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction

from flint import arb

from ...graph.tape import Ball, exact
from .. import thresholds
from ..grammar.forms import key_of
from ..interpretation.naming import Naming
from ..quantities.refusals import NotCheckable
from ..tree import Applied, Chain, Name, Node, Numeral, Side, names_in, printed
from ..values.arrays import Cells
from ..values.digits import is_finite, magnitude, unit_of
from ..values.own_functions import with_arguments
from .claim import Draft
from .verdicts import Verdict


@dataclass
class OwnValues:
    """The values that a document has printed so far.

    Args:
        naming: What its names mean.
        values: The last value of each name.
        several: The names that have had more than one.
        rounded: The names whose values are the results of lines, which may be rounded.
    """

    naming: Naming
    values: dict[str, Numeral] = field(default_factory=dict)
    several: set[str] = field(default_factory=set)
    rounded: set[str] = field(default_factory=set)

    def enter(self, chain: Chain) -> None:
        """Take note of the value that an equation gives a name."""
        first = chain.sides[0].node
        number = printed(chain.sides[-1].node) if len(chain.sides) > 1 else None
        if not isinstance(first, Name) or number is None:
            return
        key = _key(first)
        if key in self.values and self.values[key].value != number.value:
            self.several.add(key)
        self.values[key] = number
        if len(chain.sides) > 2:
            self.rounded.add(key)

    def written_out(self, chain: Chain) -> tuple[Chain, bool] | None:
        """Return an equation with a side in which its names have their values, and whether that gives its number.

        None where it says everything itself, where a value is lacking, or where a name may have another value.
        """
        if len(chain.sides) < 2:
            return None
        number = printed(chain.sides[-1].node)
        side = chain.sides[-2]
        is_formula = not isinstance(side.node, Name) and (len(chain.sides) > 2 or isinstance(side.node, Applied))
        if number is None or not is_formula or chain.relations[-1] not in ("=", "≈"):
            return None
        names = {_key(name): name for name in names_in(side.node)}
        if not names or not self.values.keys() >= names.keys() or len(names) > thresholds.MOST_RECENT:
            return None
        written = self._with(side.node, names)
        comes_true = self._comes_true(side.node, names, number)
        if comes_true is None or (not comes_true and self.several & names.keys()):
            return None
        sides = (*chain.sides[:-1], Side(written, side.span), chain.sides[-1])
        return replace(chain, sides=sides, relations=(*chain.relations, chain.relations[-1])), comes_true

    def _with(self, node: Node, names: dict[str, Name], more: dict[str, Fraction] | None = None) -> Node:
        """Return a formula with values in place of names, some of them larger by something."""
        put_in: dict[str, Node] = {}
        for key, name in names.items():
            value = self.values[key].value + (more or {}).get(key, Fraction(0))
            put_in[name.text] = replace(self.values[key], value=value, span=name.span)
        return with_arguments(node, put_in)

    def _comes_true(self, node: Node, names: dict[str, Name], number: Numeral) -> bool | None:
        """Say whether a formula gives a number as far as what is put in is known; None where it has no value."""
        value = self._value(self._with(node, names))
        if value is None:
            return None
        reach = arb(exact(unit_of(number) / 2))
        for key in self.rounded & names.keys():
            step = unit_of(self.values[key]) / 2
            beside = self._value(self._with(node, names, {key: step}))
            if beside is None:
                return None
            reach += magnitude(arb(beside - value))
        return bool(magnitude(arb(exact(number.value) - value)) <= reach)

    def _value(self, node: Node) -> Ball | None:
        with suppress(NotCheckable):
            found = self.naming.worth(node)
            if not isinstance(found, Cells) and is_finite(found):
                return found
        return None


def carried(drafts: Iterable[Draft], comes_true: bool) -> None:
    """Let numbers that come from what was printed before as far as that is known be in order.

    Args:
        drafts: What was judged of an equation that is written out.
        comes_true: Whether its result is.
    """
    for draft in drafts:
        if comes_true and draft.verdict in (Verdict.WRONG, Verdict.LAST_PLACE):
            draft.verdict, draft.flags, draft.reasons, draft.correction = Verdict.CARRIED, [], [], None


def _key(name: Name) -> str:
    return f"{key_of(name)}{'+' if name.new else ''}"
