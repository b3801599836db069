"""Single operations of ONNX graphs, run by onnxruntime."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from typing import Any

import numpy as np

from symbackprop.export.onnx.values import Trace, Value

from ...conftest import missing

QUIET = 3


def computed(of: Callable[[Trace, Value], Any], x: np.ndarray, has_samples: bool = True) -> np.ndarray:
    """Return what a function makes of a value of a graph, where that is an array."""
    for package in ("onnx", "onnxruntime"):
        if importlib.util.find_spec(package) is None:
            missing(package)
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    trace = Trace(np.float64, "x")
    value = trace.lifted(of(trace, Value(trace, "x", (None, *x.shape[1:]) if has_samples else x.shape)))
    graph = helper.make_graph(
        [helper.make_node(node.kind, list(node.inputs), [node.output], **node.attributes) for node in trace.nodes],
        "graph",
        [helper.make_tensor_value_info("x", TensorProto.DOUBLE, x.shape)],
        [helper.make_tensor_value_info(value.name, TensorProto.DOUBLE, None)],
        [numpy_helper.from_array(array, name) for name, array in trace.constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = QUIET
    found = onnxruntime.InferenceSession(model.SerializeToString(), options).run(None, {"x": x})[0]
    assert all(size in (None, there) for size, there in zip(value.shape, found.shape, strict=True))
    return np.asarray(found)
