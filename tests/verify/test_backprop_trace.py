"""Recordings of backprop-trace as hand derivations: the right ones are accepted, and its planted faults are found.

They are read from the fixtures of that project, which lies beside others in the folder that `SYMBACKPROP_SUITES` names.
Each recording of descent becomes a page: what its units compute, the error, the error signals, which it writes as minus
the derivatives, and the updates. Where a planted fault changes nothing that a page shows, as a wrong fingerprint, it
says nothing here.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from symbackprop.models.spec import parse
from symbackprop.verify.judging.verdicts import Flag, Report
from symbackprop.verify.pipeline import verify

FIXTURES = Path(os.environ.get("SYMBACKPROP_SUITES", ""), "backprop-trace", "fixtures")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FIXTURES.is_dir(), reason="SYMBACKPROP_SUITES has no backprop-trace"),
]

Recording = Mapping[str, Any]
LOSSES = {
    "half_squared_error": ("sigmoid", "half-squared"),
    "cross_entropy_softmax": ("identity", "softmax-cross-entropy"),
}
LEAST_RECORDINGS, LEAST_FAULTS = 8, 20


def recordings(path: Path) -> list[Recording]:
    """Return the steps of a file, with their numbers as they are printed."""
    decoder = json.JSONDecoder(parse_float=str, parse_int=str)
    text, at, found = path.read_text(encoding="utf-8").strip(), 0, []
    while at < len(text):
        step, end = decoder.raw_decode(text, at)
        found.append(step)
        at = end + len(text[end:]) - len(text[end:].lstrip())
    return found


def is_descent(step: Recording) -> bool:
    """Say whether a recording is of one sample and plain descent, with biases for a layer that stay."""
    plain = all(at.get("optimizer", {}).get("name") == "sgd" for at in step.get("updates", ()))
    topology = step.get("topology", {})
    known = topology.get("loss") in LOSSES and topology.get("bias_sharing", "per_layer") == "per_layer"
    return plain and known and "batch" not in step and step.get("bias_policy", {}).get("mode") == "constant"


def units(step: Recording) -> tuple[list[str], list[str], list[str]]:
    """Return the inputs, the hidden neurons and the outputs, as the recording calls them."""
    hidden = [*step["backward"]["hidden_error_signals"]]
    return [*step["inputs"]], hidden, [*step["targets"]]


def weights(step: Recording) -> dict[str, str]:
    """Return the weights by their names, each with its number, counted by the neuron that they lead to."""
    inputs, hidden, outputs = units(step)
    ends = {at["parameter_id"]: (at["from_unit"], at["to_unit"]) for at in step["updates"] if at["kind"] == "weight"}
    order = [(source, to) for to in hidden for source in inputs] + [(source, to) for to in outputs for source in hidden]
    return {name: f"w_{{{order.index(pair) + 1}}}" for name, pair in ends.items()}


def spec(step: Recording) -> str:
    """Return the file of the network, with the numbers before the first step."""
    inputs, hidden, outputs = units(step)
    last, loss = LOSSES[step["topology"]["loss"]]
    before, names = step["parameters_before"], weights(step)
    number = {called: before[name] for name, called in names.items()}
    rows = [[number[f"w_{{{to * len(inputs) + at + 1}}}"] for at in range(len(inputs))] for to in range(len(hidden))]
    first = len(inputs) * len(hidden) + 1
    tops = [
        [number[f"w_{{{first + to * len(hidden) + at}}}"] for at in range(len(hidden))] for to in range(len(outputs))
    ]
    biases = [value for name, value in before.items() if name not in names]
    lines = [
        "[network]",
        f"sizes = [{len(inputs)}, {len(hidden)}, {len(outputs)}]",
        f'activation = ["sigmoid", "{last}"]',
        f'loss = "{loss}"',
        'bias = "per-layer"',
        "train_biases = false",
        f"learning_rate = {step['learning_rate']}",
        "[values]",
        f"inputs = {_list([*step['inputs'].values()])}",
        f"targets = {_list([*step['targets'].values()])}",
        f"weights = [[{', '.join(map(_list, rows))}], [{', '.join(map(_list, tops))}]]",
        f"biases = [[{biases[0]}], [{biases[1]}]]",
    ]
    return "\n".join(lines) + "\n"


def _list(numbers: Sequence[str]) -> str:
    return f"[{', '.join(numbers)}]"


def lines_of(step: Recording) -> Iterator[str]:
    """Yield the formulas of a page."""
    _, hidden, outputs = units(step)
    called = {name: f"h{at}" for at, name in enumerate(hidden, 1)} | {
        name: f"o{at}" for at, name in enumerate(outputs, 1)
    }
    names = weights(step)
    for name, values in step["forward"].items():
        yield f"net_{{{called[name]}}} = {values['net']}"
        yield f"out_{{{called[name]}}} = {values['out']}"
    shares = step["loss"]["per_output"]
    if step["topology"]["loss"] == "half_squared_error":
        yield from (f"E_{{{called[name]}}} = {value}" for name, value in shares.items())
    else:
        for name, value in shares.items():
            yield rf"-{step['targets'][name]} \ln({step['forward'][name]['out']}) = {value}"
    yield f"E_{{total}} = {' + '.join(shares.values())} = {step['loss']['total']}"
    for name, signal in step["backward"]["output_error_signals"].items():
        yield rf"\delta_{{{called[name]}}} = {_product(signal['factors'])}{signal['signal_value']}"
        for term in signal.get("dual_form", {}).get("jacobian_terms", ()):
            target = called[term["target_unit"]]
            share = f"({int(target == called[name])} - out_{{{called[name]}}})"
            yield rf"target_{{{target}}} \cdot {share} = {_product(term['factors'])}{term['term_value']}"
    for name, signal in step["backward"]["hidden_error_signals"].items():
        parts = signal["downstream_contributions"]
        for part in parts:
            yield rf"{part['downstream_signal']} \cdot {_signed(part['weight_value'])} = {part['value']}"
        total, slope = signal["backpropagated_sum"], signal["activation_derivative"]
        yield f"{' + '.join(_signed(part['value']) for part in parts)} = {total}"
        yield rf"\delta_{{{called[name]}}} = {total} \cdot {slope} = {signal['signal_value']}"
    for update in step["updates"]:
        if update["kind"] == "weight":
            weight, after = names[update["parameter_id"]], update["weight_after"]
            rate, gradient = update["optimizer"]["learning_rate"], update["gradient"]
            factors = _product(update["optimizer"]["factors"])
            yield rf"-\frac{{\partial E_{{total}}}}{{\partial {weight}}} = {factors}{gradient}"
            yield rf"{rate} \cdot {_signed(gradient)} = {update['update']}"
            yield rf"{weight}^+ = {update['weight_before']} + {_signed(update['update'])} = {after}"
            yield f"{weight}^+ = {step['parameters_after'][update['parameter_id']]}"


def _product(factors: Sequence[Mapping[str, str]]) -> str:
    return " \\cdot ".join(_signed(at["value"]) for at in factors) + " = " if len(factors) > 1 else ""


def _signed(number: str) -> str:
    return f"({number})" if number.startswith("-") else number


def page(steps: Sequence[Recording]) -> str:
    """Return some steps as a document of which each formula has a line."""
    text = [r"Error signals: $\delta_{o1} = -\frac{\partial E_{total}}{\partial net_{o1}}$."]
    for at, step in enumerate(steps, 1):
        text += [f"## Round {at}", *(f"${line}$" for line in lines_of(step))]
    return "\n\n".join(text) + "\n"


def judged(steps: Sequence[Recording]) -> Report:
    return verify(page(steps).encode(), "recording.md", parse(spec(steps[0]), "recording.toml"))


@cache
def right_ones() -> Mapping[Path, list[Recording]]:
    """Return the recordings of descent that the project holds to be right."""
    paths = [*FIXTURES.glob("*.jsonl"), *FIXTURES.glob("external/*.jsonl")]
    every = {path: recordings(path) for path in sorted(paths)}
    return {path: steps for path, steps in every.items() if all(map(is_descent, steps))}


def test_right_recordings_are_accepted_also_in_double_precision_and_over_several_rounds() -> None:
    assert len(right_ones()) >= LEAST_RECORDINGS
    alarms = {
        path.name: [
            (claim.place.line, claim.equation, claim.verdict) for claim in judged(steps).claims if claim.is_fault
        ]
        for path, steps in right_ones().items()
    }
    assert {name: found for name, found in alarms.items() if found} == {}


def differing(steps: Sequence[Recording]) -> set[int]:
    """Return the lines in which a page differs from the nearest right one; none where no page has its form."""
    own = page(steps).splitlines()
    for look in (str, _to_seven_figures):
        found: list[set[int]] = []
        for other in right_ones().values():
            theirs = page(other).splitlines()
            if len(theirs) == len(own):
                pairs = enumerate(zip(map(look, own), map(look, theirs), strict=True), 1)
                found.append({at for at, (one, right) in pairs if one != right})
        nearest = min(found, key=len, default=set())
        if len(nearest) <= len(own) / 4:
            return nearest
    return set()


def _to_seven_figures(line: str) -> str:
    return re.sub(r"\d+\.\d+", lambda number: f"{float(number[0]):.7g}", line)


def test_planted_faults_that_a_page_shows_are_found() -> None:
    missed, shown = [], 0
    for path in sorted(FIXTURES.glob("bad/*.jsonl")):
        try:
            steps = recordings(path)
            lines = differing(steps) if all(map(is_descent, steps)) else set()
        except (KeyError, ValueError):
            continue
        if lines:
            shown += 1
            report = judged(steps)
            faulty = {
                claim.place.line for claim in report.claims if claim.is_fault or Flag.LINE_MISMATCH in claim.flags
            }
            if not lines & faulty:
                missed.append((path.name, sorted(lines)))
    assert shown >= LEAST_FAULTS
    assert missed == []
