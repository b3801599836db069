"""The page around the content: Jinja2 templates with delimiters that neither TeX nor Typst uses."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TypeAlias

from jinja2 import (
    ChoiceLoader,
    DictLoader,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
)
from jinja2.sandbox import SandboxedEnvironment

from ..errors import UsageError

Templates: TypeAlias = tuple[tuple[str, str], ...]
"""Names and texts that stand in place of files; no code in them is trusted."""

OWN = (
    *("html/notes.html", "html/fragment.html", "html/symbackprop.css"),
    *("latex/notes.tex", "latex/beamer.tex", "latex/fragment.tex", "latex/macros.tex", "latex/symbackprop.sty"),
    *("markdown/notes.md", "markdown/fragment.md"),
    *("typst/notes.typ", "typst/slides.typ", "typst/fragment.typ", "typst/macros.typ", "typst/symbackprop.typ"),
)
"""The templates that a user may replace."""


def filled(template: str, **content: object) -> str:
    """Return a template of the folder `templates/` with its blanks filled in.

    Args:
        template: The file. What is put into a report in HTML is escaped here; all else is escaped already.
        content: What is put into the blanks.
    """
    return _environment().get_template(template).render(**content)


def filled_or_own(own: Templates, template: str, content: Mapping[str, object]) -> str:
    """Return a template with its blanks filled in, one of the user's where there is one.

    Args:
        own: The user's.
        template: The file.
        content: What is put into the blanks, escaped.

    Raises:
        UsageError: A template of the user cannot be filled in.
    """
    if not own:
        return filled(template, **content)
    try:
        return _environment(own).get_template(template).render(**content)
    except TemplateNotFound as error:
        raise UsageError(f"template {template.rpartition('/')[2]}: there is no template {error.name!r}") from error
    except TemplateError as error:
        line = getattr(error, "lineno", None)
        name = (getattr(error, "name", None) or template).rpartition("/")[2]
        where = f"{name}:{line}" if line else name
        said = " ".join(str(error.message or type(error).__name__).split()).rstrip(".")
        raise UsageError(f"template {where}: {said}; the slots are {', '.join(sorted(content))}") from error
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise UsageError(f"template {template.rpartition('/')[2]}: {error}") from error


@lru_cache(maxsize=2)
def _environment(templates: Templates = ()) -> Environment:
    kind = SandboxedEnvironment if templates else Environment
    shipped = FileSystemLoader(_folder())
    return kind(
        loader=ChoiceLoader([DictLoader(dict(templates)), shipped]) if templates else shipped,
        undefined=StrictUndefined,
        # Documents are escaped by their renderers, each in its one place; reports in HTML are not.
        autoescape=lambda name: name is not None and name.startswith(("course/", "verify/")) and name.endswith(".html"),
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
