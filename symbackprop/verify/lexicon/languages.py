"""The words of each language, as `languages/*.toml` lists them, checked when they are loaded.

A file has a section for each use of its words, and in a section a list for each role. A word stands as it is printed,
in lower case, in Unicode's form C; a star at its beginning or end stands for any letters, and a space for any white
space or a hyphen. Where `spaced` is false, words are written side by side, so that one may begin anywhere.

- `prose`: what sentences and the heads of tables say; `prose.py` has a row for each use of a role.
- `marks`: what stands around a name, above, below or in brackets, and says which of several quantities is meant.
- `functions`, `losses`: what they are called; `no_function` lists what only looks like a function.
- `scopes`: what the parts of a document are called that may be about something of their own.
- `names`: words that name quantities in formulas, each with the parts that it may play, the likeliest first.
- `inside`: such words that name one inside a formula alone.
- `lacks`: the roles for which the file has no word yet, so that no role is left out by mistake.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from unicodedata import is_normalized

from ...errors import LexiconError, repeated
from .parts import PARTS

FOLDER = Path(__file__).parent / "languages"

ROLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "prose": tuple(
            """after against and before bias by change counter equals error expected first from gradient hidden input
            is label last layer let neuron numbered of once one_hot or otherwise output place predicts quoted rate
            repeated round sample size suppose target times to value wanted we with""".split()  # noqa: SIM905
        ),
        "marks": ("hidden", "input", "new", "next", "old", "output", "predicted", "previous", "total", "true"),
        "functions": ("identity", "leaky_relu", "no_function", "relu", "sigmoid", "tanh"),
        "losses": ("binary-cross-entropy", "mean-squared", "softmax-cross-entropy", "squared"),
        "scopes": ("another", "example", "exercise", "pass", "second", "solution", "updated"),
    }
)
"""The roles of the sections that list words."""

NAMES = ("names", "inside")
"""The sections that say of each word which parts it plays."""

Roles = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Language:
    """The words of one language.

    Args:
        name: What it is called.
        spaced: Whether spaces or signs stand between its words.
        words: By section and role.
        names: Words that name quantities, by section, with the parts that each may play.
    """

    name: str
    spaced: bool
    words: Mapping[str, Roles]
    names: Mapping[str, Roles]

    def of(self, section: str, role: str) -> tuple[str, ...]:
        """Return the words of a role; none where the language lacks it."""
        return self.words[section].get(role, ())


def read_language(text: str, file: str) -> Language:
    """Return the language that a file describes.

    Args:
        text: The file.
        file: Its name, for messages.

    Raises:
        LexiconError: It is no TOML, a key is unknown or missing, or a word is empty, not in form C or in two roles.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"{file}: is no TOML: {error}") from error
    allowed = ("name", "spaced", *ROLES, *NAMES, "lacks")
    _check_keys(table, allowed, file)
    if not isinstance(table.get("name"), str) or not isinstance(table.get("spaced"), bool):
        raise LexiconError(f"{file}: expected a name, a text, and spaced, true or false")
    lacks = _table(table, "lacks", file)
    _check_keys(lacks, (*ROLES, *NAMES), f"{file}: [lacks]")
    words = {section: _words(table, section, lacks.get(section), file) for section in ROLES}
    names = {section: _names(table, section, lacks.get(section), file) for section in NAMES}
    _check_once([*names["names"], *names["inside"]], f"{file}: [names] and [inside]")
    return Language(table["name"], table["spaced"], MappingProxyType(words), MappingProxyType(names))


def _words(table: Mapping[str, object], section: str, lacking: object, file: str) -> Roles:
    """Return the words of a section by their roles."""
    where = f"{file}: [{section}]"
    rows = _table(table, section, file)
    _check_keys(rows, ROLES[section], where)
    lacks = ROLES[section] if lacking is True else () if lacking is None else _texts(lacking, f"{where}: lacks")
    undecided = [role for role in ROLES[section] if (role in rows) == (role in lacks)]
    if undecided:
        raise LexiconError(f"{where}: expected {', '.join(map(repr, undecided))} either there or in [lacks]")
    found = {role: _texts(listed, f"{where}: {role}") for role, listed in rows.items()}
    _check_once([word for listed in found.values() for word in listed], where)
    return MappingProxyType(found)


