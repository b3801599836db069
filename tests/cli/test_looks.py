"""Themes and templates of users: what they set, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from symbackprop.cli.looks import COLOURS, SECTIONS, look_of, with_seed
from symbackprop.cli.program import run
from symbackprop.document.blocks import Document
from symbackprop.document.look import PLAIN, Look
from symbackprop.document.page import OWN
from symbackprop.errors import UsageError
from symbackprop.render.documents.markdown import markdown
from symbackprop.render.drawings.shapes import Ink

PNG = b"\x89PNG\r\n\x1a\n"
THEME = """
[colours]
accent = "#7A1F4E"
[fonts]
size = 11
[paper]
size = "letter"
margins = 2.5
[page]
course = "CS 101"
date = 2026-11-30
logo = "l.png"
"""

REFUSED = {
    "x": "is not TOML",
    "x = 1": "'x' is no section of a theme; expected colours, fonts, paper, page",
    "[page]\ncuorse = 'x'": "page: no value is called 'cuorse'",
    "[page]\ncourse = 3": "page.course: expected words",
    "[colours]\naccent = 'red'": "colours.accent: expected a colour as",
    "[colours]\naccent = '#12345g'": "colours.accent: expected a colour as",
    "[fonts]\nsize = 99": "fonts.size: expected points from 8 to 14, not 99",
    "[fonts]\nsize = nan": "fonts.size: expected points",
    "[fonts]\nsize = true": "fonts.size: expected points",
    "[fonts]\nlatex = 'a}b'": "fonts.latex: expected the name of a LaTeX package",
    "[paper]\nsize = 'a0'": "paper.size: expected one of a4, a5, b5, letter",
    "[paper]\nsize = []": "paper.size: expected one of",
    "[paper]\nmargins = [1]": "paper.margins: expected one or two lengths",
    "[paper]\nmargins = inf": "paper.margins: expected one or two lengths",
    "[paper]\nsize = 'a5'\nmargins = 6": "leave less than 6 × 8 cm",
    "[page]\nlogo = 'theme.toml'": "page.logo: theme.toml is no PNG or JPEG picture",
    "[page]\nlogo = 'no.png'": "is no file; expected a logo",
    "[page]\nlogo = 'a\\u0000b'": "expected",
    "[page]\ncourse = '" + "x" * 300 + "'": "page.course: expected words, 200 letters at most",
}


def test_a_theme_sets_what_it_names_and_leaves_the_rest(tmp_path: Path) -> None:
    (tmp_path / "l.png").write_bytes(PNG)
    (tmp_path / "theme.toml").write_text(THEME)
    look = look_of(tmp_path / "theme.toml", None)
    assert look.colours == {"accent": "7a1f4e"}
    assert (look.size, look.paper, look.margins) == (11.0, "letter", (2.5, 2.5))
    assert look.details == ("CS 101", "2026-11-30")
    assert look.files == {"logo.png": PNG}
    assert look.font == PLAIN.font


@pytest.mark.parametrize("text", REFUSED)
def test_what_a_theme_cannot_say_is_refused_in_one_line(text: str, tmp_path: Path) -> None:
    (tmp_path / "theme.toml").write_text(text)
    with pytest.raises(UsageError) as refused:
        look_of(tmp_path / "theme.toml", None)
    assert REFUSED[text] in str(refused.value)
    assert str(refused.value).startswith(str(tmp_path))
    assert "\n" not in str(refused.value)


def test_every_colour_of_a_theme_is_one_of_the_drawings() -> None:
    assert {ink.name.lower() for ink in Ink} >= set(COLOURS)
    named = {field for section in SECTIONS.values() for field, _ in section.values()}
    assert named < set(Look.__dataclass_fields__)


TEMPLATES = {
    "<% for x in range(9) %>": "template notes.md:1: ",
    "<< titel >>": "template notes.md: 'titel' is undefined; the slots are author, body, course",
    "<< body.__class__.__mro__ >>": "access to attribute '__class__' of 'str' object is unsafe",
    "<< 1 / 0 >>": "template notes.md: division by zero",
    "<< [][1] >>": "template notes.md: ",
    "<% include 'other' %>": "template notes.md: there is no template 'other'",
    "<% include 'notes.md' %>": "template ",
    "<< range(10**9)|list >>": "template notes.md: ",
}


@pytest.mark.parametrize("text", TEMPLATES)
def test_a_template_that_cannot_be_filled_in_is_refused_in_one_line(text: str, tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text(text)
    with pytest.raises(UsageError) as refused:
        markdown(Document("Title", (), (), look=look_of(None, tmp_path)))
    assert TEMPLATES[text] in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_folder_of_templates_holds_what_we_have(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"holds no template; expected notes\.html"):
        look_of(None, tmp_path)
    with pytest.raises(UsageError, match="cannot be read"):
        look_of(None, tmp_path / "none")
    (tmp_path / "notes.tex").write_text("<< body >>")
    assert look_of(None, tmp_path).templates == (("latex/notes.tex", "<< body >>"),)
    (tmp_path / "nots.tex").write_text("x")
    with pytest.raises(UsageError, match=r"no template is called 'nots\.tex'.*nearest: notes\.tex"):
        look_of(None, tmp_path)
    assert len({name.rpartition("/")[2] for name in OWN}) == len(OWN)


def test_a_variant_is_named_with_the_seed_of_its_values() -> None:
    assert with_seed(PLAIN, 7).details == ("values drawn with seed 7",)
    assert with_seed(Look(variant="Group B"), 7).variant == "Group B, values drawn with seed 7"


def test_an_unknown_font_is_refused_and_not_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "theme.toml").write_text("[fonts]\ntext = 'No Such Font'\n")
    told = ["notes", "single-neuron", "--rounds", "0", "-f", "pdf", "-q", "-o", str(tmp_path / "o")]
    assert run([*told, "--theme", str(tmp_path / "theme.toml")]) == 2
    assert "no font is called 'No Such Font'" in capsys.readouterr().err
