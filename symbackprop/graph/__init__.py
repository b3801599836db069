"""The core: an ordered list of named equations in index notation, read forwards and backwards."""
