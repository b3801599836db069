"""`python -m symbackprop`."""

from .cli import main

main()
