"""Each student's own numbers of one network: from a seed and an id, the same on every machine, and equally hard.

What is derived is derived once: the equations of all variants are the same objects, and what was proven of them is
kept. Only numbers are drawn and computed again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from statistics import median
from types import MappingProxyType

from ..derive.mistakes import Mistakes
from ..derive.numbers import Numbers
from ..document.look import PLAIN, Look
from ..errors import CertificationError, DomainError, DrawError
from ..graph.rounding import Rounding
from ..models.draw import drawn, emptied
from ..models.network import Network
from .codes import Code, code_of, digest
from .effort import Effort, effort_of
from .roster import Student
from .worksheets import Sheet, Task, worksheet

LEAST = Fraction(1, 10_000)
"""No answer but 0 is smaller: some systems for tests take such numbers for 0."""

PILOTS = 15
"""So many draws, of nobody, say how hard a sheet usually is."""

BANDS: Mapping[str, float] = MappingProxyType({"digits": 0.1, "carries": 0.35, "signs": 0.35})
"""How much more or less than usual of each kind of work a sheet may be, in parts of it."""

ALWAYS = 2
"""So much more or less is always allowed."""

ATTEMPTS = 60
"""So many draws are tried for a student; of those that can be asked, the one nearest to the usual is taken."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A student's sheet.

    Args:
        student: Whose it is.
        code: What says so on the sheet.
        network: The network with the student's numbers.
        sheet: The sheet and its key.
        effort: How much work it is.
    """

    student: Student
    code: Code
    network: Network
    sheet: Sheet
    effort: Effort


@dataclass
class Variants:
    """The variants of a network.

    Args:
        network: What they are of; its values are drawn again, but for its learning rates.
        seed: Of all of them.
        rounding: How numbers are shown.
        task: What is asked.
        look: How the pages look.
        mistakes: Returns who knows the usual mistakes in a line of a network; None where none are to be found.
    """

    network: Network
    seed: int
    rounding: Rounding
    task: Task = field(default_factory=Task)
    look: Look = PLAIN
    mistakes: Callable[[Network], Mistakes | None] | None = None

    @cached_property
    def usual(self) -> Effort:
        """How much work a sheet usually is, by some draws that nobody gets.

        Raises:
            DrawError: No draw can be asked.
        """
        efforts = self._pilots()
        if not efforts:
            # Some networks always have small numbers, as the second moments of Adam are: those are given.
            self.task = replace(self.task, least=LEAST)
            efforts = self._pilots()
        if not efforts:
            raise DrawError(
                f"{self.network.title}: no draw gives answers of {float(LEAST):g} or more that can all be asked; give "
                "more --digits, or ask for fewer --weights"
            )
        return Effort(*(round(median(getattr(effort, kind) for effort in efforts)) for kind in BANDS))

    def _pilots(self) -> list[Effort]:
        efforts: list[Effort] = []
        for at in range(PILOTS):
            efforts += [made.effort for made in self._draws(Student(f"\n{at}"), ATTEMPTS // 4, 1)]
            if not efforts:
                break
        return efforts

    def variant(self, student: Student) -> Variant:
        """Return a student's sheet, which depends on the seed and the student's id alone.

        Raises:
            DrawError: No draw can be asked.
        """
        usual = self.usual
        best: Variant | None = None
        for made in self._draws(student, ATTEMPTS, ATTEMPTS):
            if best is None or _distance(made.effort, usual) < _distance(best.effort, usual):
                best = made
            if _distance(best.effort, usual) <= 1:
                return best
        if best is None:
            raise DrawError(f"{student.id}: no draw can be asked; give another --seed")
        return best

    def _draws(self, student: Student, attempts: int, most: int) -> Iterator[Variant]:
        """Yield what is drawn for a student that can be asked, attempt after attempt."""
        found = 0
        for attempt in range(attempts):
            made = self._made(student, attempt)
            if made is not None:
                yield made
                found += 1
            if found == most:
                return

    def _made(self, student: Student, attempt: int) -> Variant | None:
        seed = int.from_bytes(digest(self.seed, student.id, attempt)[:8])
        code = code_of(self.seed, student.id)
        look = replace(self.look, variant=" · ".join(filter(None, (self.look.variant, student.id, str(code)))))
        try:
            network = drawn(emptied(self.network), seed)
            numbers = Numbers(network, self.rounding)
            sheet = worksheet(
                numbers, self.task, None if self.mistakes is None else self.mistakes(network), look, student.name
            )
        except (CertificationError, DomainError, DrawError):
            return None
        if any(0 < abs(answer.value) < LEAST for answer in sheet.numbers):
            return None
        if not all(
            numbers.of(network.gradient[weight]).value for weight in network.parameters if network.reaches_loss(weight)
        ):
            return None
        return Variant(student, code, network, sheet, effort_of(sheet.document))


def _distance(found: Effort, usual: Effort) -> float:
    """Return how far a sheet is from the usual work, 1 where it is just near enough."""
    pairs = ((getattr(found, kind), getattr(usual, kind), band) for kind, band in BANDS.items())
    return max((abs(here - there) / (band * there + ALWAYS) for here, there, band in pairs), default=0.0)
