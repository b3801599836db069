"""Formulas within a document: layout, spelling, speech."""
