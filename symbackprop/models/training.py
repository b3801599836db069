"""What a spec says of training: its learning rate, and the optimiser of its section `[optimiser]`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import GraphError, SpecError, SymbackpropError
from ..expression.tree import Number, decimal
from ..graph.tokens import LanguageError
from ..graph.update import RATE, Update
from .literals import Literal, number
from .optimisers import DEFAULT_OPTIMISER, LEARNING_RATE, OPTIMISERS, OWN, Given, optimiser, schedule, written_update
from .places import place_of

SECTION = "optimiser"


def training_of(
    content: Mapping[str, Any], outside: object, key: str, text: str, where: str
) -> tuple[Number | None, Update]:
    """Return the learning rate and the update of a spec.

    Args:
        content: What TOML makes of the spec.
        outside: The learning rate that stands outside of the section, or None.
        key: Where that stands.
        text: The text of the spec.
        where: The file, for messages.

    Returns:
        The rate where it is a number; one that depends on the round is part of the update.

    Raises:
        SpecError: They are no update; the message names file, line and what was expected.
    """
    section = content.get(SECTION, {})
    if SECTION in content and not section:
        raise SpecError(f'{place_of(text, where, SECTION)}: {SECTION}: expected name = "adam", say, or equations')
    inside = section.get(LEARNING_RATE)
    if inside is not None and outside is not None:
        place = place_of(text, where, f"{SECTION}.{LEARNING_RATE}")
        raise SpecError(f"{place}: {SECTION}.{LEARNING_RATE}: the learning rate is given by {key} too; leave one out")
    given: dict[str, Given] = {}
    for name, value in section.items():
        if name not in OWN:
            given[name] = _given(value, f"{SECTION}.{name}", text, where)
    rate: Given | None = None
    if inside is not None or outside is not None:
        at = key if inside is None else f"{SECTION}.{LEARNING_RATE}"
        rate = _given(inside if inside is not None else outside, at, text, where)
    if isinstance(rate, str):
        given[LEARNING_RATE] = rate
    at = f"{SECTION}.equations" if "equations" in section else f"{SECTION}.name"
    place = place_of(text, where, at if at.partition(".")[2] in section else SECTION if section else key)
    try:
        update = _update(section, given, text, where)
    except LanguageError as error:
        message = str(error).partition(", ")[2]
        start = _line_before(text, where)
        raise SpecError(f"{where}:{start + error.line}: {SECTION}.equations, {message}") from error
    except SymbackpropError as error:
        own = str(error)
        raise SpecError(own if own.startswith(f"{where}:") else f"{place}: {SECTION}: {own}") from error
    if rate is None and update.lacks_rate:
        name = section.get("name", DEFAULT_OPTIMISER)
        default = OPTIMISERS[name].rate if "equations" not in section else ""
        rate = decimal(default) if default else None
    return (rate if isinstance(rate, Number) else None), update


def _given(value: object, key: str, text: str, where: str) -> Given:
    """Return a constant, checked: a number, or an expression of the round."""
    try:
        if not isinstance(value, str) or isinstance(value, Literal):
            return number(value)
        schedule(RATE, value)
    except LanguageError as error:
        message = str(error).partition(": ")[2]
        raise SpecError(f"{place_of(text, where, key)}: {key}: {message}, in {str(value)[:40]!r}") from error
    except (GraphError, ValueError) as error:
        raise SpecError(f"{place_of(text, where, key)}: {key}: {error}") from error
    return value


def _update(section: Mapping[str, Any], given: Mapping[str, Given], text: str, where: str) -> Update:
    if "equations" not in section:
        if "state" in section:
            raise GraphError("a state is for equations of your own; expected optimiser.equations")
        return optimiser(section.get("name", DEFAULT_OPTIMISER), given)
    start = _line_before(text, where)
    state = {name: number(value) for name, value in section.get("state", {}).items()}
    return written_update(section["equations"], state, given, lambda line: f"{where}:{start + line}")


def _line_before(text: str, where: str) -> int:
    """Return the number of the line before the first equation of the section."""
    line = place_of(text, where, f"{SECTION}.equations").rpartition(":")[2]
    if not line.isdigit():
        return 0
    first = text.splitlines()[int(line) - 1].partition("=")[2].strip()
    return int(line) if first in ('"""', "'''") else int(line) - 1
