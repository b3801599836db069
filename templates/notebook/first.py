<% if needs_math %>
import math

<% endif %>
import numpy as np


def check(found, shown):
    """Hold what is computed here against what the text shows, to its last digit."""
    found, shown = np.asarray(found, dtype=float), np.asarray(shown, dtype=float)
<% if is_decimals %>
    unit = 10.0 ** -<< places >>
<% else %>
    exponent = np.floor(np.log10(np.where(shown == 0, 1, np.abs(shown))))
    unit = 10.0 ** (exponent - << places - 1 >>)
<% endif %>
    within = << share >> * unit + 1e-12 * np.abs(shown) + 1e-15
    is_right = found.shape == shown.shape and np.all(np.abs(found - shown) <= within)
    assert is_right, f"{found}, and the text shows {shown}"
<% for source in functions %>


<< source >>
<% endfor %>
