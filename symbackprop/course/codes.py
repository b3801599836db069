"""The small code on a sheet, from which a machine reads back whose numbers are on it.

`SB1-7-S51S01-I` is of version 1 of the drawing of values, seed 7 and a student whose id has the mark S51S01: 30 bits of
the SHA-256 of `seed:id`, in the 32 digits and letters without I, L, O and U. The last sign is the check of ISO 7064,
MOD 37,36, over all digits and letters before it: one wrong sign is found, and nearly always two neighbours that have
changed places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from ..errors import UsageError

DRAWING = 1
"""The version of how values are drawn from a seed; with another one, a seed gives other numbers."""

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECKED = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ALIKE = str.maketrans("ILO", "110")
"""What people write for a sign that is not among the others."""

BITS = 30
CODE = re.compile(r"\bSB(\d{1,3})-(\d{1,20})-([0-9A-Za-z]{6})-([0-9A-Za-z])\b")


@dataclass(frozen=True, slots=True)
class Code:
    """What a code says.

    Args:
        seed: The seed of all variants.
        mark: What is left of the id of the student.
        drawing: The version of the drawing of values.
    """

    seed: int
    mark: str
    drawing: int = DRAWING

    def __str__(self) -> str:
        begun = f"SB{self.drawing}-{self.seed}-{self.mark}"
        return f"{begun}-{check_sign(begun)}"

    def find(self, ids: Iterable[str]) -> str | None:
        """Return the one of some ids that it is of, or None."""
        return next((known for known in ids if code_of(self.seed, known).mark == self.mark), None)


def digest(seed: int, student: str, attempt: int = 0) -> bytes:
    """Return the SHA-256 of `seed:id` in UTF-8; of a further draw, with its number on a line below."""
    again = f"\n{attempt}" if attempt else ""
    return sha256(f"{seed}:{student}{again}".encode()).digest()


def code_of(seed: int, student: str) -> Code:
    """Return the code of a student's sheet.

    >>> print(code_of(7, "s-17"))
    SB1-7-S51S01-I
    """
    bits = int.from_bytes(digest(seed, student)[-4:]) & ((1 << BITS) - 1)
    return Code(seed, "".join(SIGNS[bits >> at & 31] for at in range(BITS - 5, -1, -5)))


def read_code(text: str) -> Code | None:
    """Return the first code that stands in a text, or None.

    Raises:
        UsageError: It has a wrong sign.

    >>> read_code("code SB1-7-S51S01-I, page 3")
    Code(seed=7, mark='S51S01', drawing=1)
    """
    found = CODE.search(text)
    if found is None:
        return None
    drawing, seed, mark, check = found.groups()
    code = Code(int(seed), mark.upper().translate(ALIKE), int(drawing))
    if str(code)[-1] != check.upper():
        raise UsageError(f"{found[0]}: is no code of a sheet; a sign of it is wrong")
    return code


def check_sign(text: str) -> str:
    """Return the check of ISO 7064, MOD 37,36, over the digits and letters of a text.

    >>> check_sign("A12425GABC1234002")
    'M'
    """
    at = 36
    for sign in text.upper():
        if sign in CHECKED:
            at = (at + CHECKED.index(sign)) % 36 or 36
            at = at * 2 % 37
    return CHECKED[(37 - at) % 36]
