"""<% if is_certified %>Compares one call with values that were computed in ball arithmetic, and the gradient with a complex step<% else %>Compares the gradient of one call with a complex step<% endif %>.

For a tiny h the imaginary part of the loss at w + ih v, divided by h, is the derivative along v to the last digit.
"""

<% if needs_cmath %>
import cmath
<% endif %>
<% if needs_math %>
import math
<% endif %>
from array import array

from . import PARAMETERS, loss, loss_and_gradient
<% if expected_outputs %>
from . import OUTPUTS, predict
<% endif %>

KIND = "<< kind >>"
<% if is_formula %>
NUMBERS = [((37 * at + 11) % 101 << added >>) / 128 for at in range(PARAMETERS + << total >>)]
<% set offset = namespace(at=count) %>
EXAMPLE = array(KIND, NUMBERS[:PARAMETERS])
FLAT = [
<% for name, shape, size, dimensions in data %>
    array(KIND, NUMBERS[<< offset.at >>:<< offset.at + size >>]),
<% set offset.at = offset.at + size %>
<% endfor %>
]
<% else %>
EXAMPLE = array(KIND, [
<< parameters >>
])
FLAT = [
<% for name, shape, size, dimensions in data %>
    array(KIND, [
<< given[loop.index0] >>
    ]),
<% endfor %>
]
EXPECTED = [
<< expected_gradient >>
]
<% endif %>
SHAPES = [<% for name, shape, size, dimensions in data %><< shape >><< ", " if not loop.last >><% endfor %>]
DATA = [memoryview(flat).cast("B").cast(KIND, shape) for flat, shape in zip(FLAT, SHAPES)]


<% include "arrays/complex.txt" %>


def check():
    found = array(KIND, bytes(PARAMETERS * array(KIND).itemsize))
    first = loss_and_gradient(EXAMPLE, *DATA, found)
    size = max(map(abs, found))

    def compare(what, value, expected, tolerance):
        if not abs(value - expected) <= tolerance * (abs(expected) + size):
            raise SystemExit(f"FAILED {what}: found {value}, expected {expected}")

<% if is_certified %>
    compare("loss", first, << expected_loss >>, << tolerance >>)
<% endif %>
    compare("loss alone", loss(EXAMPLE, *DATA), first, << tolerance >>)
    direction = [((53 * at + 29) % 97 - 48) / 64 for at in range(PARAMETERS)]
    along = sum(slope * way for slope, way in zip(found, direction))
<% if is_certified %>
<% if is_formula %>
    compare("gradient along the direction", along, << expected_along >>, << tolerance >>)
<% for at, slope in samples %>
    compare("gradient[<< at >>]", found[<< at >>], << slope >>, << tolerance >>)
<% endfor %>
<% else %>
    for at, slope in enumerate(EXPECTED):
        compare(f"gradient[{at}]", found[at], slope, << tolerance >>)
<% endif %>
<% endif %>
    tiny = 2.0**-200
    for at in range(<< steps >>):
        stepped = list(EXAMPLE)
        stepped[at] += 1j * tiny
        compare(f"complex step {at}", found[at], complex_loss(stepped, *FLAT).imag / tiny, << step_tolerance >>)
    stepped = [value + 1j * tiny * way for value, way in zip(EXAMPLE, direction)]
    compare("complex step", along, complex_loss(stepped, *FLAT).imag / tiny, << step_tolerance >>)
<% if expected_outputs %>
    outputs = array(KIND, bytes(OUTPUTS * array(KIND).itemsize))
    predict(EXAMPLE<% for at in predicted %>, DATA[<< at >>]<% endfor %>, outputs)
    size = max(map(abs, outputs))
    along = sum(output * ((53 * at + 29) % 97 - 48) / 64 for at, output in enumerate(outputs))
    compare("outputs along the direction", along, << expected_outputs >>, << tolerance >>)
<% endif %>
    print("loss", first, "<% if is_certified %>as expected, gradient as expected, <% endif %>complex step agrees")


check()
