"""What is exported is read back, and judged right by our own numbers."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from io import BytesIO
from xml.etree.ElementTree import Element, fromstring
from zipfile import ZipFile

import pytest

from symbackprop.course.choices import choices
from symbackprop.course.questions import Quiz
from symbackprop.course.quizzes import QUIZ_FORMATS
from tests.course.asked import asked

KINDS = ("numerical", "choice", "cloze")
QTI2 = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"
QTI1 = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
HOSTILE = "]]> </text><script>alert(1)</script> & \\(\\href{javascript:x}{y}\\) =cmd() ../../x \x07"


@pytest.fixture(scope="module")
def made() -> Quiz:
    return asked("mazur-2-2-2")


def moodle(quiz: Quiz) -> Element:
    return fromstring(QUIZ_FORMATS["moodle"].write([quiz], KINDS)["quiz-moodle.xml"])


def packed(name: str, quiz: Quiz) -> dict[str, bytes]:
    with ZipFile(BytesIO(QUIZ_FORMATS[name].write([quiz], KINDS)[f"quiz-{name}.zip"])) as archive:
        return {entry: archive.read(entry) for entry in archive.namelist()}


def test_moodle_accepts_the_answers_and_tells_each_mistake_its_lesson(made: Quiz) -> None:
    root = moodle(made)
    numerical = {at.findtext("name/text"): at for at in root.iter("question") if at.get("type") == "numerical"}
    assert set(numerical) == {question.name for question in made.questions}
    for question in made.questions:
        right, *wrong = numerical[question.name].iter("answer")
        assert right.get("fraction") == "100"
        assert Fraction(right.findtext("text", "")) == question.answer.value
        assert Fraction(right.findtext("tolerance", "")) == question.tolerance
        assert [Fraction(at.findtext("text", "")) for at in wrong] == [at.wrong.value for at in question.mistakes]
        assert all(at.findtext("feedback/text") for at in wrong)


def test_gaps_of_a_derivation_hold_the_same_answers(made: Quiz) -> None:
    texts = [at.findtext("questiontext/text", "") for at in moodle(made) if at.get("type") == "cloze"]
    gaps = [gap for text in texts for gap in re.findall(r"\{1:NUMERICAL:=(-?[\d.]+):([\d.]+)#Right\.", text)]
    found = sorted((Fraction(answer), Fraction(tolerance)) for answer, tolerance in gaps)
    assert found == sorted((at.answer.value, at.tolerance) for at in made.questions)


def test_a_multiple_choice_has_one_right_number_and_no_two_alike(made: Quiz) -> None:
    found = [choices(question) for question in made.questions]
    assert sum(map(bool, found)) >= 8
    for own in filter(None, found):
        assert len({choice.number.value for choice in own}) == len(own) >= 3
        assert [choice.mistake for choice in own].count(None) == 1


def test_a_package_of_qti_has_what_its_manifest_lists(made: Quiz) -> None:
    """By checks of our own: no package that is kept carries the schemas."""
    files = packed("qti", made)
    manifest = fromstring(files["imsmanifest.xml"])
    listed = {at.get("href") for at in manifest.iter("{http://www.imsglobal.org/xsd/imscp_v1p1}file")}
    assert listed == set(files) - {"imsmanifest.xml"}
    items = {name: fromstring(text) for name, text in files.items() if name.startswith("q_")}
    for item in items.values():
        order = [at.tag.removeprefix(QTI2) for at in item]
        wanted = ["responseDeclaration", "outcomeDeclaration", "itemBody", "responseProcessing", "modalFeedback"]
        assert [at for at in wanted if at in order] == list(dict.fromkeys(order)) == wanted
        told = {at.get("identifier") for at in item.iter(f"{QTI2}modalFeedback")}
        set_to = {at.text for at in item.iter(f"{QTI2}baseValue") if at.get("baseType") == "identifier"}
        shown = {at.get("identifier") for at in item.iter(f"{QTI2}simpleChoice")}
        assert told == set_to | shown
    for question in made.questions:
        item = items[f"q_{question.name}.xml"]
        right, *wrong = item.iter(f"{QTI2}equal")
        assert Fraction(item.findtext(f".//{QTI2}value", "")) == question.answer.value
        assert {Fraction(at) for at in right.get("tolerance", "").split()} == {question.tolerance}
        assert len(wrong) == len(question.mistakes)


def test_canvas_takes_every_number_within_the_tolerance_and_none_outside(made: Quiz) -> None:
    files = packed("canvas", made)
    (name,) = (at for at in files if at.startswith("quiz-"))
    items = {at.get("ident"): at for at in fromstring(files[name]).iter(f"{QTI1}item")}
    for question in made.kept:
        item = items[question.name]
        least, most = (Fraction(item.findtext(f".//{QTI1}{tag}", "")) for tag in ("vargte", "varlte"))
        assert (least, most) == (question.answer.value - question.tolerance, question.answer.value + question.tolerance)
        assert all(not least <= mistake.wrong.value <= most for mistake in question.mistakes)
    assert {at for at in files if at.endswith(".png")} == {"web_resources/fig-network.png"}


@pytest.mark.parametrize("name", QUIZ_FORMATS)
def test_a_hostile_title_stays_text(name: str, made: Quiz) -> None:
    for content in QUIZ_FORMATS[name].write([replace(made, title=HOSTILE)], KINDS).values():
        texts = (
            [content]
            if name == "moodle"
            else [
                ZipFile(BytesIO(content)).read(at) for at in ZipFile(BytesIO(content)).namelist() if at.endswith("xml")
            ]
        )
        for text in texts:
            assert not [at for at in fromstring(text).iter() if at.tag.endswith("script")]
            assert b"<script" not in text


def test_the_same_quiz_is_the_same_file(made: Quiz) -> None:
    first, again = (QUIZ_FORMATS["qti"].write([made], KINDS) for _ in range(2))
    assert first == again
