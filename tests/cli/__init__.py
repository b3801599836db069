"""What holds of every command: how it ends, what it writes, what it prints."""
