"""Compares one call with values that were computed in ball arithmetic, and the gradient with differences."""

from array import array

from . import PARAMETERS, loss, loss_and_gradient

KIND = "<< kind >>"
<% if is_formula %>
NUMBERS = [((37 * at + 11) % 101 - 50) / 128 for at in range(PARAMETERS + << total >>)]
<% set offset = namespace(at=count) %>
EXAMPLE = array(KIND, NUMBERS[:PARAMETERS])
DATA = [
<% for name, shape, size in data %>
    memoryview(array(KIND, NUMBERS[<< offset.at >>:<< offset.at + size >>])).cast("B").cast(KIND, << shape >>),
<% set offset.at = offset.at + size %>
<% endfor %>
]
<% else %>
EXAMPLE = array(KIND, [
<< parameters >>
])
DATA = [
<% for name, shape, size in data %>
    memoryview(array(KIND, [
<< given[loop.index0] >>
    ])).cast("B").cast(KIND, << shape >>),
<% endfor %>
]
EXPECTED = [
<< expected_gradient >>
]
<% endif %>


def check():
    found = array(KIND, bytes(PARAMETERS * array(KIND).itemsize))
    first = loss_and_gradient(EXAMPLE, found, *DATA)
    size = max(map(abs, found))

    def compare(what, value, expected, tolerance):
        if not abs(value - expected) <= tolerance * (abs(expected) + size):
            raise SystemExit(f"FAILED {what}: found {value}, expected {expected}")

    compare("loss", first, << expected_loss >>, << tolerance >>)
<% if is_formula %>
    along = sum(slope * ((53 * at + 29) % 97 - 48) / 64 for at, slope in enumerate(found))
    compare("gradient along the direction", along, << expected_along >>, << tolerance >>)
<% else %>
    for at, slope in enumerate(EXPECTED):
        compare(f"gradient[{at}]", found[at], slope, << tolerance >>)
<% endif %>
    for at in range(min(PARAMETERS, 32)):
        moved = array(KIND, EXAMPLE)
        moved[at] = EXAMPLE[at] + << step >>
        above = loss(moved, *DATA)
        moved[at] = EXAMPLE[at] - << step >>
        compare(f"difference {at}", found[at], (above - loss(moved, *DATA)) / (2 * << step >>), << step_tolerance >>)
    print("loss", first, "as expected, gradient as expected")


check()
