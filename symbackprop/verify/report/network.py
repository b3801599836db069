"""What a report says of the network that was read from the document itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...graph.equations import bare
from ...models.network import Network
from .. import thresholds
from ..judging.verdicts import JudgedScope


def network_lines(network: Network, is_rated: bool, equations: Sequence[str], taken_from: str = "") -> Iterator[str]:
    """Yield what was read of a network, line by line.

    Args:
        network: The network.
        is_rated: Whether the document states its learning rate.
        equations: The equations of the document, where the network is made of them.
        taken_from: The built-in example that it is, or nothing.
    """
    if taken_from:
        yield f"It looks like the built-in example {taken_from}; what is not stated is taken from there"
    rate = network.rate.text + ("" if is_rated else " (assumed: none is stated)")
    if network.layers:
        sizes = _sizes(network)
        functions = ", ".join(layer.function for layer in network.layers)
        yield f"Read from the document: a {sizes} network, {functions}, {network.loss_title}, η = {rate}"
    else:
        trained = ", ".join(bare(symbol).ascii for symbol in network.trained)
        yield f"Read from the document: {'; '.join(equations)}"
        if any(line.startswith(f"{network.loss.ascii} = ") for line in equations):
            yield f"The loss is {network.loss.ascii}, the parameters are {trained}, η = {rate}"
    if network.missing:
        missing = [symbol.ascii for symbol in network.missing]
        more = len(missing) - thresholds.MOST_MISSING
        end = f" and {more} more" if more > 0 else ""
        yield f"No number is given for {', '.join(missing[: thresholds.MOST_MISSING])}{end}"
    if network.values:
        yield ", ".join(f"{symbol.ascii} = {number.text}" for symbol, number in network.values.items())


def doubt_line(wrong: int, of: int) -> str:
    """Return what is said where much of a document does not come true for its network.

    Args:
        wrong: How many equations do not.
        of: Of how many.
    """
    return f"{wrong} of {of} equations do not come true for it; if another is meant, give it with --spec"


def without_network(why: str) -> str:
    """Return what is said where no network is known that a document, or a part of it, is about.

    Args:
        why: The reason, in words.
    """
    return f"No network is known: {why}. Each line is judged by its own arithmetic."


def headed(scopes: Sequence[JudgedScope]) -> Iterator[str]:
    """Yield what is said of each part of a document, its place and title before it."""
    for scope in scopes:
        place = f"Lines {scope.first} to {scope.last}" if scope.last > scope.first else f"Line {scope.first}"
        head = f"{place} ({scope.title})" if scope.title else place
        first, *rest = scope.read or (f"Judged against {scope.network}",)
        yield f"{head}: {first}"
        yield from rest


SEVERAL = "several networks, each for a part of the document"


def stated_network(network: Network) -> str:
    """Return what a network is called that was read from the document itself."""
    return f"the {_sizes(network)} network that the document states" if network.layers else EQUATIONS


def definition_lines(defined: Sequence[str]) -> Iterator[str]:
    """Yield what was read of a document that defines what its formulas are about, and has no network.

    Args:
        defined: What it defines.
    """
    if defined:
        yield f"Formulas without a network, judged by what the document defines: {', '.join(defined)}"
    else:
        yield "Formulas without a network and without definitions, judged for any letters"


EQUATIONS = "the equations that the document states"


def _sizes(network: Network) -> str:
    first = network.layers[0].source
    stages = (first, *(layer.net for layer in network.layers))
    return "-".join(str(getattr(stage.indices[0], "size", 1)) for stage in stages)
