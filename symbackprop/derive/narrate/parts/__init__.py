"""Parts of the notes that teach beside the derivation."""
