"""What a slip is: its words, and the page of slips, which is made of the table and of the pairs that test it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from symbackprop.cli.slips import LINES
from symbackprop.verify.diagnosis.table import SLIP_CODES

from ...mirrors import PACKAGE
from .pairs import Pair, pairs

PAGE = Path(__file__).parents[3] / "docs" / "slips.md"
HEAD = """# Slips

The mistakes that `symbackprop verify` knows by name: the code, which stands in the JSON report and stays the same, what
to learn from it, a wrong and a right line, and what is said of the wrong one. The lines are those by which the program
is tested; most are about the [published example](spec.md).
"""
OF = {"number": "Numbers", "formula": "Formulas", "judged": "Operands and names", "rounds": "Rounds of training"}


def page() -> str:
    """Return the page."""
    by_kind: dict[str, list[Pair]] = {of: [] for of in OF}
    for pair in pairs():
        by_kind[pair.of].append(pair)
    parts = [HEAD]
    for of, title in OF.items():
        parts.append(f"## {title}\n")
        parts += ["\n".join(entry(pair)) for pair in by_kind[of]]
    return "\n".join(parts)


def entry(pair: Pair) -> Iterator[str]:
    """Yield the lines about one slip."""
    words = pair.code.wording
    report = pair.judged(pair.bad)
    found = next(claim for claim in report.claims if claim.slips)
    yield f"### {words.title[0].upper()}{words.title[1:]}\n"
    yield f"`{pair.code.value}` · {words.lesson}\n"
    if "\n" in pair.bad:
        yield f"Wrong:\n\n{pair.bad}\nRight:\n\n{pair.good}"
    else:
        yield f"- wrong: `{pair.bad}`\n- right: `{pair.good}`"
    yield f"- said of it: {found.reason}" + (f"; {found.correction}" if found.correction else "") + "\n"


@pytest.mark.slow
def test_the_page_of_slips_is_made_from_the_table(request: pytest.FixtureRequest) -> None:
    made = page()
    if request.config.getoption("--update"):
        PAGE.write_text(made, encoding="utf-8")
        return
    assert PAGE.read_text(encoding="utf-8") == made, "make golden writes it anew"


def lines() -> str:
    """Return the lines that `--explain` shows."""
    found: dict[str, str] = {}
    for pair in pairs():
        if pair.code.value in found:
            continue
        claim = next(claim for claim in pair.judged(pair.bad).claims if claim.slips)
        said = claim.reason + (f"; {claim.correction}" if claim.correction else "")
        rows = {"wrong": pair.bad, "right": pair.good, "said": said}
        table = "\n".join(f"{name} = {json.dumps(text, ensure_ascii=False)}" for name, text in rows.items())
        found[pair.code.value] = f"[{pair.code.value}]\n{table}\n"
    return "\n".join(found[code] for code in sorted(found))


@pytest.mark.slow
def test_the_lines_that_are_explained_are_those_that_test_the_table(request: pytest.FixtureRequest) -> None:
    made = lines()
    if request.config.getoption("--update"):
        LINES.write_text(made, encoding="utf-8")
        return
    assert LINES.read_text(encoding="utf-8") == made, "make golden writes it anew"


def test_the_page_names_every_code() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [code for code in SLIP_CODES if f"`{code.value}`" not in text] == []


def test_titles_and_lessons_are_in_words_of_their_own() -> None:
    wordings = [code.wording for code in SLIP_CODES]
    assert len({words.title for words in wordings}) == len(wordings)
    assert [words.title for words in wordings if words.title.endswith(".")] == []
    assert [words.lesson for words in wordings if not words.lesson.endswith(".")] == []


def test_the_words_stand_beside_the_finder_and_only_the_report_and_the_list_of_slips_read_them() -> None:
    readers = [path for path in PACKAGE.rglob("*.py") if re.search(r"\.wording\b", path.read_text(encoding="utf-8"))]
    assert {path.relative_to(PACKAGE).as_posix() for path in readers} == {"cli/slips.py", "verify/report/words.py"}


def test_no_slip_is_declared_without_a_row() -> None:
    declared = [
        value
        for path in PACKAGE.rglob("*.py")
        for value in re.findall(r'^[A-Z_]+ = slip_code\(\s*"(.*?)"', path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert sorted(declared) == [code.value for code in SLIP_CODES]
