"""Numbers without a line that follow from values printed before."""

from __future__ import annotations

from symbackprop.verify.judging.verdicts import Flag, Verdict

from .judged import drafts_of

ROUNDED = ("out_{h1} = 0.593", "out_{h2} = 0.597")


def test_a_number_that_the_printed_values_give_is_carried() -> None:
    *_, draft = drafts_of(*ROUNDED, "net_{o1} = w_5 out_{h1} + w_6 out_{h2} + b_2 = 1.10585")
    assert draft.verdict is Verdict.CARRIED
    *_, draft = drafts_of("net_{o1} = w_5 out_{h1} + w_6 out_{h2} + b_2 = 1.10585")
    assert draft.verdict is Verdict.WRONG


def test_a_number_that_a_wrong_printed_value_gives_inherits_its_mistake() -> None:
    wrong, _, _, draft = drafts_of(
        "out_{h1} = 0.693", "out_{h2} = 0.597", "net_{o1} = w_5 out_{h1} + w_6 out_{h2} + b_2 = 1.14585"
    )
    assert (draft.verdict, draft.flags, draft.cause) == (Verdict.WRONG, [Flag.INHERITED], wrong)


def test_an_output_that_a_wrong_net_input_gives_inherits_its_mistake() -> None:
    wrong, draft = drafts_of("net_{h1} = 0.4775", "out_{h1} = 0.617157")
    assert (draft.verdict, draft.cause) == (Verdict.WRONG, wrong)
    _, draft = drafts_of("net_{h1} = 0.4775", "out_{h1} = 0.618157")
    assert draft.cause is None


def test_only_the_last_value_of_a_quantity_counts() -> None:
    *_, draft = drafts_of("out_{h1} = 0.6", *ROUNDED, "net_{o1} = w_5 out_{h1} + w_6 out_{h2} + b_2 = 1.10585")
    assert draft.verdict is Verdict.CARRIED
