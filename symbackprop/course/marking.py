"""A submission judged: whose it is, against which numbers, and what was found in it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property, partial
from hashlib import sha256
from typing import Any, TypeAlias

from ..derive.numbers import Numbers
from ..errors import SymbackpropError
from ..models.network import Network
from ..verify import thresholds
from ..verify.judging.verdicts import Report
from ..verify.limits.process import apart
from ..verify.limits.steps import NO_TIME_LEFT, Watch, teller, watching
from ..verify.pipeline import read, verify
from ..verify.report.annotated import html, markdown
from ..verify.report.document_words import in_words
from .asked import Asked, asked_of
from .facts import as_json, facts_of, lessons_of
from .gradebook import Judged, packed
from .roster import Student
from .rubric import Kind
from .submissions import Found, Owners
from .variants import Variants
from .worksheets import worksheet

PACKED = (".docx",)
"""Files whose text must be unpacked before a code is looked for in it."""

MOST_CACHED = 4096


File: TypeAlias = tuple[str, bytes]
"""The path of a file below the folder of all submissions, and what is in it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of judging a file.

    Args:
        record: What is kept of it.
        is_cut_short: Whether the time was over before the end.
        problem: Why it was not judged; empty where it was.
    """

    record: bytes = b""
    is_cut_short: bool = False
    problem: str = ""


Act: TypeAlias = Callable[[], Outcome]


@dataclass
class Course:
    """A class and what it was asked.

    Args:
        variants: Makes each student's numbers; where everybody has the same ones, what is asked of the network.
        students: The students; none where nobody has said who there is.
        has_variants: Whether each student has numbers of his own.
        seconds: The processor time for one file.
        version: Of the program; what another one has judged is judged again.
    """

    variants: Variants
    students: tuple[Student, ...]
    has_variants: bool
    seconds: float
    version: str = ""
    _made: dict[str, tuple[Network, tuple[Asked, ...]]] = field(init=False, default_factory=dict)

    @cached_property
    def by_id(self) -> Mapping[str, Student]:
        """The students by their ids."""
        return {student.id: student for student in self.students}

    @cached_property
    def owners(self) -> Owners:
        """Finds out whose submissions are."""
        return Owners(self.students, self.variants.seed if self.has_variants else None)

    def owner(self, path: str, content: bytes) -> Found:
        """Return whose a submission is; where nobody has said who there is, each name is a student's."""
        if not self.students:
            first, _, below = path.partition("/")
            return Found(Student(first if below else first.rpartition(".")[0] or first))
        if not self.has_variants:
            return self.owners.by_name(path)
        return self.owners.of(path, self._text(path, content))

    def _text(self, path: str, content: bytes) -> str:
        """Return the text in which the code of a sheet is looked for."""
        if path.lower().endswith(PACKED):
            return apart(partial(_unpacked, path, content), seconds=self.seconds or math.inf)
        if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return content.decode("utf-16", "replace")
        return content.decode("utf-8", "replace")

    def asked(self, student: Student) -> tuple[Network, tuple[Asked, ...]]:
        """Return a student's network and what is asked of it."""
        key = student.id if self.has_variants else ""
        if key not in self._made:
            if len(self._made) > MOST_CACHED:
                self._made.clear()
            if self.has_variants:
                variant = self.variants.variant(student)
                network, sheet = variant.network, variant.sheet
            else:
                network = self.variants.network
                sheet = worksheet(Numbers(network, self.variants.rounding), self.variants.task)
            self._made[key] = network, asked_of(network, sheet)
        return self._made[key]

    @cached_property
    def context(self) -> str:
        """What tells all that verdicts depend on, but for the files, from anything else."""
        variants = self.variants
        told = (
            self.version,
            repr(variants.network.graph),
            repr(sorted((symbol.ascii, number.text) for symbol, number in variants.network.values.items())),
            repr(variants.network.learning_rate),
            repr(variants.network.optimiser),
            variants.seed if self.has_variants else None,
            repr(variants.rounding),
            repr(variants.task),
            [(student.id, student.name) for student in self.students],
        )
        return sha256(repr(told).encode("utf-8", "replace")).hexdigest()

    def judged(self, files: Sequence[File]) -> list[Judged]:
        """Return what is found in submissions; never an error, whatever they are.

        Several are judged in one process, which shares what it has worked out; where one of them breaks or holds up
        that process, each is judged in one of its own.

        Args:
            files: The paths below the folder of all submissions, and what is in the files.
        """
        found = [self._before(*file) for file in files]
        acts = {at: act for at, one in enumerate(found) if (act := self._act(files[at], one)) is not None}
        outcomes = self._together(acts) if len(acts) > 1 else {}
        for at, act in acts.items():
            if at not in outcomes or outcomes[at].is_cut_short:
                outcomes[at] = self._alone(act)
        return [self._after(path, found[at], outcomes.get(at)) for at, (path, _) in enumerate(files)]

    def _before(self, path: str, content: bytes) -> Found | str:
        """Return whose a file is, or why it is not judged; what its student was asked is worked out here."""
        if len(content) > thresholds.MOST_BYTES:
            return f"has {len(content):,} bytes; at most {thresholds.MOST_BYTES:,} are read"
        try:
            with in_words():
                found = self.owner(path, content)
                if found.student is not None:
                    self.asked(found.student)
                return found
        except SymbackpropError as error:
            return str(error)

    def _act(self, file: File, found: Found | str) -> Act | None:
        """Return what judges a file, where it is known whose it is."""
        if isinstance(found, str) or found.student is None:
            return None
        return partial(_record, file[1], file[0], *self.asked(found.student), found.student)

    def _together(self, acts: Mapping[int, Act]) -> dict[int, Outcome]:
        """Return what comes of each, in one process; nothing where that is broken or held up."""
        act = partial(_one_by_one, list(acts.values()), self.seconds or math.inf)
        try:
            return dict(zip(acts, apart(act, seconds=self.seconds * len(acts) or math.inf), strict=True))
        except SymbackpropError:
            return {}

    def _alone(self, act: Act) -> Outcome:
        try:
            with in_words():
                return apart(act, seconds=self.seconds or math.inf)
        except SymbackpropError as error:
            return Outcome(problem=str(error))

    def _after(self, path: str, found: Found | str, outcome: Outcome | None) -> Judged:
        if isinstance(found, str):
            return Judged(path, None, "", _without_path(found, path))
        if found.student is None or outcome is None:
            return Judged(path, None, found.remark, found.remark)
        if outcome.problem:
            return Judged(path, found.student.id, "", _without_path(outcome.problem, path))
        over = f"took longer than {self.seconds:g} s; not all of it was judged" * outcome.is_cut_short
        return Judged(path, found.student.id, "; ".join(filter(None, (found.remark, over))), "", outcome.record)


