"""What formulas say of letters that no network explains, through the definitions of their document."""
