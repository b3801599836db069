"""The section on the total error: the error of each output, and how they are put together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from ...document.blocks import Block, Display, Heading
from . import sentences
from .lecture import MOST_NEURONS, Lecture
from .opening import evaluated, evaluation_rows, samples_table
from .words import paragraph, sentence


def total_error(lecture: Lecture) -> Iterator[Block]:
    """Yield the section that computes the loss."""
    network = lecture.network
    assert network.errors is not None
    yield Heading(1, sentence(sentences.ERRORS))
    errors = lecture.of_sample(network.errors, 1)
    shown = list(errors) if len(errors) <= MOST_NEURONS else [*errors[:2], errors[-1]]
    is_cut, is_batch = len(shown) < len(errors), network.samples is not None
    how_many = "one" if len(errors) == 1 else "some" if is_cut else "all"
    yield paragraph(EACH_ERROR[how_many, is_batch], **({"count": str(len(errors))} if is_cut else {}))
    yield Display(tuple(line for error in shown for line in evaluation_rows(evaluated(lecture, error))), "eq-errors")
    if network.samples is not None:
        caption = sentence(sentences.ERRORS_OF_SAMPLES)
        yield samples_table(lecture, (network.errors,), caption, "tab-errors")
    if network.penalty is not None:
        yield paragraph(sentences.PENALTY_IS)
        yield Display(tuple(evaluation_rows(evaluated(lecture, network.penalty))), "eq-penalty")
    is_mean = network.mean and network.samples is not None
    kind = "mean" if is_mean else "samples" if is_batch else "this" if len(errors) == 1 else "sum"
    yield paragraph(TOTAL[kind, network.penalty is not None])
    yield Display(tuple(evaluation_rows(evaluated(lecture, network.loss))), "eq-total")


EACH_ERROR: Mapping[tuple[str, bool], str] = MappingProxyType(
    {
        ("all", False): sentences.ERROR_OF_EACH,
        ("all", True): sentences.ERROR_OF_EACH_IN_FIRST,
        ("one", False): sentences.ERROR_OF_ONE_OUTPUT,
        ("one", True): sentences.ERROR_OF_ONE_OUTPUT_IN_FIRST,
        ("some", False): sentences.ERROR_OF_SOME,
        ("some", True): sentences.ERROR_OF_SOME_IN_FIRST,
    }
)
"""By whether there is one, or some are left out, and whether there are samples."""

TOTAL: Mapping[tuple[str, bool], str] = MappingProxyType(
    {
        ("mean", False): sentences.TOTAL_IS_MEAN,
        ("mean", True): sentences.TOTAL_IS_MEAN_WITH_PENALTY,
        ("sum", False): sentences.TOTAL_IS_SUM,
        ("sum", True): sentences.TOTAL_IS_SUM_WITH_PENALTY,
        ("this", False): sentences.TOTAL_IS_THIS,
        ("this", True): sentences.TOTAL_IS_THIS_WITH_PENALTY,
        ("samples", False): sentences.TOTAL_IS_SUM_OF_SAMPLES,
        ("samples", True): sentences.TOTAL_IS_SUM_OF_SAMPLES_WITH_PENALTY,
    }
)
"""By how the total is made of the errors and whether there is a penalty."""
