"""The syntax of one language, a row of templates: all that code in loops needs of it."""

from __future__ import annotations

from dataclasses import dataclass

from .keywords import PageWords
from .printer import Printer


@dataclass(frozen=True, slots=True)
class Language:
    """The syntax of one language.

    Args:
        printer: How it writes expressions.
        pages: The words that are taken.
        let: Defines a number: {name}, {value}.
        variable: Defines a number that changes.
        array: Makes an array of zeros: {name}, {size}.
        put: Stores: {target}, {value}.
        add: Adds to what is stored.
        loop: Begins a loop: {name} from 0 up to and without {size}, whose last value is {last}.
        range: Begins a loop from {low} up to and without {high}, which may be less.
        back: Begins the loop of a recurrence from {last} down to 0.
        end: Ends a loop.
        condition: Begins what is done where a whole number {value} is not negative.
        end_condition: Ends it.
        counter: The variable {name} of a loop, in whole numbers that may be negative.
        more: The greater of two whole numbers {a} and {b}.
        less: The lesser.
        quotient: A whole number {a} by a positive {b}, rounded towards 0 or down.
        run: Begins the loop of a recurrence from 0 to {last}, where it is not as other loops.
        end_run: Ends it there.
        end_back: Ends the loop from {last} to 0 there.
        element: Reads position {at} of an array {name}, counted from 0.
        function: Defines one of our own functions of a number: {name}, {body}.
        greater: Keeps the greater: {target}, {value}.
        least: The least number.
        is_case_blind: Whether `W` and `w` are one name.
        declaration: Declares a number before all statements, or nothing.
        array_declaration: Declares an array there, or nothing.
        long_array: Makes an array that is too long for the stack, or nothing where none is.
        counter_declaration: Declares a loop's variable there, or nothing.
        indent: What stands before the lines of a block.
        comment: A remark to the end of the line: {text}.
        subtract: Takes something from what is stored: {target}, {value}; or nothing.
        table: Defines whole numbers that all functions read: {name}, {size}, {last}, {values}.
    """

    printer: Printer
    pages: PageWords
    let: str
    variable: str
    array: str
    put: str
    add: str
    loop: str
    range: str
    back: str
    end: str
    condition: str
    element: str
    function: str
    greater: str
    least: str
    end_condition: str = "}"
    counter: str = "{name}"
    more: str = "max({a}, {b})"
    less: str = "min({a}, {b})"
    quotient: str = "{a} / {b}"
    run: str = ""
    end_run: str = ""
    end_back: str = ""
    is_case_blind: bool = False
    declaration: str = ""
    array_declaration: str = ""
    long_array: str = ""
    counter_declaration: str = ""
    indent: str = "    "
    comment: str = "// {text}"
    subtract: str = ""
    table: str = ""
