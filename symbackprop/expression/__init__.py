"""Mathematics as it is written: ordered trees, their functions, algebra and derivatives."""
