"""The content of a page, in blocks that every format can show; it does not depend on graphs."""
