"""The numbers by which verify decides: from which on, up to which, how much something is worth.

Each has one line of what it is for, and a check in `tests/verify/test_thresholds.py` that comes out differently for
another value of it. What reads one imports this module, `thresholds.NAME`, so that a check can change it.
"""

# judging: one printed number, its value and the line before it

MOST_SPREAD = 4
"""How many times as far as its operands reach a line may be from the truth before it is another line."""

EXCESS_UNITS = 10
"""Units of the last place that operands may reach before it is one that they do not support."""

OVER_ROUNDED = 0.05
"""A number that is this far from the truth, relatively, was rounded to too few figures."""

TELLING = 3
"""Figures from which on a number says which quantity it is."""
