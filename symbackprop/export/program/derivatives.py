"""Other derivatives of a network, as programs: by its data, of each sample alone, and the Hessian times a vector."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType

from ...errors import UsageError
from ...expression.functions import X
from ...expression.tree import ONE, Call, Choice, Expression, Negative, Number, Sum, Symbol
from ...graph.adjoint import reverse_accumulation
from ...graph.equations import bare
from ...graph.expand import elements
from ...graph.tangent import forward_accumulation
from ...graph.update import DESCENT
from ...models.network import Network
from ..saturation.stabilise import STABLE_SLOPES, prepared, stabilised
from .lowering import MOST_STRAIGHT_OPERATIONS, Form, Program, changed, data_of, lowered, needed, straightened
from .steps import steps_of

TANGENT_SLOPES: Mapping[str, Expression] = MappingProxyType(
    {
        **STABLE_SLOPES,
        # At 0 the slope is 1 and its slopes on both sides are 0 and 1, of which the one nearest to 0 is taken.
        "elu": Choice(X, ONE, Choice(Negative(X), Sum((Call("elu", X), ONE)), ONE)),
    }
)
"""Over X, slopes that are differentiated again and have a kink."""

NO_HESSIAN = "the loss does not depend on the parameters, so that it has no Hessian"


def of_samples(network: Network, by: Sequence[Symbol], data: Iterable[str] = ()) -> tuple[Program, list[Expression]]:
    """Return what computes the adjoints of some leaves for each sample, and what they are: symbols, or numbers.

    Args:
        network: The network.
        by: Leaves as declared, parameters or data.
        data: The names of what each sample has its own of; see `lowering.data_of`.
    """
    stable = stabilised(network.graph, network.loss)
    backward = reverse_accumulation(stable.graph, network.loss, by, STABLE_SLOPES)
    statements = (*stable.forward, *backward.graph.equations)
    program = _program(network, data_of(network, data), ())
    program = replace(program, forward=tuple(changed(statement, prepared) for statement in statements))
    return program, [prepared(backward.adjoint[bare(symbol)]) for symbol in by]


def by_data(network: Network, by: Sequence[Symbol], data: Iterable[str] = ()) -> tuple[Network, tuple[str, ...]]:
    """Return a network whose parameters are some of the data, of one sample, and the names of all that is given to it.

    Args:
        network: The network.
        by: Which data, as declared.
        data: The names of what each sample has its own of.
    """
    wanted = {bare(symbol) for symbol in by}
    others = [symbol for symbol in (*network.trained, *data_of(network, data)) if bare(symbol) not in wanted]
    given = tuple(bare(symbol).ascii for symbol in others)
    title = f"{network.title}: the loss by its data"
    return replace(
        network, title=title, trained=tuple(by), optimiser=DESCENT, learning_rate=None, layers=(), predicted=()
    ), given


def hessian_vector(network: Network, data: Iterable[str] = (), form: Form | None = None) -> Program:
    """Return the program whose loss is the derivative along a direction: its gradient is the Hessian times it.

    The parameters are those of the network and then the direction, so that the second half of the gradient is the
    gradient of the network.

    Args:
        network: The network.
        data: The names of what each sample has its own of; see `lowering.data_of`.
        form: The form wanted; without, as in `lowering.lowered`.

    Raises:
        UsageError: The loss does not depend on the parameters.
    """
    stable = stabilised(network.graph, network.loss)
    tangent = forward_accumulation(stable.graph, network.trained, TANGENT_SLOPES)
    if bare(network.loss) not in tangent.tangents:
        raise UsageError(NO_HESSIAN)
    along = tangent.tangents[bare(network.loss)]
    parameters = (*network.trained, *tangent.directions)
    backward = reverse_accumulation(tangent.graph, along, parameters, STABLE_SLOPES)
    adjoints = {bare(symbol): prepared(backward.adjoint[bare(symbol)]) for symbol in parameters}
    kept = needed(
        [changed(at, prepared) for at in (*stable.forward, *tangent.added, *backward.graph.equations)],
        (along, *adjoints.values()),
    )
    after = {bare(at.target) for at in backward.graph.equations}
    program = replace(
        _program(network, data_of(network, data), tangent.directions),
        forward=tuple(at for at in kept if bare(at.target) not in after),
        backward=tuple(at for at in kept if bare(at.target) in after),
        loss=along,
        adjoints=adjoints,
    )
    if form is None:
        form = Form.STRAIGHT if program.operations <= MOST_STRAIGHT_OPERATIONS else Form.LOOPS
    return program if form is Form.LOOPS else straightened(program)


def hessian_network(network: Network, data: Iterable[str] = (), form: Form | None = None) -> Program:
    """Return the program of `hessian_vector` as that of a network by itself, which has values and can be certified."""
    names = tuple(bare(symbol).ascii for symbol in data_of(network, data))
    return replace(hessian_vector(network, names, form), network=along_direction(network))


def sampled_data(network: Network, data: Iterable[str] = ()) -> tuple[Symbol, ...]:
    """Return the data of a sample, by which the loss can be differentiated.

    Raises:
        UsageError: There is no data.
    """
    found = tuple(data_of(network, data))
    if not found:
        raise UsageError("a sample has no data, by which the loss could be differentiated")
    return found


def input_network(network: Network, data: Iterable[str] = (), form: Form | None = None) -> Program:
    """Return the program whose parameters are the data of one sample, and which is given the parameters.

    Raises:
        UsageError: There is no data.
    """
    sampled = sampled_data(network, data)
    by_sample, given = by_data(network, sampled, data)
    return lowered(by_sample, given, form)


def along_direction(network: Network) -> Network:
    """Return a network whose loss is the derivative of another's loss along a direction, which is trained as well.

    Its gradient is the Hessian of the other times the direction, and then the gradient of the other. The direction has
    numbers like those that a check makes.

    Args:
        network: The other network.

    Raises:
        UsageError: The loss does not depend on the parameters.
    """
    tangent = forward_accumulation(network.graph, network.trained)
    if bare(network.loss) not in tangent.tangents:
        raise UsageError(NO_HESSIAN)
    names = [name for symbol in tangent.directions for name in elements(symbol, network.labels)]
    numbers = {name: _readable(at) for at, name in enumerate(names)}
    return replace(
        network,
        title=f"{network.title}: the derivative of the loss along a direction",
        graph=tangent.graph,
        loss=tangent.tangents[bare(network.loss)],
        errors=None,
        trained=(*network.trained, *tangent.directions),
        values={**network.values, **numbers},
        learning_rate=None,
        optimiser=DESCENT,
        layers=(),
        predicted=(),
    )


def _readable(at: int) -> Number:
    """Return the number of a direction at a place, in eighths of both signs."""
    value = Fraction((5 * at + 3) % 8 - 4 or 4, 8)
    return Number(value, repr(float(value)))


def _program(network: Network, data: Sequence[Symbol], directions: Sequence[Symbol]) -> Program:
    """Return a program that computes nothing yet."""
    known = {bare(symbol) for symbol in (*network.trained, *data)}
    declared = network.graph.declared
    return Program(
        network=network,
        form=Form.LOOPS,
        parameters=(*(declared[bare(symbol)] for symbol in network.trained), *directions),
        data=tuple(data),
        constants=tuple(leaf for leaf in network.graph.leaves if bare(leaf) not in known),
        forward=(),
        backward=(),
        loss=network.loss,
        adjoints={},
        steps=steps_of(DESCENT),
    )


PER_SAMPLE = "per-sample"
OTHERS: Mapping[str, Callable[[Network, Iterable[str], Form | None], Program]] = MappingProxyType(
    {"hessian-vector": hessian_network, "input-gradient": input_network}
)
"""Derivatives that are the gradient of another program, by the names by which they are asked for."""
