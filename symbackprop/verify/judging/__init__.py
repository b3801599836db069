"""Whether claims hold; the only writer of verdicts."""
