from __future__ import annotations

import pytest
from jinja2 import UndefinedError

from symbackprop.document.page import _environment, _folder, filled

TEMPLATES = sorted(path.relative_to(_folder()).as_posix() for path in _folder().rglob("*") if path.is_file())


def test_there_are_templates() -> None:
    assert "markdown/notes.md" in TEMPLATES


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_template_can_be_read(template: str) -> None:
    assert _environment().get_template(template)


def test_a_blank_that_nobody_fills_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        filled("markdown/notes.md")


def test_what_fills_a_blank_is_not_looked_into() -> None:
    """The content is escaped already; what looks like a blank in it is none."""
    template = _environment().from_string(
        "a << x >> b\n<# a remark #>\n  <% if x %>\nyes\n  <% endif %>\n{{ y }} {% z %}\n"
    )
    assert template.render(x="<< y >> & <% z %> {{ x }}") == "a << y >> & <% z %> {{ x }} b\nyes\n{{ y }} {% z %}\n"
