"""JavaScript wherever it is read: by CommonJS, by modules, in packages of both kinds, and in browsers."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from symbackprop.export.backends import BACKENDS
from symbackprop.export.check.certified_call import check_of
from symbackprop.export.program.lowering import lowered
from symbackprop.models.spec import example

from ...conftest import missing

pytestmark = pytest.mark.slow
"""Each test runs an export."""

LOSS = "0.298371108760"
CALL = (
    "lossAndGradient(Float64Array.of(.15,.2,.25,.3,.4,.45,.5,.55), Float64Array.of(.05,.1), Float64Array.of(.01,.99), "
)
CALL += "new Float64Array(8)).toFixed(12)"


@cache
def files(prefix: str = "backprop") -> Mapping[str, str]:
    program = replace(lowered(example()), prefix=prefix)
    return BACKENDS["javascript"].emit(program, check_of(program), False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    if shutil.which("node") is None:
        missing("node")
    for name, text in files().items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def said(folder: Path, *command: str) -> str:
    done = subprocess.run(["node", *command], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


NAMES = "PARAMETERS, loss, gradient, lossAndGradient, batchLossAndGradient, update, train"
READERS: Mapping[str, tuple[str, str]] = {
    "require": ("user.cjs", f"const f = require('./gradient.js'); console.log(f.{CALL});"),
    "import of all": ("user.mjs", f"import * as f from './gradient.mjs'; console.log(f.{CALL});"),
    "import by name": ("user.mjs", f"import {{ {NAMES} }} from './gradient.mjs'; console.log({CALL});"),
    "import of CommonJS": ("user.mjs", f"import {{ {NAMES} }} from './gradient.js'; console.log({CALL});"),
    "import at run time": ("user.cjs", f"import('./gradient.mjs').then((f) => console.log(f.{CALL}));"),
}


@pytest.mark.parametrize("name", READERS)
def test_node_reads_it(name: str, folder: Path) -> None:
    file, script = READERS[name]
    (folder / file).write_text(script)
    assert said(folder, file) == LOSS


@pytest.mark.parametrize("kind", ["module", "commonjs"])
def test_a_package_of_either_kind_reads_it_and_runs_its_check(kind: str, folder: Path) -> None:
    (folder / "package.json").write_text(json.dumps({"type": kind}))
    (folder / "user.mjs").write_text(READERS["import by name"][1])
    assert said(folder, "user.mjs") == LOSS
    assert "complex step agrees" in said(folder, "gradient.js")


# A context has what the language has, and neither node's `module` nor its `require`.
BROWSER = """
const vm = require('node:vm');
const fs = require('node:fs');
const page = vm.createContext({});
const read = (name) => fs.readFileSync(name, 'utf8');
(async () => {
  const modules = new Map();
  const loaded = (name) => {
    if (!modules.has(name)) modules.set(name, new vm.SourceTextModule(read(name), { identifier: name, context: page }));
    return modules.get(name);
  };
  const text = "import * as f from './gradient.mjs'; export const found = f.CALL;";
  const user = new vm.SourceTextModule(text, { context: page });
  await user.link((name) => loaded(name.slice(2)));
  await user.evaluate();
  console.log(user.namespace.found);
  const scripts = vm.createContext({});
  for (const name of ['gradient.js', 'other.js']) vm.runInContext(read(name), scripts);
  for (const name of ['backprop', 'other']) console.log(vm.runInContext(`${name}.CALL`, scripts));
  console.log(Object.keys(scripts).sort().join());
  console.log(vm.runInContext('typeof loss + typeof PARAMETERS', scripts));
})();
"""


def test_browsers_read_it_as_a_module_and_as_scripts_side_by_side(folder: Path) -> None:
    (folder / "other.js").write_text(files("other")["gradient.js"])
    (folder / "browser.cjs").write_text(BROWSER.replace("CALL", CALL))
    found = said(folder, "--no-warnings", "--experimental-vm-modules", "browser.cjs").splitlines()
    assert found == [LOSS, LOSS, LOSS, "backprop,other", "undefinedundefined"]


def test_types_name_the_arguments_that_the_functions_have(folder: Path) -> None:
    types = files()["gradient.d.ts"]
    declared = {
        name: re.findall(r"(\w+): (\w+)", arguments)
        for name, arguments in re.findall(r"export function (\w+)\(\s*(.*?)\): \w+;", types, flags=re.DOTALL)
    }
    script = "const f = require('./gradient.js'); const found = {};"
    script += "for (const name of Object.keys(f)) found[name] = String(f[name]).match(/\\((.*?)\\)/)?.[1] ?? null;"
    found: dict[str, Any] = json.loads(said(folder, "-e", script + "console.log(JSON.stringify(found));"))
    assert found.pop("PARAMETERS") is None
    assert set(found) == set(declared)
    for name, arguments in declared.items():
        assert ", ".join(argument for argument, _ in arguments) == found[name]
    kinds = {"parameters": "Float64Array", "i": "Float64Array", "into": "Float64Array", "rounds": "number"}
    every = {pair for arguments in declared.values() for pair in arguments}
    assert set(kinds.items()) <= every
    assert "export as namespace backprop;" in types
    assert files()["gradient.d.mts"] == "export * from './gradient.js';\n"


def test_what_modules_import_is_what_the_file_has(folder: Path) -> None:
    script = "import('./gradient.mjs').then((a) => console.log(Object.keys(a), Object.keys(require('./gradient.js'))));"
    first, second = re.findall(r"\[.*?\]", said(folder, "-e", script), flags=re.DOTALL)
    names: Callable[[str], set[str]] = lambda text: set(re.findall(r"\w+", text))  # noqa: E731
    assert names(first) == names(second) == set(NAMES.split(", "))
