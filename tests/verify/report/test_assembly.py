"""A report holds what was judged of all parts of a document, in their order, and what was found out about it."""

from __future__ import annotations

import pytest

from symbackprop.models.spec import example
from symbackprop.verify.judging.hypotheses import Explained, Hypothesis, judge_document
from symbackprop.verify.judging.verdicts import Report
from symbackprop.verify.limits import steps
from symbackprop.verify.limits.boundary import Breakdown, Doing
from symbackprop.verify.limits.steps import Watch, watching
from symbackprop.verify.pipeline import read
from symbackprop.verify.reading.passages import Passed
from symbackprop.verify.report.assembly import Stated, report_on
from symbackprop.verify.source import Span
from symbackprop.verify.unjudged import Why

from ..judging.test_hypotheses import TWO_EXAMPLES


def assembled(text: str, mentioned: tuple[Passed, ...] = (), broken: tuple[Breakdown, ...] = ()) -> Report:
    trials = read(text.encode(), "x.md")
    parts, conventions = judge_document(Hypothesis(example()), trials)
    explained = [Explained(tuple(part.drafts), passed=mentioned) for part in parts]
    return report_on(
        trials.reading,
        [Stated(trials.reading, trials.statements(), parts[0].naming)],
        parts,
        explained,
        conventions,
        lambda: broken,
    )


def test_the_claims_of_all_parts_are_numbered_through() -> None:
    report = assembled(TWO_EXAMPLES)
    assert [claim.number for claim in report.claims] == [*range(1, len(report.claims) + 1)]
    starts = [claim.span.start for claim in report.claims]
    assert starts == sorted(starts)
    assert "The document goes on to another example, which is judged by its own values." in report.conventions


def test_one_example_is_not_said_to_be_several() -> None:
    assert not any("another example" in convention for convention in assembled("$w_1 = 0.15$").conventions)


def test_the_report_is_about_the_network_and_the_file() -> None:
    report = assembled("$w_1 = 0.15$")
    assert (report.file, report.network, report.text) == ("x.md", example().title, "$w_1 = 0.15$")


def test_what_is_mentioned_and_what_broke_off_is_accounted_for() -> None:
    text = "$w_1 = 0.15$ and 0.25 and $w_2 = 0.20$"
    broken = Breakdown(Doing.JUDGING, Span(text.index("0.20"), text.index("0.20") + 4), "KeyError", "")
    report = assembled(text, (Passed(Span(17, 21), Why.ANOTHER_RATE),), (broken,))
    assert report.broken == (broken,)
    assert [item.why for item in report.coverage.items if item.text == "0.25"] == [Why.ANOTHER_RATE]


def test_it_says_that_the_time_was_over(monkeypatch: pytest.MonkeyPatch) -> None:
    with watching(Watch(seconds=1e8)):
        monkeypatch.setattr(steps.time, "process_time", lambda: 1e9)
        assert (
            "The time limit was reached; what was not judged by then is listed." in assembled("$w_1 = 1$").conventions
        )
