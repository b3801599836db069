"""The exit statuses, which scripts may rely on."""

from __future__ import annotations

EXIT_FINE, EXIT_FAULTS, EXIT_FAILED, EXIT_INTERRUPTED = 0, 1, 2, 130
