"""Whole documents as LaTeX, Typst and Markdown."""
