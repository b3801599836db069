"""What words stand for in one program: the functions that it defines in a line or two, and names that end in a mark."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..lexicon.words import function_of

NAME = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class CodeFunction:
    """A function of a program.

    Args:
        parameters: What its arguments are called in it.
        body: What it returns, as a formula.
    """

    parameters: tuple[str, ...]
    body: str

    def of(self, arguments: Sequence[str]) -> str | None:
        """Return the formula of a call, or None where it has other arguments.

        >>> CodeFunction(("z",), "1 - tanh(z)**2").of(["W x"])
        '(1 - tanh((W x))**2)'
        """
        if len(arguments) != len(self.parameters):
            return None
        put_in = dict(zip(self.parameters, arguments, strict=True))
        return f"({NAME.sub(lambda at: f'({put_in[at[0]]})' if at[0] in put_in else at[0], self.body)})"


@dataclass(frozen=True, slots=True)
class CodeWords:
    """What words stand for in one program.

    Args:
        functions: The functions that it defines, by name.
        called: What the document around it calls its names, as ŷ what a program calls y_ or, beside a target t, y.
    """

    functions: Mapping[str, CodeFunction] = field(default_factory=dict)
    called: Mapping[str, str] = field(default_factory=dict)

    def written(self, name: str) -> str:
        """Return how a name, or a derivative, is written in a formula.

        >>> words = CodeWords(called={"y_": "y_hat", "t": "y"})
        >>> [words.written(name) for name in ("y_", "dL_dy_", "dy_du2", "t", "y", "my_", "dL_dyhat", "that")]
        ['y_hat', 'dL_dy_hat', 'dy_hat_du2', 'y', 'y', 'my_', 'dL_dy_hat', 'that']
        """
        whole = self._pattern.fullmatch(name)
        if whole is None:
            return name
        new = self.called.get(whole["word"]) or f"{whole['word'].removesuffix('hat')}_hat"
        return f"{whole['before']}{new}{whole['after'] and '_' + whole['after'].lstrip('_')}"

    @property
    def _pattern(self) -> re.Pattern[str]:
        words = "|".join(sorted(map(re.escape, self.called), key=len, reverse=True))
        return re.compile(
            rf"(?P<before>(?:\w+_)?d|)(?P<word>{words}{'|' if words else ''}[yYpoaz]hat)(?P<after>_?d\w+|)"
        )


NO_WORDS = CodeWords()

HAT = re.compile(r"\\hat\s*\{?\s*\\?(?:math\w+\s*\{)?y|ŷ|y\u0302")
GIVEN_TARGET = re.compile(r"^[ \t]*t\s*=\s*(?:[\w.]+\()?[\s(\[]*[-+]?\.?\d[^A-Za-z\n]*$", re.M)
COMPUTED = re.compile(r"^[ \t]*(?P<name>y_?)\s*=(?!=)[^\n]*?(?:[A-Za-z_]\w*\s*\(|@|\*)", re.M)


def called_in(text: str, program: str) -> dict[str, str]:
    """Return what a document calls the names of a program: ŷ what is computed for y there, and y the target t.

    Args:
        text: The document.
        program: The program.
    """
    computed = {found["name"] for found in COMPUTED.finditer(program)}
    if "y_" in computed:
        return {"y_": "y_hat"}
    # A document that writes ŷ has a y for the target.
    if "y" in computed and GIVEN_TARGET.search(program) and HAT.search(text):
        return {"y": "y_hat", "t": "y"}
    return {}


DERIVED = re.compile(
    r"(?:d_?)?(?P<of>\w+?)(?:_?(?:derivative|deriv|derivada|prime|ableitung|grad|gradient))|d_?(?P<at>\w+)"
)


def derived_function(name: str) -> str | None:
    """Return the function whose derivative a name says, or None.

    >>> [derived_function(name) for name in ("tanh_derivative", "d_sigmoid", "reluPrime".lower(), "delta", "train")]
    ['tanh', 'sigmoid', 'relu', None, None]
    """
    found = DERIVED.fullmatch(name)
    of = found and (found["of"] or found["at"])
    return of if of and function_of(of) is not None else None
