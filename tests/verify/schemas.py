"""Holds a value against a JSON Schema, for the few keywords that ours has."""

from __future__ import annotations


def conforms(content: object, rule: dict[str, object], where: str = "$") -> list[str]:
    """Return where a value breaks a schema, for the few keywords that ours has."""
    wrong: list[str] = []
    if "enum" in rule and content not in rule["enum"]:  # type: ignore[operator]
        wrong.append(f"{where}: {content!r}")
    if "const" in rule and content != rule["const"]:
        wrong.append(f"{where}: {content!r}")
    kinds = {"string": str, "integer": int, "array": list, "object": dict, "boolean": bool, "null": type(None)}
    allowed = rule.get("type", [])
    names = [allowed] if isinstance(allowed, str) else list(allowed)  # type: ignore[call-overload]
    if names and not isinstance(content, tuple(kinds[name] for name in names)):
        wrong.append(f"{where}: {content!r}")
    if isinstance(content, list):
        for at, entry in enumerate(content):
            wrong += conforms(entry, rule["items"], f"{where}[{at}]")  # type: ignore[arg-type]
    if isinstance(content, dict):
        properties: dict[str, dict[str, object]] = rule["properties"]  # type: ignore[assignment]
        required: list[str] = rule["required"]  # type: ignore[assignment]
        wrong += [f"{where}: '{key}' is missing" for key in required if key not in content]
        wrong += [f"{where}: '{key}' is unknown" for key in content if key not in properties]
        for key, value in content.items():
            if key in properties:
                wrong += conforms(value, properties[key], f"{where}.{key}")
    return wrong
