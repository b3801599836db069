"""The source of a prediction: the forward pass to what is asked for, and nothing that only the loss needs."""

from __future__ import annotations

from symbackprop.export.program.prediction import predicting
from symbackprop.export.python.prediction import prediction_source
from symbackprop.models.spec import example


def test_only_what_the_outputs_need_is_computed() -> None:
    network = example()
    outputs = [network.layers[0].out]
    source = prediction_source(predicting(network, outputs), outputs, is_single=False)
    assert "def predict(parameters, samples, i):" in source
    assert "return [out_h]" in source
    assert "net_o" not in source
    assert "target" not in source


def test_single_precision_is_said_once() -> None:
    network = example()
    outputs = [network.layers[-1].out]
    assert "DTYPE = np.float32" in prediction_source(predicting(network, outputs), outputs, is_single=True)
