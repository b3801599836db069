"""All submissions of a folder judged, on all cores; what is in the gradebook already is not judged again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import TypeAlias

from ..verify import thresholds
from .gradebook import Gradebook, Judged
from .marking import Course
from .submissions import Submission
from .workers import Workers


@dataclass(frozen=True, slots=True)
class Job:
    """A file to be judged.

    Args:
        path: Where it is below the folder of all submissions.
        content: The file.
        hashed: Its hash.
    """

    path: str
    content: bytes
    hashed: str


Jobs: TypeAlias = tuple[Job, ...]
MOST_TOGETHER, MOST_BYTES_TOGETHER = 8, 200_000
"""So many files, of so many bytes, are judged in one process."""

Outcome: TypeAlias = tuple[Judged, str]
"""What was found in a file, with its hash."""


def judge_all(
    course: Course,
    folder: Path,
    submissions: Sequence[Submission],
    gradebook: Gradebook,
    tick: Callable[[int], None] = lambda _: None,
    count: int = 0,
) -> list[Outcome]:
    """Judge what has not been judged yet, and return what was found in each file, in their order.

    Args:
        course: The class.
        folder: The folder of all submissions.
        submissions: Its files.
        gradebook: Where it is kept as it comes.
        tick: Is called with how many files are done.
        count: In how many processes; without, one for each core.
    """
    hashes: dict[str, str] = {}
    unread: dict[str, Judged] = {}
    known = gradebook.known(course.context)
    done = 0

    def jobs() -> Iterator[Job]:
        nonlocal done
        for one in submissions:
            job = one.problem or _job(folder, one)
            if isinstance(job, str):
                unread[one.path] = Judged(one.path, None, "", job)
            else:
                hashes[one.path] = job.hashed
                if known.get(one.path) != job.hashed:
                    yield job
                    continue
            done += 1
            tick(done)

    with Workers[Jobs, list[Judged]](partial(_judge, course), _lost, count) as workers:
        again: list[Job] = []
        for several, found in chain(workers.results(_together(jobs())), workers.results(_each(again))):
            if len(several) > 1 and not found:
                again += several
                continue
            for job, judged in zip(several, found, strict=True):
                gradebook.keep(judged, job.hashed, course.context)
                done += 1
                tick(done)
    return list(_found(submissions, unread, hashes, gradebook))


def _found(
    submissions: Sequence[Submission], unread: Mapping[str, Judged], hashes: Mapping[str, str], gradebook: Gradebook
) -> Iterator[Outcome]:
    for one in submissions:
        judged = unread.get(one.path) or gradebook.judged(one.path)
        if judged is not None:
            yield judged, hashes.get(one.path, "")


def _job(folder: Path, submission: Submission) -> Job | str:
    """Return what is to be done with a file, or why it cannot be read."""
    if submission.size > thresholds.MOST_BYTES:
        return f"has {submission.size:,} bytes; at most {thresholds.MOST_BYTES:,} are read"
    try:
        with (folder / submission.path).open("rb") as file:
            content = file.read(thresholds.MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        return f"cannot be read: {getattr(error, 'strerror', None) or error}"
    return Job(submission.path, content, sha256(content).hexdigest())


def _together(jobs: Iterable[Job]) -> Iterator[Jobs]:
    """Yield jobs in groups that are small enough to be judged in one process."""
    group: list[Job] = []
    size = 0
    for job in jobs:
        if group and (len(group) == MOST_TOGETHER or size + len(job.content) > MOST_BYTES_TOGETHER):
            yield tuple(group)
            group, size = [], 0
        group.append(job)
        size += len(job.content)
    if group:
        yield tuple(group)


def _judge(course: Course, jobs: Jobs) -> list[Judged]:
    return course.judged([(job.path, job.content) for job in jobs])


def _each(jobs: Iterable[Job]) -> Iterator[Jobs]:
    for job in jobs:
        yield (job,)


def _lost(jobs: Jobs, why: str) -> list[Judged]:
    """Return nothing of several files, which are then judged one by one, and of one why it was not judged."""
    return [Judged(job.path, None, "", why) for job in jobs] if len(jobs) == 1 else []
