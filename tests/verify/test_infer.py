from __future__ import annotations

import pytest

from symbackprop.errors import DocumentError
from symbackprop.verify.verify import verify_alone

GIVEN = r"""
A sigmoid network with the error $E = \frac{1}{2}(t - o)^2$ and $\eta = 0.5$:
$i_1 = 0.05$, $i_2 = 0.10$; $w_1 = 0.15, w_2 = 0.20, w_3 = 0.25, w_4 = 0.30$,
$w_5 = 0.40, w_6 = 0.45, w_7 = 0.50, w_8 = 0.55$; $b_1 = 0.35$, $b_2 = 0.60$;
$target_{o1} = 0.01$, $target_{o2} = 0.99$.
"""

MATRICES = r"""
Everything is linear. $x = [1, 2]$, $W_1 = [[0.1, 0.3], [0.2, 0.4]]$, $W_2 = [[0.5], [0.6]]$, $y = [1]$, $\alpha = 0.1$,
and the loss is $L = \frac{1}{2}(y - \hat{y})^2$.
"""


def test_a_document_that_states_its_network_needs_no_spec() -> None:
    report = verify_alone((GIVEN + "$$out_{h1} = 0.593269992$$ $$w_5^+ = 0.35891648$$").encode(), "x.md")
    assert [claim.verdict.value for claim in report.claims[-2:]] == ["rounded", "rounded"]
    assert report.read[0] == (
        "Read from the document: a 2-2-2 network, sigmoid, sigmoid, half the squared error, η = 0.5"
    )
    assert "w5 = 0.40" in report.read[1]


def test_weights_are_counted_as_the_results_say() -> None:
    by_source = GIVEN.replace("w_2 = 0.20, w_3 = 0.25", "w_2 = 0.25, w_3 = 0.20")
    report = verify_alone((by_source + "$$net_{h2} = 0.3925$$ $$out_{h1} = 0.593269992$$").encode(), "x.md")
    assert [claim.verdict.value for claim in report.claims[-2:]] == ["right", "rounded"]


def test_matrices_say_the_layers() -> None:
    report = verify_alone((MATRICES + r"$$\hat{y} = 0.91$$").encode(), "x.md")
    assert report.read[0].startswith("Read from the document: a 2-2-1 network, identity, identity")
    assert report.claims[-1].verdict.value == "right"


WITHOUT_TARGETS = GIVEN.replace("$target_{o1} = 0.01$, $target_{o2} = 0.99$.", "")


@pytest.mark.parametrize("text", ["", "no formulas", "$w_1 = 0.15$", WITHOUT_TARGETS])
def test_what_does_not_suffice_is_refused_with_what_was_found(text: str) -> None:
    with pytest.raises(DocumentError, match=r"does not state its network in full .* give one with --spec"):
        verify_alone(text.encode(), "x.md")
