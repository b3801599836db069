"""Quizzes as QTI 2.1 packages, by the specification of IMS Global of 2012: items, a test of all of them, a manifest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from xml.etree.ElementTree import Element, SubElement, fromstring, register_namespace

from ..document.blocks import Figure
from ..render.inline.labels import walk
from .choices import Choice, choices
from .pictures import name_of, picture
from .questions import Question, Quiz, decimal_text
from .statements import choose, instructions, lesson
from .xhtml import MATHEMATICS, MATHML, Writer, xml

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMA = "http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd"

WRITER = Writer(MATHEMATICS["mathml"], lambda figure: f"images/{name_of(figure)}")


def package(quiz: Quiz, kinds: Iterable[str]) -> Mapping[str, bytes]:
    """Return the files of a package, by their names in it.

    Args:
        quiz: The quiz.
        kinds: Which kinds of question are written, of numerical and choice.
    """
    register_namespace("m", MATHML)
    wanted = set(kinds)
    items: dict[str, Element] = {}
    if "numerical" in wanted:
        items |= {_identifier(question): _numerical(question, quiz) for question in quiz.questions}
    if "choice" in wanted:
        found = ((question, choices(question)) for question in quiz.questions)
        items |= {f"{_identifier(at)}_choice": _choice(at, own, quiz) for at, own in found if own}
    images = {f"images/{name_of(at)}": picture(at) for at in walk(quiz.given) if isinstance(at, Figure)}
    return {
        "imsmanifest.xml": xml(_manifest(items, images)),
        "assessment.xml": xml(_test(quiz, items)),
        **{f"{name}.xml": xml(item) for name, item in items.items()},
        **images,
    }


def _identifier(question: Question) -> str:
    return "q_" + "".join(letter if letter.isalnum() and letter.isascii() else "_" for letter in question.name)


def _manifest(items: Iterable[str], images: Iterable[str]) -> Element:
    root = Element("manifest", {"xmlns": PACKAGE, "identifier": "manifest"})
    metadata = SubElement(root, "metadata")
    SubElement(metadata, "schema").text = "QTIv2.1 Package"
    SubElement(metadata, "schemaversion").text = "1.0.0"
    SubElement(root, "organizations")
    resources = SubElement(root, "resources")
    test = _resource(resources, "test", "imsqti_test_xmlv2p1", "assessment.xml")
    for name in items:
        item = _resource(resources, name, "imsqti_item_xmlv2p1", f"{name}.xml")
        for image in images:
            SubElement(item, "file", href=image)
        SubElement(test, "dependency", identifierref=name)
    return root


def _resource(resources: Element, name: str, kind: str, href: str) -> Element:
    made = SubElement(resources, "resource", identifier=name, type=kind, href=href)
    SubElement(made, "file", href=href)
    return made


def _test(quiz: Quiz, items: Iterable[str]) -> Element:
    root = _root("assessmentTest", identifier="test", title=quiz.shown_title)
    part = SubElement(root, "testPart", identifier="part", navigationMode="nonlinear", submissionMode="simultaneous")
    section = SubElement(part, "assessmentSection", identifier="section", title=quiz.shown_title, visible="true")
    for name in items:
        SubElement(section, "assessmentItemRef", identifier=name, href=f"{name}.xml")
    return root


def _root(tag: str, **attributes: str) -> Element:
    place = {"xmlns": QTI, "xmlns:xsi": INSTANCE, "xsi:schemaLocation": f"{QTI} {SCHEMA}"}
    return Element(tag, {**place, **attributes})


def _item(name: str, title: str, kind: str, right: str) -> Element:
    root = _root("assessmentItem", identifier=name, title=title, adaptive="false", timeDependent="false")
    response = SubElement(root, "responseDeclaration", identifier="RESPONSE", cardinality="single", baseType=kind)
    SubElement(SubElement(response, "correctResponse"), "value").text = right
    score = SubElement(root, "outcomeDeclaration", identifier="SCORE", cardinality="single", baseType="float")
    SubElement(SubElement(score, "defaultValue"), "value").text = "0"
    SubElement(root, "outcomeDeclaration", identifier="FEEDBACK", cardinality="single", baseType="identifier")
    return root


def _put(parent: Element, html: str, tag: str = "div") -> Element:
    """Add XHTML, which our own writer has made."""
    made = fromstring(f"<{tag}>{html}</{tag}>")  # noqa: S314
    parent.append(made)
    return made


def _numerical(question: Question, quiz: Quiz) -> Element:
    root = _item(_identifier(question), question.name, "float", decimal_text(question.answer.value))
    body = SubElement(root, "itemBody")
    _put(body, WRITER.blocks(quiz.given))
    asked = _put(body, WRITER.inlines(instructions(question, quiz)) + " ", "p")
    SubElement(asked, "textEntryInteraction", responseIdentifier="RESPONSE", expectedLength="14")
    condition = SubElement(SubElement(root, "responseProcessing"), "responseCondition")
    right = SubElement(condition, "responseIf")
    _near(right, decimal_text(question.tolerance), Element("correct", identifier="RESPONSE"))
    _set(right, "SCORE", "float", "1")
    _set(right, "FEEDBACK", "identifier", "right")
    names = {f"slip_{at}": mistake for at, mistake in enumerate(question.mistakes, start=1)}
    for name, mistake in names.items():
        wrong = SubElement(condition, "responseElseIf")
        value = Element("baseValue", baseType="float")
        value.text = decimal_text(mistake.wrong.value)
        _near(wrong, decimal_text(question.unit), value)
        _set(wrong, "FEEDBACK", "identifier", name)
    _feedbacks(root, {"right": WRITER.blocks((question.line,))})
    _feedbacks(root, {name: WRITER.inlines(lesson(mistake, quiz)) for name, mistake in names.items()})
    return root


def _near(parent: Element, tolerance: str, value: Element) -> None:
    equal = SubElement(parent, "equal", toleranceMode="absolute", tolerance=f"{tolerance} {tolerance}")
    SubElement(equal, "variable", identifier="RESPONSE")
    equal.append(value)


def _set(parent: Element, name: str, kind: str, text: str) -> None:
    value = SubElement(SubElement(parent, "setOutcomeValue", identifier=name), "baseValue", baseType=kind)
    value.text = text


def _feedbacks(root: Element, told: Mapping[str, str]) -> None:
    for name, html in told.items():
        feedback = SubElement(root, "modalFeedback", outcomeIdentifier="FEEDBACK", identifier=name, showHide="show")
        _put(feedback, html)


def _choice(question: Question, found: tuple[Choice, ...], quiz: Quiz) -> Element:
    names = dict(_lettered(found))
    right = next(name for name, choice in names.items() if choice.mistake is None)
    root = _item(f"{_identifier(question)}_choice", question.name, "identifier", right)
    body = SubElement(root, "itemBody")
    _put(body, WRITER.blocks(quiz.given))
    interaction = SubElement(body, "choiceInteraction", responseIdentifier="RESPONSE", shuffle="true", maxChoices="1")
    _put(interaction, WRITER.inlines(choose(question)), "prompt")
    for name, choice in names.items():
        _put(interaction, WRITER.mathematics.inline(choice.number), "simpleChoice").set("identifier", name)
    processing = SubElement(root, "responseProcessing")
    match = SubElement(SubElement(processing, "responseCondition"), "responseIf")
    both = SubElement(match, "match")
    SubElement(both, "variable", identifier="RESPONSE")
    SubElement(both, "correct", identifier="RESPONSE")
    _set(match, "SCORE", "float", "1")
    told = SubElement(processing, "setOutcomeValue", identifier="FEEDBACK")
    SubElement(told, "variable", identifier="RESPONSE")
    _feedbacks(root, {name: WRITER.inlines(lesson(choice.mistake, quiz)) for name, choice in names.items()})
    return root


def _lettered(found: Iterable[Choice]) -> Iterator[tuple[str, Choice]]:
    for at, choice in enumerate(found):
        yield f"choice_{'abcdefgh'[at]}", choice
