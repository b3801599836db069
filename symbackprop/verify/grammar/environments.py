"""What only lays out, taken from the tokens of LaTeX: alignments are dropped, matrices keep their begin and end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from ..lexicon.latex import BETWEEN_ROWS, CASES, FRAMES, MATRICES, STACKED, WITH_ARGUMENT, WITH_LIMITS
from .gaps import CLOSING, OPENING, parted
from .tokens import Sort, Token


def stripped(found: list[Token]) -> list[Token]:
    """Return the tokens without environments that only lay out, labels and colours."""
    return parted(_Stripping(_with_matrices(_with_fractions(found))).every())


@dataclass
class _Stripping:
    """Takes from tokens what only lays out.

    Args:
        found: The tokens.
        kept: Those that are kept.
        at: Where in the former.
        instead: From the place of a brace to what is kept in its place.
        aligned: Of the matrices that are open, whether each only lines up equations.
    """

    found: list[Token]
    kept: list[Token] = field(default_factory=list)
    at: int = 0
    instead: dict[int, list[Token]] = field(default_factory=dict)
    aligned: list[bool] = field(default_factory=list)

    def every(self) -> list[Token]:
        while self.at < len(self.found):
            token = self.found[self.at]
            act = ACTS.get(token.text) if token.sort is Sort.COMMAND else None
            if self.at in self.instead:
                self.kept += self.instead[self.at]
                self.at += 1
            elif act is not None:
                act(self)
            elif token.text == "{" and self._is_empty_group():
                self.at += 2
            elif token.text == "{" and self._holds_an_equation():
                self.instead[closing(self.found, self.at)] = []
                self.at += 1
            elif token.text == "{" and self._holds_an_operator():
                self.kept.append(self.found[self.at + 1])
                self.at += len("{+}")
            else:
                self.kept.append(self._parting(token))
                self.at += 1
        return self.kept

    def environment(self) -> None:
        """Drop the begin or the end of an environment, or keep that of a matrix."""
        token = self.found[self.at]
        close = closing(self.found, self.at + 1)
        name = _environment(self.found, self.at)
        if name in MATRICES or name in CASES:
            if token.text == "begin":
                self.aligned.append(name == "array" and _holds_equations(self.found, close + 1))
            if not self.is_aligned:
                self.kept.append(replace(token, text=f"{token.text}:{name}"))
            if token.text == "end" and self.aligned:
                self.aligned.pop()
        self.at = close + 1
        if name == "array" and token.text == "begin":
            self.at = closing(self.found, self.at) + 1

    def argument(self) -> None:
        """Drop a command with its argument."""
        self.at = closing(self.found, self.at + 1) + 1

    def frame(self) -> None:
        """Drop a command, and keep what it holds."""
        close = closing(self.found, self.at + 1)
        if close > self.at:
            self.instead[close] = []
            self.at += 1
        self.at += 1

    def stacked(self) -> None:
        """Keep what something stands above or below, and that too where it says what the former runs over."""
        close = closing(self.found, self.at + 1)
        sign = "_" if self.found[self.at].text == "underset" else "^"
        note = self.found[self.at + 1 : close + 1]
        end = closing(self.found, close + 1)
        inner = self.found[close + 2 : end] if end > close else self.found[close + 1 : close + 2]
        runs = "".join(token.text for token in inner if token.text not in NO_PART)
        kept: list[Token] = []
        if note and (runs in WITH_LIMITS or (len(inner) == 1 and inner[0].sort is Sort.WORD and _is_layer(note))):
            kept = [Token(Sort.SIGN, sign, note[0].span, spaced=False), *note]
        if end > close:
            self.instead[end] = kept
            self.at = close + 2
        else:
            self.kept += [*inner, *kept]
            self.at = close + 2

    def rows(self) -> None:
        """Write the end of a row for words that stand between two."""
        self.kept.append(replace(self.found[self.at], sort=Sort.BREAK, text="\\"))
        self.argument()

    def lines(self) -> None:
        r"""Write the lines of `\substack` side by side."""
        close = closing(self.found, self.at + 1)
        inside = self.found[self.at + 2 : close]
        self.kept += [replace(token, text=",") if token.text == "\\" else token for token in inside]
        self.at = close + 1

    @property
    def is_aligned(self) -> bool:
        """Whether the matrix that is open only lines up equations."""
        return bool(self.aligned) and self.aligned[-1]

    def _is_empty_group(self) -> bool:
        closes = self.at + 1 < len(self.found) and self.found[self.at + 1].text == "}"
        return closes and not (self.kept and self.kept[-1].text in ("_", "^"))

    def _holds_an_equation(self) -> bool:
        """Say whether a group, as that of a size or a colour, is nothing but an equation."""
        if self.kept and self.kept[-1].sort is not Sort.BREAK:
            return False
        close = closing(self.found, self.at)
        behind = self.found[close + 1] if close + 1 < len(self.found) else self.found[-1]
        depth = 0
        for token in self.found[self.at + 1 : close]:
            depth += (token.text in OPENING) - (token.text in CLOSING) if token.sort is Sort.SIGN else 0
            if depth == 0 and token.sort is Sort.RELATION and token.text == "=":
                return behind.sort in (Sort.BREAK, Sort.RELATION, Sort.END) or close + 1 >= len(self.found)
        return False

    def _holds_an_operator(self) -> bool:
        """Say whether a group holds a single sign between operands, as `{=}` and a coloured minus do."""
        inside = self.found[self.at + 1 :][: len("+}")]
        is_script = bool(self.kept) and self.kept[-1].text in ("_", "^")
        return not is_script and len(inside) > 1 and inside[1].text == "}" and inside[0].text in BETWEEN_OPERANDS

    def _parting(self, token: Token) -> Token:
        """Return a token; what parts the cells of a table, each with an equation of its own, parts those."""
        beside = self.found[max(self.at - 1, 0) : self.at + 2]
        parts = self.is_aligned and token.text == "&" and not any(one.sort is Sort.RELATION for one in beside)
        return replace(token, text=";") if parts else token


NO_PART = frozenset({"{", "}", "operatorname", "mathrm", *FRAMES})
"""What is no part of the name of what runs over something."""

BETWEEN_OPERANDS = frozenset({*"+-*/=≈⊙", ":="})

ACTS: Mapping[str, Callable[[_Stripping], None]] = MappingProxyType(
    {
        **dict.fromkeys(("begin", "end"), _Stripping.environment),
        **dict.fromkeys(WITH_ARGUMENT, _Stripping.argument),
        **dict.fromkeys(FRAMES, _Stripping.frame),
        **dict.fromkeys(STACKED, _Stripping.stacked),
        **dict.fromkeys(BETWEEN_ROWS, _Stripping.rows),
        "substack": _Stripping.lines,
    }
)
"""What is done with a command that lays out."""


def _is_layer(note: list[Token]) -> bool:
    """Say whether what stands above a name is a number or a letter in brackets."""
    inside = [token.text for token in note if token.text not in "{}"]
    return len(inside) == len("(l)") and inside[0] in OPENING and inside[-1] in CLOSING


def _with_fractions(found: list[Token]) -> list[Token]:
    r"""Return the tokens with `{a \over b}` as `{\frac{a}{b}}`."""
    if not any(token.sort is Sort.COMMAND and token.text == "over" for token in found):
        return found
    groups: list[list[Token]] = [[]]
    overs: list[int | None] = [None]
    for token in found:
        if token.sort is Sort.SIGN and token.text == "{":
            groups.append([token])
            overs.append(None)
        elif token.sort is Sort.COMMAND and token.text == "over" and len(groups) > 1 and overs[-1] is None:
            overs[-1] = len(groups[-1])
        elif token.sort is Sort.SIGN and token.text == "}" and len(groups) > 1:
            group, over = groups.pop(), overs.pop()
            groups[-1] += [*group, token] if over is None else _fraction(group, over, token)
        else:
            groups[-1].append(token)
    return [token for group in groups for token in group]


def _fraction(group: list[Token], over: int, end: Token) -> list[Token]:
    opening = replace(group[0], spaced=False)
    command = replace(opening, sort=Sort.COMMAND, text="frac")
    closes = replace(end, spaced=False)
    return [group[0], command, opening, *group[1:over], closes, opening, *group[over:], closes, end]


def _with_matrices(found: list[Token]) -> list[Token]:
    """Return the tokens with rows that are only lined up in brackets, and no equations, as a matrix."""
    written = list(found)
    for at, token in enumerate(found):
        if token.sort is not Sort.COMMAND or token.text != "begin" or _environment(found, at) not in LINED_UP:
            continue
        end = _end_of_rows(found, at)
        opens = found[at - 1].text in OPENING if at else False
        if not end or not opens or found[min(closing(found, end + 1) + 1, len(found) - 1)].text not in CLOSING:
            continue
        has_cells = any(one.text == "&" for one in found[at:end])
        for place in range(at, end):
            if found[place].text == "quad" and not has_cells:
                written[place] = replace(found[place], text="&")
        for place in (at, end):
            name = closing(found, place + 1) - 1
            written[name] = replace(found[name], text="matrix")
    return written


LINED_UP = frozenset({"aligned", "gathered", "align"})
"""Environments that line up rows."""


def _end_of_rows(found: list[Token], at: int) -> int:
    """Return where the end of an environment stands that holds no equation and no other one; 0 where there is none."""
    for place in range(at + 1, len(found)):
        token = found[place]
        if token.sort is Sort.RELATION or (token.sort is Sort.COMMAND and token.text == "begin"):
            return 0
        if token.sort is Sort.COMMAND and token.text == "end":
            return place
    return 0


def _environment(found: list[Token], at: int) -> str:
    return "".join(t.text for t in found[at + 2 : closing(found, at + 1)]).rstrip("*")


def _holds_equations(found: list[Token], at: int) -> bool:
    """Say whether the rows of an array are equations, so that it only lines them up."""
    depth = 1
    for place in range(at, len(found)):
        token = found[place]
        if token.sort is Sort.COMMAND and token.text in ("begin", "end"):
            depth += 1 if token.text == "begin" else -1
            if depth == 0:
                return False
        elif token.sort is Sort.RELATION and depth == 1:
            return True
    return False


def closing(found: list[Token], at: int) -> int:
    """Return where the group that starts here ends, or the place before where none starts."""
    if at >= len(found) or found[at].text != "{":
        return at - 1
    depth = 0
    for place in range(at, len(found)):
        if found[place].sort is Sort.SIGN:
            depth += {"{": 1, "}": -1}.get(found[place].text, 0)
            if depth == 0:
                return place
    return len(found) - 2


def opening(found: list[Token], at: int) -> int | None:
    """Return where the brackets open that close at a place, or None where none close there."""
    depth = 0
    for place in range(at, -1, -1):
        text = found[place].text if found[place].sort is Sort.SIGN else ""
        depth += (text in CLOSING) - (text in OPENING)
        if depth == 0:
            return place if text else None
    return None
