"""Why a whole document is not judged: codes and what goes with them. The words are made where they are shown."""

from __future__ import annotations

from enum import Enum
from typing import TypeAlias

from ..errors import SymbackpropError
from .reasons import Reason

RefusalDetail: TypeAlias = str | int | float | tuple[str, ...] | Reason


class DocumentCode(Enum):
    """Why a document is not judged; the values are stable, so that programs may rely on them."""

    ANOTHER_MEANT = "another-network-meant"
    BIASES_UNFIT = "biases-unfit"
    JUDGE_BROKEN = "judge-broken"
    JUDGE_SILENT = "judge-silent"
    NETWORK_NOT_FOUND = "network-not-found"
    NO_NOTEBOOK = "no-notebook"
    NOT_UTF8 = "not-utf-8"
    NO_TIME_LEFT = "no-time-left"
    NO_WORD = "no-word"
    NUMBERS_MISSING = "numbers-missing"
    OLD_WORD = "old-word"
    ORDER_OF_WEIGHTS_OPEN = "order-of-weights-open"
    PARTS_MISSING = "parts-missing"
    PDF = "pdf"
    PICTURE = "picture"
    STOPPED_OFTEN = "stopped-often"
    TOOK_TOO_LONG = "took-too-long"
    TOO_MANY_BYTES = "too-many-bytes"
    TOO_MANY_CHARACTERS = "too-many-characters"
    TOO_MANY_FORMULAS = "too-many-formulas"
    TOO_MANY_PARAMETERS = "too-many-parameters"
    TOO_MANY_WEIGHTS = "too-many-weights"
    WEIGHTS_UNFIT = "weights-unfit"


class DocumentRefusal(SymbackpropError):
    """A document that is not judged.

    Args:
        code: Why.
        file: Its name; empty where that is not known.
        line: The line that it is about, or None.
        details: What goes into the sentence of the code.
    """

    def __init__(self, code: DocumentCode, file: str = "", line: int | None = None, **details: RefusalDetail) -> None:
        super().__init__(code, file, line)
        self.code, self.file, self.line, self.details = code, file, line, details

    @property
    def place(self) -> str:
        """The file and the line, as far as they are known."""
        return ":".join(str(part) for part in (self.file or None, self.line) if part is not None)

    def __str__(self) -> str:
        return ": ".join(filter(None, (self.place, self.code.value)))
