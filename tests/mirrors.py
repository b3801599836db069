"""Which test mirrors which module: `tests/A/test_B.py` is about `symbackprop/A/B.py`."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "symbackprop"
TESTS = ROOT / "tests"


def mirror_of(module: Path) -> Path:
    """Return where the test of a module stands, whether or not it is there.

    >>> mirror_of(PACKAGE / "graph" / "tape.py").relative_to(ROOT).as_posix()
    'tests/graph/test_tape.py'
    """
    return TESTS / module.relative_to(PACKAGE).with_name(f"test_{module.name}")


def is_mirror(test: Path) -> bool:
    """Whether a test stands where a module stands.

    >>> is_mirror(TESTS / "graph" / "test_tape.py"), is_mirror(TESTS / "golden" / "test_golden.py")
    (True, False)
    """
    if not (test.is_relative_to(TESTS) and test.name.startswith("test_")):
        return False
    return (PACKAGE / test.relative_to(TESTS).with_name(test.name.removeprefix("test_"))).exists()


def modules(*packages: str) -> list[Path]:
    """Return the modules of some packages: all files that hold code, without those that only say what a folder is."""
    found = [path for package in packages for path in sorted((PACKAGE / package).rglob("*.py"))]
    return [path for path in found if path.name != "__init__.py"]
