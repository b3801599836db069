"""How long quantities are that are read in part, from their reads, their values and what is said."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from symbackprop.errors import SpecError
from symbackprop.graph.equations import bare
from symbackprop.models.axes import parts_read
from symbackprop.models.network import Network
from symbackprop.models.spec import parse

SIZES = {"i": 3, "j": 5, "k": 2}


def read(equations: str, values: str = "", shapes: str = "") -> Network:
    sizes = "\n".join(f"{index} = {size}" for index, size in SIZES.items())
    return parse(
        f'equations = """\n{equations}\n"""\nloss = "E"\nparameters = ["w"]\n'
        f"[sizes]\n{sizes}\n[shapes]\n{shapes}\n[values]\n{values}\n",
        "net.toml",
    )


LENGTHS: Mapping[str, tuple[str, str, str, tuple[int, ...]]] = {
    "a diagonal": ("E = sum(i, w[i,i])", "", "", (3, 3)),
    "rows that are looked up": ("E = sum(i, w[at[i]])", "at = [4, 2, 4]", "", (4,)),
    "rows that are looked up, with values": ("E = sum(i, w[at[i]])", "at = [4, 2, 4]\nw = [1, 2, 3, 4, 5]", "", (5,)),
    "a single index": ("E = sum(i, w[i])", "", "", (3,)),
    "the longer of two": ("E = sum(k, w[k]) + sum(i, w[i])", "", "", (3,)),
    "the longer of two, with values": ("E = sum(k, w[k]) + sum(i, w[i])", "w = [1, 2, 3]", "", (3,)),
    "as far as a shifted one reaches": ("E = sum(k, w[k]*w[k+2])", "", "", (4,)),
    "as far as a stride reaches": ("E = sum(k, w[k]*w[2*k+1])", "", "", (5,)),
    "a single position": ("E = sum(k, w[k]) + w[7]", "", "", (7,)),
    "what is said": ("E = sum(k, w[k]) + w[last]", "", "w = 6", (6,)),
    "what is said of a padded one": ("E = sum(k, w[k]*w[k+1 else 0])", "", "w = [2]", (2,)),
    "in two dimensions": ("E = sum(i, k, w[i,k]*w[k,i])", "", "", (3, 3)),
    "said in two dimensions": ("E = sum(i, k, w[i,k])", "w = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]", "w = [3, 3]", (3, 3)),
}


@pytest.mark.parametrize("case", LENGTHS)
def test_a_dimension_is_as_long_as_its_reads_reach_or_as_is_said(case: str) -> None:
    equations, values, shapes, expected = LENGTHS[case]
    network = read(equations, values, shapes)
    (leaf,) = network.graph.leaves
    assert network.graph.sizes[bare(leaf)] == expected


REFUSED: Mapping[str, tuple[str, str, str, str]] = {
    "more values than are read": (
        "E = sum(i, w[i])",
        "w = [1, 2, 3, 4]",
        "",
        "net.toml:13: 'w' has 4 entries where its index runs to 3; where the rest is not to be read, say 'w = 4' under "
        "[shapes]",
    ),
    "wider rows than are read": (
        "E = sum(i, k, w[i,k])",
        "w = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]",
        "",
        "net.toml:13: 'w' has 3 entries where its index runs to 2; where the rest is not to be read, say 'w = [3, 3]' "
        "under [shapes]",
    ),
    "fewer values than are read": (
        "E = sum(i, w[i])",
        "w = [1, 2]",
        "",
        "net.toml:13: 'w' has 2 entries where its index runs to 3",
    ),
    "values as long as the shorter index": (
        "E = sum(i, w[i]) + sum(k, w[k])",
        "w = [1, 2]",
        "",
        "net.toml:2: the equation of 'E' reads 'w[i]' with index 'i' of size 3, expected 2 at most, or 'i else 0' "
        "where zeros stand outside",
    ),
    "values that end before a shifted read": (
        "E = sum(i, w[i]*w[i+1])",
        "w = [1, 2, 3]",
        "",
        "net.toml:2: the equation of 'E' reads 'w[i+1]'; i+1 runs from 2 to 4, expected 1 to 3, or 'i+1 else 0' "
        "where zeros stand outside",
    ),
    "a prefix longer than what is computed": (
        "h[k] = w[k]\nE = sum(i, h[i])",
        "",
        "",
        "net.toml:3: the equation of 'E' reads 'h[i]' with index 'i' of size 3, expected 2 at most, or 'i else 0' "
        "where zeros stand outside",
    ),
    "a slice that leaves what is computed": (
        "h[i] = w[i]\nE = sum(k, h[k+2])",
        "",
        "",
        "net.toml:3: the equation of 'E' reads 'h[k+2]'; k+2 runs from 3 to 4, expected 1 to 3, or 'k+2 else 0' "
        "where zeros stand outside",
    ),
    "a shape shorter than a read": (
        "E = sum(i, w[i])",
        "",
        "w = 2",
        "net.toml:2: the equation of 'E' reads 'w[i]' with index 'i' of size 3, expected 2 at most, or 'i else 0' "
        "where zeros stand outside",
    ),
    "a shape beside values of another": (
        "E = sum(i, w[i])",
        "w = [1, 2, 3]",
        "w = 4",
        "net.toml:13: 'w' has 3 entries where its index runs to 4",
    ),
    "a shape of what is computed": (
        "h[i] = w[i]\nE = sum(k, h[k])",
        "",
        "h = 3",
        "net.toml:12: 'h' is as long as the indices say of the equation on line 2; leave this line out",
    ),
    "a shape of nothing": ("E = sum(i, w[i])", "", "v = 3", "net.toml:11: no given quantity is called 'v'; allowed: w"),
    "a shape with too many dimensions": (
        "E = sum(i, w[i])",
        "",
        "w = [3, 3]",
        "net.toml:11: 'w' is read as 'w[i]'; expected 1 length",
    ),
    "a shape of a number": (
        "E = w^2",
        "",
        "w = 3",
        "net.toml:11: 'w' is read as a single number, which has no length; leave this line out",
    ),
    "a shape that is none": (
        "E = sum(i, w[i])",
        "",
        "w = 0",
        "net.toml:11: shapes.w: expected how long it is, from 1 to 2,000,000: a whole number, or one per dimension as "
        "in [2, 5]",
    ),
    "a shape of too much": (
        "E = sum(i, w[i,1])",
        "",
        "w = [2000000, 2000000]",
        "net.toml:11: 'w' has 4,000,000,000,000 elements; at most 20,000,000",
    ),
    "an index that is nowhere": (
        "h[j] = w[j]\nE = sum(i, h[k])",
        "",
        "",
        "net.toml:3: the equation of 'E' reads 'h[k]', but index 'k' is neither free nor summed",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_sizes_that_contradict_each_other_are_refused_in_one_line(case: str) -> None:
    equations, values, shapes, message = REFUSED[case]
    with pytest.raises(SpecError) as found:
        read(equations, values, shapes)
    assert str(found.value) == message


def test_what_is_read_in_part_is_listed() -> None:
    network = read("h[j] = w[j]*x[j]\nE = sum(k, h[2*k]*v[k+1]) + v[1]*x[1]")
    assert {quantity.ascii: part for quantity, part in parts_read(network.graph).items()} == {"h": "2…4"}
