"""Parts of a document as XHTML for systems that hold quizzes: formulas in TeX between marks, or in MathML."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from xml.etree.ElementTree import Element, indent, tostring

from ..document.blocks import Block, Display, Figure, Inlines, Math, Paragraph, Relate, Strong, Table, Text
from ..document.escape import in_html
from ..expression.tree import Expression
from ..render.inline import mathml, tex
from ..render.inline.speech import spoken


@dataclass(frozen=True, slots=True)
class Mathematics:
    """How formulas are written.

    Args:
        inline: Writes an expression among words.
        related: Writes a relation among words.
        display: Writes a displayed equation.
    """

    inline: Callable[[Expression], str]
    related: Callable[[Relate], str]
    display: Callable[[Display], str]


def _in_mathml(expression: Expression) -> str:
    return f'<math xmlns="{MATHML}" alttext="{in_html(spoken(expression))}">{mathml.INLINE.write(expression)}</math>'


MATHML = "http://www.w3.org/1998/Math/MathML"

MATHEMATICS: Mapping[str, Mathematics] = MappingProxyType(
    {
        "tex": Mathematics(
            lambda expression: rf"\({in_html(tex.INLINE.write(expression))}\)",
            lambda relate: rf"\({in_html(tex.INLINE.related(relate))}\)",
            lambda display: rf"\[{in_html(tex.rows(display))}\]",
        ),
        "mathml": Mathematics(
            _in_mathml,
            lambda relate: f'<math xmlns="{MATHML}">{mathml.INLINE.related(relate)}</math>',
            lambda display: mathml.display(display).replace("<math", f'<math xmlns="{MATHML}"', 1),
        ),
    }
)
"""Those that read TeX set it with MathJax; QTI 2.1 has MathML in its schema."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes XHTML.

    Args:
        mathematics: How formulas are written.
        address: Returns where a picture is.
    """

    mathematics: Mathematics
    address: Callable[[Figure], str]

    def inlines(self, content: Inlines) -> str:
        """Return a sentence; what a quiz has no use for, such as a link, is left out."""
        written = ""
        for inline in content:
            match inline:
                case Text(text):
                    written += in_html(text)
                case Math(expression):
                    written += self.mathematics.inline(expression)
                case Relate():
                    written += self.mathematics.related(inline)
                case Strong(text):
                    written += f"<strong>{in_html(text)}</strong>"
                case _:
                    pass
        return written

    def blocks(self, blocks: Sequence[Block]) -> str:
        """Return equations, pictures, tables and paragraphs."""
        return "".join(map(self._block, blocks))

    def _block(self, block: Block) -> str:
        match block:
            case Paragraph(content):
                return f"<p>{self.inlines(content)}</p>"
            case Display():
                return f"<div>{self.mathematics.display(block)}</div>"
            case Figure(_, caption, alternative):
                picture = f'<img src="{in_html(self.address(block))}" alt="{in_html(alternative)}" width="560"/>'
                return f"<p>{picture}<br/>{self.inlines(caption)}</p>"
            case Table(columns, rows):
                heads = "".join(f"<th>{self.inlines(title)}</th>" for title, _ in columns)
                lines = ("".join(f"<td>{self.inlines(cell)}</td>" for cell in cells) for cells in rows)
                body = "".join(f"<tr>{line}</tr>" for line in lines)
                return f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
            case _:
                return ""


def xml(element: Element) -> bytes:
    """Return a file of an element and all in it, a line each."""
    indent(element)
    return bytes(tostring(element, encoding="utf-8", xml_declaration=True))
