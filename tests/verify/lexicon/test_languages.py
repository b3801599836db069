"""The words of each language: every one is read in a sentence, and no sentence is read without it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from symbackprop.errors import LexiconError
from symbackprop.verify.lexicon.languages import LANGUAGES, ROLES, Language, expression, read_language
from symbackprop.verify.lexicon.roles import PARTS, parts_of
from symbackprop.verify.reading.prose_formulas import is_mathematical
from symbackprop.verify.source import Span
from symbackprop.verify.tree import Name

SENTENCES = {at.stem: tomllib.loads(at.read_text(encoding="utf-8")) for at in Path(__file__).parent.glob("*/*.toml")}
ROWS = [
    (code, section, role)
    for code, language in LANGUAGES.items()
    for section in ROLES
    for role in ROLES[section]
    if language.of(section, role)
]
PAGE = (Path(__file__).parents[3] / "docs" / "verify.md").read_text(encoding="utf-8")
LISTED = [(code, section) for code, language in LANGUAGES.items() for section in language.names]


def found(language: Language, section: str, role: str, sentence: str) -> list[tuple[int, int]]:
    words = expression(section, role, languages=[language])
    return [match.span() for match in re.finditer(words, sentence, re.I)]


def wanted(row: str) -> tuple[str, list[tuple[int, int]]]:
    """Return a sentence without its brackets, and what they hold."""
    sentence, spans = "", []
    for part in re.split(r"(\[[^\]]*\])", row):
        if part.startswith("["):
            spans.append((len(sentence), len(sentence) + len(part) - 2))
        sentence += part.strip("[]") if part.startswith("[") else part
    return sentence, spans


def without(language: Language, section: str, role: str, word: str) -> Language:
    words = {name: dict(roles) for name, roles in language.words.items()}
    words[section][role] = tuple(other for other in words[section][role] if other != word)
    return replace(language, words=MappingProxyType(words))


def test_every_language_has_sentences_and_every_sentence_a_role() -> None:
    assert SENTENCES.keys() == LANGUAGES.keys()
    rows = {
        (code, section, role)
        for code, table in SENTENCES.items()
        for section in ROLES
        for role in table.get(section, ())
    }
    assert rows == set(ROWS)


@pytest.mark.parametrize(("code", "section", "role"), ROWS, ids=["-".join(row) for row in ROWS])
def test_the_words_in_brackets_are_read_and_without_any_of_them_they_are_not(
    code: str, section: str, role: str
) -> None:
    language = LANGUAGES[code]
    sentence, spans = wanted(SENTENCES[code][section][role])
    assert found(language, section, role, sentence) == spans
    for word in language.of(section, role):
        assert found(without(language, section, role, word), section, role, sentence) != spans, word


@pytest.mark.parametrize(("code", "section"), LISTED, ids=["-".join(row) for row in LISTED])
def test_words_name_quantities_in_prose_and_play_their_parts(code: str, section: str) -> None:
    rows = SENTENCES[code].get(section, {})
    assert {word for row in rows.values() for word in row.split()} == LANGUAGES[code].names[section].keys()
    for parts, row in rows.items():
        for word in row.split():
            assert is_mathematical(word, " ") is (section == "names")
            assert PARTS.get(word, ()) == (() if parts == "none" else tuple(parts.split()))
            if parts != "none":
                name = Name(word, (), (), (), "", False, False, word, Span(0, len(word)))
                assert set(parts_of(name)) <= set(parts.split())


ENGLISH = """
name = "English"
spaced = true
[prose]
after = ["after"]
[names]
net = ["net"]
"""


def shown(text: str) -> str:
    """Return a language with the roles that it lacks."""
    table = tomllib.loads(text)
    missing = [role for role in ROLES["prose"] if role not in table["prose"]]
    sections = "".join(f"{section} = true\n" for section in (*ROLES, "inside") if section != "prose")
    return f"{text}\n[lacks]\nprose = {missing}\n{sections}"


def test_a_language_is_read_with_what_it_lacks() -> None:
    language = read_language(shown(ENGLISH), "en.toml")
    assert language.of("prose", "after") == ("after",)
    assert language.of("prose", "before") == ()


def faults() -> Iterator[tuple[str, str, str]]:
    yield "an unknown role", shown(ENGLISH).replace("after = [", "thereafter = ["), "there is no 'thereafter'"
    yield "an unknown section", shown(ENGLISH) + "[proze]\n", "there is no 'proze'"
    yield "an empty word", shown(ENGLISH.replace('"after"', '"after", ""')), "'' is no word"
    yield "a star alone", shown(ENGLISH.replace('"after"', '"*"')), "'*' is no word"
    yield "a space at the end", shown(ENGLISH.replace('"after"', '"after "')), "'after ' is no word"
    yield "another form of Unicode", shown(ENGLISH.replace('"after"', '"fu\u0308r"')), "Unicode's form C"
    yield "a capital", shown(ENGLISH.replace('"after"', '"After"')), "lower case"
    yield (
        "a word in two roles",
        shown(ENGLISH.replace('["after"]', '["after"]\nto = ["after"]')),
        "each word has one role",
    )
    yield "a word twice in a role", shown(ENGLISH.replace('"after"', '"after", "after"')), "each word has one role"
    yield "no list", shown(ENGLISH.replace('["after"]', '"after"')), "expected a list"
    yield "an unknown part", shown(ENGLISH.replace('["net"]', '["weihgt"]')), "plays 'weihgt'; expected one of bias, "
    yield (
        "a lack that is none",
        shown(ENGLISH).replace("prose = ['", "prose = ['after', '"),
        "either there or in [lacks]",
    )
    yield "a role that is forgotten", shown(ENGLISH).replace("'against', ", ""), "'against' either there or in [lacks]"
    yield "a section that is forgotten", shown(ENGLISH).replace("inside = true", ""), "[inside]: expected words"
    yield "no name", shown(ENGLISH).replace('name = "English"', ""), "expected a name"
    yield "no TOML", "name = ", "is no TOML"


@pytest.mark.parametrize(("text", "message"), [row[1:] for row in faults()], ids=[row[0] for row in faults()])
def test_a_file_with_a_fault_is_refused_in_one_line(text: str, message: str) -> None:
    with pytest.raises(LexiconError, match=rf"^en\.toml: .*{re.escape(message)}") as refused:
        read_language(text, "en.toml")
    assert "\n" not in str(refused.value)


def test_a_space_stands_for_white_space_or_a_hyphen_and_a_star_for_letters() -> None:
    words = expression("prose", "rate")
    assert re.fullmatch(words, "learning\nrate")
    assert re.fullmatch(words, "step-size")
    assert not re.search(words, "learning rates")
    assert re.fullmatch(expression("functions", "sigmoid"), "sigmoidal")


def test_the_page_names_every_language() -> None:
    words, _, marks = PAGE.partition("a weight that is marked")
    for language in LANGUAGES.values():
        for name in language.name.split(" and "):
            assert name in (words if language.words["prose"] else marks.partition("too.")[0])
