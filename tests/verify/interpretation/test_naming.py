"""What names mean is a value: no stage changes it, and only interpretation makes it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest
from flint import fmpq

import symbackprop.verify
from symbackprop.verify.interpretation.naming import Naming
from symbackprop.verify.quantities.atoms import Atom, Layout, Role, one, stand_in
from symbackprop.verify.quantities.refusals import UnknownName

from ..formulas import name
from .names import interpreted

FIELDS = sorted(field.name for field in fields(Naming))
LATER = sorted(
    path
    for path in Path(symbackprop.verify.__path__[0]).rglob("*.py")
    if path.parent.name not in ("interpretation", "inference")
)


@pytest.mark.parametrize("field", FIELDS)
def test_no_field_can_be_set(field: str) -> None:
    naming = interpreted("w_1 = 0.15")
    with pytest.raises(FrozenInstanceError):
        setattr(naming, field, getattr(naming, field))


@pytest.mark.parametrize("field", [field for field in FIELDS if isinstance(getattr(interpreted(), field), Mapping)])
def test_no_entry_can_be_set(field: str) -> None:
    entries = getattr(interpreted("w_1 = 0.15"), field)
    with pytest.raises(TypeError):
        entries["w"] = None


def changes(module: ast.Module) -> Iterator[str]:
    """Yield what in a module makes or changes what names mean."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else ""
            keywords = {keyword.arg for keyword in node.keywords}
            arguments = [ast.unparse(argument) for argument in node.args[:1]]
            if called == "Naming" or (called == "replace" and "naming" in arguments and keywords & set(FIELDS)):
                yield ast.unparse(node)
        targets = node.targets if isinstance(node, ast.Assign) else ()
        yield from (
            ast.unparse(node)
            for target in targets
            if isinstance(target, ast.Attribute) and ast.unparse(target.value).endswith("naming")
        )


@pytest.mark.parametrize("path", LATER, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_other_stage_makes_or_changes_what_names_mean(path: Path) -> None:
    assert list(changes(ast.parse(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    "line",
    ["naming.layout = layout", "self.naming.turned = True", "replace(naming, bold=False)", "Naming(possible, truth)"],
)
def test_a_change_is_found(line: str) -> None:
    assert list(changes(ast.parse(line))) == [line]


def test_another_layout_leaves_the_layout_as_it_was() -> None:
    naming = interpreted("w_1 = 0.15")
    turned = naming.with_layout(Layout(rows=True, weights=True))
    assert (naming.layout, turned.layout) == (Layout(), Layout(rows=True, weights=True))
    matrix = name("W_1")
    assert turned.meaning(matrix).rows == tuple(zip(*naming.meaning(matrix).rows, strict=True))


def test_other_schemes_leave_the_others_and_can_be_taken_back() -> None:
    naming = interpreted("w_1 = 0.15", "b_1 = 0.35")
    (first, *_) = naming.chosen
    without = naming.with_schemes({first: None})
    assert without.chosen == {pattern: scheme for pattern, scheme in naming.chosen.items() if pattern != first}
    assert without.with_schemes({first: naming.chosen[first]}).chosen == naming.chosen


def test_a_name_that_is_put_in_means_what_it_carries() -> None:
    naming = interpreted("w_1 = 0.15")
    loss = one(naming.layers.loss)
    assert naming.meaning(stand_in("w_1", loss, name("w_1").span)) == loss
    with pytest.raises(UnknownName):
        naming.meaning(name("q_7"))


def test_a_single_quantity_has_its_true_value() -> None:
    naming = interpreted("w_1 = 0.15")
    value = naming.known(Atom(Role.VALUE, naming.layers.stages[0].weights[0][0]))
    assert value == fmpq(15, 100)
