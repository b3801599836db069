"""Figures: their geometry, and how each format draws it."""
