"""What a page says, in blocks that every format can show; it knows nothing of graphs."""
