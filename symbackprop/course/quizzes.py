"""The formats that quizzes are written in: a row each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from types import MappingProxyType
from typing import TypeAlias
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from . import canvas, moodle, qti
from .questions import Quiz

Files: TypeAlias = Mapping[str, bytes]

BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The date of all files in an archive, so that the same quiz is the same file."""


@dataclass(frozen=True, slots=True)
class QuizFormat:
    """A format of quizzes.

    Args:
        title: What it is.
        kinds: The kinds of question that it can hold.
        write: Returns the files of some quizzes, with questions of some kinds.
    """

    title: str
    kinds: tuple[str, ...]
    write: Callable[[Sequence[Quiz], Iterable[str]], Files]


def _moodle(quizzes: Sequence[Quiz], kinds: Iterable[str]) -> Files:
    return {"quiz-moodle.xml": moodle.moodle(quizzes, kinds)}


def _packages(ending: str, package: Callable[[Quiz, Iterable[str]], Files]) -> Callable[..., Files]:
    def write(quizzes: Sequence[Quiz], kinds: Iterable[str]) -> Files:
        wanted = tuple(kinds)
        names = [f"quiz-{ending}{f'-{at}' if len(quizzes) > 1 else ''}.zip" for at in range(1, len(quizzes) + 1)]
        return {name: _zipped(package(quiz, wanted)) for name, quiz in zip(names, quizzes, strict=True)}

    return write


def _zipped(files: Files) -> bytes:
    written = BytesIO()
    with ZipFile(written, "w") as archive:
        for name, content in files.items():
            entry = ZipInfo(name, BEGINNING)
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, content)
    return written.getvalue()


QUIZ_FORMATS: Mapping[str, QuizFormat] = MappingProxyType(
    {
        "moodle": QuizFormat("Moodle XML, a question bank", ("numerical", "choice", "cloze"), _moodle),
        "qti": QuizFormat("a package of QTI 2.1", ("numerical", "choice"), _packages("qti", qti.package)),
        "canvas": QuizFormat(
            "a package of QTI 1.2 as Canvas reads it", ("numerical", "choice"), _packages("canvas", canvas.package)
        ),
    }
)
