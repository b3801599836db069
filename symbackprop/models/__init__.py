"""What people bring: layers, activations, losses and the files that describe them."""
