"""The look of notes, from a theme in TOML and a folder of templates."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ..document.look import LARGEST, PAPERS, PLAIN, SMALLEST, Logo, Look
from ..document.page import OWN
from ..errors import UsageError, unknown

MOST_BYTES, MOST_LOGO = 100_000, 5_000_000
"""Of a theme or a template, and of a picture."""

PICTURES: Mapping[bytes, str] = MappingProxyType({b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg"})
"""What a picture begins with that every engine sets, and what its file is called."""

COLOURS = (
    *("accent", "bias", "box", "grid", "hidden", "input", "line"),
    *("output", "paper", "path", "path_paper", "text", "value"),
)
"""What a theme calls the inks of drawings, the boxes, and the accent of headings and links."""

SEED = "values drawn with seed {seed}"
"""What stands below the title of notes whose values were drawn."""

LONGEST = 200
"""Letters of a name or a line of words."""


def look_of(theme: Path | None, templates: Path | None) -> Look:
    """Return the look that a theme and a folder of templates ask for.

    Raises:
        UsageError: One of them cannot be read or holds what cannot be used.
    """
    look = PLAIN if theme is None else _themed(theme)
    return look if templates is None else replace(look, templates=_templates(templates))


def with_seed(look: Look, seed: int) -> Look:
    """Return a look that says from which seed values were drawn, behind the name of the variant if it has one."""
    return replace(look, variant=", ".join(filter(None, (look.variant, SEED.format(seed=f"{seed}")))))


def with_slides(look: Look, frames: int, handout: bool) -> Look:
    """Return a look of which slides are so many at most, and come with a handout or not."""
    return replace(look, frames=frames, handout=handout)


def _themed(path: Path) -> Look:
    import tomllib

    text = _read(path, MOST_BYTES, "a theme").decode("utf-8", "replace")
    try:
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise UsageError(f"{path}: is not TOML: {error}") from error
    changes: dict[str, Any] = {}
    for section, rows in content.items():
        if section not in SECTIONS or not isinstance(rows, dict):
            raise UsageError(f"{path}: {section!r} is no section of a theme; expected {', '.join(SECTIONS)}")
        for name, value in rows.items():
            key = SECTIONS[section].get(name)
            if key is None:
                raise UsageError(f"{path}: {section}: {unknown('value', name, list(SECTIONS[section]))}")
            try:
                field, found = key[0], key[1](value, path)
            except ValueError as error:
                raise UsageError(f"{path}: {section}.{name}: {error}") from error
            changes[field] = {**changes.get(field, {}), **found} if isinstance(found, dict) else found
    look = replace(PLAIN, **changes)
    if look.width < 6 or PAPERS[look.paper][1] - 2 * look.margins[1] < 8:
        raise UsageError(f"{path}: paper.margins: leave less than 6 × 8 cm for the text")
    return look


def _colour(name: str) -> Callable[[object, Path], dict[str, str]]:
    def read(value: object, _: Path) -> dict[str, str]:
        if not isinstance(value, str) or not re.fullmatch(r"#?[0-9a-fA-F]{6}", value):
            raise ValueError(f'expected a colour as "#1f4e79", not {_shown(value)}')
        return {name: value.removeprefix("#").lower()}

    return read


def _words(value: object, _: Path) -> str:
    if not isinstance(value, str) or len(value) > LONGEST:
        raise ValueError(f"expected words, {LONGEST} letters at most, not {_shown(value)}")
    return value.strip()


def _date(value: object, path: Path) -> str:
    return value.isoformat() if isinstance(value, date) else _words(value, path)


def _package(value: object, _: Path) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{0,40}", value):
        raise ValueError(f"expected the name of a LaTeX package, not {_shown(value)}")
    return value


def _size(value: object, _: Path) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not SMALLEST <= value <= LARGEST:
        raise ValueError(f"expected points from {SMALLEST:g} to {LARGEST:g}, not {_shown(value)}")
    return float(value)


def _paper(value: object, _: Path) -> str:
    if not isinstance(value, str) or value not in PAPERS:
        raise ValueError(f"expected one of {', '.join(PAPERS)}, not {_shown(value)}")
    return value


def _margins(value: object, _: Path) -> tuple[float, float]:
    ends = [value, value] if isinstance(value, int | float) else value
    if not isinstance(ends, list) or len(ends) != 2 or not all(_is_length(end) for end in ends):
        raise ValueError(f"expected one or two lengths in cm, at the sides and above, not {_shown(value)}")
    return float(ends[0]), float(ends[1])


def _is_length(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0.5 <= value <= 8


def _logo(value: object, path: Path) -> Logo:
    if not isinstance(value, str) or not value:
        raise ValueError(f"expected the name of a file, not {_shown(value)}")
    content = _read(path.parent / value, MOST_LOGO, "a logo")
    ending = next((ending for begin, ending in PICTURES.items() if content.startswith(begin)), None)
    if ending is None:
        raise ValueError(f"{value} is no PNG or JPEG picture")
    return Logo(f"logo{ending}", content)


SECTIONS: Mapping[str, Mapping[str, tuple[str, Callable[[Any, Path], object]]]] = MappingProxyType(
    {
        "colours": {name: ("colours", _colour(name)) for name in COLOURS},
        "fonts": {
            "text": ("font", _words),
            "math": ("math_font", _words),
            "latex": ("package", _package),
            "size": ("size", _size),
        },
        "paper": {"size": ("paper", _paper), "margins": ("margins", _margins)},
        "page": {
            "course": ("course", _words),
            "author": ("author", _words),
            "date": ("date", _date),
            "variant": ("variant", _words),
            "logo": ("logo", _logo),
        },
    }
)
"""The sections of a theme: each name with the part of a Look that it sets, and what reads its value."""


def _templates(folder: Path) -> tuple[tuple[str, str], ...]:
    """Return the templates in a folder by their full names."""
    known = {name.rpartition("/")[2]: name for name in OWN}
    try:
        paths = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise UsageError(f"{folder}: cannot be read: {error.strerror}") from error
    if not paths:
        raise UsageError(f"{folder}: holds no template; expected {', '.join(known)}")
    found = []
    for path in paths:
        if path.name not in known:
            raise UsageError(f"{folder}: {unknown('template', path.name, list(known))}")
        content = _read(path, MOST_BYTES, "a template")
        try:
            found.append((known[path.name], content.decode("utf-8")))
        except UnicodeDecodeError as error:
            raise UsageError(f"{path}: is not UTF-8") from error
    return tuple(found)


def _read(path: Path, most: int, what: str) -> bytes:
    try:
        if not path.is_file():
            raise UsageError(f"{path}: is no file; expected {what}")
        with path.open("rb") as file:
            content = file.read(most + 1)
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from error
    if len(content) > most:
        raise UsageError(f"{path}: is too large; {what} has at most {most:,} bytes")
    return content


def _shown(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 40 else shown[:39] + "…"
