"""Numbers that a document gives and computes with in another way: it is judged by those that it computes with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from flint import arb

from ...expression.tree import Number, Symbol
from ...graph.tape import exact
from ...models.network import Network
from .. import thresholds
from ..grammar.edits import replaced
from ..interpretation.naming import Naming
from ..quantities.atoms import Role, one
from ..quantities.refusals import NotCheckable
from ..reasons import Details, Reason, ReasonCode
from ..tree import Node, Numeral, numerals_in
from ..values.arrays import Cells
from ..values.digits import Fit, fit, magnitude, shown, unit_of
from .claim import Draft
from .verdicts import Verdict


def with_what_is_put_in(naming: Naming, drafts: Sequence[Draft]) -> Iterator[tuple[Symbol, Network]]:
    """Yield something given, and the network with another value of it, where several lines are right but for that.

    Args:
        naming: What the names mean.
        drafts: What is judged of the document.
    """
    network = naming.network
    put_in: Counter[tuple[Symbol, Numeral]] = Counter()
    seen: dict[tuple[Symbol, object], tuple[Symbol, Numeral]] = {}
    for draft in drafts:
        if draft.verdict is Verdict.WRONG and draft.line_gives and draft.line_node is not None:
            for symbol, numeral in dict.fromkeys(_instead_of_given(naming, draft, draft.line_node)):
                put_in[seen.setdefault((symbol, numeral.value), (symbol, numeral))] += 1
    for (symbol, numeral), lines in put_in.most_common(thresholds.FEW_EDITS):
        if lines >= thresholds.LEAST_PUT_IN:
            yield symbol, network.at({**network.values, symbol: Number(numeral.value, numeral.text)})


def tell_given_otherwise(drafts: Sequence[Draft], put_in: Sequence[Symbol]) -> None:
    """Say of the numbers that are given for something that the document computes with another.

    Args:
        drafts: What is judged of the document by what it computes with.
        put_in: What it is that it computes otherwise.
    """
    for draft in drafts:
        atom = draft.subject.atom if draft.subject is not None else None
        if atom is None or atom.role is not Role.VALUE or atom.symbol not in put_in or draft.line_node is not None:
            continue
        if draft.stated is not None and draft.truth is not None and fit(draft.stated, draft.truth) is not Fit.EXACT:
            right = shown(draft.truth, draft.stated)
            draft.verdict, draft.flags = Verdict.WRONG, []
            draft.reasons = [Reason(ReasonCode.GIVEN_OTHERWISE, Details(right=right))]


def _instead_of_given(naming: Naming, draft: Draft, line: Node) -> Iterator[tuple[Symbol, Numeral]]:
    """Yield what is given and the number of a line that stands for it, where with the one given it gave the truth."""
    if draft.truth is None or draft.stated is None:
        return
    near = arb(exact(draft.reach + unit_of(draft.stated)))
    given = list(islice(naming.network.values.items(), thresholds.MOST_OPERANDS))
    printed_before = {
        numeral.span: origin.entry.subject for numeral, origin in draft.origins if origin.entry is not None
    }
    for numeral in numerals_in(line)[: thresholds.MOST_NUMERALS_SWAPPED]:
        for symbol, value in given:
            # A result that was printed before is put in for itself.
            result = printed_before.get(numeral.span)
            if abs(value.value) == abs(numeral.value) or (result is not None and result != one(symbol)):
                continue
            try:
                worth = naming.worth(replaced(line, numeral, Numeral(value.text, value.value, numeral.span)))
            except NotCheckable:
                continue
            if not isinstance(worth, Cells) and bool(magnitude(worth - draft.truth) <= near):
                yield symbol, numeral
