"""The report as JSON, and the schema that says what stands in it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from heapq import merge
from types import MappingProxyType
from typing import Any

from ...document.escape import in_json
from ..judging.coverage import Counts, Coverage, Item, ItemKind
from ..judging.remarks import RemarkCode
from ..judging.verdicts import Claim, ClaimKind, Flag, Report, Verdict
from ..limits.boundary import Breakdown
from ..reading.passages import Skipped
from ..reading.scopes import ScopeKind
from ..reasons import Reason, ReasonCode, RefusalCode, SlipCode
from ..unjudged import Why
from .doing_words import DOING_WORDS
from .words import passage_words, words_of

VERSION = 5


def record(report: Report) -> str:
    """Return a report as JSON."""
    content = {
        "version": VERSION,
        "file": report.file,
        "network": report.network,
        "read": list(report.read),
        "scopes": [
            {
                "kind": scope.kind.value,
                "title": scope.title,
                "line": scope.first,
                "last_line": scope.last,
                "network": scope.network,
                "read": list(scope.read),
            }
            for scope in report.scopes
        ],
        "conventions": [
            {"code": remark.code.value, "words": words}
            for remark, words in zip(report.remarks, report.conventions, strict=True)
        ],
        "summary": {"claims": len(report.claims), **{verdict.value: report.count(verdict) for verdict in Verdict}},
        "claims": [_claim(claim) for claim in report.claims],
        "coverage": _coverage(report.coverage),
        "internal_errors": [_broken(broken, report) for broken in report.broken],
    }
    text = json.dumps(content, ensure_ascii=False, indent=1)
    return in_json(text) + "\n"


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "n": claim.number,
        "kind": claim.kind.value,
        "line": claim.place.line,
        "column": claim.place.column,
        "equation": claim.equation,
        "quantity": claim.quantity,
        "stated": claim.stated,
        "verdict": claim.verdict.value,
        "truth": claim.truth,
        "line_value": claim.line,
        "flags": [flag.value for flag in claim.flags],
        "reason": claim.reason,
        "codes": [reason.root.code.value for reason in claim.reasons],
        "slips": [_slip(reason) for reason in claim.slips],
        "correction": claim.correction,
        "cause": claim.cause,
        "proved": claim.proved,
        "fault": claim.is_fault,
    }


def _slip(slip: Reason) -> dict[str, Any]:
    details = {name: getattr(slip.details, name) for name in SLIP_DETAILS}
    return {"code": slip.code.value, **{name: value for name, value in details.items() if value not in ("", None)}}


SLIP_DETAILS: Mapping[str, str] = MappingProxyType(
    {
        "quantity": "the quantity that the slip is about, or the one that is meant",
        "other": "what stands in its place, or beside it",
        "symbol": "a quantity of which it is made",
        "index": "the index that stands there",
        "number": "digits as they were printed, or as they should be before a digit was lost",
        "right": "the digits that should stand there, certified",
        "elsewhere": "the digits that the document has in another place",
        "count": "how many places or rounds",
        "off": "how many rounds too many, or too few where it is negative",
    }
)
"""What may stand beside the code of a slip."""


def _coverage(coverage: Coverage) -> dict[str, Any]:
    return {
        **{f"{part.value}s": asdict(coverage.counts(part)) for part in ItemKind},
        "places": [_place(item) for item in _in_order(coverage)],
        "places_left_out": coverage.left_out,
        "passed_over": [
            {
                "line": passage.line,
                "last_line": passage.last,
                "kind": passage.what.value,
                "language": passage.detail,
                "words": passage_words(passage),
            }
            for passage in coverage.passages
        ],
    }


def _in_order(coverage: Coverage) -> Iterator[Item]:
    return merge(coverage.items, coverage.operands, key=lambda item: item.span.start)


def _place(item: Item) -> dict[str, Any]:
    return {
        "kind": item.part.value,
        "line": item.line,
        "column": item.column,
        "text": item.text,
        "read": not item.is_unread,
        "why": item.why.value,
        "words": words_of(item),
    }


def _broken(broken: Breakdown, report: Report) -> dict[str, Any]:
    start = broken.span.start if broken.span is not None else None
    claim = next((claim for claim in report.claims if start is not None and claim.span.start == start), None)
    return {
        "line": claim.place.line if claim is not None else None,
        "doing": DOING_WORDS[broken.doing],
        "error": broken.error,
    }


def schema(slips: Sequence[SlipCode]) -> dict[str, Any]:
    """Return the JSON Schema of the record of a verification.

    Args:
        slips: All slips that are known by name.
    """
    text = {"type": "string"}
    count = {"type": "integer", "minimum": 0}
    place = {"type": "integer", "minimum": 1}
    claim = {
        "n": place | {"description": "the number of the claim, in the order of the document"},
        "kind": {"enum": [kind.value for kind in ClaimKind]},
        "line": place,
        "column": place,
        "equation": text | {"description": "the equation as it stands in the file, white space evened out"},
        "quantity": text | {"description": "what the claim is about"},
        "stated": text | {"description": "the printed number; empty for an identity"},
        "verdict": {"enum": [verdict.value for verdict in Verdict]},
        "truth": text | {"description": "the certified value, with some digits more than were printed"},
        "line_value": text | {"description": "the value of the expression printed just before"},
        "flags": {"type": "array", "items": {"enum": [flag.value for flag in Flag]}},
        "reason": text | {"description": "why the verdict is what it is, in words"},
        "codes": {
            "type": "array",
            "items": {"enum": [code.value for codes in (slips, ReasonCode, RefusalCode) for code in codes]},
            "description": "the same as stable codes, in the same order",
        },
        "slips": {"type": "array", "items": _slip_schema(text, slips), "description": "what is mistaken"},
        "correction": text,
        "cause": {"type": ["integer", "null"], "description": "the number of the claim that the error comes from"},
        "proved": {
            "type": ["boolean", "null"],
            "description": "for a formula in order, whether algebra proves it; otherwise it held at random points",
        },
        "fault": {"type": "boolean", "description": "whether something needs a correction here"},
    }
    content = {
        "version": {"const": VERSION},
        "file": text,
        "network": text,
        "read": {"type": "array", "items": text},
        "scopes": {
            "type": "array",
            "items": _object(_scope_schema(text, place)),
            "description": "the parts of the document, each with what it is judged against; mostly there is one",
        },
        "conventions": {
            "type": "array",
            "items": _object({"code": {"enum": [code.value for code in RemarkCode]}, "words": text}),
            "description": "how the document writes, and what it does that its network does not, once",
        },
        "summary": _object({"claims": count, **{verdict.value: count for verdict in Verdict}}),
        "claims": {"type": "array", "items": _object(claim)},
        "coverage": _object(_coverage_schema(text, count, place)),
        "internal_errors": {
            "type": "array",
            "items": _object({"line": {"type": ["integer", "null"]}, "doing": text, "error": text}),
            "description": "what broke off by an error of the program; it is listed among the claims as not checkable",
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "symbackprop verification",
        **_object(content),
    }


def _scope_schema(text: dict[str, Any], place: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": {"enum": [kind.value for kind in ScopeKind], "description": "what it begins with"},
        "title": text | {"description": "its heading; empty for a whole document"},
        "line": place,
        "last_line": place,
        "network": text,
        "read": {"type": "array", "items": text, "description": "what was read of its network from the document"},
    }


def _slip_schema(text: dict[str, Any], slips: Sequence[SlipCode]) -> dict[str, Any]:
    kinds: dict[str, dict[str, Any]] = {"count": {"type": "integer", "minimum": 0}, "off": {"type": "integer"}}
    details = {name: kinds.get(name, text) | {"description": words} for name, words in SLIP_DETAILS.items()}
    return _object({"code": {"enum": [code.value for code in slips]}, **details}) | {"required": ["code"]}


def _coverage_schema(text: dict[str, Any], count: dict[str, Any], place: dict[str, Any]) -> dict[str, Any]:
    counts = _object({field.name: count for field in fields(Counts)}) | {
        "description": "how many there are; all have a place but formulas that are judged and numbers that claims state"
    }
    item = {
        "kind": {"enum": [part.value for part in ItemKind]},
        "line": place,
        "column": place,
        "text": text,
        "read": {"type": "boolean", "description": "whether it was read, and claims nothing by itself that is judged"},
        "why": {"enum": [why.value for why in Why], "description": "why it is not judged by itself"},
        "words": text | {"description": "the same in words"},
    }
    passage = {
        "line": place,
        "last_line": place,
        "kind": {"enum": [what.value for what in Skipped]},
        "language": text,
        "words": text,
    }
    return {
        **{f"{part.value}s": counts for part in ItemKind},
        "places": {"type": "array", "items": _object(item)},
        "places_left_out": count,
        "passed_over": {"type": "array", "items": _object(passage)},
    }


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
