"""Specs that are made from the tables, of which most are accepted: layers of every kind, and equations at random."""

from __future__ import annotations

import random
from itertools import pairwise

from symbackprop.expression.functions import FUNCTIONS
from symbackprop.models.activations import ACTIVATIONS
from symbackprop.models.losses import LOSSES
from symbackprop.models.notations import NOTATIONS
from symbackprop.models.optimisers import OPTIMISERS

from ..export.shifted import made as shifted

VALUES = ("0", "1", "-1", "0.5", "-0.25", "0.1", "3", "-40", "800", "1e-9", "1e8", "1e300", "-1e-300", "0.123456789012")
TAME = ("0.5", "-0.25", "0.1", "0.3", "-0.6", "1", "0.2", "-0.1", "0.7")


def made_spec(draw: random.Random) -> str:
    """Return a spec in one of the two forms."""
    return draw.choice((_layers, _layers, _equations, shifted))(draw)


def _number(draw: random.Random) -> str:
    return draw.choice(TAME if draw.random() < 0.85 else VALUES)


def _layers(draw: random.Random) -> str:
    sizes = [draw.choice((1, 1, 2, 2, 3, 4)) for _ in range(draw.choice((2, 3, 3, 3, 4, 5)))]
    if draw.random() < 0.03:
        sizes[draw.randrange(len(sizes))] = draw.choice((40, 300, 10**6, 10**12))
    activations = [draw.choice(list(ACTIVATIONS)) for _ in sizes[1:]]
    activation = f'"{activations[0]}"' if draw.random() < 0.6 else str(activations).replace("'", '"')
    lines = [
        *((f'title = "{draw.choice(("A net", "*/ x", "α → β", "100% #1 $x$"))}"',) if draw.random() < 0.3 else ()),
        "[network]",
        f"sizes = {sizes}",
        f"activation = {activation}",
        f'loss = "{draw.choice(list(LOSSES))}"',
        f'bias = "{draw.choice(("none", "per-layer", "per-neuron"))}"',
        f"learning_rate = {draw.choice(('0.5', '0.1', '1e-3', _number(draw)))}",
    ]
    optional = (
        "train_biases = true",
        'convention = "x W"',
        'reduction = "mean"',
        "l2 = 0.1",
        "l1 = 0.01",
        'decimal = "comma"',
        f'notation = "{draw.choice(list(NOTATIONS))}"',
    )
    lines += [line for line in optional if draw.random() < 0.2]
    if draw.random() < 0.25:
        lines += _optimised(draw)
    if draw.random() < 0.6:
        lines += ["[values]", f"inputs = {_row(draw, sizes[0])}", f"targets = {_row(draw, sizes[-1])}"]
        if draw.random() < 0.4 and max(sizes) < 10:
            matrices = [f"[{', '.join(_row(draw, before) for _ in range(after))}]" for before, after in pairwise(sizes)]
            lines.append(f"weights = [{', '.join(matrices)}]")
    return "\n".join(lines) + "\n"


def _optimised(draw: random.Random) -> list[str]:
    """Return a section that names an optimiser, with constants of its own or another's, or writes equations."""
    constants = [
        f"{key} = {draw.choice((*TAME, *VALUES, _quoted('0.5/(1 + n)'), _quoted('0.9^n')))}"
        for key in ("beta1", "clip_norm", "clip_value", "epsilon", "momentum", "rho", "weight_decay")
        if draw.random() < 0.15
    ]
    if draw.random() < 0.6:
        return ["[optimiser]", f'name = "{draw.choice(list(OPTIMISERS))}"', *constants]
    known = dict.fromkeys(("w", "g", "n", "norm", "m", "eta", "a"), False)
    lines = [f"{name} = {_formula(draw, known, False, 2)}" for name in ("m_new", "w_new")]
    state = f"{{ m = {_number(draw)} }}"
    return ["[optimiser]", f'equations = """\n{chr(10).join(lines)}\n"""', f"state = {state}", f"a = {_number(draw)}"]


def _row(draw: random.Random, size: int) -> str:
    return f"[{', '.join(_number(draw) for _ in range(min(size, 50)))}]"


LEAVES = {"w": True, "x": True, "u": True, "v": False, "b": False, "t": False}
"""What formulas are made from, and whether it is a vector over the index i."""


def _equations(draw: random.Random) -> str:
    known = dict(LEAVES)
    lines = []
    for n in range(draw.choice((0, 1, 1, 2, 3, 6))):
        name, is_vector = f"{draw.choice('ahpqz')}{n}", draw.random() < 0.4
        lines.append(f"{name}{'[i]' * is_vector} = {_terms(draw, known, is_vector)}")
        known[name] = is_vector
    lines.append(f"E = {_terms(draw, known, False)}")
    text, size = "\n".join(lines), draw.choice((1, 2, 3, 3))
    used = [name for name in LEAVES if name in text.replace("exp", "").replace("max", "")] or ["w"]
    parameters = draw.sample(used, draw.randint(1, len(used)))
    values = [
        f"{name} = {_row(draw, size) if LEAVES[name] else _number(draw)}" for name in used if draw.random() < 0.97
    ]
    return "\n".join(
        [
            f'equations = """\n{text}\n"""',
            'loss = "E"',
            f"parameters = [{', '.join(map(_quoted, parameters))}]",
            f"learning_rate = {draw.choice(('0.1', '0.5', '1e-4'))}",
            "[sizes]",
            f"i = {size}",
            *(("[values]", *values) if draw.random() < 0.9 else ()),
            "",
        ]
    )


def _quoted(name: str) -> str:
    return f'"{name}"'


def _terms(draw: random.Random, known: dict[str, bool], is_vector: bool) -> str:
    """Return one side of an equation: a sum of terms, of which some are sums over the index."""
    terms = []
    for _ in range(draw.choice((1, 1, 1, 2, 3))):
        if not is_vector and draw.random() < 0.4:
            terms.append(f"sum(i, {_formula(draw, known, True, 2)})")
        else:
            terms.append(_formula(draw, known, is_vector, 3))
    return draw.choice((" + ", " - ")).join(terms)


def _formula(draw: random.Random, known: dict[str, bool], is_free: bool, depth: int) -> str:
    """Return a formula over some names; elements of vectors stand in it where the index is free."""
    if depth == 0 or draw.random() < 0.25:
        name = draw.choice([name for name in known if is_free or not known[name] or draw.random() < 0.1])
        if not known[name]:
            return name if draw.random() < 0.8 else _number(draw).lstrip("-")
        return f"{name}[i]" if is_free else f"{name}[1]"
    one, other = (_formula(draw, known, is_free, depth - 1) for _ in range(2))
    kind = draw.randrange(8)
    if kind < 2:
        return f"{draw.choice([*FUNCTIONS, 'exp', 'log', 'sqrt'])}({one})"
    if kind == 2:
        return f"({one})^{draw.choice(('2', '3', '2', '0.5', '(1/2)', '0', '64', '-1'))}"
    return f"({one}) {draw.choice('+-*/+*')} ({other})"
