"""How statements are spelled in the languages of C's family."""
