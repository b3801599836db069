from __future__ import annotations

import pytest

from symbackprop.export.c.names import in_c, shown_words


@pytest.mark.parametrize(
    ("text", "name", "renamed"),
    [
        ("double backprop_loss(void); BACKPROP_WORK", "gradient.c", "double net_loss(void); NET_WORK"),
        ("#ifdef BACKPROP_FAST_EXP", "gradient.c", "#ifdef BACKPROP_FAST_EXP"),
        ("by backprop, backpropagation", "gradient.c", "by backprop, backpropagation"),
        ("libbackprop.a: backprop", "Makefile", "libnet.a: net"),
    ],
)
def test_what_a_program_sees_is_renamed_and_options_of_the_build_are_not(text: str, name: str, renamed: str) -> None:
    assert in_c(text, "net", name) == renamed


def test_what_is_shown_is_renamed_as_a_whole() -> None:
    assert {word.removeprefix("net").lower() for word in shown_words("net")} >= {"_loss", "_fault"}
