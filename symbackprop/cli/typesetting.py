"""Files of the notes while a PDF is being set beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from ..errors import RenderError
from . import stage
from .formats import FORMATS
from .letters import warn_of_squares
from .terminal import waiting

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

    from ..derive.numbers import Numbers
    from ..document.blocks import Document
    from ..render.engine import Typeset


BUILT_IN = "typst"
"""The engine that sets slides."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A PDF that is being set.

    Args:
        pdf: Its name.
        name: That of its source.
        source: What is set.
        engine: A row of ENGINES.
        typeset: Gives the PDF, or raises RenderError.
    """

    pdf: str
    name: str
    source: bytes
    engine: str
    typeset: Callable[[], Typeset]


Settings: TypeAlias = Sequence[Setting]


@contextmanager
def background() -> Iterator[ThreadPoolExecutor]:
    """Give a thread for work in the background, and wait for it unless this process is being ended."""
    from concurrent.futures import ThreadPoolExecutor

    pool = ThreadPoolExecutor(max_workers=1)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def rendered(
    document: Document, numbers: Numbers, wanted: Sequence[str], engine: str, pool: ThreadPoolExecutor
) -> tuple[dict[str, bytes], Settings]:
    """Return the files to write, and what sets the PDFs; Typst works beside, outside the interpreter's lock."""
    files: dict[str, bytes] = {}
    stage.begin("writing the formats")
    rows = [FORMATS[name] for name in wanted]
    settings: list[Setting] = []
    if any(row.is_typeset for row in rows):
        settings.append(_setting(f"{document.name}.pdf", *source_of(document, engine), document, engine, pool))
    if any(row.of_deck for row in rows):
        from ..render.documents.paging import slides_of
        from ..render.engine import ENGINES

        deck = slides_of(document)
        for row in rows:
            for pdf, source in row.of_deck_sources(deck).items() if row.of_deck_sources else ():
                name = f"{pdf.removesuffix('.pdf')}.{ENGINES[BUILT_IN].source}"
                settings.append(_setting(pdf, name, source, document, BUILT_IN, pool))
            files.update(row.of_deck(deck) if row.of_deck else {})
    for row in (row for row in rows if not row.is_typeset):
        if row.of_document is not None:
            files.update(row.of_document(document))
        if row.of_notes is not None:
            files.update(row.of_notes(document, numbers))
        if row.of_network is not None:
            files.update(row.of_network(numbers.network))
    return files, tuple(settings)


def _setting(pdf: str, name: str, source: bytes, document: Document, engine: str, pool: ThreadPoolExecutor) -> Setting:
    from ..render.engine import ENGINES

    typeset = partial(ENGINES[engine].typeset, source.decode("utf-8"), document.look)
    if not ENGINES[engine].starts:
        typeset = partial(_awaited, pool.submit(typeset))
    return Setting(pdf, name, source, engine, typeset)


def _awaited(pdf: Future[Typeset]) -> Typeset:
    """Wait in short steps: the signal of a limit may reach the other thread, which wakes nobody."""
    from concurrent.futures import wait

    while not pdf.done():
        wait([pdf], timeout=0.1)
    return pdf.result()


def source_of(document: Document, engine: str) -> tuple[str, bytes]:
    """Return the name and the content of what an engine sets."""
    from ..render.engine import ENGINES

    write = FORMATS[ENGINES[engine].source].of_document
    assert write is not None
    return next(iter(write(document).items()))


def sources_in_latex(document: Document, files: Mapping[str, bytes], settings: Settings) -> Iterator[bytes]:
    """Yield what LaTeX sets or is written for it, once for all that holds the same text."""
    if "notes.tex" in files or any(setting.engine == "latex" for setting in settings):
        yield files.get("notes.tex") or source_of(document, "latex")[1]
    elif "beamer.tex" in files:
        yield files["beamer.tex"]


def with_pdfs(files: dict[str, bytes], settings: Settings, document: Document, quiet: bool) -> RenderError | None:
    """Add the PDFs to the files, or the source of the first that there is none of, and return why."""
    warned = frozenset[str]()
    for setting in settings:
        try:
            with waiting(f"Setting the PDF with {setting.engine}", quiet):
                typeset = setting.typeset()
        except RenderError as error:
            files.update({setting.name: setting.source, **document.look.files})
            return error
        files[setting.pdf] = typeset.pdf
        if typeset.squares - warned:
            warn_of_squares(typeset)
        warned |= typeset.squares
    return None
