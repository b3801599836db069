"""Learning rates that a document mentions: the one that it uses where none is given, and others beside a given one.

A rate that a spec gives holds, whatever the document says. What comes true for another rate that the document mentions
is explained by that; a mention that nothing follows from is remarked on, once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from ...expression.tree import Number
from ...graph.tape import exact
from ...models.network import Network
from .. import thresholds
from ..interpretation.naming import Naming
from ..lexicon.roles import RATE, parts_of
from ..quantities.vocabulary import Vocabulary
from ..reading.passages import Passed
from ..reading.statements import Statements
from ..reasons import Details, Reason, ReasonCode
from ..source import Span
from ..tree import Chain, Name, Numeral, Side, printed
from ..unjudged import Why
from .claim import Draft
from .remarks import Remark, RemarkCode
from .slips import ANOTHER_RATE
from .verdicts import ClaimKind, Flag, Verdict

GREEK_RATE = "eta"


@dataclass(frozen=True, slots=True)
class Mention:
    """A letter for the learning rate and the number that a document gives it."""

    name: Name
    number: Numeral
    chain: Chain
    side: Side


def mentions(network: Network, chains: Iterable[Chain]) -> Iterator[Mention]:
    """Yield where a document gives the learning rate, or what may be meant for it, a number.

    Args:
        network: The network, whose own letters are no learning rate.
        chains: What the document says.
    """
    vocabulary = Vocabulary(network)
    for chain in chains:
        name, number = chain.sides[0].node, printed(chain.sides[-1].node)
        if not isinstance(name, Name) or number is None or len(chain.sides) != 2:
            continue
        if vocabulary.find(name) is None and parts_of(name)[:1] == (RATE,):
            yield Mention(name, number, chain, chain.sides[-1])


def with_its_rate(network: Network, statements: Statements) -> Network:
    """Return the network with the learning rate that a document says it uses, where no spec gives one."""
    mentioned = list(mentions(network, statements.chains))
    if not mentioned or any(at.number.value == network.rate.value for at in mentioned):
        return network
    # Where several letters could be the rate, as where one of them is a momentum, the Greek η is.
    number = min(mentioned, key=lambda at: at.name.base != GREEK_RATE).number
    return replace(network, learning_rate=Number(number.value, number.text)) if number.value > 0 else network


def explain_rates(
    drafts: list[Draft], naming: Naming, statements: Statements, again: Callable[[Network], Iterable[Draft]]
) -> tuple[list[Remark], list[Passed]]:
    """Point what is wrong to the other learning rate that it is worked out with, if the document mentions one.

    Args:
        drafts: What was judged by the rate of the spec, in the order of the document; a rate that is used is added.
        naming: What names mean.
        statements: What the document says.
        again: What is judged by another network.

    Returns:
        What is to be said of the document, and the mentions that nothing follows from.
    """
    network = naming.network
    rate = network.rate
    every = list(mentions(network, statements.chains))
    others = [at for at in every if at.number.value not in (rate.value, 0)]
    if not others:
        return [], []
    # Where one letter is the rate, another is a momentum or the like.
    letter = min(every, key=lambda at: (at.number.value != rate.value, at.name.base != GREEK_RATE)).name.base
    first: dict[object, Mention] = {}
    for at in others:
        first.setdefault(at.number.value, at)
    remarks: list[Remark] = []
    used: set[object] = set()
    for at in islice(first.values(), thresholds.MOST_RATES_TRIED):
        number = Number(at.number.value, at.number.text)
        followers = _followers(drafts, again(replace(network, learning_rate=number))) if _any_slip(drafts) else []
        if followers:
            used.add(number.value)
            _blame(drafts, at, rate, followers)
            remarks.append(Remark(RemarkCode.RATE_USED, number, rate))
        elif at.name.base == letter:
            remarks.append(Remark(RemarkCode.RATE_MENTIONED, number, rate))
    return remarks, [Passed(at.chain.span, Why.ANOTHER_RATE) for at in others if at.number.value not in used]


def _any_slip(drafts: Iterable[Draft]) -> bool:
    return any(draft.verdict is Verdict.WRONG for draft in drafts)


def _followers(drafts: Iterable[Draft], again: Iterable[Draft]) -> list[Draft]:
    """Return what is wrong by one rate and comes true by another."""
    true = {_key(draft) for draft in again if not draft.is_slip and draft.verdict is not Verdict.NOT_CHECKABLE}
    return [draft for draft in drafts if draft.verdict is Verdict.WRONG and _key(draft) in true]


def _key(draft: Draft) -> tuple[ClaimKind, Span, Span | None]:
    return draft.kind, draft.chain.span, draft.stated.span if draft.stated is not None else None


def _blame(drafts: list[Draft], mention: Mention, rate: Number, followers: Iterable[Draft]) -> None:
    draft = Draft(ClaimKind.NUMBER, mention.chain, mention.side.span, Verdict.WRONG, mention.name.text, mention.number)
    draft.truth = exact(rate.value)
    draft.correction = Reason(ANOTHER_RATE, Details(right=rate.text))
    draft.reasons = [draft.correction]
    for follower in followers:
        follower.flag(Flag.INHERITED)
        follower.cause = draft
        follower.reasons = [Reason(ReasonCode.OTHER_RATE, Details(number=mention.number.text))]
    start = mention.chain.span.start
    place = next((at for at, other in enumerate(drafts) if other.chain.span.start > start), len(drafts))
    drafts.insert(place, draft)
