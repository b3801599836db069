"""The page around the content: Jinja2 templates with delimiters that neither TeX nor Typst uses."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined


def filled(template: str, **content: object) -> str:
    """Return a template of the folder `templates/` with its blanks filled in.

    Args:
        template: The file. What is put into HTML is escaped here; all else is escaped already.
        content: What is put into the blanks.
    """
    return _environment().get_template(template).render(**content)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_folder()),
        undefined=StrictUndefined,
        # TeX, Typst and Python have no escape here; each renderer escapes in its one place.
        autoescape=lambda name: name is not None and name.endswith(".html"),
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        comment_start_string="<#",
        comment_end_string="#>",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _folder() -> Path:
    """Return the templates of the installed package, or those of the checkout it runs from."""
    package = Path(str(files("symbackprop")))
    installed = package / "templates"
    return installed if installed.is_dir() else package.parent / "templates"
