"""From a network to code that computes its loss and gradient."""
