"""From a network to the steps of its derivation, each checked by algebra and each number certified."""
