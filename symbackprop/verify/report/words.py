"""The words of a report: what a code says, with its details put in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from string import Formatter
from types import MappingProxyType

from ..judging.coverage import Item
from ..quantities.atoms import Role
from ..reading.passages import Passage, Skipped
from ..reasons import Code, Details, Reason, ReasonCode, RefusalCode, SlipCode
from ..unjudged import Why
from .refusal_words import REFUSAL_WORDS


def reason_words(reasons: Sequence[Reason]) -> str:
    """Return why a claim has its verdict, in one line."""
    return "; ".join(filter(None, (_filled(_sentences(reason), reason) for reason in reasons)))


def correction_words(reason: Reason | None) -> str:
    """Return what to do about what a reason says; may be empty."""
    if reason is None:
        return ""
    code = reason.code
    return _filled(code.wording.corrections if isinstance(code, SlipCode) else CORRECTIONS.get(code, ()), reason)


def title_of(code: SlipCode) -> str:
    """Return what a slip is called."""
    return code.wording.title


def lesson_of(code: SlipCode) -> str:
    """Return what to learn from a slip."""
    return code.wording.lesson


def _sentences(reason: Reason) -> tuple[str, ...]:
    code = reason.code
    match code:
        case SlipCode():
            return code.wording.sentences
        case RefusalCode():
            return REFUSAL_WORDS[code]
        case ReasonCode():
            words = REASON_WORDS[code]
            return (words,) if isinstance(words, str) else words


def _filled(sentences: Sequence[str], reason: Reason) -> str:
    return filled(sentences, _places(reason.details))


def filled(sentences: Sequence[str], known: Mapping[str, object]) -> str:
    """Return the first sentence of which all places are known, with these in them; empty where there is none."""
    for sentence in sentences:
        if all(place in known for _, place, _, _ in Formatter().parse(sentence) if place):
            return sentence.format(**known)
    return ""


def _places(details: Details) -> dict[str, object]:
    given = {field.name: getattr(details, field.name) for field in fields(details)}
    known: dict[str, object] = {name: value for name, value in given.items() if value not in ("", None)}
    if details.count is not None:
        known["places"] = f"{details.count} place{'s' * (details.count != 1)}"
    if details.off:
        known["many"] = "many" if details.off > 0 else "few"
    if details.because is not None:
        known["because"] = reason_words((details.because,))
    if details.other in ROLE_WORDS:
        known["role"] = ROLE_WORDS[details.other]
    return known


def words_of(item: Item) -> str:
    """Return why something is not judged, in words."""
    return reason_words(item.detail) or WHY_WORDS[item.why]


def passage_words(passage: Passage) -> str:
    """Return what a passage is that is passed over, with its lines: `a code block (python), lines 3–9`."""
    of = f" ({passage.detail})" if passage.detail else ""
    where = f"lines {passage.line}–{passage.last}" if passage.last > passage.line else f"line {passage.line}"
    return f"{PASSAGE_WORDS[passage.what]}{of}, {where}"


ROLE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        Role.ADJOINT.value: "the derivatives of the error",
        Role.NEW.value: "the values after the update",
        Role.VALUE.value: "the values before the update",
    }
)
"""What a column of a table can hold."""

REASON_WORDS: Mapping[ReasonCode, str | tuple[str, ...]] = MappingProxyType(
    {
        ReasonCode.AGREES_BY_LUCK: "agrees although an operand shown is wrong",
        ReasonCode.ANY_LETTERS: "a rule that holds for any letters",
        ReasonCode.ANY_WEIGHT: "a rule for any weight",
        ReasonCode.ARITHMETIC_RIGHT: "the arithmetic of the line is right",
        ReasonCode.FOLLOWS_FROM_PRINTED: "it follows from what is printed before",
        ReasonCode.ARRAY_NAMED: "{quantity} is an array",
        ReasonCode.BY_DEFINITIONS: "by what the document defines",
        ReasonCode.BROKE_THE_JUDGE: "took more memory than it may, or broke what judged it",
        ReasonCode.COMES_NEAR: "the text only says that it is close",
        ReasonCode.CORRECT_LINE: "",
        ReasonCode.COUNTEREXAMPLE: "at {text} the left side is {right}, this one {number}",
        ReasonCode.DEPENDS_NOT: "{quantity} is 0: {other} does not depend on {symbol}",
        ReasonCode.FORMULA_DAMAGED: "{because}",
        ReasonCode.GENERAL_FORMULA: "a general formula that does not hold as it was read",
        ReasonCode.GIVEN_UP_BEFORE: "it took too long before",
        ReasonCode.INTERNAL_ERROR: "internal error ({text})",
        ReasonCode.LINE_GIVES: (
            "the line gives {right}, so {elsewhere}, not {number}",
            "the line gives {right}, not {number}",
        ),
        ReasonCode.LINE_OF_ANOTHER: "the line rounds to the right digits, but is not what it should be",
        ReasonCode.LINE_OVERFLOWS: "the line overflows",
        ReasonCode.MISWRITTEN: "probably miswritten or misread here; what follows uses {right}",
        ReasonCode.NOTHING_PARTICULAR: "names no particular neuron or weight",
        ReasonCode.NOTHING_TELLS: "the document does not say what this should be",
        ReasonCode.NOTHING_TELLS_LETTER: "the document does not say what {quantity} is",
        ReasonCode.NOT_FINITE: "its right value is no finite number",
        ReasonCode.NO_SLIP: "the arithmetic of the line is right, but the line is not what it should be",
        ReasonCode.NO_TIME_LEFT: "the time limit was reached before it was judged",
        ReasonCode.OTHER_ERROR: "this is another error than that of the network",
        ReasonCode.OTHER_RATE: "this is with the learning rate {number}",
        ReasonCode.DOCUMENT_LETTER: "a letter of the document, not of the network",
        ReasonCode.GIVEN_OTHERWISE: "what follows is worked out with {right}",
        ReasonCode.PRINTED_BEFORE: "{elsewhere} is printed for the same value before",
        ReasonCode.REFUSED: "{text}",
        ReasonCode.SIDE_OF_ANOTHER: "with the numbers put in, this side is not what the first one is",
        ReasonCode.STEP_OF_SEVERAL: "a step changes one parameter by its own gradient; here several are named",
        ReasonCode.SUPPOSED: "assumes another value than the network has",
        ReasonCode.TOOK_TOO_LONG: "took longer than {text} s",
        ReasonCode.TOOK_TOO_MUCH: "took more memory than it may",
        ReasonCode.TOO_MANY_ROUNDS: "so many rounds take too long to simulate",
        ReasonCode.UNREADABLE: "cannot be read: {because}",
        ReasonCode.GIVEN_VALUES_ONLY: "holds for the values given, not for all",
        ReasonCode.WRITE: "",
    }
)
"""The words for a claim beside its slips, with places for the details; of several, the first of which all are known."""

CORRECTIONS: Mapping[Code, tuple[str, ...]] = MappingProxyType(
    {
        ReasonCode.CORRECT_LINE: ("correct the line; its result is right",),
        ReasonCode.FORMULA_DAMAGED: ("correct the formula",),
        ReasonCode.WRITE: ("write {right}",),
    }
)
"""What to do about it, where it is no slip."""

WHY_WORDS: Mapping[Why, str] = MappingProxyType(
    {
        Why.ADDRESS: "belongs to an address",
        Why.ANOTHER_RATE: "another learning rate that is mentioned",
        Why.COMPARISON: "a comparison, which is not judged",
        Why.CONDITION: "a condition, not a claim",
        Why.COUNT: "counts something",
        Why.DATE: "belongs to a date",
        Why.DEFINITION: "defines something",
        Why.EXPRESSION: "an expression without a claim",
        Why.GAVE_UP: "took too long",
        Why.GIVEN: "a value that is given",
        Why.HEADING: "belongs to a heading",
        Why.IN_CLAIM: "belongs to a claim that is judged",
        Why.IN_FORMULA: "stands beside what was read of a formula",
        Why.INTERNAL_ERROR: "an error of this program",
        Why.LABEL: "numbers an equation or an item of a list",
        Why.LAYOUT: "belongs to the layout",
        Why.LEGEND: "says what a letter stands for",
        Why.NOT_CHECKABLE: "could not be checked",
        Why.NOT_WORKED_OUT: "is not worked out to a number that could be judged",
        Why.REFERENCE: "refers to another place",
        Why.SENTENCE: "the text does not say what it is",
        Why.SUPPOSED: "a value that the reader is asked to try",
        Why.TABLE: "stands in a table that does not say what it is",
        Why.TABLE_HEAD: "names a row or a column of a table",
        Why.UNKNOWN: "it is not known what it should be",
        Why.UNREADABLE: "cannot be read",
    }
)
"""Why something is not judged."""

PASSAGE_WORDS: Mapping[Skipped, str] = MappingProxyType(
    {
        Skipped.BIBLIOGRAPHY: "the bibliography",
        Skipped.CODE: "a code block",
        Skipped.CODE_CELL: "a code cell",
        Skipped.COMMENT: "a comment",
        Skipped.MARKUP: "a script or style sheet",
        Skipped.PICTURE: "a picture",
        Skipped.PREAMBLE: "the preamble",
        Skipped.VERBATIM: "a listing",
    }
)
"""What is passed over."""
