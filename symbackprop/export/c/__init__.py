"""C99: functions for one sample and for batches, without allocation and without state, and a project around them."""

from .page import Page
from .source import Source, Unit

__all__ = ["Page", "Source", "Unit"]