def _one_by_one(acts: Sequence[Act], seconds: float) -> list[Outcome]:
    """Return what comes of each, with limits of its own."""
    outcomes, tell = [], teller()
    for act in acts:
        try:
            # What is given up in one file is not given up in the others.
            with in_words(), watching(Watch(tell=tell, seconds=seconds)):
                outcomes.append(act())
        except SymbackpropError as error:
            outcomes.append(Outcome(problem=str(error)))
    return outcomes


def _without_path(words: str, path: str) -> str:
    return words.removeprefix(f"{path}: ")


def _record(content: bytes, path: str, network: Network, asked: Sequence[Asked], student: Student) -> Outcome:
    """Judge a submission, and return what is kept of that."""
    report = verify(content, path, network)
    kept: Mapping[str, Any] = {
        "facts": as_json(facts_of(report)),
        "asked": [{**asdict(one), "kind": one.kind.value} for one in asked],
        "lessons": lessons_of(report),
        "name": student.name,
        "html": html(report),
        "markdown": markdown(report),
    }
    return Outcome(packed(kept), _is_cut_short(report))


def _is_cut_short(report: Report) -> bool:
    return any(reason.root == NO_TIME_LEFT for claim in report.claims for reason in claim.reasons)


def asked_from(kept: Sequence[Mapping[str, Any]]) -> tuple[Asked, ...]:
    """Return what was asked, of a record."""
    return tuple(Asked(one["name"], Kind(one["kind"]), one["value"], tuple(one["within"])) for one in kept)


def _unpacked(path: str, content: bytes) -> str:
    return read(content, path).reading.source.text
