"""The network that a document states itself."""
