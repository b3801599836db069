"""Specs to start from, and the published schema."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from symbackprop.models.spec import parse
from symbackprop.models.starter import FORMS, json_schema, starter

SCHEMA = Path(__file__).parent.parent.parent / "docs" / "spec.schema.json"


@pytest.mark.parametrize("form", FORMS)
def test_a_starter_is_a_spec(form: str) -> None:
    network = parse(starter(form, "mine.toml"), "mine.toml")
    assert network.parameters
    assert "symbackprop notes mine.toml" in starter(form, "mine.toml")


def test_the_published_schema_is_up_to_date(request: pytest.FixtureRequest) -> None:
    text = json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
    if request.config.getoption("--update"):
        SCHEMA.write_text(text, encoding="utf-8")
    assert SCHEMA.read_text(encoding="utf-8") == text


def test_the_schema_names_the_sections() -> None:
    names = {name for part in json_schema()["$defs"].values() for name in part.get("properties", {})}
    network = json_schema()["$defs"]["NetworkSection"]["properties"]
    assert "sigmoid" in network["activation"]["anyOf"][0]["enum"]
    assert network["learning_rate"]["anyOf"][0]["type"] == "number"
    assert {"sizes", "activation", "loss", "weights", "equations", "parameters"} <= names
