"""Builds the C extension; BACKPROP_NATIVE=1 compiles for this machine, with threads where the compiler has them."""

import os

from setuptools import Extension, setup

options = ["-O3", "-fno-math-errno", "-fno-trapping-math", "-fno-signed-zeros", "-ffp-contract=fast"]
link = ["-pthread"]
if os.environ.get("BACKPROP_NATIVE"):
    options += ["-march=native", "-fopenmp", "-DBACKPROP_FAST_EXP"]
    link += ["-fopenmp"]
if os.name == "nt":
    options, link = ["/O2", "/fp:contract"], []

setup(
    ext_modules=[
        Extension(
            "backprop_gradient._gradient",
            ["src/extension.c", "src/gradient.c"],
            include_dirs=["src"],
            extra_compile_args=options,
            extra_link_args=link,
        )
    ]
)
