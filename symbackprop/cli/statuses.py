"""The exit statuses, which scripts may rely on."""

from __future__ import annotations

EXIT_FINE, EXIT_FAULTS, EXIT_FAILED = 0, 1, 2

EXIT_SIGNAL = 128
"""A program that a signal ends leaves with this and the number of the signal, as shells have it."""

EXIT_INTERRUPTED = EXIT_SIGNAL + 2

EXIT_UNREAD = EXIT_SIGNAL + 13
"""Nobody reads what is printed, as in `| head -1`, which ends other programs by a signal."""
