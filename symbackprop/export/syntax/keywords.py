"""What names may not be: the words that each language keeps for itself, and those of the pages around the names."""

from __future__ import annotations

import keyword
from dataclasses import dataclass
from functools import cache

from ...document.page import filled


@dataclass(frozen=True, slots=True)
class PageWords:
    """What is taken on the pages of a language.

    Args:
        page: Which pages; a file of that name has the words of the pages themselves.
        keywords: The words that the language keeps for itself.
    """

    page: str
    keywords: frozenset[str]


def words(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


C = words(
    """
    alignas alignof asm auto bool break case char const constexpr continue default do double else enum extern false
    float for goto if inline int long nullptr register restrict return short signed sizeof static static_assert struct
    switch thread_local true typedef typeof typeof_unqual union unsigned void volatile while
    """
)
CPP = words(
    """
    and and_eq bitand bitor catch char8_t char16_t char32_t class co_await co_return co_yield compl concept const_cast
    consteval constinit decltype delete dynamic_cast explicit export friend mutable namespace new noexcept not not_eq
    operator or or_eq private protected public reinterpret_cast requires static_cast template this throw try typeid
    typename using virtual wchar_t xor xor_eq
    """
)
"""C++ reads the header, whose arguments have names."""

C_MACROS = words(
    """
    BIG_ENDIAN BUFSIZ BYTE_ORDER EOF EXIT_FAILURE EXIT_SUCCESS FD_SETSIZE FILENAME_MAX FOPEN_MAX FP_ILOGB0 FP_ILOGBNAN
    FP_INFINITE FP_NAN FP_NORMAL FP_SUBNORMAL FP_ZERO HUGE_VAL HUGE_VALF HUGE_VALL I INFINITY LITTLE_ENDIAN L_ctermid
    L_cuserid L_tmpnam MATH_ERREXCEPT MATH_ERRNO MB_CUR_MAX M_1_PI M_2_PI M_2_SQRTPI M_E M_LN10 M_LN2 M_LOG10E M_LOG2E
    M_PI M_PI_2 M_PI_4 M_SQRT1_2 M_SQRT2 NAN NDEBUG NFDBITS NULL PDP_ENDIAN PTRDIFF_MAX PTRDIFF_MIN P_tmpdir RAND_MAX
    SEEK_CUR SEEK_END SEEK_SET SIG_ATOMIC_MAX SIG_ATOMIC_MIN SIZE_MAX TMP_MAX WCHAR_MAX WCHAR_MIN WCONTINUED WEXITED
    WINT_MAX WINT_MIN WNOHANG WNOWAIT WSTOPPED WUNTRACED complex errno imaginary linux math_errhandling stderr stdin
    stdout unix
    """
) | {
    f"{sign}{kind}_{end}"
    for sign in ("INT", "UINT")
    for kind in ("MAX", "PTR", *(f"{kind}{bits}" for kind in ("", "_FAST", "_LEAST") for bits in (8, 16, 32, 64)))
    for end in ("MAX", "MIN")
}
"""What the headers that the pages include put other words for, wherever it stands."""

C_LIBRARY = words(
    """
    exp expf log logf log1p log1pf log10 log10f log2 log2f expm1 expm1f
    sqrt sqrtf erfc erfcf tanh tanhf fabs fabsf pow powf sin sinf cos cosf tan
    gamma lgamma tgamma erf y0 y1 yn j0 j1 jn abs div floor ceil round signgam printf
    """
)
"""Functions of the library, of which compilers warn where a variable is called so."""

C_PAGES = PageWords("c", C | CPP | C_MACROS | C_LIBRARY)
PYTHON_PAGES = PageWords("python", frozenset((*keyword.kwlist, *keyword.softkwlist)))
NOTES_MODULE = PageWords("module", PYTHON_PAGES.keywords)
"""The module beside the notes."""


@cache
def reserved(pages: PageWords) -> frozenset[str]:
    """Return what no name on a page may be: words of the language and of the page.

    The words of the pages are read off the pages themselves by the tests, which say when these lists are old.

    >>> {"while", "parameters", "stdin"} <= reserved(C_PAGES)
    True
    """
    return pages.keywords | words(filled(f"words/{pages.page}.txt"))
