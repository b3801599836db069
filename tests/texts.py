"""Descriptions of networks that tests of several folders read, in a module that imports nothing."""

from __future__ import annotations

DEEP = """title = "deep"
[network]
sizes = [4, 2, 2, 1]
activation = ["tanh", "sigmoid", "identity"]
loss = "squared"
bias = "per-neuron"
train_biases = true
learning_rate = 0.1
[values]
inputs = [1, -0.5, 0.25, 2]
targets = [0.3]
weights = [
  [[0.1, -0.2, 0.3, 0.4], [-0.5, 0.6, 0.7, -0.8]],
  [[0.9, -1.0], [0.15, 0.25]],
  [[-0.35, 0.45]],
]
biases = [[0.1, -0.1], [0.2, -0.2], [0.3]]
"""
