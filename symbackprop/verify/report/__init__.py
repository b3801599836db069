"""Reports in several formats, one file per format."""
