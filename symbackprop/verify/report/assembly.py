"""The report on a document, from what was judged and explained of its parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from ..interpretation.naming import Naming
from ..judging.claim import Draft, judged_by_lines
from ..judging.coverage import account
from ..judging.hypotheses import Explained, Judgement
from ..judging.remarks import Remark, RemarkCode
from ..judging.uses import judged as spans_judged
from ..judging.uses import network_values_in_words, numbers_stated, unjudged
from ..judging.verdicts import Report
from ..limits.boundary import Breakdown, Doing, contained
from ..limits.steps import out_of_time
from ..reading.document import Reading
from ..reading.passages import Passed
from ..reading.statements import Statements
from .claims import claims_from
from .conventions import house_style, notation, partial_signs, remark_words


@dataclass(frozen=True, slots=True)
class Stated:
    """A part of a document that is judged against a network of its own.

    Args:
        reading: The part.
        statements: What it says.
        naming: What its names mean.
    """

    reading: Reading
    statements: Statements
    naming: Naming


def report_on(
    reading: Reading,
    stated: Sequence[Stated],
    parts: Sequence[Judgement],
    explained: Sequence[Explained],
    remarks: Sequence[Remark],
    broken: Callable[[], tuple[Breakdown, ...]],
) -> Report:
    """Return the whole report on a document.

    Args:
        reading: The document.
        stated: What it says, for each part that is judged against a network of its own.
        parts: What was judged of it, part by part.
        explained: The same with what is wrong explained.
        remarks: What the whole of it does that the network does not.
        broken: Returns what has broken off so far.
    """
    first, drafts = parts[0], judged_by_lines([draft for part in explained for draft in part.drafts])
    others = [*remarks, *(remark for part in explained for remark in part.remarks)]
    mentioned = [passed for part in explained for passed in part.passed]
    mentioned += [passed for part in parts for passed in part.part.passed]
    if len({id(part.hypothesis.network) for part in parts}) > len(stated):
        others.append(Remark(RemarkCode.ANOTHER_EXAMPLE))
    if any(part.hypothesis.rounds for part in parts):
        others.append(Remark(RemarkCode.LATER_ROUNDS))
    if out_of_time():
        others.append(Remark(RemarkCode.TIME_OVER))
    described = contained(
        Doing.DESCRIBING,
        None,
        partial(_described, reading, stated, drafts),
        lambda _: list[Remark](),
    )
    # That vectors lie is part of how the weights stand.
    turned = any(remark.code is RemarkCode.WEIGHTS_BY_SOURCE for remark in others)
    others += [remark for remark in described if not turned or remark.code is not RemarkCode.VECTORS_AS_ROWS]
    claims = claims_from(reading.source, drafts)
    commas = stated[0].statements.style.commas
    given = contained(
        Doing.GIVEN_VALUES,
        None,
        lambda: [at for part in stated for at in network_values_in_words(part.reading, part.naming)],
        lambda _: list[Passed](),
    )
    passed = unjudged([part.statements for part in stated], [*mentioned, *given], broken(), drafts)
    return Report(
        file=reading.source.name,
        network=first.hypothesis.network.title,
        claims=claims,
        remarks=tuple(others),
        conventions=tuple(map(remark_words, others)),
        read=(),
        text=reading.source.text,
        commas=commas,
        coverage=account(reading, commas, passed, spans_judged(drafts), numbers_stated(drafts)),
        broken=broken(),
    )


def _described(reading: Reading, stated: Sequence[Stated], drafts: Sequence[Draft]) -> list[Remark]:
    """Return how a document writes, in any of its parts, each once."""
    letters = (remark for part in stated for remark in notation(part.naming))
    signs = partial_signs(reading.source.text, (chain for part in stated for chain in part.statements.chains))
    return [*dict.fromkeys([*letters, *signs]), *house_style(drafts)]
