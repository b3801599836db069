from __future__ import annotations

import pytest

from symbackprop.verify.reading.printed_output import Print, print_in, shown_in
from symbackprop.verify.reading.programs import Names, read_block
from symbackprop.verify.source import Plain


def printed(line: str) -> Print | None:
    return print_in(line, 0, len(line), arrays=False, written=lambda value: None if value == "lost" else value)


@pytest.mark.parametrize(
    ("line", "around", "values"),
    [
        ('print(f"Loss L = {L:.4f}")', ("Loss L = ", " "), ("L",)),
        ('print("Perda:", L)', ("Perda:  ", ""), ("L",)),
        ('print("a = %.2f, b = %d" % (a, b))', ("a = ", ", b = ", " "), ("a", "b")),
        ('print("z: {:.3f} ({})".format(z, t))', ("z: ", " (", ") "), ("z", "t")),
        ('print(f"w\\n{w.T}", end="")', ("w\\n", " "), ("w^T",)),
        ("print(z)", (" ", ""), ("z",)),
        ('print(f"{lost}")', ("", " "), (None,)),
    ],
    ids=str,
)
def test_the_words_around_each_value_are_known(line: str, around: tuple[str, ...], values: tuple[str, ...]) -> None:
    assert printed(line) == Print(around, values)


@pytest.mark.parametrize("line", ['print("done")', "z = 1", 'print(f"a") + b', "print("])
def test_what_prints_no_value_is_none(line: str) -> None:
    assert printed(line) is None


def shown(program: str, output: str, label: str = "text") -> str:
    """What is read of a block of output after a program."""
    names, text = Names(), program + output
    read_block(text, 0, len(program), "python", names)
    edits = read_block(text, len(program), len(text), label, names).edits
    plain = Plain(text, range(len(text) + 1)).edited(edits).text[len(program) :]
    return plain.replace("\x0e", "«").replace("\x0f", "»")


PROGRAM = """import numpy as np
W = np.array([1.0, 2.0])
z = W @ x
print(f"Nettoeingabe: {z:.2f}")
print("Gewichte vorher:\\n", W)
W = W - 0.1 * dW
print(f"Gewichte nachher: {W}")
for i in x:
    v = i
print("v", v)
"""

OUTPUT = """Nettoeingabe: 0.25
ein Hinweis mit 3 Worten
Gewichte vorher:
 [1. 2.]
Gewichte nachher: [0.9 1.8]
v 7
"""


def test_lines_of_output_are_equations_of_what_is_printed() -> None:
    assert shown(PROGRAM, OUTPUT) == ("«z = 0.25»\nein Hinweis mit 3 Worten\n«W = [1, 2]»\n«W_new = [0.9, 1.8]»\n  7\n")


def test_the_same_holds_in_another_language_of_programs_and_without_words() -> None:
    program = 'let z = w * x;\nconsole.log(z);\nconsole.log("sortie :", out);\n'
    assert shown(program, "0.25\nsortie : 0.56\n", "") == "«z = 0.25»\n«out = 0.56»\n"
    # A number alone is the next value that is printed, or none.
    assert shown(program, "Start\n0.25\n", "") == "Start\n0.25\n"


def test_output_is_that_of_the_program_before_it_alone() -> None:
    known = [Print(("z = ", ""), ("z",))]
    assert shown_in("z = 0.5", 0, 7, known)
    assert not shown_in("y = 0.5", 0, 7, known)
    assert not shown_in("z = [[0.5]", 0, 10, known)
