"""What the names of a document mean; the only writer of conventions."""
