"""Tables, for the tests of what they claim."""

from __future__ import annotations

from symbackprop.verify.reading.document import read
from symbackprop.verify.reading.statements import read_statements
from symbackprop.verify.reading.tables import Table


def table(text: str) -> Table:
    """Return the one table of a text."""
    (found,) = read_statements(read(text.encode(), "x.md"), ()).tables
    return found
