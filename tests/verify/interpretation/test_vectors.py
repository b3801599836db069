from __future__ import annotations

from symbackprop.verify.interpretation.evidence import evidence_of
from symbackprop.verify.interpretation.vectors import choose_vectors

from .names import chains, interpreted, meaning_of, points, uninterpreted


def test_names_become_vectors_where_the_equation_holds_so() -> None:
    before = uninterpreted()
    lines = chains(r"a_1 = \sigma(z_1) = \begin{pmatrix} 0.593269992 \\ 0.596884378 \end{pmatrix}")
    after = choose_vectors(before, lines, evidence_of(lines), points(before.network))
    assert (meaning_of(before, "a_1"), meaning_of(before, "z_1")) == (["out_h1"], ["net_h1"])
    assert (meaning_of(after, "a_1"), meaning_of(after, "z_1")) == (["out_h1", "out_h2"], ["net_h1", "net_h2"])


def test_equations_that_hold_keep_the_names_as_they_are() -> None:
    before = uninterpreted()
    lines = chains(
        r"a_1 = \sigma(z_1)",
        r"a_1 = w_1 i_1 = \begin{pmatrix} 0.593269992 \\ 0.596884378 \end{pmatrix}",
    )
    after = choose_vectors(before, lines, evidence_of(lines), points(before.network))
    assert meaning_of(after, "z_1") == ["net_h1"]


def test_a_name_with_several_numbers_is_a_vector() -> None:
    naming = interpreted(r"\delta_2 = \begin{pmatrix} 0.138498562 \\ -0.0380982366 \end{pmatrix}")
    assert meaning_of(naming, r"\delta_2") == ["∂net_o1", "∂net_o2"]


def test_a_name_with_one_number_stays_one() -> None:
    lines = (r"\delta_1 = 0.138498562", r"\delta_2 = \begin{pmatrix} 0.138498562 \\ -0.0380982366 \end{pmatrix}")
    assert meaning_of(interpreted(*lines), r"\delta_2") == ["∂net_o2"]


def test_a_formula_that_a_vector_ends_is_of_vectors() -> None:
    naming = interpreted(r"a_1 = \sigma(z_1) = \begin{pmatrix} 0.593269992 \\ 0.596884378 \end{pmatrix}")
    assert meaning_of(naming, "a_1") == ["out_h1", "out_h2"]
    assert meaning_of(naming, "z_1") == ["net_h1", "net_h2"]


def test_numbers_that_are_none_of_a_layer_make_no_vector() -> None:
    naming = interpreted(r"a_1 = \begin{pmatrix} 7.1 \\ 8.2 \\ 9.3 \end{pmatrix}", "a_2 = 0.596884378")
    assert meaning_of(naming, "a_1") == ["out_h1"]
