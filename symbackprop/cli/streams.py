"""The standard streams, whatever they lead to: closed ones, full ones, and ones that cannot show all characters."""

from __future__ import annotations

import codecs
import io
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType

TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import TextIO

READABLE = "symbackprop.readable"
"""The error handler that writes what an encoding lacks in characters that it has."""

SPELT: Mapping[str, str] = MappingProxyType(
    {
        "×": "x",
        "–": "-",
        "—": "-",
        "…": "...",
        "‖": "||",
        "′": "'",
        "⁺": "+",
        "⁻": "-",
        "⁄": "/",
        "→": "->",
        "∂": "d",
        "∇": "grad",
        "∏": "prod ",
        "∑": "sum ",
        "−": "-",
        "∘": "o",
        "√": "sqrt ",
        "∞": "inf",
        "≈": "~=",
        "≠": "!=",
        "≤": "<=",
        "≥": ">=",
        "⊙": "*",
        "⋅": "*",
        "·": "*",
        "✓": "+",
        "✗": "x",
    }
)
"""How signs of mathematics are written in ASCII; letters and digits are found by what they are."""

BYTES_OF_NAMES = range(0xDC80, 0xDD00)
"""What stands in a file name or an argument for a byte that is no character."""


class Output(io.TextIOWrapper):
    """Standard output that remembers why it cannot be written."""

    failure: OSError | None = None

    def write(self, text: str) -> int:
        try:
            return super().write(text)
        except OSError as error:
            self.failure = error
            raise

    def flush(self) -> None:
        try:
            super().flush()
        except OSError as error:
            self.failure = error
            raise


def secure() -> None:
    """Make both streams accept all characters, and keep the number of a closed one from being given to a file.

    What is written where standard output should be fails as it would on the closed one.
    """
    for number, mode in ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            with suppress(OSError):
                os.open(os.devnull, mode)
    codecs.register_error(READABLE, _readable)
    sys.stdout = _secured(sys.stdout, 1)
    sys.stderr = _secured(sys.stderr, 2)


def _secured(stream: TextIO | None, number: int) -> Output:
    """Return a stream of the same file that spells what its encoding lacks; nothing stands for a closed one."""
    if not isinstance(stream, io.TextIOWrapper):
        raw = io.BufferedWriter(io.FileIO(number, "w", closefd=False))
        return Output(raw, encoding="utf-8", errors=READABLE, line_buffering=True)
    encoding, lines, at_once = stream.encoding, stream.line_buffering, stream.write_through
    return Output(stream.detach(), encoding, READABLE, line_buffering=lines, write_through=at_once)


def output_failure() -> OSError | None:
    """Write out what was printed, and return why that fails or has failed before, or None where it does not."""
    if isinstance(sys.stdout, Output) and sys.stdout.failure is not None:
        return sys.stdout.failure
    try:
        sys.stdout.flush()
    except OSError as error:
        return error
    return None


def print_bytes(content: bytes) -> None:
    """Print bytes as they are, after what was printed before."""
    sys.stdout.flush()
    try:
        sys.stdout.buffer.write(content)
    except OSError as error:
        if isinstance(sys.stdout, Output):
            sys.stdout.failure = error
        raise


def complain(line: str) -> None:
    """Print one line on standard error, without what a terminal would execute; it is lost where that is closed."""
    line = " ".join(line.split())
    shown = "".join(character if _is_plain(character) else ascii(character)[1:-1] for character in line)
    with suppress(OSError, ValueError):
        print(f"symbackprop: {shown}", file=sys.stderr, flush=True)


def utf8(text: str) -> bytes:
    r"""Return a text in UTF-8, with U+FFFD for what is no character.

    >>> utf8("a" + chr(0xD800))
    b'a\xef\xbf\xbd'
    """
    return well_formed(text).encode("utf-8")


def well_formed(text: str) -> str:
    """Return a text with U+FFFD for what is no character, as a byte of a file name may not be."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _is_plain(character: str) -> bool:
    return character.isprintable() or ord(character) in BYTES_OF_NAMES


def _readable(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    found = error.object[error.start : error.end]
    if any(ord(character) in BYTES_OF_NAMES for character in found):
        return b"".join(map(_as_bytes, found)), error.end
    return "".join(map(_spelt, found)), error.end


def _as_bytes(character: str) -> bytes:
    if ord(character) in BYTES_OF_NAMES:
        return bytes([ord(character) - 0xDC00])
    return _spelt(character).encode("ascii")


def _spelt(character: str) -> str:
    r"""Return a character in ASCII.

    >>> [_spelt(character) for character in "σΣ₁½é≈中"]
    ['sigma', 'Sigma', '1', '1/2', 'e', '~=', '\\u4e2d']
    """
    from unicodedata import name, normalize

    if character in SPELT:
        return SPELT[character]
    size, _, letter = name(character, "").removeprefix("GREEK ").partition(" LETTER ")
    if letter.isalpha() and size in ("SMALL", "CAPITAL"):
        return letter.lower() if size == "SMALL" else letter.capitalize()
    parts = normalize("NFKD", character)
    plain = "".join(part if part.isascii() else SPELT.get(part, "") for part in parts)
    return plain or ascii(character)[1:-1]
