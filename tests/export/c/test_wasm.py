"""WebAssembly: what clang makes of the C export gives in node what is certain, and what JavaScript gives."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from symbackprop.export.backends import exported
from symbackprop.export.check.certified_call import check_of
from symbackprop.export.program.lowering import lowered, size_of
from symbackprop.models.spec import example, parse

from ..drivers import written
from ..networks import layered

pytestmark = pytest.mark.slow
"""Each test compiles."""

WORDS = '''
parameters = ["w", "v"]
equations = """
a = tanh(w*await + normal_cdf(v)) + v^1.5*log(2 + w^2)
l = 1/2*(let - sigmoid(a))^2 + exp(-w) + sin(v)
"""
loss = "l"
learning_rate = 0.1
[values]
w = 0.3
v = 0.7
await = 0.5
let = 1
'''
NETWORKS = {
    "example": example,
    "softmax": lambda: example("softmax"),
    "adam": lambda: example("adam"),
    "loops": lambda: layered(12, 40, 20),
    "words of JavaScript": lambda: parse(WORDS, "words.toml"),
}
TRY = """
import {{ readFileSync }} from 'node:fs';
import {{ load }} from './c/gradient.mjs';
import * as script from './js/gradient.mjs';
const module = new WebAssembly.Module(readFileSync('c/gradient.wasm'));
const imports = WebAssembly.Module.imports(module).length;
const array = (numbers) => {array}.from(numbers);
const {{ parameters, data }} = JSON.parse(readFileSync('call.json'));
const given = data.map(array);
const many = data.map((one) => array([...one, ...one.map((x) => x / 2), ...one.map((x) => 1 - x)]));
const found = [await load(), await load(module), await load(readFileSync('c/gradient.wasm')), script].map((f) => {{
  const w = array(parameters), g = array(parameters.map(() => NaN)), many_g = array(g);
  const result = {{ loss: f.lossAndGradient(w, ...given, g), gradient: g }};
  result.alone = f.loss(w, ...given);
  result.again = array(g);
  f.gradient(w, ...given, result.again);
  result.batch = f.batchLossAndGradient(w, 3, ...many, many_g);
  result.many = many_g;
  if (f.predict) {{
    result.outputs = new {array}(3 * script.OUTPUTS);
    f.batchPredict(w, 3, ...many.slice(0, script.batchPredict.length - 3), result.outputs);
  }}
  const state = f.start ? [f.start()] : [], round = f.start ? [1] : [];
  f.train(w, ...state, 3, ...many, 0.125, ...round, 5);
  result.before = f.update(w, ...state, 3, ...many, 0.125, ...(f.start ? [6] : []));
  result.trained = w;
  return Object.entries(result).flatMap(([, value]) => (typeof value === 'number' ? [value] : [...value]));
}});
console.log(JSON.stringify({{ imports, found }}));
"""


@pytest.mark.parametrize("is_single", [False, True], ids=["double", "single"])
@pytest.mark.parametrize("name", NETWORKS)
def test_node_finds_what_is_certain_and_what_javascript_finds(
    name: str, is_single: bool, tmp_path: Path, tool: Callable[[str], str]
) -> None:
    tool("node")
    tool("wasm-ld")
    network = NETWORKS[name]()
    program = lowered(network)
    check = check_of(program)
    for backend, folder in (("c", "c"), ("javascript", "js")):
        written(exported(network, backend, is_single), tmp_path / folder)
    # Vectors take a compiler long, and are in functions for matrices first of all.
    flags = [] if name == "loops" and not is_single else ["WASM_FLAGS=-O1"]
    subprocess.run([tool("make"), "-s", "-C", "c", "gradient.wasm", *flags], cwd=tmp_path, check=True)
    parameters, data = [float(text) for text in check.parameters], [[float(x) for x in row] for row in check.data]
    if check.is_formula:
        sizes = [program.count, *map(size_of, program.data)]
        numbers = [((37 * at + 11) % 101 + float(check.addition.replace(" ", ""))) / 128 for at in range(sum(sizes))]
        parameters, *data = (part.tolist() for part in np.split(np.array(numbers), np.cumsum(sizes)[:-1]))
    (tmp_path / "call.json").write_text(json.dumps({"parameters": parameters, "data": data}))
    (tmp_path / "try.mjs").write_text(TRY.format(array="Float32Array" if is_single else "Float64Array"))
    done = subprocess.run(["node", "try.mjs"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    said = json.loads(done.stdout)
    assert said["imports"] == 0
    found, *same, script = (np.array(one) for one in said["found"])
    assert all(np.array_equal(found, one) for one in same)
    tolerance = 3e-6 if is_single else 1e-14
    np.testing.assert_allclose(found, script, rtol=0, atol=tolerance * np.abs(script).max())
    slopes = found[1 : 1 + program.count]
    size = np.abs(slopes).max()
    assert found[0] == pytest.approx(float(check.loss), rel=tolerance)
    if check.is_formula:
        direction = np.array([((53 * at + 29) % 97 - 48) / 64 for at in range(program.count)])
        assert slopes @ direction == pytest.approx(float(check.gradient[0]), abs=100 * tolerance * size)
    else:
        np.testing.assert_allclose(slopes, np.array(list(map(float, check.gradient))), rtol=0, atol=tolerance * size)


REFUSED = {
    "f.loss(w.slice(1), i, t)": "parameters: expected 8 numbers, given 7",
    "f.loss(w, i.slice(1), t)": "i: expected 2 numbers, given 1",
    "f.loss(Float32Array.from(w), i, t)": "parameters: expected a Float64Array, given Float32Array",
    "f.loss(w, i)": "target_o: expected a Float64Array, given undefined",
    "f.lossAndGradient(w, i, t, w)": "gradient: expected memory of its own, given an array that overlaps parameters",
    "f.loss(w.map(() => NaN), i, t)": "parameters: expected numbers, given NaN",
    "f.loss(w, i, t.map(() => NaN))": "target_o: expected numbers, given NaN",
    "f.update(w, 1, i, t, NaN)": "rate: expected a number, given NaN",
    "f.batchLossAndGradient(w, 0, i, t, g)": "samples: expected 1 or more, given 0",
    "f.train(w, 1, i, t, 0.5, -1)": "rounds: expected 0 or more, given -1",
    "await load(other)": "gradient.wasm was built of another gradient.h than this module was made with",
}


def test_what_is_wrong_is_named(tmp_path: Path, tool: Callable[[str], str]) -> None:
    tool("node")
    tool("wasm-ld")
    for folder, spec in (("c", "mazur-2-2-2"), ("other", "adam")):
        written(exported(example(spec), "c"), tmp_path / folder)
        command = [tool("make"), "-s", "-C", folder, "gradient.wasm", "WASM_FLAGS=-O0"]
        subprocess.run(command, cwd=tmp_path, check=True)
    head = (
        "import { readFileSync } from 'node:fs';\nimport { load } from './c/gradient.mjs';\nconst f = await load();\n"
        "const w = new Float64Array(8), g = new Float64Array(8), i = new Float64Array(2), t = new Float64Array(2);\n"
        "const other = readFileSync('other/gradient.wasm');\n"
    )
    calls = (f"try {{ {call}; console.log('taken'); }} catch (e) {{ console.log(e.message); }}\n" for call in REFUSED)
    (tmp_path / "bad.mjs").write_text(head + "".join(calls))
    done = subprocess.run(["node", "bad.mjs"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert dict(zip(REFUSED, done.stdout.splitlines(), strict=True)) == REFUSED


def test_types_have_names_that_arguments_can_have() -> None:
    text = exported(parse(WORDS, "words.toml"), "c")["gradient.d.mts"]
    assert "loss(parameters: Float64Array, await_: Float64Array, let_: Float64Array): number;" in text
