"""Training on data: compiled functions, minibatches, and what is kept of it."""
