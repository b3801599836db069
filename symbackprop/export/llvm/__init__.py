"""Programs as LLVM."""
