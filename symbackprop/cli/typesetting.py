"""Files of the notes while a PDF is being set beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

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
) -> tuple[dict[str, bytes], Callable[[], Typeset] | None]:
    """Return the files to write, and what gives the PDF; Typst works beside, outside the interpreter's lock."""
    from ..render.engine import ENGINES

    files: dict[str, bytes] = {}
    stage.begin("writing the formats")
    pdf: Callable[[], Typeset] | None = None
    if any(FORMATS[name].is_typeset for name in wanted):
        pdf = partial(ENGINES[engine].typeset, source_of(document, engine)[1].decode("utf-8"), document.look)
        if not ENGINES[engine].starts:
            pdf = partial(_awaited, pool.submit(pdf))
    for row in (FORMATS[name] for name in wanted if not FORMATS[name].is_typeset):
        if row.of_document is not None:
            files.update(row.of_document(document))
        if row.of_notes is not None:
            files.update(row.of_notes(document, numbers))
        if row.of_network is not None:
            files.update(row.of_network(numbers.network))
    return files, pdf


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


def with_pdf(
    files: dict[str, bytes], pdf: Callable[[], Typeset] | None, document: Document, engine: str, quiet: bool
) -> RenderError | None:
    """Add the PDF to the files, or its source and return why there is none."""
    if pdf is None:
        return None
    try:
        with waiting(f"Setting the PDF with {engine}", quiet):
            typeset = pdf()
    except RenderError as error:
        name, content = source_of(document, engine)
        files.update({name: content, **document.look.files})
        return error
    files[f"{document.name}.pdf"] = typeset.pdf
    warn_of_squares(typeset)
    return None
