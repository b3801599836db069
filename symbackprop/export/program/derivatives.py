"""Other derivatives of a network, as programs: by its data, of each sample alone, and the Hessian times a vector."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from ...errors import UsageError
from ...expression.functions import X
from ...expression.tree import ONE, Call, Choice, Expression, Negative, Sum, Symbol
from ...graph.adjoint import reverse_accumulation
from ...graph.equations import bare
from ...graph.tangent import forward_accumulation
from ...graph.update import DESCENT
from ...models.network import Network
from ..saturation.stabilise import STABLE_SLOPES, prepared, stabilised
from .lowering import MOST_STRAIGHT_OPERATIONS, Form, Program, changed, data_of, straightened
from .steps import steps_of

TANGENT_SLOPES: Mapping[str, Expression] = MappingProxyType(
    {
        **STABLE_SLOPES,
        # At 0 the slope is 1 and its slopes on both sides are 0 and 1, of which the one nearest to 0 is taken.
        "elu": Choice(X, ONE, Choice(Negative(X), Sum((Call("elu", X), ONE)), ONE)),
    }
)
"""Over X, slopes that are differentiated again and have a kink."""


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
    return replace(network, trained=tuple(by), optimiser=DESCENT, learning_rate=None, layers=()), given


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
        raise UsageError("the loss does not depend on the parameters, so that it has no Hessian")
    along = tangent.tangents[bare(network.loss)]
    parameters = (*network.trained, *tangent.directions)
    backward = reverse_accumulation(tangent.graph, along, parameters, STABLE_SLOPES)
    program = replace(
        _program(network, data_of(network, data), tangent.directions),
        forward=tuple(changed(statement, prepared) for statement in (*stable.forward, *tangent.added)),
        backward=tuple(changed(statement, prepared) for statement in backward.graph.equations),
        loss=along,
        adjoints={bare(symbol): prepared(backward.adjoint[bare(symbol)]) for symbol in parameters},
    )
    if form is None:
        form = Form.STRAIGHT if program.operations <= MOST_STRAIGHT_OPERATIONS else Form.LOOPS
    return program if form is Form.LOOPS else straightened(program)


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