def _names(table: Mapping[str, object], section: str, lacking: object, file: str) -> Roles:
    """Return the words of a section with the parts that each may play."""
    where = f"{file}: [{section}]"
    rows = _table(table, section, file)
    if bool(rows) == (lacking is True):
        raise LexiconError(f"{where}: expected words, or '{section} = true' in [lacks]")
    found: dict[str, tuple[str, ...]] = {}
    _check_words(tuple(rows), where)
    for word, parts in rows.items():
        found[word] = _texts(parts, f"{where}: {word}")
        for part in found[word]:
            if part not in PARTS:
                raise LexiconError(f"{where}: {word!r} plays {part!r}; expected one of {', '.join(sorted(PARTS))}")
    return MappingProxyType(found)


def _table(table: Mapping[str, object], section: str, file: str) -> Mapping[str, object]:
    found = table.get(section, {})
    if not isinstance(found, dict):
        raise LexiconError(f"{file}: expected a table [{section}]")
    return found


def _texts(listed: object, where: str) -> tuple[str, ...]:
    if not isinstance(listed, list) or not all(isinstance(word, str) for word in listed):
        raise LexiconError(f"{where}: expected a list of texts")
    _check_words(listed, where)
    return tuple(listed)


def _check_keys(found: Iterable[str], allowed: Iterable[str], where: str) -> None:
    for key in found:
        if key not in allowed:
            raise LexiconError(f"{where}: there is no {key!r}; expected {', '.join(allowed)}")


WORD = re.compile(r"\*?[^\s*]+(?: [^\s*]+)*\*?")
"""A word or several, perhaps with a star at an end."""


def _check_words(words: Sequence[str], where: str) -> None:
    every = "\n".join(words)
    if is_normalized("NFC", every) and every == every.lower() and all(map(WORD.fullmatch, words)):
        return
    for word in words:
        if not WORD.fullmatch(word):
            raise LexiconError(f"{where}: {word!r} is no word; expected letters, without space at their ends")
        if not is_normalized("NFC", word) or word != word.lower():
            raise LexiconError(f"{where}: {word!r} is not in lower case and Unicode's form C")


def _check_once(words: Sequence[str], where: str) -> None:
    twice = repeated(words) if len(set(words)) < len(words) else None
    if twice is not None:
        raise LexiconError(f"{where}: {twice!r} stands there twice; each word has one role")


def _loaded() -> Mapping[str, Language]:
    files = sorted(FOLDER.glob("*.toml"))
    return MappingProxyType({at.stem: read_language(at.read_text(encoding="utf-8"), at.name) for at in files})


LANGUAGES = _loaded()
"""The languages by their codes."""


def words_of(section: str, *roles: str) -> tuple[str, ...]:
    """Return the words that play one of some roles in any language."""
    every = (word for at in LANGUAGES.values() for role in roles for word in at.of(section, role))
    return tuple(dict.fromkeys(every))


def expression(
    section: str,
    *roles: str,
    bounded: bool = True,
    starts: bool = True,
    languages: Iterable[Language] = tuple(LANGUAGES.values()),
) -> str:
    """Return a regular expression for the words that play one of some roles.

    Args:
        section: The section of the files.
        roles: Its roles.
        bounded: Whether words of spaced languages must stand alone.
        starts: Whether they must begin where a word begins, if they must stand alone.
        languages: Whose words.
    """
    whole: list[str] = []
    begun: list[str] = []
    free: list[str] = []
    for language in languages:
        for word in (word for role in roles for word in language.of(section, role)):
            text = r"[\s-]+".join(map(re.escape, word.strip("*").split(" ")))
            if not bounded or not language.spaced:
                free.append(text)
            elif word.startswith("*"):
                free.append(text + (r"\w*" if word.endswith("*") else r"(?!\w)"))
            elif word.endswith("*"):
                begun.append(text)
            else:
                whole.append(text)
    kinds = [rf"(?:{_either(whole)})(?!\w)"] if whole else []
    kinds += [rf"(?:{_either(begun)})\w*"] if begun else []
    alone = [rf"{chr(92) + 'b' if starts else ''}(?:{'|'.join(kinds)})"] if kinds else []
    # Where there is no word at all, nothing matches.
    return f"(?:{'|'.join([*alone, *([_either(free)] if free else [])]) or '(?!)'})"


def _either(texts: Iterable[str]) -> str:
    """Return the alternatives, the longest first, so that none hides another that it begins."""
    return "|".join(sorted(dict.fromkeys(texts), key=lambda text: (-len(text), text)))
