"""The report as JSON, and the schema that says what stands in it."""

from __future__ import annotations

import json
from typing import Any

from ...document.escape import in_json
from ..verdicts import Claim, Flag, Kind, Report, Verdict

VERSION = 1


def record(report: Report) -> str:
    """Return a report as JSON."""
    content = {
        "version": VERSION,
        "file": report.file,
        "network": report.network,
        "read": list(report.read),
        "conventions": list(report.conventions),
        "summary": {"claims": len(report.claims), **{verdict.value: report.count(verdict) for verdict in Verdict}},
        "claims": [_claim(claim) for claim in report.claims],
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
        "correction": claim.correction,
        "cause": claim.cause,
        "proved": claim.proved,
        "fault": claim.is_fault,
    }


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the record of a verification."""
    text = {"type": "string"}
    count = {"type": "integer", "minimum": 0}
    place = {"type": "integer", "minimum": 1}
    claim = {
        "n": place | {"description": "the number of the claim, in the order of the document"},
        "kind": {"enum": [kind.value for kind in Kind]},
        "line": place,
        "column": place,
        "equation": text | {"description": "the equation as it stands in the file, white space evened out"},
        "quantity": text | {"description": "what the claim is about"},
        "stated": text | {"description": "the printed number; empty for an identity"},
        "verdict": {"enum": [verdict.value for verdict in Verdict]},
        "truth": text | {"description": "the certified value, with some digits more than were printed"},
        "line_value": text | {"description": "the value of the expression printed just before"},
        "flags": {"type": "array", "items": {"enum": [flag.value for flag in Flag]}},
        "reason": text,
        "correction": text,
        "cause": {"type": ["integer", "null"], "description": "the number of the claim that the error comes from"},
        "proved": {
            "type": ["boolean", "null"],
            "description": "for a formula in order, whether algebra proves it; otherwise it held at random points",
        },
        "fault": {"type": "boolean", "description": "whether something is to be mended here"},
    }
    content = {
        "version": {"const": VERSION},
        "file": text,
        "network": text,
        "read": {"type": "array", "items": text},
        "conventions": {"type": "array", "items": text},
        "summary": _object({"claims": count, **{verdict.value: count for verdict in Verdict}}),
        "claims": {"type": "array", "items": _object(claim)},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "symbackprop verification",
        **_object(content),
    }


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
