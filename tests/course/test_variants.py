"""A seed and an id give the same sheet everywhere, one that can be asked, and as hard as the others."""

from __future__ import annotations

import csv
import io
from functools import cache

import pytest

from symbackprop.course.codes import SIGNS, code_of, digest, read_code
from symbackprop.course.production import Production, spread
from symbackprop.course.roster import Student
from symbackprop.course.variants import ALWAYS, BANDS, LEAST, Variants
from symbackprop.errors import UsageError
from symbackprop.graph.rounding import Rounding
from symbackprop.models.spec import example
from symbackprop.render.documents.typst import typst

CLASS = (Student("a1", "=cmd()"), Student("../../x", "#panic() <b>"), Student("Γιώργος", "Žofie"))


@cache
def variants() -> Variants:
    return Variants(example("single-neuron"), 7, Rounding(4))


def test_the_same_seed_and_id_give_the_same_sheet_whoever_else_is_in_the_class() -> None:
    again = Variants(example("single-neuron"), 7, Rounding(4))
    assert typst(again.variant(CLASS[2]).sheet.document) == typst(variants().variant(CLASS[2]).sheet.document)
    given = [variants().variant(student).network.values for student in CLASS]
    assert given[0] != given[1] != given[2]


def test_numbers_come_from_the_hash_that_the_documentation_states() -> None:
    # printf '7:a1' | sha256sum
    assert digest(7, "a1").hex() == "3e09762e7f03bd1a76232da2b0293c4df52ce58a24f0a9467a69de681043f85d"
    assert digest(7, "a", 1) != digest(7, "a:1")


def test_every_answer_can_be_asked_and_no_sheet_is_much_harder() -> None:
    usual = variants().usual
    for student in CLASS:
        made = variants().variant(student)
        assert made.sheet.numbers
        assert all(number.value == 0 or abs(number.value) >= LEAST for number in made.sheet.numbers)
        for kind, band in BANDS.items():
            expected = getattr(usual, kind)
            assert abs(getattr(made.effort, kind) - expected) <= band * expected + ALWAYS
    assert "median" in spread([variants().variant(student).effort for student in CLASS])[0]


def test_a_production_has_a_file_for_each_and_a_table_without_formulas() -> None:
    with Production(variants(), workers=1) as production:
        made = list(production.made(CLASS[:2]))
        together = production.together(made)
        rows = list(csv.DictReader(io.StringIO(production.table(made).removeprefix("\ufeff"))))
    assert [one.typeset.pdf[:5] for one in made] == [b"%PDF-"] * 2
    assert sorted(together) == ["keys.pdf", "worksheets.pdf"]
    assert len(rows) == sum(len(one.answers) for one in made)
    assert {row["name"] for row in rows} == {"'=cmd()", "#panic() <b>"}
    assert rows[0]["code"] == str(code_of(7, "a1"))


def test_a_code_is_read_back_and_any_one_wrong_sign_or_swapped_pair_is_found() -> None:
    code = str(code_of(7, "Γιώργος"))
    assert read_code(f"page 1 · {code.lower()}".replace("sb", "SB")) == code_of(7, "Γιώργος")
    assert code_of(7, "Γιώργος").find(["a1", "Γιώργος"]) == "Γιώργος"
    at = len(code) - len("MMMMMM-C")
    wrong = [code[:at] + sign + code[at + 1 :] for sign in SIGNS if sign != code[at]]
    wrong += [code[:k] + code[k + 1] + code[k] + code[k + 2 :] for k in range(at, at + 5) if code[k] != code[k + 1]]
    for text in wrong:
        with pytest.raises(UsageError, match="a sign of it is wrong"):
            read_code(text)
    assert read_code("no code") is None
