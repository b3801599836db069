"""From the names in a document to what they mean: one step after another, each contained.

Each step is given what is known of the names and returns it with more in it; nothing is changed in place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from ...models.network import Network
from ..lexicon.functions import IDENTITY
from ..limits.boundary import Breakdown, Doing, contained
from ..quantities.layers import LayerTable
from ..quantities.options import Options
from ..tree import Chain
from ..values.own_functions import own_functions
from ..values.partial_point import truth_of
from ..values.points import Point
from .definitions import define_local_names, define_unknown_names
from .letters import usual_letters
from .misspellings import correct_misspellings
from .naming import Naming
from .notation import infer_notation
from .sample_errors import define_sample_errors
from .schemes import choose_schemes


def interpret(
    network: Network,
    layers: LayerTable,
    chains: Sequence[Chain],
    legend: Mapping[str, str],
    points: Sequence[Point],
    negative_signals: bool = False,
) -> Naming:
    """Return what the names of a document mean.

    A step that breaks off by an error of this program leaves what the steps before it found.

    Args:
        network: The network.
        layers: Who plays what in it.
        chains: The equations of the document.
        legend: The functions that letters stand for by the document's own words, as in `σ = tanh`.
        points: Where equations are tried.
        negative_signals: Whether error signals are known to be minus the derivative of the error.
    """
    possible = Options(network, layers)
    # Where layers apply a function, its letters stand for that.
    applies = bool(network.layers) or any(stage.function != IDENTITY for stage in layers.stages)
    functions = {} if applies else own_functions(chains)
    letters = usual_letters(network, legend)
    naming = Naming(possible, truth_of(network, layers), letters=letters, functions=functions)
    steps: dict[Doing, Callable[[Naming], Naming]] = {
        Doing.NOTATION: partial(infer_notation, chains=chains),
        Doing.NAMES: partial(choose_schemes, chains=chains, points=points, negative_signals=negative_signals),
        Doing.SAMPLES: partial(define_sample_errors, chains=chains),
        Doing.DEFINITIONS: partial(define_local_names, chains=chains, points=points),
        Doing.MISSPELLINGS: partial(correct_misspellings, chains=chains, points=points),
        Doing.UNKNOWN_NAMES: partial(define_unknown_names, chains=chains, points=points),
    }
    for doing, step in steps.items():
        naming = contained(doing, None, partial(step, naming), partial(_unchanged, naming))
    return naming


def _unchanged(naming: Naming, _broken: Breakdown) -> Naming:
    """Go on as if a step that broke off had not been."""
    return naming
