"""Judge the notes of all built-in examples and of the models of textbooks: `python -m tests.verify.all_notes`.

Each is written in every form, as Markdown and as LaTeX, and judged by its spec. What is called wrong or is not judged
is printed, and the exit status is 1, but for what the notes leave out with dots. What is not read is counted, and
printed with `--unread`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass

from symbackprop.derive.narrate import Form
from symbackprop.models.network import Network
from symbackprop.models.spec import example

from ..models.test_examples import NAMES as EXAMPLES
from .own_notes import NAMES as FORMATS
from .own_notes import alarms
from .textbooks import MODELS, judged, unread


@dataclass(frozen=True, slots=True)
class Case:
    """A network whose notes are judged.

    Args:
        name: What it is called.
        network: The network.
        forms: Of its notes.
    """

    name: str
    network: Network
    forms: tuple[Form, ...]


def cases() -> Iterator[Case]:
    """Yield the built-in examples, then the models of textbooks."""
    yield from (Case(name, example(name), tuple(Form)) for name in EXAMPLES)
    yield from (Case(name, model.network(name), model.forms) for name, model in MODELS.items())


def main() -> int:
    """Judge all notes."""
    documents = claims = wrong = passed = 0
    for case in cases():
        for form in case.forms:
            for written in FORMATS:
                report = judged(case.network, (form,), written)
                found = [f"{line}: {equation[:200]}: {reason}" for line, equation, reason in alarms(report)]
                aside = list(unread(report))
                documents, claims = documents + 1, claims + len(report.judged)
                wrong, passed = wrong + len(found), passed + len(aside)
                for line in [*found, *(aside if "--unread" in sys.argv else [])]:
                    print(f"{case.name}, {form.value}, {written}: {line}", flush=True)
    print(f"{documents} documents, {claims:,} claims judged, {wrong} false alarms, {passed} passages not read")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
