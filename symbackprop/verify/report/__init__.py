"""Reports in several formats, one file a format."""
