"""Text of users made inert: what a spec, a document or a path says is shown in every output and executed by none.

Titles, sources, remarks, names and paths come from people whom nobody knows. Each kind of output has one function here,
and whatever writes such a text calls it; the active characters of TeX stand in `render.tex` with its fonts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape as escaped_html
from json import dumps
from types import MappingProxyType
from typing import NewType
from unicodedata import category
from urllib.parse import quote

Inert = NewType("Inert", str)
"""A text that generated code may hold: `in_code` makes it, and the type says that it has been called."""


def printable(text: str) -> str:
    r"""Return a text on one line, with a space for each character that is not there to be seen.

    Those are the control characters, all separators of lines, the marks that turn the direction of writing round, lone
    surrogates, and what Unicode has not assigned.

    >>> printable("a\nb\u2028c\u202ed\ud800e")
    'a b c d e'
    """
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)


REPLACED = str.maketrans({"\\": "/", '"': "'", "`": "'"})
"""What begins an escape or ends a string in most languages, and what stands for it in a comment."""

APART: Mapping[str, str] = MappingProxyType(
    {
        "#": "=",
        "$": "{(",
        "'": "'",
        "*": "/-",
        "-": "*-",
        "/": "*#@",
        "<": "/!?<%#",
        "=": "#",
        ">": ">",
        "?": "?>",
        "@": "@",
        "^": "^",
        "{": "{%#",
        "}": "}",
        "%": "}>",
    }
)
"""Signs that do something together, the second ones behind the first: a space comes between them.

They begin and end comments (C, JavaScript, Julia, HTML), strings of three quotation marks, trigraphs, blanks of
templates and of strings, directives for source maps, and lines with settings for Emacs.
"""

MODELINE = r"\b(?:ex|[Vv]im?)(?=[<=>]?\d*:)"
"""What Vim takes for settings, in a comment at either end of a file."""

TOGETHER = re.compile(
    "|".join([*(f"{re.escape(first)}(?=[{re.escape(second)}])" for first, second in APART.items()), MODELINE])
)


def in_code(text: str) -> Inert:
    r"""Return words for a comment, a docstring or a string of any language that we write.

    >>> print(in_code("*\\ #= ${x} ?" + "?/ \u2028end"))
    * / # = $ {x} ? ?/  end
    """
    return Inert(TOGETHER.sub(r"\g<0> ", printable(text).translate(REPLACED)).strip())


def in_terminal(text: str) -> str:
    r"""Return words as a terminal shows them, with nothing that it would execute: escapes stand where controls stood.

    >>> print(in_terminal("red: \x1b[31m, turned: \u202e,\nnext"))
    red: \x1b[31m, turned: \u202e, next
    """
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(character: str) -> str:
    # Spaces of other widths, such as stand between thousands, do no harm.
    if character.isprintable() or category(character) == "Zs":
        return character
    return " " if character.isspace() else ascii(character)[1:-1]


def in_json(content: str) -> str:
    r"""Return JSON with an escape for each character that is not there to be seen; a terminal may be what shows it.

    >>> print(in_json('["a\u009b\ud800é"]'))
    ["a\u009b\ud800é"]
    """
    return UNUSUAL.sub(lambda found: found[0] if found[0].isprintable() else dumps(found[0])[1:-1], content)


UNUSUAL = re.compile(r"[^\n -~]")


def in_html(text: str) -> str:
    """Return words for HTML and SVG, in an element or in an attribute.

    >>> in_html("<b title='x'>")
    '&lt;b title=&#x27;x&#x27;&gt;'
    """
    return escaped_html(printable(text))


MARKDOWN = re.compile(r"[\\`*_{}\[\]<>#+!|~$&]|^\s*[-=]|^\s*\d+[.)]")


def in_markdown(text: str) -> str:
    r"""Return words as Markdown shows them; a dollar sign that stands in a tag of its own begins no formula on GitHub.

    >>> print(in_markdown("a_b *c* $5"))
    a\_b \*c\* <span>$</span>5
    """
    return in_alternative(text).replace(r"\$", "<span>$</span>")


def in_alternative(text: str) -> str:
    r"""Return words for the alternative of a picture in Markdown, where there are no tags.

    >>> print(in_alternative("1. a_b $5"))
    1\. a\_b \$5
    """
    return MARKDOWN.sub(lambda found: rf"{found[0][:-1]}\{found[0][-1]}", printable(text))


TYPST = str.maketrans({character: "\\" + character for character in "\\#$*_`<>@=-+/~[](){}\"'.:;"})


def in_typst(text: str) -> str:
    r"""Return words as Typst shows them.

    >>> print(in_typst("#x $1 [a]"))
    \#x \$1 \[a\]
    """
    return printable(text).translate(TYPST)


def in_typst_string(text: str) -> str:
    r"""Return a text as a string of Typst.

    >>> print(in_typst_string('a "b" c'))
    "a \"b\" c"
    """
    return '"' + printable(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


IN_ADDRESSES = "%/:?#@!()*+,;=&~"
"""What an address may hold beside letters, digits, `-`, `.` and `_`, and no format takes for its own; TeX has its own
escapes for `%`, `#`, `&`, `~` and `_`."""


def in_address(text: str) -> str:
    """Return an address of the web with all else in it spelled by its bytes.

    >>> in_address("https://x^^5cinput^^7b/etc$|é")
    'https://x%5E%5E5cinput%5E%5E7b/etc%24%7C%C3%A9'
    """
    return quote(printable(text).strip(), safe=IN_ADDRESSES)


def in_label(name: str) -> str:
    """Return the label of a place as all formats can write it; none of two labels become the same.

    >>> in_label("eq-w5-update"), in_label("eq-θ")
    ('eq-w5-update', 'eq-.0003b8')
    """
    written = "".join(c if c.isascii() else f".{ord(c):06x}" for c in name)
    if len(written) <= LONGEST_LABEL:
        return written
    from hashlib import sha256

    return f"{written[:LONGEST_LABEL]}.{sha256(name.encode('utf-8', 'backslashreplace')).hexdigest()[:16]}"


LONGEST_LABEL = 80
"""Pictures are called by their labels, and a name of a file has an end."""


FORMULA = ("=", "+", "-", "@", "|", "%")
"""What begins a formula for some spreadsheet, after spaces too."""

SIGNED = re.compile(r"-?\d+([.,]\d+)?(e[+-]?\d+)?")


def in_cell(text: str) -> str:
    """Return a text for a cell of a table in CSV, of which no spreadsheet makes a formula.

    >>> in_cell("=cmd()"), in_cell("-0.25"), in_cell("Ada")
    ("'=cmd()", '-0.25', 'Ada')
    """
    written = printable(text)
    return f"'{written}" if written.lstrip().startswith(FORMULA) and not SIGNED.fullmatch(written) else written
