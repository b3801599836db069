"""From names to the quantities that they can mean."""
