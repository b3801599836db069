"""Quizzes as the packages of QTI 1.2 that Canvas reads, by IMS Global's specification and Canvas' own fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from hashlib import sha256
from xml.etree.ElementTree import Element, SubElement

from ..document.blocks import Figure
from ..render.inline.labels import walk
from .choices import Choice, choices
from .pictures import name_of, picture
from .questions import Question, Quiz, decimal_text
from .statements import choose, instructions, lesson
from .xhtml import MATHEMATICS, Writer, xml

QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
PACKAGE = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"

WRITER = Writer(MATHEMATICS["tex"], lambda figure: f"$IMS-CC-FILEBASE$/{name_of(figure)}")


def package(quiz: Quiz, kinds: Iterable[str]) -> Mapping[str, bytes]:
    """Return the files of a package, by their names in it; answers that Canvas takes for 0 are left out.

    Args:
        quiz: The quiz.
        kinds: Which kinds of question are written, of numerical and choice.
    """
    wanted = set(kinds)
    name = f"quiz-{sha256(quiz.shown_title.encode()).hexdigest()[:8]}"
    images = {f"web_resources/{name_of(at)}": picture(at) for at in walk(quiz.given) if isinstance(at, Figure)}
    return {
        "imsmanifest.xml": xml(_manifest(name, images)),
        f"{name}/{name}.xml": xml(_assessment(quiz, name, wanted)),
        **images,
    }


def _manifest(name: str, images: Iterable[str]) -> Element:
    root = Element("manifest", {"xmlns": PACKAGE, "identifier": "manifest"})
    metadata = SubElement(root, "metadata")
    SubElement(metadata, "schema").text = "IMS Content"
    SubElement(metadata, "schemaversion").text = "1.1.3"
    SubElement(root, "organizations")
    resources = SubElement(root, "resources")
    quiz = SubElement(resources, "resource", identifier=name, type="imsqti_xmlv1p2")
    SubElement(quiz, "file", href=f"{name}/{name}.xml")
    for at, image in enumerate(images, start=1):
        resource = SubElement(resources, "resource", identifier=f"image-{at}", type="webcontent", href=image)
        SubElement(resource, "file", href=image)
    return root


def _assessment(quiz: Quiz, name: str, wanted: set[str]) -> Element:
    root = Element("questestinterop", {"xmlns": QTI})
    assessment = SubElement(root, "assessment", ident=name, title=quiz.shown_title)
    _fields(SubElement(assessment, "qtimetadata"), {"cc_maxattempts": "1"})
    section = SubElement(assessment, "section", ident="root_section")
    for question in quiz.kept if "numerical" in wanted else ():
        _numerical(section, question, quiz)
    for question in quiz.kept if "choice" in wanted else ():
        found = choices(question)
        if found:
            _choice(section, question, found, quiz)
    return root


def _fields(metadata: Element, fields: Mapping[str, str]) -> None:
    for label, entry in fields.items():
        field = SubElement(metadata, "qtimetadatafield")
        SubElement(field, "fieldlabel").text = label
        SubElement(field, "fieldentry").text = entry


def _item(section: Element, ident: str, title: str, kind: str, html: str) -> tuple[Element, Element]:
    """Add an item, and return it and what is presented."""
    item = SubElement(section, "item", ident=ident, title=title)
    metadata = SubElement(SubElement(item, "itemmetadata"), "qtimetadata")
    _fields(metadata, {"question_type": kind, "points_possible": "1"})
    presentation = SubElement(item, "presentation")
    _material(presentation, html)
    return item, presentation


def _material(parent: Element, html: str) -> None:
    SubElement(SubElement(parent, "material"), "mattext", texttype="text/html").text = html


def _processing(item: Element) -> Element:
    processing = SubElement(item, "resprocessing")
    variable = {"maxvalue": "100", "minvalue": "0", "varname": "SCORE", "vartype": "Decimal"}
    SubElement(SubElement(processing, "outcomes"), "decvar", variable)
    return processing


def _feedbacks(item: Element, told: Mapping[str, str]) -> None:
    for ident, html in told.items():
        feedback = SubElement(item, "itemfeedback", ident=ident)
        _material(SubElement(feedback, "flow_mat"), html)


def _numerical(section: Element, question: Question, quiz: Quiz) -> None:
    html = f"{WRITER.blocks(quiz.given)}<p>{WRITER.inlines(instructions(question, quiz))}</p>"
    item, presentation = _item(section, question.name, question.name, "numerical_question", html)
    response = SubElement(presentation, "response_str", ident="response1", rcardinality="Single")
    fib = SubElement(response, "render_fib", fibtype="Decimal")
    SubElement(fib, "response_label", ident="answer1")
    condition = SubElement(_processing(item), "respcondition", {"continue": "No"})
    either = SubElement(SubElement(condition, "conditionvar"), "or")
    answer = question.answer.value
    SubElement(either, "varequal", respident="response1").text = decimal_text(answer)
    _between(either, answer - question.tolerance, answer + question.tolerance)
    _score(condition)
    _feedbacks(item, {"general_fb": WRITER.blocks((question.line,))})


def _between(parent: Element, least: Fraction, most: Fraction) -> None:
    both = SubElement(parent, "and")
    SubElement(both, "vargte", respident="response1").text = decimal_text(least)
    SubElement(both, "varlte", respident="response1").text = decimal_text(most)


def _score(condition: Element) -> None:
    SubElement(condition, "setvar", action="Set", varname="SCORE").text = "100"


def _choice(section: Element, question: Question, found: tuple[Choice, ...], quiz: Quiz) -> None:
    html = f"{WRITER.blocks(quiz.given)}<p>{WRITER.inlines(choose(question))}</p>"
    name = f"{question.name}_choice"
    item, presentation = _item(section, name, question.name, "multiple_choice_question", html)
    response = SubElement(presentation, "response_lid", ident="response1", rcardinality="Single")
    shown = SubElement(response, "render_choice")
    names = {f"choice_{at}": choice for at, choice in enumerate(found, start=1)}
    for ident, choice in names.items():
        label = SubElement(shown, "response_label", ident=ident)
        _material(label, WRITER.mathematics.inline(choice.number))
    processing = _processing(item)
    for ident, choice in names.items():
        condition = SubElement(processing, "respcondition", {"continue": "Yes" if choice.mistake else "No"})
        SubElement(SubElement(condition, "conditionvar"), "varequal", respident="response1").text = ident
        if choice.mistake is None:
            _score(condition)
        SubElement(condition, "displayfeedback", feedbacktype="Response", linkrefid=f"{ident}_fb")
    _feedbacks(item, {f"{ident}_fb": WRITER.inlines(lesson(choice.mistake, quiz)) for ident, choice in names.items()})
