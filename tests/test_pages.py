"""The pages for people: every command and block runs, every printed output is what comes, every name is there."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import missing
from tests.pages import NOT_RUN, ROOT, Follower, blocks_of, libraries_of, pages, programs_of

WITH_BLOCKS = [page for page in pages() if any(blocks_of(page.read_text(encoding="utf-8")))]


@pytest.mark.parametrize("page", WITH_BLOCKS, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_does_what_it_says(
    page: Path, tmp_path: Path, request: pytest.FixtureRequest, tool: Callable[[str], str]
) -> None:
    text = page.read_text(encoding="utf-8")
    for program in programs_of(text):
        tool(program)
    for library in libraries_of(text):
        if importlib.util.find_spec(library) is None:
            missing(library)
    follower = Follower(tmp_path)
    found = follower.follow(text)
    if request.config.getoption("--update") and found != text:
        page.write_text(found, encoding="utf-8")
        return
    assert follower.faults == [], "\n\n".join(follower.faults)


def test_what_is_not_run_stands_on_a_page() -> None:
    everything = "\n".join(page.read_text(encoding="utf-8") for page in pages())
    assert [command for command in NOT_RUN if not re.search(rf"^{command} ", everything, re.M)] == []


RIGHT = """# A page

**`net.toml`**

```toml
equations = "E = w^2"
loss = "E"
parameters = ["w"]
learning_rate = 1
```

```console
$ head -1 net.toml
equations = "E = w^2"
$ seq 1 5
1
...
5
```

```sh
test -f net.toml
```

```python
>>> 6 * 7
42
>>> int("x")
Traceback (most recent call last):
    ...
ValueError: invalid literal for int() with base 10: 'x'
```
"""


def test_a_right_page_has_no_fault(tmp_path: Path) -> None:
    follower = Follower(tmp_path)
    assert follower.follow(RIGHT) == RIGHT
    assert follower.faults == []


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        ('\nequations = "E = w^2"\n$', "\nE = w^2\n$", "prints"),
        ("...\n5", "...\n6", "prints"),
        ("42", "43", "gives"),
        ("base 10", "base 11", "gives"),
        ('loss = "E"', 'loss = "F"', "no spec"),
        ("test -f net.toml", "test -f other.toml", "ends with 1"),
        ("```sh\n", "```go\n", "neither run nor a named file"),
        ("test -f net.toml", "make test", "not run"),
        ("**`net.toml`**", "**`unused.toml`**", "no command on the page uses it"),
    ],
)
def test_a_wrong_page_has_a_fault(right: str, wrong: str, fault: str, tmp_path: Path) -> None:
    assert right in RIGHT
    follower = Follower(tmp_path)
    follower.follow(RIGHT.replace(right, wrong))
    assert any(fault in found for found in follower.faults), follower.faults


@pytest.mark.parametrize(
    ("right", "wrong"), [("42", "43"), ('equations = "E = w^2"\n$', "$"), ("\n1\n...\n5", "\n1\n2\n5\n6")]
)
def test_a_wrong_output_is_replaced_where_that_is_asked_for(right: str, wrong: str, tmp_path: Path) -> None:
    found = Follower(tmp_path).follow(RIGHT.replace(right, wrong))
    assert found.replace("1\n2\n3\n4\n5", "1\n...\n5") == RIGHT
