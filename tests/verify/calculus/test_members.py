"""Numbers stand for letters, and sums are written out."""

from __future__ import annotations

from symbackprop.verify.calculus.members import Instances, Member, einstein, free_letters, with_plain_sums
from symbackprop.verify.calculus.slots import Alphabet
from symbackprop.verify.tree import Numeral, Plus, Summed, names_in, walk

from .letters import chains


def test_a_sum_is_written_out_with_the_positions_of_its_entries() -> None:
    alphabet = Alphabet(chains(r"z_i = \sum_j w_{ij} x_j"))
    side = alphabet.chains[0].sides[1].node
    written = Instances(alphabet, {"j": 2}, {}).of(side, {"i": 3})
    assert isinstance(written, Plus)
    assert [name.entry for name in names_in(written) if isinstance(name, Member)] == [(3, 1), (1,), (3, 2), (2,)]


def test_kronecker_deltas_are_one_where_their_indices_are_equal() -> None:
    alphabet = Alphabet(chains(r"y = p_i \delta_{ij}"))
    side = alphabet.chains[0].sides[1].node
    for i, j in ((1, 1), (1, 2)):
        found = [
            part for part in walk(Instances(alphabet, {}, {}).of(side, {"i": i, "j": j})) if isinstance(part, Numeral)
        ]
        assert [number.value for number in found] == [int(i == j)]


def test_an_error_signal_with_one_index_is_no_kronecker_delta() -> None:
    alphabet = Alphabet(chains(r"\frac{\partial C}{\partial w_{jk}} = a_k \delta_j"))
    written = Instances(alphabet, {}, {}).of(alphabet.chains[0].sides[1].node, {"j": 1, "k": 2})
    assert all(isinstance(name, Member) for name in names_in(written))


def test_the_bound_of_a_sum_is_how_far_its_letter_runs() -> None:
    alphabet = Alphabet(chains(r"L = \frac{1}{n} \sum_{i=1}^n x_i"))
    written = Instances(alphabet, {"i": 3}, {"n": 3}).of(alphabet.chains[0].sides[1].node, {})
    assert 3 in [part.value for part in walk(written) if isinstance(part, Numeral)]


def test_a_repeated_index_is_summed_over_unless_it_is_free() -> None:
    alphabet = Alphabet(chains("y_i = W_{ij} x_j"))
    summed = einstein(alphabet.chains[0].sides[1].node, alphabet, {"i"})
    assert isinstance(summed, Summed)
    assert summed.over == ("j",)
    assert free_letters(summed, alphabet) == {"i"}


def test_a_sum_without_a_letter_runs_over_the_one_that_the_left_side_has_not() -> None:
    def over(formula: str) -> list[tuple[str, ...]]:
        (chain,) = map(with_plain_sums, chains(formula))
        return [part.over for part in walk(chain.sides[1].node) if isinstance(part, Summed)]

    assert over(r"p_i = e^{x_i} / \sum e^{x_j}") == [("j",)]
    assert over(r"p_i = \sum w_{i} x_i") == [()]
    assert over(r"p = \sum x_i y_j") == [()]
