from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbackprop.verify.reading.passages import (
    IN_LATEX,
    IN_MARKDOWN,
    IN_PLAIN_TEXT,
    Blanked,
    PassedOver,
    Skipped,
    readable,
)
from symbackprop.verify.source import Plain


def blanked(text: str, passed_over: PassedOver) -> tuple[str, tuple[Blanked, ...]]:
    found = readable(Plain(text, range(len(text) + 1)), passed_over)
    return found.plain.text, found.passages


MARKDOWN = {
    "a\n```python\ndef w():\n    return 1\n```\nb": (Skipped.CODE, "python"),
    "a\n~~~sh\nhead -n 1\n~~~\nb": (Skipped.CODE, "sh"),
    "a <!-- w = 1 --> b": (Skipped.COMMENT, ""),
    "a ![Heat map: the largest is w\\_1 = 1, 0 are white.](map.svg) b": (Skipped.PICTURE, ""),
    "a ![A \\[net\\]\nwith w1.](net.svg) b": (Skipped.PICTURE, ""),
}
LATEX = {
    "a % w = 1\nb": (Skipped.COMMENT, ""),
    "\\begin{verbatim}\nreturn 1\n\\end{verbatim} b": (Skipped.VERBATIM, ""),
    "\\begin{lstlisting}[language=C]\nint w() {\n  return 1;\n}\n\\end{lstlisting} b": (Skipped.VERBATIM, ""),
    "\\begin{tikzpicture} \\draw (0, 1); \\end{tikzpicture} b": (Skipped.PICTURE, ""),
    "\\title{$w = 1$}\\begin{document} b": (Skipped.PREAMBLE, ""),
}


@pytest.mark.parametrize(
    ("text", "passed_over"), [*((text, IN_MARKDOWN) for text in MARKDOWN), *((text, IN_LATEX) for text in LATEX)]
)
def test_what_is_passed_over_is_blanked_out_and_listed(text: str, passed_over: PassedOver) -> None:
    what, detail = {**MARKDOWN, **LATEX}[text]
    readable, found = blanked(text, passed_over)
    assert [(at.what, at.detail) for at in found] == [(what, detail)]
    assert "1" not in readable
    assert readable.strip().endswith("b")


NO_WORK = [
    "a <!-- nothing --> b",
    "<script>x = 1</script> b",
    "\\begin{thebibliography} 1 \\end{thebibliography} b",
]


@pytest.mark.parametrize("text", NO_WORK)
def test_what_can_hold_no_work_is_blanked_out_and_not_listed(text: str) -> None:
    readable, found = blanked(text, IN_LATEX if text.startswith("\\") else IN_MARKDOWN)
    assert found == ()
    assert readable.split() in (["a", "b"], ["b"])


def test_of_a_picture_the_address_is_kept_and_without_numbers_nothing_is_listed() -> None:
    readable, found = blanked("a ![A network](net.svg) b", IN_MARKDOWN)
    assert readable.split() == ["a", "](net.svg)", "b"]
    assert found == ()


def test_a_block_of_formulas_is_kept_and_only_the_signs_around_others_go() -> None:
    formulas = "```math\na = 1\n```"
    assert blanked(formulas, IN_MARKDOWN) == (formulas, ())
    readable, found = blanked("```text\na = 1\n```", IN_MARKDOWN)
    assert readable.split() == ["a", "=", "1"]
    assert found == ()


def test_in_plain_text_everything_is_read() -> None:
    text = "```python\nw = 1\n``` % <!-- -->"
    assert blanked(text, IN_PLAIN_TEXT) == (text, ())


FENCES = ["```python\n", "```\n", "~~~", "`"]
SIGNS = [*FENCES, "x", ")", "#", " ", "%", "\n", "a", "1", "=", "$", "<!--", "-->"]
SIGNS += ["np.exp(", "\\begin{verbatim}", "\\end{verbatim}"]
TEXTS = st.lists(st.sampled_from(SIGNS), max_size=30).map("".join)


@given(TEXTS, st.sampled_from([IN_LATEX, IN_MARKDOWN, IN_PLAIN_TEXT]))
def test_every_character_keeps_its_place_and_every_line_its_number(text: str, passed_over: PassedOver) -> None:
    found = readable(Plain(text, range(len(text) + 1)), passed_over)
    plain = found.plain
    assert len(plain.places) == len(plain.text) + 1
    assert list(plain.places) == sorted(plain.places)
    kept = [(new, text[at]) for new, at in zip(plain.text, plain.places, strict=False) if at < len(text)]
    assert all(old == "\n" for new, old in kept if new == "\n")
    assert plain.text.count("\n") == text.count("\n")
    assert [at.start for at in found.passages] == sorted(at.start for at in found.passages)
