"""Logarithms, quotients and complements of exponentials, in forms that neither overflow nor cancel."""
