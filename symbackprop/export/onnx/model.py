"""A model of ONNX, made by running the whole-array statements of a program on values that write themselves down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ...errors import ExportError
from ...expression.tree import Symbol
from ...graph.equations import bare
from ...graph.given import floats_in
from ...models.network import Network
from ..program.lowering import Form, Program, lowered, needed, sizes_of
from ..program.prediction import predicting
from ..python.array_printer import ArrayPrinter
from ..python.arrays import ArrayWriter
from ..python.libraries import Library
from ..syntax.primitives import CARRIED, Primitives
from .functions import Functions
from .pending import Samples
from .values import Node, Trace, Value

if TYPE_CHECKING:
    import onnx

MODULE = "_onnx"
"""No quantity is called so: names begin with letters."""

OPSET, IR_VERSION = 17, 8
SAMPLES = "samples"

PRIMITIVES = Primitives(
    abs=f"{MODULE}.abs",
    cos=f"{MODULE}.cos",
    erfc=f"{MODULE}.erfc",
    exp=f"{MODULE}.exp",
    expm1=f"{MODULE}.expm1",
    log=f"{MODULE}.log",
    log1p=f"{MODULE}.log1p",
    power=f"{MODULE}.power",
    sigmoid=CARRIED,
    sin=f"{MODULE}.sin",
    sqrt=f"{MODULE}.sqrt",
    tanh=f"{MODULE}.tanh",
)
CHOICE = (
    f"{MODULE}.where({{positive}} > {{zero}}, {{then}}, "
    f"{MODULE}.where({{positive}} <= {{zero}}, {{otherwise}}, {{positive}}))"
)
ONNX = Library(
    ArrayPrinter(PRIMITIVES.names, choice=CHOICE),
    MODULE,
    f"{MODULE}.transpose({{name}}, ({{axes}}))",
    f"{MODULE}.sum({{value}}, ({{axes}}))",
    f"{MODULE}.max({{value}}, ({{axes}}))",
    f"{MODULE}.full({{shape}}, {{value}})",
    f"{MODULE}.array({{values}})",
    "{value}",
    "",
    "",
    "",
    "",
    f"{MODULE}.arange({{size}})",
    f"{MODULE}.clip({{value}}, 0, {{last}})",
    f"{MODULE}.where({{condition}}, {{value}}, 0.0)",
    "({value} if {condition} else 0.0)",
    "{name}",
    "for {name} in range({size}):",
    "for {name} in range({last}, -1, -1):",
    "{name}[{at}] = {value}",
    "",
    f"{MODULE}.added_at({{shape}}, {{every}}, {{value}})",
    f"{MODULE}.table([{{values}}])",
)


def onnx_model(
    network: Network, outputs: Sequence[Symbol], with_gradient: bool, is_single: bool, data: Iterable[str] = ()
) -> onnx.ModelProto:
    """Return the model of ONNX that computes outputs, and where it is wanted the loss with its gradient.

    Its inputs are the data, with the samples as the first axis. Parameters that have values are constants of a forward
    model; where there is a gradient they are inputs too, which have these values unless others are given. The loss is
    the mean over the samples, and so is its gradient.

    Args:
        network: The network.
        outputs: Quantities that are computed, by their declared symbols.
        with_gradient: Whether the loss and the adjoint of each parameter are outputs too.
        is_single: Whether numbers are of single precision.
        data: The names of what each sample has its own of.

    Raises:
        ExportError: The package `onnx` is not there, or the graph would be too large.
        MissingValuesError: What is neither trained nor data has no values.
    """
    if not outputs and not with_gradient:
        raise ExportError("the ONNX model would have no outputs; name one, or ask for the gradient")
    programs = [predicting(network, outputs, data)] if outputs else []
    if with_gradient:
        programs.append(lowered(network, data, Form.LOOPS))
    for program in programs:
        network.demand_values(program.constants)
    sampled = {bare(symbol): symbol for program in programs for symbol in program.data}
    dtype = np.float32 if is_single else np.float64
    first = next((name.ascii for name in sampled), "")
    trace = Trace(dtype, first)
    given = {name: Value(trace, name.ascii, (None, *sizes_of(symbol))) for name, symbol in sampled.items()}
    given |= {bare(symbol): Value(trace, bare(symbol).ascii, sizes_of(symbol)) for symbol in network.trained}
    results: dict[str, Value] = {}
    if outputs:
        found = _run(programs[0], outputs, trace, given)
        results |= {bare(symbol).ascii: value for symbol, value in zip(outputs, found, strict=True)}
    if with_gradient:
        loss, *slopes = _run(programs[-1], (), trace, given)
        results[network.loss.ascii] = loss
        names = [f"d{network.loss.ascii}_d{bare(symbol).ascii}" for symbol in network.trained]
        results |= dict(zip(names, slopes, strict=True))
    return _protobuf(network, trace, given, results, with_gradient)


def _run(program: Program, outputs: Sequence[Symbol], trace: Trace, given: Mapping[Symbol, Value]) -> list[Value]:
    """Run the statements of a program on values of a graph; without outputs, for the loss and the gradient."""
    writer = ArrayWriter(program, ONNX, trace.dtype is np.float32)
    if outputs:
        lines = writer.statements.lines(needed(program.forward, outputs))
        results = [writer.names.of(bare(symbol)) for symbol in outputs]
    else:
        forward, backward = writer.both()
        lines = [*forward, *backward]
        results = [writer.loss, *map(_slope(writer), program.parameters)]
    constants = writer.unpacked()[len(program.parameters) :]
    arguments = [*program.parameters, *program.data]
    names = "".join(f", {writer.names.of(bare(symbol))}" for symbol in arguments)
    body = "".join(f"    {line}\n" for line in [*constants, *lines])
    source = "\n\n".join(
        [*writer.functions(), f"def traced({MODULE}, {SAMPLES}{names}):\n{body}    return [{', '.join(results)}]"]
    )
    functions = Functions(trace)
    module: dict[str, Any] = {"__name__": "traced", MODULE: functions}
    # Our own printer has written it: names of one alphabet, numbers and operators.
    exec(source, module)  # noqa: S102
    found = module["traced"](functions, Samples(trace), *(given[bare(symbol)] for symbol in arguments))
    return [trace.lifted(value) for value in found]


def _slope(writer: ArrayWriter) -> Any:
    """Return what writes the adjoint of a parameter."""

    def slope(symbol: Symbol) -> str:
        adjoint = writer.program.adjoints[bare(symbol)]
        if isinstance(adjoint, Symbol):
            return writer.names.of(bare(adjoint))
        value = writer.printer.write(adjoint, lambda read: read.ascii)
        shape = "".join(f"{size}, " for size in sizes_of(symbol))
        return f"{MODULE}.full(({shape}), {value})"

    return slope


def _protobuf(
    network: Network,
    trace: Trace,
    given: Mapping[Symbol, Value],
    results: Mapping[str, Value],
    is_trained: bool,
) -> onnx.ModelProto:
    try:
        from onnx import checker, helper, numpy_helper
    except ImportError as error:
        raise ExportError("ONNX models are written by the package onnx: pip install 'symbackprop[onnx]'") from error
    kind = helper.np_dtype_to_tensor_dtype(np.dtype(trace.dtype))
    nodes = [
        helper.make_node(node.kind, list(node.inputs), [node.output], **node.attributes)
        for node in _reached(trace.nodes, {value.name for value in results.values()})
    ]
    nodes += [helper.make_node("Identity", [value.name], [name]) for name, value in results.items()]
    read = {name for node in nodes for name in node.input}
    own = _parameters(network, trace.dtype)
    held = {**trace.constants, **own}
    constants = [numpy_helper.from_array(array, name) for name, array in held.items() if name in read]
    inputs = [
        helper.make_tensor_value_info(value.name, kind, [SAMPLES if size is None else size for size in value.shape])
        for value in given.values()
        if value.name in read and (is_trained or value.name not in own)
    ]
    outputs = [
        helper.make_tensor_value_info(name, kind, [SAMPLES if size is None else size for size in value.shape])
        for name, value in results.items()
    ]
    graph = helper.make_graph(nodes, "network", inputs, outputs, constants, doc_string=network.title)
    model = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="symbackprop",
    )
    # What reads the file again knows by it which constants are parameters, and their order.
    helper.set_model_props(model, {"symbackprop.parameters": ",".join(bare(at).ascii for at in network.trained)})
    checker.check_model(model)
    return model


def _reached(nodes: Sequence[Node], wanted: set[str]) -> list[Node]:
    """Return the nodes that results depend on, in order."""
    kept = []
    for node in reversed(nodes):
        if node.output in wanted:
            wanted |= set(node.inputs)
            kept.append(node)
    return kept[::-1]


def _parameters(network: Network, dtype: type) -> Mapping[str, NDArray[Any]]:
    """Return the values of the parameters that have any."""
    missing = set(network.missing)
    return {
        bare(symbol).ascii: floats_in(network.values, symbol, network.labels).astype(dtype)
        for symbol in network.trained
        if bare(symbol) not in missing
    }
