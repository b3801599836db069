"""Quizzes as Moodle XML: numerical questions, multiple choice, and derivations with gaps to fill in (cloze)."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from xml.etree.ElementTree import Element, SubElement

from ..derive.mistakes import Mistake
from ..document.blocks import Block, Figure
from ..document.escape import in_html
from ..render.inline.labels import walk
from . import sentences
from .choices import choices
from .pictures import name_of, picture
from .questions import Asked, Question, Quiz, decimal_text
from .statements import choose, in_words, instructions, lesson
from .xhtml import MATHEMATICS, Writer, xml

WRITER = Writer(MATHEMATICS["tex"], lambda figure: f"@@PLUGINFILE@@/{name_of(figure)}")

ACTIVE = re.compile(r"[}#~/\"\\]")
"""What has a meaning inside a gap, and has it no more behind a backslash."""


def moodle(quizzes: Sequence[Quiz], kinds: Iterable[str]) -> bytes:
    """Return a question bank in Moodle's format; each quiz has a category of its own.

    Args:
        quizzes: The quizzes.
        kinds: Which kinds of question are written, of numerical, choice, cloze.
    """
    root, wanted = Element("quiz"), set(kinds)
    for quiz in quizzes:
        category = SubElement(SubElement(root, "question", type="category"), "category")
        SubElement(category, "text").text = f"$course$/top/{quiz.shown_title.replace('/', '//')}"
        if "numerical" in wanted:
            for question in quiz.questions:
                _numerical(root, quiz, question)
        if "choice" in wanted:
            for question in quiz.questions:
                _choice(root, quiz, question)
        if "cloze" in wanted:
            for kind in Asked:
                _cloze(root, quiz, [question for question in quiz.questions if question.kind is kind], kind)
    return xml(root)


def _question(root: Element, kind: str, name: str, blocks: tuple[Block, ...], text: str) -> Element:
    question = SubElement(root, "question", type=kind)
    SubElement(SubElement(question, "name"), "text").text = name
    said = SubElement(question, "questiontext", format="html")
    SubElement(said, "text").text = WRITER.blocks(blocks) + text
    for figure in (at for at in walk(blocks) if isinstance(at, Figure)):
        file = SubElement(said, "file", name=name_of(figure), path="/", encoding="base64")
        file.text = b64encode(picture(figure)).decode("ascii")
    return question


def _text(parent: Element, tag: str, html: str) -> None:
    SubElement(SubElement(parent, tag, format="html"), "text").text = html


def _numerical(root: Element, quiz: Quiz, question: Question) -> None:
    text = f"<p>{WRITER.inlines(instructions(question, quiz))}</p>"
    made = _question(root, "numerical", question.name, quiz.given, text)
    _text(made, "generalfeedback", WRITER.blocks((question.line,)))
    SubElement(made, "defaultgrade").text = "1"
    _answer(made, 100, decimal_text(question.answer.value), _told(None, quiz), decimal_text(question.tolerance))
    for mistake in question.mistakes:
        told = _told(mistake, quiz)
        _answer(made, 0, decimal_text(mistake.wrong.value), told, decimal_text(question.unit))


def _answer(parent: Element, fraction: int, text: str, feedback: str, tolerance: str = "") -> None:
    answer = SubElement(parent, "answer", fraction=str(fraction), format="moodle_auto_format" if tolerance else "html")
    SubElement(answer, "text").text = text
    _text(answer, "feedback", feedback)
    if tolerance:
        SubElement(answer, "tolerance").text = tolerance


def _choice(root: Element, quiz: Quiz, question: Question) -> None:
    found = choices(question)
    if not found:
        return
    text = f"<p>{WRITER.inlines(choose(question))}</p>"
    made = _question(root, "multichoice", f"{question.name}, which number", quiz.given, text)
    _text(made, "generalfeedback", WRITER.blocks((question.line,)))
    SubElement(made, "defaultgrade").text = "1"
    SubElement(made, "single").text = "true"
    SubElement(made, "shuffleanswers").text = "true"
    SubElement(made, "answernumbering").text = "abc"
    for choice in found:
        shown = WRITER.mathematics.inline(choice.number)
        _answer(made, 0 if choice.mistake else 100, shown, _told(choice.mistake, quiz))


def _told(mistake: Mistake | None, quiz: Quiz) -> str:
    return WRITER.inlines(lesson(mistake, quiz))


def _cloze(root: Element, quiz: Quiz, questions: Sequence[Question], kind: Asked) -> None:
    if questions:
        lines = "".join(f"<p>{line}</p>" for line in _gaps(questions))
        _question(root, "cloze", f"{kind.value}, with gaps", quiz.given, lines)


def _gaps(questions: Iterable[Question]) -> Iterator[str]:
    """Yield the lines of a derivation, each with a gap for its result."""
    for question in questions:
        row = question.line.rows[0]
        side = row.sides[0][1]
        has_more = len(question.line.rows) > 1 or len(row.sides) > 1
        shown = [question.quantity, *([side] if has_more else [])]
        formula = " = ".join(map(WRITER.mathematics.inline, shown))
        answers = [f"={decimal_text(question.answer.value)}:{decimal_text(question.tolerance)}#{sentences.RIGHT}"]
        for mistake in question.mistakes:
            told = ACTIVE.sub(r"\\\g<0>", in_html(in_words(mistake)))
            answers.append(f"%0%{decimal_text(mistake.wrong.value)}:{decimal_text(question.unit)}#{told}")
        yield f"{formula} = {{1:NUMERICAL:{'~'.join(answers)}}}"
