"""The console of all commands: it shows text and executes nothing in it."""

from __future__ import annotations

from rich.console import Console, HighlighterType, JustifyMethod, OverflowMethod
from rich.style import Style
from rich.text import Text

from ..document.escape import in_terminal


class PlainConsole(Console):
    """Rich's console without its markup, its names of pictograms, and all that a terminal would take for a command.

    Whatever is printed as a string passes here, in a table too: titles, names and paths of users among it.
    """

    def render_str(
        self,
        text: str,
        *,
        style: str | Style = "",
        justify: JustifyMethod | None = None,
        overflow: OverflowMethod | None = None,
        emoji: bool | None = None,  # noqa: ARG002
        markup: bool | None = None,  # noqa: ARG002
        highlight: bool | None = None,  # noqa: ARG002
        highlighter: HighlighterType | None = None,  # noqa: ARG002
    ) -> Text:
        """Return a string without reading markup in it."""
        return Text(in_terminal(text), style=style, justify=justify, overflow=overflow)
