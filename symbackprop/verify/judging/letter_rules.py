"""Rules of calculus that a document states for any letters: they are true or not whatever the network is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..calculus.definitions import Surroundings
from ..calculus.derivation import Derivation
from ..calculus.finding import Finding, Outcome
from ..calculus.shapes import Ranks
from ..calculus.theory import Theory
from ..interpretation.naming import Naming
from ..lexicon.roles import BIAS, LOSS, WEIGHT, parts_of
from ..quantities.refusals import UnknownName
from ..reasons import Reason, ReasonCode
from ..tree import Applied, Cases, Chain, Entrywise, Name, Rate, Turned, names_in, numerals_in, printed, walk
from .claim import Draft
from .verdicts import ClaimKind, Verdict

BLANK = re.compile(r"\n[ \t]*\n")


def pass_letter_rules(drafts: Sequence[Draft], chains: Sequence[Chain], naming: Naming, text: str) -> None:
    """Judge anew what is a rule for any letters: true by itself, or by what its own paragraph defines.

    Args:
        drafts: What was judged by the network.
        chains: The equations of the document.
        naming: What its names mean in the network.
        text: The document.
    """
    open_drafts = [
        draft for draft in drafts if draft.kind in (ClaimKind.IDENTITY, ClaimKind.NUMBER) and _is_open(draft)
    ]
    if not open_drafts:
        return
    for draft in open_drafts:
        (found,) = _findings((draft.chain,))
        is_rule = _is_of_calculus(draft.chain) and not _has_arrays(draft.chain) and not _is_value(draft)
        if is_rule and _is_proved(found) and not (found.is_rule and _is_of_network(draft, naming)):
            _pass(draft, found)
    for paragraph in _paragraphs(chains, text):
        spans = [chain.span for chain in paragraph]
        concerned = [draft for draft in open_drafts if _is_open(draft) and draft.chain.span in spans]
        if concerned and len(paragraph) > 1 and _are_rules(paragraph, naming):
            found_at = dict(zip(spans, _findings(paragraph), strict=True))
            if all(_is_proved(found) or found.standing is Outcome.DEFINES for found in found_at.values()):
                for draft in concerned:
                    if found_at[draft.chain.span].is_rule and _is_of_network(draft, naming):
                        continue
                    _pass(draft, found_at[draft.chain.span])


def _is_of_network(draft: Draft, naming: Naming) -> bool:
    """Say whether a claim is about a network, in which a path may be left out that the chain rule does not know."""
    names = [name for side in draft.chain.sides for name in names_in(side.node)]
    return draft.verdict is Verdict.WRONG or not all(_is_unknown(name, naming) for name in names)


def _is_value(draft: Draft) -> bool:
    """Say whether a number is stated with decimals: a value, which no rule for letters gives."""
    stated = [printed(side.node) for side in draft.chain.sides]
    return draft.kind is ClaimKind.NUMBER and any(number is not None and "." in number.text for number in stated)


def _is_proved(found: Finding) -> bool:
    return found.holds and not found.is_partial


def _is_open(draft: Draft) -> bool:
    return draft.verdict in (Verdict.WRONG, Verdict.NOT_CHECKABLE)


def _pass(draft: Draft, found: Finding) -> None:
    draft.verdict, draft.focus = Verdict.RIGHT, draft.chain.span
    draft.flags, draft.reasons, draft.correction, draft.cause = [], [Reason(ReasonCode.ANY_LETTERS)], None, None
    draft.proved = found.standing is not Outcome.HOLDS


def _findings(chains: Sequence[Chain]) -> list[Finding]:
    words = Surroundings(lambda call: call.function, {}, False, False, lambda *_: (), are_all=False)
    return Derivation(Theory(tuple(chains), Ranks.SINGLE), words).findings()


def _is_of_calculus(chain: Chain) -> bool:
    """Say whether a chain differentiates something."""
    nodes = [part for side in chain.sides for part in walk(side.node)]
    return any(isinstance(part, Rate) or (isinstance(part, Applied) and part.primes) for part in nodes)


def _has_arrays(chain: Chain) -> bool:
    """Say whether a chain is about arrays, of which single letters tell nothing."""
    return any(isinstance(part, Turned | Entrywise) for side in chain.sides for part in walk(side.node))


def _paragraphs(chains: Sequence[Chain], text: str) -> Iterator[tuple[Chain, ...]]:
    """Yield the equations of each paragraph."""
    ends = [*(match.start() for match in BLANK.finditer(text)), len(text)]
    waiting = [chain for chain in chains if len(chain.sides) > 1]
    for end in ends:
        count = next((at for at, chain in enumerate(waiting) if chain.span.start >= end), len(waiting))
        if count:
            yield tuple(waiting[:count])
        waiting = waiting[count:]


def _are_rules(chains: Sequence[Chain], naming: Naming) -> bool:
    """Say whether equations are about letters: without decimals, and none of them defines what the network computes."""
    sides = [side.node for chain in chains for side in chain.sides]
    if any("." in numeral.text for side in sides for numeral in numerals_in(side)):
        return False
    if any(map(_has_arrays, chains)) or not any(map(_is_of_calculus, chains)):
        return False
    return all(_is_rule(chain, naming) for chain in chains)


def _is_rule(chain: Chain, naming: Naming) -> bool:
    first, *others = (side.node for side in chain.sides)
    parts = [part for node in others for part in walk(node)]
    if isinstance(first, Applied):
        return bool(first.primes) or not any(isinstance(part, Applied | Cases) for part in parts)
    if not isinstance(first, Name):
        return True
    if {LOSS, *TRAINED}.intersection(parts_of(first)[:1]) and not _is_unknown(first, naming):
        return False
    return not any(_is_trained(name, naming) for node in others for name in names_in(node))


def _is_unknown(name: Name, naming: Naming) -> bool:
    return not naming.options(name)


def _is_trained(name: Name, naming: Naming) -> bool:
    """Say whether a name is that of a weight or a bias, without which a network computes nothing."""
    try:
        symbols = {atom.symbol for atom in naming.meaning(name).flat}
    except UnknownName:
        return False
    # A letter alone that may be other things as well, as u and v may, is any letter in a rule.
    is_sure = bool(name.below or name.above or name.at) or TRAINED.issuperset(parts_of(name))
    return is_sure and bool(symbols & naming.parameters)


TRAINED = frozenset({BIAS, WEIGHT})
