"""Values of formulas and names, as balls, at points."""
