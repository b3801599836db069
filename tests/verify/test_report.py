from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

from rich.console import Console

from symbackprop.models.spec import example
from symbackprop.verify.report.annotated import html, markdown, typst
from symbackprop.verify.report.marks import MARKS, WORDS, summary
from symbackprop.verify.report.record import record, schema
from symbackprop.verify.report.text import text
from symbackprop.verify.verdicts import Flag, Report, Verdict
from symbackprop.verify.verify import verify

SCHEMA = Path(__file__).parents[2] / "docs" / "verdict.schema.json"
DOCUMENT = b"$out_{h1} = 0.593269992$\n\n$out_{h2} = 0.596884387$\n\nand $out_{x9} = 1$"


def report() -> Report:
    return verify(DOCUMENT, "homework.md", example())


def test_the_summary_counts_the_claims_by_verdict() -> None:
    assert summary(report()) == "3 claims: 1 rounded, 1 wrong, 1 not checkable"


def test_every_verdict_has_a_mark_and_every_flag_its_words() -> None:
    assert set(MARKS) == set(Verdict)
    assert set(WORDS) == set(Flag)


def test_a_finding_says_where_what_and_what_to_do() -> None:
    console = Console(file=StringIO(), width=200)
    for part in text(report()):
        console.print(part, soft_wrap=True)
    said = console.file.getvalue()  # type: ignore[attr-defined]
    assert "homework.md:3:13: wrong  out_{h2} = 0.596884387" in said
    assert "two digits are swapped" in said
    assert "write 0.596884378" in said


def test_the_record_fits_the_published_schema() -> None:
    published = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert published == schema()
    assert conforms(json.loads(record(report())), published) == []


def test_the_schema_refuses_a_verdict_that_there_is_not() -> None:
    content = json.loads(record(report()))
    content["claims"][0]["verdict"] = "fine"
    del content["summary"]
    assert conforms(content, schema()) == ["$: 'summary' is missing", "$.claims[0].verdict: 'fine'"]


def conforms(content: object, rule: dict[str, object], where: str = "$") -> list[str]:
    """Return where a value breaks a schema, for the few keywords that ours has."""
    wrong: list[str] = []
    if "enum" in rule and content not in rule["enum"]:  # type: ignore[operator]
        wrong.append(f"{where}: {content!r}")
    if "const" in rule and content != rule["const"]:
        wrong.append(f"{where}: {content!r}")
    kinds = {"string": str, "integer": int, "array": list, "object": dict, "boolean": bool, "null": type(None)}
    allowed = rule.get("type", [])
    names = [allowed] if isinstance(allowed, str) else list(allowed)  # type: ignore[call-overload]
    if names and not isinstance(content, tuple(kinds[name] for name in names)):
        wrong.append(f"{where}: {content!r}")
    if isinstance(content, list):
        for at, entry in enumerate(content):
            wrong += conforms(entry, rule["items"], f"{where}[{at}]")  # type: ignore[arg-type]
    if isinstance(content, dict):
        properties: dict[str, dict[str, object]] = rule["properties"]  # type: ignore[assignment]
        wrong += [f"{where}: '{key}' is missing" for key in properties if key not in content]
        wrong += [f"{where}: '{key}' is unknown" for key in content if key not in properties]
        for key, value in content.items():
            if key in properties:
                wrong += conforms(value, properties[key], f"{where}.{key}")
    return wrong


def test_the_annotated_documents_show_every_line_with_its_mark_and_correction() -> None:
    for page in (html(report()), markdown(report()), typst(report())):
        assert "out_{h1} = 0.593269992" in page
        assert "✗" in page
        assert "write 0.596884378" in page.replace("\\", "")
