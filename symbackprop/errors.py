"""Every exception that symbackprop raises on purpose."""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType

from .spelling import nearest


class SymbackpropError(Exception):
    """Base of all errors whose message is meant for the user: one line, what, where, what was expected."""


class DocumentError(SymbackpropError):
    """A document that cannot be judged.

    Args:
        message: What is shown.
        code: The same as a stable code, where there is one.
    """

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class ExpressionError(SymbackpropError):
    """An expression that cannot be read, converted or evaluated."""


class LexiconError(SymbackpropError):
    """A list of the words of a language that cannot be used."""


class GraphError(SymbackpropError):
    """A list of equations that is not a graph."""


class SpecError(SymbackpropError):
    """A network description that cannot be used."""


class MissingValuesError(SymbackpropError):
    """Numbers are asked for where a description gives none."""


class DomainError(SymbackpropError):
    """A value outside the domain of the function it is given to."""


class CertificationError(SymbackpropError):
    """A digit that could not be decided with the precision allowed."""


class DerivationError(SymbackpropError):
    """A step of a derivation that SymPy does not confirm: a bug of ours, never hidden."""


class DrawError(SymbackpropError):
    """Values that could not be drawn so that every unit is alive and every gradient shows."""


class ExportError(SymbackpropError):
    """A program that cannot be written, compiled or called as asked."""


class UnsafeFolderError(ExportError):
    """A folder from which no code is loaded, since others can change what is in it."""


class RenderError(SymbackpropError):
    """A document that could not be turned into the format asked for."""


class UnknownNameError(SymbackpropError):
    """A name that is in none of the tables, with the nearest ones."""


class UsageError(SymbackpropError):
    """Arguments that do not fit together or are out of range."""


def repeated(names: Iterable[str]) -> str | None:
    """Return the first name that stands in a list twice, or None.

    >>> repeated(["w", "v", "w"]), repeated(["w", "v"])
    ('w', None)
    """
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return None


def unknown(kind: str, given: str, allowed: list[str]) -> UnknownNameError:
    """Return the error for a name that is not among those allowed, with the nearest one first.

    >>> print(unknown("weight", "w9", ["w1", "w2"]))
    no weight is called 'w9'; allowed: w1, w2 (nearest: w2)
    """
    if not allowed:
        return UnknownNameError(f"no {kind} is called {given!r}; there is none")
    shown = ", ".join(allowed[:12]) + (f", … ({len(allowed)} in all)" if len(allowed) > 12 else "")
    near = nearest(given, allowed)
    hint = f" (nearest: {near})" if near else ""
    return UnknownNameError(f"no {kind} is called {given!r}; allowed: {shown}{hint}")


class ElsewhereError(Exception):
    """A fault of ours in another process, in words: a traceback cannot be sent.

    Args:
        what: The error.
        where: The place in the code.
        trace: The traceback as it would be printed there.
    """

    def __init__(self, what: str, where: str, trace: str) -> None:
        super().__init__(what, where, trace)
        self.what, self.where, self.trace = what, where, trace

    @classmethod
    def of(cls, error: BaseException) -> ElsewhereError:
        """Return what can be sent of an error."""
        from traceback import format_exception

        return cls(in_words(error), place(error.__traceback__), "".join(format_exception(error)))


def in_words(error: BaseException) -> str:
    """Return the kind of an error and its message.

    >>> in_words(KeyError("w"))
    "KeyError: 'w'"
    """
    return f"{type(error).__name__}: {error}".removesuffix(": ")


def place(trace: TracebackType | None) -> str:
    """Return where in our code an error comes from, as `derive/backward.py:120`; empty where it is none of ours."""
    from pathlib import Path

    home, found = Path(__file__).parent, ""
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        if file.is_relative_to(home):
            found = f"{file.relative_to(home).as_posix()}:{trace.tb_lineno}"
        trace = trace.tb_next
    return found
