"""What an exported file checks itself by."""
