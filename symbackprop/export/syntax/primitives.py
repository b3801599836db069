"""The table of primitives: what each function is called in each language, and what the language lacks.

All other functions are written out by their definitions over these; see `saturation.stabilise.definition_in_code`.
A new language is a field of `Spellings`, which every row must then have; a new primitive is a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType

CARRIED = ""
"""Not there, or with another slope at some point: the exported file has a function of its own, if it calls one."""

BY_OPERATOR = "({base}) ** ({exponent})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spellings:
    """The names of one function, a field a language; of a power that is not whole also a pattern with two blanks.

    Languages whose numbers of single precision have functions of their own have a second field for those, and
    languages whose check needs functions of complex numbers one that begins with `complex`.
    """

    c: str
    c_float: str
    complex_c: str
    complex_fortran: str
    complex_javascript: str
    complex_python: str
    complex_rust: str
    fortran: str
    javascript: str
    jax: str
    julia: str
    llvm: str
    llvm_float: str
    numba: str
    numpy: str
    rust: str
    rust_float: str
    torch: str


PRIMITIVES: Mapping[str, Spellings] = MappingProxyType(
    {
        "abs": Spellings(
            c="fabs",
            c_float="fabsf",
            complex_c=CARRIED,
            complex_fortran=CARRIED,
            complex_javascript=CARRIED,
            complex_python=CARRIED,
            complex_rust=CARRIED,
            fortran="abs",
            javascript="Math.abs",
            jax=CARRIED,
            julia=CARRIED,
            llvm="llvm.fabs.f64",
            llvm_float="llvm.fabs.f32",
            numba="abs",
            numpy="np.abs",
            rust="f64::abs",
            rust_float="f32::abs",
            torch="torch.abs",
        ),
        "erfc": Spellings(
            c="erfc",
            c_float="erfcf",
            complex_c="complex_erfc",
            complex_fortran="complex_erfc",
            complex_javascript="complex.erfc",
            complex_python="erfc",
            complex_rust="Complex::erfc",
            fortran="erfc",
            javascript="erfc",
            jax="jax.scipy.special.erfc",
            julia="erfc",
            llvm="erfc",
            llvm_float="erfcf",
            numba="math.erfc",
            numpy=CARRIED,
            rust="erfc",
            rust_float="erfc",
            torch="torch.special.erfc",
        ),
        "exp": Spellings(
            c="exponential",
            c_float="exponential",
            complex_c="cexp",
            complex_fortran="exp",
            complex_javascript="complex.exp",
            complex_python="cmath.exp",
            complex_rust="Complex::exp",
            fortran="exp",
            javascript="Math.exp",
            jax="jnp.exp",
            julia="exp",
            llvm="exp",
            llvm_float="expf",
            numba="math.exp",
            numpy="np.exp",
            rust="f64::exp",
            rust_float="f32::exp",
            torch="torch.exp",
        ),
        "expm1": Spellings(
            c="expm1",
            c_float="expm1f",
            complex_c="complex_expm1",
            complex_fortran="complex_expm1",
            complex_javascript="complex.expm1",
            complex_python="expm1",
            complex_rust="Complex::expm1",
            fortran="expm1",
            javascript="Math.expm1",
            jax="jnp.expm1",
            julia="expm1",
            llvm="expm1",
            llvm_float="expm1f",
            numba="math.expm1",
            numpy="np.expm1",
            rust="f64::exp_m1",
            rust_float="f32::exp_m1",
            torch="torch.expm1",
        ),
        "log": Spellings(
            c="log",
            c_float="logf",
            complex_c="clog",
            complex_fortran="log",
            complex_javascript="complex.log",
            complex_python="cmath.log",
            complex_rust="Complex::log",
            fortran="log",
            javascript="Math.log",
            jax="jnp.log",
            julia="log",
            llvm="log",
            llvm_float="logf",
            numba="math.log",
            numpy="np.log",
            rust="f64::ln",
            rust_float="f32::ln",
            torch="torch.log",
        ),
        "log1p": Spellings(
            c="log1p",
            c_float="log1pf",
            complex_c="complex_log1p",
            complex_fortran="complex_log1p",
            complex_javascript="complex.log1p",
            complex_python="log1p",
            complex_rust="Complex::log1p",
            fortran="log1p",
            javascript="Math.log1p",
            jax="jnp.log1p",
            julia="log1p",
            llvm="log1p",
            llvm_float="log1pf",
            numba="math.log1p",
            numpy="np.log1p",
            rust="f64::ln_1p",
            rust_float="f32::ln_1p",
            torch="torch.log1p",
        ),
        "power": Spellings(
            c="pow",
            c_float="powf",
            complex_c="cpow",
            complex_fortran=BY_OPERATOR,
            complex_javascript="complex.power",
            complex_python=BY_OPERATOR,
            complex_rust="Complex::power",
            fortran=BY_OPERATOR,
            javascript="Math.pow",
            jax="jnp.power",
            julia="({base})^({exponent})",
            llvm="pow",
            llvm_float="powf",
            numba=BY_OPERATOR,
            numpy="np.power",
            rust="f64::powf",
            rust_float="f32::powf",
            torch="torch.pow",
        ),
        "sigmoid": Spellings(
            c=CARRIED,
            c_float=CARRIED,
            complex_c=CARRIED,
            complex_fortran=CARRIED,
            complex_javascript=CARRIED,
            complex_python=CARRIED,
            complex_rust=CARRIED,
            fortran=CARRIED,
            javascript=CARRIED,
            jax="jax.nn.sigmoid",
            julia=CARRIED,
            llvm=CARRIED,
            llvm_float=CARRIED,
            numba=CARRIED,
            numpy=CARRIED,
            rust=CARRIED,
            rust_float=CARRIED,
            torch="torch.sigmoid",
        ),
        "softplus": Spellings(
            c=CARRIED,
            c_float=CARRIED,
            complex_c=CARRIED,
            complex_fortran=CARRIED,
            complex_javascript=CARRIED,
            complex_python=CARRIED,
            complex_rust=CARRIED,
            fortran=CARRIED,
            javascript=CARRIED,
            jax="jax.nn.softplus",
            julia=CARRIED,
            llvm=CARRIED,
            llvm_float=CARRIED,
            numba=CARRIED,
            numpy=CARRIED,
            rust=CARRIED,
            rust_float=CARRIED,
            torch=CARRIED,
        ),
        "sqrt": Spellings(
            c="sqrt",
            c_float="sqrtf",
            complex_c="csqrt",
            complex_fortran="sqrt",
            complex_javascript="complex.sqrt",
            complex_python="cmath.sqrt",
            complex_rust="Complex::sqrt",
            fortran="sqrt",
            javascript="Math.sqrt",
            jax="jnp.sqrt",
            julia="sqrt",
            llvm="llvm.sqrt.f64",
            llvm_float="llvm.sqrt.f32",
            numba="math.sqrt",
            numpy="np.sqrt",
            rust="f64::sqrt",
            rust_float="f32::sqrt",
            torch="torch.sqrt",
        ),
        "square": Spellings(
            c=CARRIED,
            c_float=CARRIED,
            complex_c=CARRIED,
            complex_fortran=CARRIED,
            complex_javascript=CARRIED,
            complex_python=CARRIED,
            complex_rust=CARRIED,
            fortran=CARRIED,
            javascript=CARRIED,
            jax="jnp.square",
            julia=CARRIED,
            llvm=CARRIED,
            llvm_float=CARRIED,
            numba=CARRIED,
            numpy="np.square",
            rust=CARRIED,
            rust_float=CARRIED,
            torch="torch.square",
        ),
        "tanh": Spellings(
            c="tanh",
            c_float="tanhf",
            complex_c="ctanh",
            complex_fortran="tanh",
            complex_javascript="complex.tanh",
            complex_python="cmath.tanh",
            complex_rust="Complex::tanh",
            fortran="tanh",
            javascript="Math.tanh",
            jax="jnp.tanh",
            julia="tanh",
            llvm="tanh",
            llvm_float="tanhf",
            numba="math.tanh",
            numpy="np.tanh",
            rust="f64::tanh",
            rust_float="f32::tanh",
            torch="torch.tanh",
        ),
    }
)

LANGUAGES = tuple(field.name for field in fields(Spellings))


def spelled(language: str) -> Mapping[str, str]:
    """Return what a language calls the primitives that it has.

    Args:
        language: A field of `Spellings`.

    >>> spelled("rust")["log1p"], "sigmoid" in spelled("rust"), spelled("jax")["sigmoid"]
    ('f64::ln_1p', False, 'jax.nn.sigmoid')
    """
    names = {name: getattr(spellings, language) for name, spellings in PRIMITIVES.items()}
    return MappingProxyType({name: called for name, called in names.items() if called != CARRIED})
