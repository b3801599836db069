"""Programs as Python, by NumPy, Numba, JAX and PyTorch."""
