"""A network as a program: statements and loops in order."""
