"""The comments and strings of a language, as what it says of them: trigraphs and joined lines of C included."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

TRIGRAPHS = {"=": "#", "/": "\\", "'": "^", "(": "[", ")": "]", "!": "|", "<": "{", ">": "}", "-": "~"}
WORD = re.compile(r"[^\W\d]\w*|\d[\w.]*(?:(?<=[eE])[-+]\w+)?|\S")
STRING = r'"(?:\\.|[^"\\\n])*"'
CHARACTER = r"'(?:\\.[^']*|[^'\\\n])'"


@dataclass(frozen=True)
class Lexer:
    """The comments and strings of a language.

    Args:
        line: What begins a comment that goes to the end of its line, and the characters that end lines.
        block: What begins and ends a comment of many lines.
        nested: Whether such comments hold others.
        strings: What a string looks like.
        before: What happens to the text before all else.
    """

    line: str
    block: tuple[str, str] | None
    nested: bool
    strings: str
    before: Callable[[str], str] = str
    ends: str = "\n"

    def __call__(self, text: str) -> list[str]:
        """Return the tokens of a text; each string is one empty string."""
        return WORD.findall(self.code(text))

    def code(self, text: str) -> str:
        """Return a text without comments, and with nothing in its strings."""
        return "".join(self._apart(self.before(text)))

    def _apart(self, text: str) -> Iterator[str]:
        opening = [self.line, *([re.escape(self.block[0])] if self.block else [])]
        start = re.compile(f"(?P<string>{self.strings})|{'|'.join(opening)}", re.DOTALL)
        at = 0
        while found := start.search(text, at):
            yield text[at : found.start()]
            yield ' "" ' if found["string"] else " "
            if found["string"]:
                at = found.end()
            elif self.block and found[0] == self.block[0]:
                at = self._closed(text, found.end())
            else:
                ended = re.compile(f"[{self.ends}]").search(text, found.end())
                at = ended.start() if ended else len(text)
        yield text[at:]

    def _closed(self, text: str, at: int) -> int:
        assert self.block is not None
        first, last = self.block
        depth = 1
        for found in re.compile(f"{re.escape(first)}|{re.escape(last)}").finditer(text, at):
            depth += -1 if found[0] == last else int(self.nested)
            if depth == 0:
                return found.end()
        raise AssertionError("a comment has no end")


def _joined(text: str) -> str:
    return re.sub(r"\?\?([=/'()!<>-])", lambda found: TRIGRAPHS[found[1]], text).replace("\\\n", "")


C = Lexer("//", ("/*", "*/"), False, f"{STRING}|{CHARACTER}", _joined)
