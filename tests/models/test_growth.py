"""The time to read a spec follows from its length: each family is read at two sizes, and each extreme in seconds."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from time import process_time

import pytest

from symbackprop.errors import SpecError
from symbackprop.models.spec import parse

from ..growth import assert_growth_is_linear

SECONDS = 4
"""Of processor time, for the longest spec of a family that is accepted; twice what it takes on a slow machine."""


def spec(lines: list[str], parameters: list[str], values: Mapping[str, float], sizes: Mapping[str, int]) -> str:
    return "\n".join(
        (
            'equations = """',
            *lines,
            '"""',
            'loss = "E"',
            f"parameters = {parameters}",
            "learning_rate = 0.1",
            "[sizes]",
            *(f"{name} = {size}" for name, size in sizes.items()),
            "[values]",
            *(f"{name} = {value}" for name, value in values.items()),
        )
    )


def named(letter: str, count: int) -> list[str]:
    return [f"{letter}{at}" for at in range(count)]


def chain(count: int) -> str:
    lines = ["a0 = w0*x", *(f"a{at} = tanh(w{at}*a{at - 1})" for at in range(1, count)), f"E = a{count - 1}^2"]
    return spec(lines, named("w", count), {"x": 1, **dict.fromkeys(named("w", count), 0.5)}, {})


def wide(count: int) -> str:
    inputs = named("x", count)
    return spec([f"E = tanh(w*({' + '.join(inputs)}))"], ["w"], dict.fromkeys(["w", *inputs], 0.5), {})


def weighted(count: int) -> str:
    pairs = " + ".join(f"w{at}*x{at}" for at in range(count))
    return spec([f"E = tanh({pairs})"], named("w", count), dict.fromkeys(named("w", count), 0.5), {})


def many(count: int) -> str:
    lines = [*(f"a{at} = w*x{at}" for at in range(count)), f"E = {' + '.join(named('a', count))}"]
    return spec(lines, ["w"], dict.fromkeys(["w", *named("x", count)], 0.5), {})


def fixed(count: int) -> str:
    return spec([f"E = {' + '.join(f'w[{at}]^2' for at in range(1, count + 1))}"], ["w"], {}, {})


def ladder(count: int) -> str:
    lines = ["a0 = w", "a1 = w*w", *(f"a{at} = a{at - 1} + a{at - 2}" for at in range(2, count)), f"E = a{count - 1}"]
    return spec(lines, ["w"], {"w": 0.5}, {})


def factors(count: int) -> str:
    return spec([f"E = w*{'*'.join(['x'] * count)}"], ["w"], {"w": 0.5, "x": 0.99}, {})


def numbers(count: int) -> str:
    return spec([f"E = w*{'*'.join(['1.23456789012345678901234567890123456789'] * count)}"], ["w"], {"w": 0.5}, {})


def fractions(count: int) -> str:
    return spec([f"E = (w + {' + '.join(f'1/{at}' for at in range(1, count))})^2"], ["w"], {"w": 0.5}, {})


FAMILIES: Mapping[str, tuple[Callable[[int], str], int]] = {
    "a chain with a weight for each link": (chain, 1990),
    "a sum of many data": (wide, 9_000),
    "a neuron with many weights": (weighted, 5_000),
    "many equations beside each other": (many, 1990),
    "many elements of one vector": (fixed, 2_000),
    "each quantity read twice": (ladder, 1990),
    "many factors without a derivative": (factors, 40_000),
    "a product of long numbers": (numbers, 2_000),
    "a sum of fractions": (fractions, 9_000),
}
"""How a spec of a size is written, and the largest size."""


@pytest.mark.some(6)
@pytest.mark.parametrize("name", FAMILIES)
def test_the_time_to_read_a_spec_grows_as_its_length(name: str) -> None:
    written, largest = FAMILIES[name]
    assert_growth_is_linear(lambda size: parse(written(size), "net.toml"), largest // 16)


@pytest.mark.parametrize("name", ["a chain with a weight for each link", "a neuron with many weights"])
def test_the_longest_spec_of_a_family_is_read_in_seconds(name: str) -> None:
    written, largest = FAMILIES[name]
    began = process_time()

    assert parse(written(largest), "net.toml").backward.graph.equations
    assert process_time() - began < SECONDS


TOO_LONG: Mapping[str, tuple[str, str]] = {
    "a product of 10,000 factors": ("*".join(["w"] * 10_000), "would hold 100,000,000 numbers and symbols; at most"),
    "a product of 600 weights": ("*".join(f"w{at}" for at in range(600)), "give parts of it equations of their own"),
    "a product of 3,000 sums": ("*".join(["(w+v)"] * 3000), "E' is too long: the derivatives of the model"),
    "a quotient of 5,000 quotients": ("/".join(["w"] * 5000), "nested more than 60 deep"),
    "a maximum of 10,000": ("max(" + ", ".join(["w"] * 10_000) + ")", "a formula of more than 200 parts"),
    "quotients in parentheses": ("(" * 50 + "w" + "/v/v)" * 50, "nested more than 60 deep"),
}


@pytest.mark.parametrize("name", TOO_LONG)
def test_what_would_take_longer_than_its_length_is_refused_at_once_with_the_cap(name: str) -> None:
    body, says = TOO_LONG[name]
    parameters = sorted(set(re.findall(r"w\d*", body)))
    began = process_time()

    with pytest.raises(SpecError, match=says):
        parse(spec([f"E = {body}"], parameters, {}, {}), "net.toml")
    assert process_time() - began < SECONDS / 4
