"""ONNX graphs of standard operators: what a model predicts, and its loss with the gradient."""
