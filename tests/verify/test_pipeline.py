"""A document is read once, and each hypothesis of what it is about is judged once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from symbackprop.errors import DocumentError
from symbackprop.models.spec import example
from symbackprop.verify import pipeline
from symbackprop.verify.grammar.style import WritingStyle
from symbackprop.verify.interpretation.naming import Naming
from symbackprop.verify.judging import hypotheses
from symbackprop.verify.judging.claim import copied
from symbackprop.verify.judging.part import Judged, Part
from symbackprop.verify.judging.verdicts import Report
from symbackprop.verify.reading.document import Reading
from symbackprop.verify.reading.statements import Statements

from .fixtures import FOLDER, fixture

GIVEN = r"""
A sigmoid network with the error $E = \frac{1}{2}(t - o)^2$: $i_1 = 0.05$, $i_2 = 0.10$; $w_1 = 0.15, w_2 = 0.20,
w_3 = 0.25, w_4 = 0.30$, $w_5 = 0.40, w_6 = 0.45, w_7 = 0.50, w_8 = 0.55$; $b_1 = 0.35$, $b_2 = 0.60$;
$target_{o1} = 0.01$, $target_{o2} = 0.99$.
"""
OTHER_LOSS = "$E_{total} = 0.596742218$, $E_{o1} = 0.549622166$, $E_{o2} = 0.047120052$"
OTHER_RATES = r"$\eta = 0.1$, later $\eta = 0.2$; $w_5^+ = 0.391783296$ and $w_6^+ = 0.441733236$"
FUNCTION = r"""
Let $f = q z$ and $q = x + y$, with $x = -2$, $y = 5$, $z = -4$. Then $q = 3$ and $f = -12$.
$\frac{\partial f}{\partial x} = z = -4$, $\frac{\partial f}{\partial y} = -4$, $\frac{\partial f}{\partial z} = q = 3$
"""

CASES: dict[str, tuple[str, str]] = {
    "a loss with another factor": (OTHER_LOSS, "mazur-2-2-2"),
    "a loss with another factor, and rates": (f"{OTHER_LOSS} {OTHER_RATES}", "mazur-2-2-2"),
    "equations, alone": (FUNCTION, ""),
    "layers, alone": (f"{GIVEN} $out_{{h1}} = 0.593269992$, $E_{{total}} = 0.298371109$", ""),
    "layers and rates, alone": (
        rf"{GIVEN} $\eta = 0.5$ $out_{{h1}} = 0.593269992$, $E_{{total}} = 0.298371109$. {OTHER_RATES}",
        "",
    ),
    "one network": ("$out_{h1} = 0.593269992$", "mazur-2-2-2"),
    "other rates": (OTHER_RATES, "mazur-2-2-2"),
}
FILES = ("documents/fenced.md", "documents/typed.md", "slips/chain.md", "slips/residual.md", "slips/second.md")
"""Documents that state their networks, the last one two examples."""


class Counted:
    """What was read and judged while a document was verified."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.read: list[Reading] = []
        self.styles: list[tuple[str, WritingStyle]] = []
        self.judged: list[Part] = []
        read, take, judge = pipeline.read_document, hypotheses.statements_by_style, pipeline.judge_part

        def counting_read(content: bytes, name: str) -> Reading:
            self.read.append(read(content, name))
            return self.read[-1]

        def counting_statements(reading: Reading, style: WritingStyle) -> Statements:
            self.styles.append((reading.plain.text, style))
            return take(reading, style)

        def counting_judge(part: Part, naming: Naming) -> Judged:
            self.judged.append(part)
            return judge(part, naming)

        monkeypatch.setattr(pipeline, "read_document", counting_read)
        monkeypatch.setattr(hypotheses, "statements_by_style", counting_statements)
        monkeypatch.setattr(pipeline, "judge_part", counting_judge)

    def twice(self) -> list[str]:
        """Return what was done more than once, in words."""
        read = ["the document is read again"] * (len(self.read) - 1)
        styles = [f"{style} again" for at, style in enumerate(self.styles) if style in self.styles[:at]]
        judged = [
            f"{part.network.title} with {part.network.learning_rate.text} is judged again"
            for at, part in enumerate(self.judged)
            if any(
                replace(part, rounds=other.rounds, points=other.points, layers=other.layers) == other
                for other in self.judged[:at]
            )
        ]
        return read + styles + judged


def verified(content: bytes, name: str, spec: str = "") -> Report | None:
    try:
        return pipeline.verify(content, name, example(spec)) if spec else pipeline.verify_alone(content, name)
    except DocumentError:
        return None


@pytest.mark.slow
@pytest.mark.parametrize(("text", "spec"), CASES.values(), ids=CASES)
def test_nothing_is_read_and_no_hypothesis_is_judged_twice(
    text: str, spec: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = Counted(monkeypatch)
    assert verified(text.encode(), "x.md", spec) is not None
    assert not counted.twice()


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("alone", [False, True], ids=["with a spec", "alone"])
def test_of_no_document_anything_is_read_or_judged_twice(
    file: str, alone: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = fixture(FOLDER / file)
    counted = Counted(monkeypatch)
    if alone:
        verified(one.document, file)
    else:
        pipeline.verify(one.document, file, one.network)
    assert counted.judged
    assert not counted.twice()


@pytest.mark.parametrize(
    ("case", "judgings"),
    [
        ("a loss with another factor", 2),
        ("a loss with another factor, and rates", 5),
        ("equations, alone", 1),
        ("one network", 1),
        ("other rates", 3),
    ],
)
def test_only_what_is_in_question_is_judged(case: str, judgings: int, monkeypatch: pytest.MonkeyPatch) -> None:
    text, spec = CASES[case]
    counted = Counted(monkeypatch)
    verified(text.encode(), "x.md", spec)
    assert len(counted.judged) == judgings


def test_another_loss_and_another_rate_are_each_said_once() -> None:
    text, spec = CASES["a loss with another factor, and rates"]
    report = verified(text.encode(), "x.md", spec)
    assert report is not None
    assert report.conventions[0] == "The document's error has no factor before the square."
    assert len(set(report.conventions)) == len(report.conventions)


@pytest.mark.parametrize(
    "text",
    [
        r"$net_{h1} = w_1 i_1 + w_2 i_2$ and $out_{h1} = 0.593269929$",
        r"With $\eta = 0.1$, $w_5^+ = 0.391783296$.",
        "After 1 round the error is 0.298371109.",
        "We will find $E_{o1} = 0.27476$.\n\n" r"$E_{o1} = \frac{1}{2} (0.01 - 0.7513)^2 = 0.27476$",
    ],
)
def test_an_explanation_leaves_what_was_judged_as_it_was(text: str) -> None:
    trials = pipeline.read(text.encode(), "x.md")
    (part,), _ = hypotheses.judge_document(hypotheses.Hypothesis(example()), trials)
    before = copied(part.drafts)
    ledger = part.judge.ledger
    entered = {size: [*entries] for size, entries in ledger.entries.items()}, dict(ledger.seen), dict(ledger.asked)
    explained = pipeline.explain(part, trials)
    assert part.drafts == before
    assert (ledger.entries, ledger.seen, ledger.asked) == entered
    assert list(explained.drafts) != before
