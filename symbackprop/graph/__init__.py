"""The one idea: an ordered list of named equations in index notation, read forwards and backwards."""
