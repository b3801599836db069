"""How the pages of notes look, and whose they are: colours, fonts, paper, a logo, the course, the author, the date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

PAPERS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"a4": (21.0, 29.7), "a5": (14.8, 21.0), "b5": (17.6, 25.0), "letter": (21.59, 27.94)}
)
"""The width and the height of a page in centimetres, by its name."""

SMALLEST, LARGEST = 8.0, 14.0
"""The size of letters in points."""

NARROW = 14.0
"""Centimetres of text below which a table and a figure stand one below the other."""

USUAL_ROOM, USUAL_WIDTH, USUAL_SIZE = 72.0, 16.4, 10.5
"""Digits on a line beside its number, in a text of that width in centimetres, with letters of that size in points."""


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture above the title.

    Args:
        name: Of its file, which stands beside the document.
        content: The file.
    """

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Look:
    """How pages look.

    Args:
        colours: Hexadecimal RGB by the names of inks in small letters; an ink that is not there keeps its own.
        font: The family of the text; nothing for the usual one.
        math_font: The family of formulas, for Typst.
        package: A LaTeX package that sets its fonts.
        size: Of letters, in points.
        paper: A row of PAPERS.
        margins: At the sides, and above and below, in centimetres.
        course: What the notes are for.
        author: Whose they are.
        date: When, in words.
        variant: Which of several variants they are.
        logo: A picture above the title.
        templates: Texts of templates by their names, in place of those that come with the program.
        frames: Of slides, how many there are at most where that can be; 0 for all.
        handout: Whether slides come with a handout.
    """

    colours: Mapping[str, str] = field(default_factory=dict)
    font: str = ""
    math_font: str = ""
    package: str = ""
    size: float = USUAL_SIZE
    paper: str = "a4"
    margins: tuple[float, float] = (2.3, 2.1)
    course: str = ""
    author: str = ""
    date: str = ""
    variant: str = ""
    logo: Logo | None = None
    templates: tuple[tuple[str, str], ...] = ()
    frames: int = 40
    handout: bool = False

    @property
    def width(self) -> float:
        """The width of the text in centimetres."""
        return PAPERS[self.paper][0] - 2 * self.margins[0]

    @property
    def room(self) -> float:
        """Digits that fit on a line beside the number of its equation."""
        return USUAL_ROOM * self.width / USUAL_WIDTH * USUAL_SIZE / self.size

    @property
    def is_narrow(self) -> bool:
        """Whether there is no room for a table beside a figure."""
        return self.width < NARROW

    @property
    def details(self) -> tuple[str, ...]:
        """What stands below the subtitle."""
        return tuple(filter(None, (self.course, self.author, self.date, self.variant)))

    def shrunk(self, width: float) -> float:
        """Return by how much a drawing is made smaller so that it fits the text."""
        return min(1.0, self.width / width)

    @property
    def files(self) -> Mapping[str, bytes]:
        """What stands beside a document."""
        return {} if self.logo is None else {self.logo.name: self.logo.content}


PLAIN = Look()
"""The usual look."""
