"""Functions compiled and loaded into this process."""
