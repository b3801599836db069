"""The picture of README.md is made from the notes as they are."""

from __future__ import annotations

from pathlib import Path

import pytest
import typst

from tests.golden.test_golden import FOLDER

PICTURE = Path(__file__).parents[2] / "docs" / "notes.png"
PAGES = (1, 3)
"""The pages of the notes that it shows, beside each other."""

SHEET = """#set page(width: auto, height: auto, margin: 6pt)
#grid(columns: {count}, column-gutter: 6pt, {pages})
"""


def picture(folder: Path) -> bytes:
    """Return the picture of the pages, made in an empty folder."""
    made = typst.compile((FOLDER / "notes.typ").read_bytes(), format="svg", ignore_system_fonts=True)
    for page in PAGES:
        (folder / f"{page}.svg").write_bytes(made[page - 1])
    pages = ", ".join(f'rect(inset: 0pt, stroke: 0.5pt + gray, image("{page}.svg"))' for page in PAGES)
    (folder / "sheet.typ").write_text(SHEET.format(count=len(PAGES), pages=pages), encoding="utf-8")
    image = typst.compile(folder / "sheet.typ", format="png", ppi=88, ignore_system_fonts=True)
    assert isinstance(image, bytes)
    return image


def test_the_picture_is_that_of_the_notes(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    made = picture(tmp_path)
    if request.config.getoption("--update"):
        PICTURE.write_bytes(made)
    assert PICTURE.read_bytes() == made, "make golden draws it anew"
