"""Derivations of single weights, each a file to be included in somebody's own document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import UsageError
from .arguments import DEFAULT_FORMATS
from .files import write_files
from .formats import FORMATS, for_fragments, listed, several_of
from .streams import utf8
from .terminal import print_files, waiting

if TYPE_CHECKING:
    from ..derive.narrate import Story
    from ..derive.numbers import Numbers
    from ..document.look import Look
    from ..expression.tree import Symbol


def formats_of(given: str) -> list[str]:
    """Return the formats of fragments that are asked for; all of them where nothing is said.

    Raises:
        UsageError: One of them is a page and no part of one.
    """
    if given == DEFAULT_FORMATS:
        return for_fragments()
    for name in several_of(given, list(FORMATS)):
        if name not in for_fragments():
            raise UsageError(
                f"--fragment: {FORMATS[name].title} is no part of a document; choose {listed(for_fragments())}"
            )
    return several_of(given, for_fragments())


def write_fragments(
    numbers: Numbers,
    weights: Sequence[Symbol],
    formats: str,
    story: Story | None,
    look: Look,
    output: Path,
    quiet: bool,
) -> None:
    """Write the derivations of some weights alone.

    Args:
        numbers: The network and how its numbers are shown.
        weights: A fragment is made of each.
        formats: As they are given.
        story: How they are told, as in the notes.
        look: How they look.
        output: The folder.
        quiet: Whether nothing is printed.
    """
    wanted = formats_of(formats)
    numbers.network.demand_values()
    with waiting("Deriving", quiet):
        files = fragments(numbers, weights, story, wanted, look)
    write_files(output, files)
    if not quiet:
        print_files(output, files)


def fragments(
    numbers: Numbers, weights: Sequence[Symbol], story: Story | None, formats: Sequence[str], look: Look
) -> Mapping[str, bytes]:
    """Return the files of fragments, and those whose commands they use.

    Args:
        numbers: The network and how its numbers are shown.
        weights: A fragment is made of each.
        story: How they are told, as in the notes.
        formats: Names of rows of FORMATS.
        look: How they look.
    """
    from dataclasses import replace

    from ..derive.narrate import fragment

    files: dict[str, bytes] = {}
    for weight in weights:
        document = replace(fragment(numbers, weight, story), look=replace(look, logo=None))
        for row in (FORMATS[name] for name in formats):
            if row.of_document is not None:
                files.update(row.of_document(document))
    for row in (FORMATS[name] for name in formats):
        if row.of_commands is not None:
            name, text = row.of_commands(look)
            files[name] = utf8(text)
    return files
