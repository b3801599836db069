"""Somebody's derivation, judged line by line: read, compared with certified values, and explained."""
