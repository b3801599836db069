from __future__ import annotations

from symbackprop.models.spec import example
from symbackprop.verify.quantities.atoms import Layout
from symbackprop.verify.quantities.options import Options
from symbackprop.verify.quantities.readings import readings

from ..formulas import name
from .named import meant, table


def test_the_options_of_a_name_are_its_readings_each_scheme_once_in_their_order() -> None:
    options = Options(example(), table())
    found = options.of(name("y_1"), Layout())
    every = list(readings(name("y_1"), example(), table(), Layout()))
    assert list(found) == list(dict.fromkeys(reading.scheme for reading in every))
    first = next(reading for reading in every if reading.scheme == next(iter(found)))
    assert next(iter(found.values())) == first.meaning


def test_what_was_found_is_kept_whatever_is_written_around_the_name() -> None:
    options = Options(example(), table())
    assert options.of(name("w_5"), Layout()) is options.of(name("w_{5}"), Layout())
    assert options.of(name("w_5"), Layout()) is not options.of(name("w_5^+"), Layout())


def test_a_vector_lies_where_the_document_has_it_so() -> None:
    options = Options(example(), table())
    column = meant(next(iter(options.of(name("out_h"), Layout()).values())))
    row = meant(next(iter(options.of(name("out_h"), Layout(rows=True)).values())))
    assert (column, row) == ("[out_h1; out_h2]", "[out_h1 out_h2]")
