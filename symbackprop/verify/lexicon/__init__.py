"""The words and commands that documents use."""
