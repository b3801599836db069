"""Judging a document that states its network itself."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from ..errors import DocumentError
from ..models.network import Network
from .boundary import Breakdown, contained, recording
from .diagnose import NO_SLIP
from .guard import out_of_time, watching
from .infer import Inferred, Judged, inferred
from .rates import with_its_rate
from .reader import read
from .statements import statements
from .verdicts import Report, Verdict
from .verify import judged, mistakes, verified


def verify_alone(content: bytes, name: str) -> Report:
    """Return what is to be said of a document that states its network itself.

    Args:
        content: The file.
        name: Its name.

    Raises:
        DocumentError: The file cannot be read, or what it says of the network does not suffice.
    """
    with watching(), recording() as broken:
        reading = read(content, name)
        said = statements(reading, ())

        def tried(network: Network) -> Judged:
            judge = judged(reading, said, with_its_rate(network, said))
            return Judged(sum(WORTH.get(draft.verdict, 0.0) for draft in judge.drafts), mistakes(judge))

        found = contained(
            "finding out the network", None, partial(inferred, reading, said, tried), partial(_not_found, name)
        )
        if out_of_time():
            raise DocumentError(
                f"{name}: the time limit was reached before it was found out which network it is about; "
                "give it with --spec, or more time with --time-limit"
            )
        report = verified(content, name, found.network, given=False)
        doubt = contained("doubting the network", None, partial(_doubted, report, found), lambda _: list[str]())
        return replace(report, read=(*found.read, *doubt), broken=broken())


def _not_found(name: str, broken: Breakdown) -> Inferred:
    raise DocumentError(
        f"{name}: the network that it states could not be found ({broken.reason}); give one with --spec"
    )


def _doubted(report: Report, found: Inferred) -> list[str]:
    """Return what is to be said where much of a document does not come true for the network that it states.

    Raises:
        DocumentError: So much does not that it can hardly be the network meant.
    """
    claims = [claim for claim in report.claims if claim.span.start not in found.starts]
    wrong = [claim for claim in claims if claim.verdict is Verdict.WRONG and claim.cause is None]
    good = sum(WORTH.get(claim.verdict, 0.0) > 0 for claim in claims)
    untrue = f"{len(wrong)} of {len(wrong) + good} equations do not come true"
    # What is right as it is worked out was worked out for something else.
    elsewhere = sum(claim.reason in ("", NO_SLIP) for claim in wrong)
    if len(wrong) > max(good, 1) or (elsewhere >= LEAST_ELSEWHERE and 2 * elsewhere >= good):
        raise DocumentError(
            f"{report.file}:{wrong[0].place.line}: {untrue} for {report.network}, so another may be meant; "
            "give it with --spec"
        )
    if 3 * len(wrong) <= good:
        return []
    if found.rival:
        raise DocumentError(
            f"{report.file}:{wrong[0].place.line}: {untrue} for {report.network}, "
            "whose weights can be counted in another order too; give it with --spec"
        )
    return [f"{untrue} for it; if another is meant, give it with --spec"]


LEAST_ELSEWHERE = 3
"""Mistakes that no slip explains from which on, beside as few that come true, another network must be meant."""

WORTH = {
    Verdict.RIGHT: 1.0,
    Verdict.ROUNDED: 1.0,
    Verdict.TRUNCATED: 0.8,
    Verdict.CARRIED: 0.6,
    Verdict.WRONG: -1.0,
}
"""What a verdict says for a network that was guessed."""
