"""A part of a document is judged in the order in which it stands there, by formulas, tables and sentences."""

from __future__ import annotations

from symbackprop.models.spec import example
from symbackprop.verify import thresholds
from symbackprop.verify.interpretation.examples import between
from symbackprop.verify.judging.part import Judged, Part, judge_part, part_of
from symbackprop.verify.judging.verdicts import ClaimKind, Verdict
from symbackprop.verify.pipeline import interpret, read

DOCUMENT = """
At first the error is 0.298371109.

$out_{h1} = 0.593269992$

| $w_5$ | 0.4 |
|---|---|
| $w_6$ | 0.45 |

After one round the error is 0.291027774, after two rounds it is 0.3.

$out_{h2} = 0.596884378$
"""


def part(text: str, since: int = 0, until: int = thresholds.MOST_CHARACTERS) -> Part:
    trials = read(text.encode(), "x.md")
    statements = between(trials.statements(), since, until)
    return part_of(trials.reading, statements, example(), since, until)


def judged(text: str, since: int = 0, until: int = thresholds.MOST_CHARACTERS) -> Judged:
    one = part(text, since, until)
    return judge_part(one, interpret(one))


def test_what_is_claimed_is_judged_in_the_order_of_the_document() -> None:
    drafts = judged(DOCUMENT).judge.drafts
    starts = [draft.chain.span.start for draft in drafts]
    assert starts == sorted(starts)
    assert [draft.stated.text for draft in drafts if draft.stated is not None] == [
        "0.298371109",
        "0.593269992",
        "0.4",
        "0.45",
        "0.291027774",
        "0.596884378",
    ]
    assert {draft.verdict for draft in drafts} <= {Verdict.RIGHT, Verdict.ROUNDED, Verdict.WRONG}


def test_claims_in_words_are_kept_with_their_drafts() -> None:
    prose = judged(DOCUMENT).prose
    assert [claim.rounds for claim, _ in prose] == [0, 1]
    assert all(draft.kind is ClaimKind.PROSE and draft.stated is claim.stated for claim, draft in prose)


def test_a_part_has_only_what_stands_in_it() -> None:
    until = DOCUMENT.index("| $w_5$")
    first, second = judged(DOCUMENT, until=until), judged(DOCUMENT, since=until)
    assert len(first.judge.drafts) == 2
    assert [claim.rounds for claim, _ in first.prose] == [0]
    assert [claim.rounds for claim, _ in second.prose] == [1]
    assert len(first.judge.drafts) + len(second.judge.drafts) == len(judged(DOCUMENT).judge.drafts)


def test_formulas_are_tried_at_as_many_points_as_is_decided() -> None:
    assert len(part("$w_1 = 0.15$").points) == thresholds.RANDOM_POINTS


def test_a_negative_number_in_words_is_a_change_of_an_error_that_is_positive() -> None:
    prose = judged("One round changes the error by $-0.0073444$ or so. After one round the error is 0.29103.").prose
    assert [claim.stated.text for claim, _ in prose] == ["0.29103"]
