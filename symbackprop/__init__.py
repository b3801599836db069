"""Derive, explain and check backpropagation, symbolically and with certified numbers."""
