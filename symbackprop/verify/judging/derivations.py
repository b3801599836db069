"""Documents of formulas without a network: each formula is judged by what the document itself defines."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from .. import thresholds
from ..calculus.called import with_called, with_one_name, with_quantities
from ..calculus.definitions import Surroundings
from ..calculus.derivation import Derivation, Finding, Outcome
from ..calculus.operators import with_wide_operators
from ..calculus.shapes import Ranks
from ..calculus.slots import ONES
from ..calculus.stated_slopes import with_prime
from ..calculus.theory import Theory
from ..grammar.forms import is_symbolic, label
from ..lexicon.prose import ENTROPY, LETTING, REPEATED, SHARES
from ..lexicon.words import is_digits
from ..limits.boundary import Doing, contained
from ..limits.steps import out_of_time
from ..reading.conditions import is_position
from ..reading.document import Reading
from ..reading.passages import Passed
from ..reading.scopes import scopes
from ..reading.statements import Statements
from ..reasons import Details, Reason, ReasonCode, RefusalCode
from ..source import Span
from ..tree import (
    Applied,
    Chain,
    Entrywise,
    Name,
    Node,
    Numeral,
    Rate,
    Times,
    Turned,
    Unread,
    names_in,
    numerals_in,
    parts,
    walk,
    with_parts,
)
from ..unjudged import Why
from ..values.digits import shown
from .claim import Draft
from .descent_steps import Step, step_of
from .index_conditions import conditions_near
from .verdicts import ClaimKind, Verdict

LETTER = re.compile(r"\\?(?:operatorname\*?|mathrm|text|mathbf)?\s{0,9}(?:\{\s{0,9})?([^\W\d_]+)")
ENTROPY_IN_LETTERS = re.compile(r"\bCE\b")
BOLD = re.compile(r"\\(?:mathbf|boldsymbol|bm|mathbb|vec)\s*\{?\s*$")
LIKELIEST = (Outcome.DEFINES, Outcome.PROVED, Outcome.HOLDS, Outcome.OPEN, Outcome.FAILS)
"""What is taken of two readings of one formula, the first first."""

MAPS = re.compile(r"\s*(?::|\\colon\b)\s*(?:\\mathbb\s*\{?\s*[A-Z]|[ℝℕℤℂ])")
"""What stands behind a function where it is said from which set it leads."""

ENDS = frozenset("DKLMNT")
"""Letters for how far others count."""


@dataclass(frozen=True, slots=True)
class JudgedFormulas:
    """What was judged of a document by its own definitions.

    Args:
        drafts: Its claims, in their order.
        passed: What defines something, and claims nothing else.
        defined: What it defines, as it is called.
    """

    drafts: tuple[Draft, ...]
    passed: tuple[Passed, ...]
    defined: tuple[str, ...]


def judged_by_definitions(reading: Reading, statements: Statements) -> JudgedFormulas | None:
    """Return what is judged of the formulas of a document by what it defines, or None where it defines nothing.

    Args:
        reading: The document.
        statements: What it says.
    """
    text = reading.source.text
    every = (chain for chain in statements.chains if len(chain.sides) > 1 and not _claims_nothing(chain, text))
    chains = tuple(_with_ones(chain, text) for chain in every)
    numbered = sum(_gives_numbers(chain) for chain in chains)
    if numbered > len(chains) * thresholds.NUMBERS_OF_FORMULAS:
        return None
    best: list[Finding] = []
    worth = 0
    chosen = Ranks.SINGLE, False
    for ranks, sums in _hypotheses(chains, reading.plain.text):
        act = partial(_findings, chains, ranks, sums, reading, statements)
        found = contained(Doing.DERIVATIONS, None, act, lambda _: list[Finding]())
        holding = sum(one.holds for one in found)
        failing = sum(one.standing is Outcome.FAILS for one in found)
        # A document is held to be right rather than wrong; what judges more of it is the better reading. Where nothing
        # holds by any, the simplest one judges, not one that is spared mistakes as it judges nothing.
        if found and (not best or (holding and 2 * holding - failing > worth)):
            best, worth, chosen = found, 2 * holding - failing, (ranks, sums)
        if out_of_time() or (found and holding + _defining(found) == len(found)):
            break
    judged = [one for one in best if one.holds or one.standing is Outcome.FAILS]
    if not (judged or _defining(best)) or sum(one.holds for one in judged) + _defining(best) <= len(judged) / 2:
        return None
    best = _by_nearer_definitions(chains, best, chosen, reading, statements)
    best = _by_rules(chains, best, reading, statements)
    drafts = [*_drafts(chains, best), *_unread(statements)]
    passed = [Passed(chain.span, Why.CONDITION) for chain in statements.chains if _claims_nothing(chain, text)]
    passed += [
        Passed(chain.span, Why.DEFINITION)
        for chain, one in zip(chains, best, strict=True)
        if one.standing is Outcome.DEFINES and step_of(chain) is None
    ]
    defined = dict.fromkeys(
        _called(chain.sides[0].node, reading)
        for chain, one in zip(chains, best, strict=True)
        if one.standing is Outcome.DEFINES and isinstance(chain.sides[0].node, Name | Applied)
    )
    drafts.sort(key=lambda draft: draft.chain.span.start)
    return JudgedFormulas(tuple(drafts), tuple(passed), tuple(filter(None, defined)))


def _by_nearer_definitions(
    chains: tuple[Chain, ...],
    found: list[Finding],
    chosen: tuple[Ranks, bool],
    reading: Reading,
    statements: Statements,
) -> list[Finding]:
    """Return findings in which nothing is wrong only by what a later part defines, or another row of the same table."""
    wrong = [at for at, one in enumerate(found) if one.standing is Outcome.FAILS]
    if not wrong:
        return found
    last = chains[-1].span
    parts_of_it = [scope.span for scope in scopes(reading.plain) if scope.span.end <= last.start]
    for at in wrong:
        span = chains[at].span
        end = max((part.end for part in parts_of_it if part.start <= span.start < part.end), default=None)
        near = [chain for chain in chains if end is None or chain.span.start < end]
        row, table = _row_and_table(reading.source.text, span.start)
        known = tuple(chain for chain in near if _is_within(chain, row) or not _is_within(chain, table))
        if len(known) == len(chains):
            continue
        act = partial(_findings, known, *chosen, reading, statements)
        again = contained(Doing.DERIVATIONS, None, act, lambda _: list[Finding]())
        other = again[known.index(chains[at])] if again else found[at]
        # What a row alone leaves open by its shapes, the whole table tells.
        is_lost = other.standing is Outcome.OPEN and row.end > row.start and not _lacks_a_definition(other)
        if other.standing is not Outcome.FAILS and not is_lost:
            found = [*found[:at], other, *found[at + 1 :]]
    return found


def _lacks_a_definition(finding: Finding) -> bool:
    codes = (RefusalCode.DERIVATIVE_UNKNOWN, RefusalCode.NAME_WITHOUT_MEANING)
    return finding.refusal is not None and finding.refusal.code in codes


def _row_and_table(text: str, at: int) -> tuple[Span, Span]:
    """Return the row of a table that a place is in, and the table; nothing where it is in none."""
    row = table = Span(0, 0)
    start = 0
    for line in text.splitlines(keepends=True):
        end = start + len(line)
        is_row = line.lstrip().startswith("|")
        if start <= at < end:
            row = Span(start, end) if is_row else row
            table = Span(table.start if is_row and table.end == start else start, end) if is_row else row
        elif at < start and (not is_row or table.end != start):
            break
        elif is_row:
            table = Span(table.start if table.end == start else start, end)
        start = end
    return row, table if table.start <= at < table.end else row


def _is_within(chain: Chain, span: Span) -> bool:
    return span.start <= chain.span.start < span.end


def _by_rules(
    chains: tuple[Chain, ...], found: list[Finding], reading: Reading, statements: Statements
) -> list[Finding]:
    """Return findings in which what is true of any single numbers is so, whatever else the document defines."""
    judged = list(found)
    for at, (chain, one) in enumerate(zip(chains, found, strict=True)):
        parts = [part for side in chain.sides for part in walk(side.node)]
        is_rule = any(isinstance(part, Rate) for part in parts)
        if one.standing not in (Outcome.OPEN, Outcome.FAILS) or not is_rule:
            continue
        if any(isinstance(part, Entrywise | Turned) for part in parts):
            continue
        act = partial(_findings, (chain,), Ranks.SINGLE, False, reading, statements)
        again = contained(Doing.DERIVATIONS, None, act, lambda _: list[Finding]())
        if again and again[0].standing is Outcome.PROVED and not again[0].is_partial:
            judged[at] = again[0]
    return judged


def _called(node: Node, reading: Reading) -> str:
    if isinstance(node, Applied):
        below = f"_{''.join(node.layer)}" * bool(node.layer)
        return f"{_letter_of(reading, frozenset(), node)}{below}({', '.join(map(label, node.arguments))})"
    return label(node)


def _gives_numbers(chain: Chain) -> bool:
    """Say whether a chain comes to numbers, or puts some in."""
    if _begins(chain):
        return False
    put_in = [side.node for side in chain.sides[1:] if not is_symbolic(side.node)]
    return any(not any(names_in(node)) or any(map(_is_put_in, numerals_in(node))) for node in put_in)


def _begins(chain: Chain) -> bool:
    """Say whether a chain says from where something is counted or added up, as in `v_0 = 0`."""
    last = chain.sides[-1].node
    return len(chain.sides) == 2 and isinstance(last, Numeral) and last.value == 0


def _is_put_in(number: Numeral) -> bool:
    """Say whether a number stands for a letter, which one that only keeps a divisor from zero does not."""
    return number.value.denominator != 1 and number.value > thresholds.LARGEST_EPSILON


def _claims_nothing(chain: Chain, text: str) -> bool:
    """Say whether a chain is a condition, or says from where to where a function leads, as in `J : R^n`."""
    behind = text[chain.sides[0].span.end : chain.sides[-1].span.end]
    return bool(MAPS.match(behind)) or _is_condition(chain)


def _is_condition(chain: Chain) -> bool:
    """Say whether a chain compares letters that count, as in `if i = j` and `for l = N, …, 1`."""
    first, *others = (side.node for side in chain.sides)
    if len(others) == 1 and is_to_be_solved(first, others[0]):
        return True
    return is_position(first) and all(
        is_position(node) or (isinstance(node, Name) and node.base in ENDS) for node in others
    )


def is_to_be_solved(left: Node, right: Node) -> bool:
    """Say whether two sides say the same of two members of one family, as `|1 - a_1| = |1 - a_2|`: where that holds."""
    if any(
        isinstance(node, Name) or any(isinstance(part, Rate | Applied) for part in walk(node)) for node in (left, right)
    ):
        return False
    differing = _differences(left, right)
    return differing is not None and len(set(differing)) == 1


def _differences(left: Node, right: Node) -> list[tuple[str, str]] | None:
    """Return the names in which two formulas differ, of one letter each, or None where they differ in more."""
    if isinstance(left, Name) and isinstance(right, Name):
        if left.base != right.base:
            return None
        return [(left.text, right.text)] if left.text != right.text else []
    if isinstance(left, Numeral) and isinstance(right, Numeral):
        return [] if left.value == right.value else None
    inner = parts(left), parts(right)
    if type(left) is not type(right) or not inner[0] or len(inner[0]) != len(inner[1]):
        return None
    found = [_differences(*pair) for pair in zip(*inner, strict=True)]
    return None if None in found else [pair for several in found for pair in several or ()]


def _defining(found: Sequence[Finding]) -> int:
    return sum(one.standing is Outcome.DEFINES for one in found)


def _findings(
    chains: tuple[Chain, ...], ranks: Ranks, sums: bool, reading: Reading, statements: Statements
) -> list[Finding]:
    text = reading.plain.text
    wide = {at: with_wide_operators(chain, reading.source.text) for at, chain in enumerate(chains)}
    others = {at: chain for at, chain in wide.items() if chain != chains[at]}
    every = (*chains, *others.values())
    words = Surroundings(
        partial(_letter_of, reading, _numbered(reading, every)),
        statements.legend,
        bool(SHARES.search(text)),
        bool(ENTROPY.search(text) or ENTROPY_IN_LETTERS.search(text)),
        partial(_conditions, reading, every),
        lets=partial(_lets, reading, every),
    )
    primed = tuple(with_prime(chain, words.letter_of) for chain in every)
    read = with_one_name(with_called(with_quantities(primed, words.letter_of), words.letter_of))
    found = Derivation(Theory(read, ranks, sums), words).findings()
    for at, other in zip(others, found[len(chains) :], strict=True):
        if LIKELIEST.index(other.standing) < LIKELIEST.index(found[at].standing):
            found[at] = other
    return found[: len(chains)]


def _hypotheses(chains: Sequence[Chain], text: str) -> Iterator[tuple[Ranks, bool]]:
    """Yield what letters may stand for, the likeliest first, and whether repeated indices are summed over."""
    nodes = [node for chain in chains for side in chain.sides for node in walk(side.node)]
    pairs = [pair for node in nodes if isinstance(node, Times) for pair in pairwise(node.factors)]
    before = sum(_is_matrix(left) and _is_vector(right) for left, right in pairs)
    behind = sum(_is_vector(left) and _is_matrix(right) for left, right in pairs)
    arrays = any(isinstance(node, Entrywise | Turned) for node in nodes)
    vectors = Ranks.ROWS if behind > before else Ranks.COLUMNS
    sums = bool(REPEATED.search(text))
    either = (vectors,) if before or behind else (Ranks.COLUMNS, Ranks.ROWS)
    ranks = either if arrays else (Ranks.SINGLE, *either)
    yield from ((each, sums) for each in ranks)


def _with_ones(chain: Chain, text: str) -> Chain:
    """Return a chain in which a bold 1 is a name, that of a vector of ones."""

    def of(node: Node) -> Node:
        if isinstance(node, Numeral) and node.text == "1" and BOLD.search(text[: node.span.start]):
            return Name(ONES, (), (), (), "", False, True, node.text, node.span)
        inner = parts(node)
        return with_parts(node, tuple(map(of, inner))) if inner else node

    return replace(chain, sides=tuple(replace(side, node=of(side.node)) for side in chain.sides))


def _is_matrix(node: Node) -> bool:
    name = node.body if isinstance(node, Turned) else node
    return isinstance(name, Name) and len(name.base) == 1 and name.base.isupper()


def _is_vector(node: Node) -> bool:
    return isinstance(node, Name) and node.base[:1].islower()


def _letter_of(reading: Reading, numbered: frozenset[str], call: Applied) -> str:
    """Return how a function is called in the document."""
    found = LETTER.match(reading.source.text, call.span.start)
    letter = found[1] if found is not None else call.function
    return f"{letter}_{'_'.join(call.layer)}" if letter in numbered else letter


def _numbered(reading: Reading, chains: Sequence[Chain]) -> frozenset[str]:
    """Return the letters of functions that are told apart by numbers alone, as `g_1` and `g_2` are."""
    layers: dict[str, set[tuple[str, ...]]] = {}
    for part in (part for chain in chains for side in chain.sides for part in walk(side.node)):
        if isinstance(part, Applied):
            layers.setdefault(_letter_of(reading, frozenset(), part), set()).add(part.layer)
    return frozenset(
        letter for letter, found in layers.items() if len(found) > 1 and all(is_digits("".join(at)) for at in found)
    )


def _lets(reading: Reading, chains: Sequence[Chain], number: int) -> bool:
    """Say whether the words before a chain tell that it says what a letter stands for."""
    plain = reading.plain
    start = bisect_left(plain.places, chains[number].span.start)
    return bool(LETTING.search(plain.text[max(start - thresholds.LONGEST_SUPPOSING, 0) : start]))


def _conditions(reading: Reading, chains: Sequence[Chain], number: int, first: str, second: str) -> tuple[str, ...]:
    """Return how two letters are compared near a chain."""
    return conditions_near(reading.source.text, chains[number].span, first, second)


def _drafts(chains: Sequence[Chain], found: Sequence[Finding]) -> Iterator[Draft]:
    for chain, one in zip(chains, found, strict=True):
        step = step_of(chain) if one.standing in (Outcome.DEFINES, Outcome.OPEN) else None
        if step is not None:
            yield _of_step(chain, step)
            continue
        if one.standing is Outcome.DEFINES:
            continue
        draft = Draft(ClaimKind.IDENTITY, chain, chain.span, Verdict.RIGHT, quantity=label(chain.sides[0].node))
        draft.proved = one.standing is Outcome.PROVED
        draft.subject_node = chain.sides[0].node
        draft.sides = tuple(side.node for side in chain.sides)
        if one.is_rule and one.is_partial and one.last < len(chain.sides) - 1:
            # What goes on behind the chain rule may be anything.
            yield from _divided(chain, one.last, draft)
            continue
        if one.standing is Outcome.OPEN:
            draft.verdict, draft.reasons = Verdict.NOT_CHECKABLE, [_open_reason(one)]
        if one.against is not None:
            draft.verdict, draft.focus = Verdict.WRONG, chain.sides[one.against.at].span
            draft.reasons = [against_words(one)]
        yield draft


def _of_step(chain: Chain, step: Step) -> Draft:
    """Return the claim of a step of descent in letters, which nothing but its own names can tell to be wrong."""
    draft = Draft(ClaimKind.IDENTITY, chain, chain.span, Verdict.RIGHT, quantity=label(chain.sides[0].node))
    if step is Step.OF_SEVERAL:
        draft.verdict, draft.reasons = Verdict.WRONG, [Reason(ReasonCode.STEP_OF_SEVERAL)]
    draft.subject_node, draft.sides = chain.sides[0].node, tuple(side.node for side in chain.sides)
    return draft


def _divided(chain: Chain, last: int, draft: Draft) -> Iterator[Draft]:
    """Yield a claim of the sides up to one, which holds, and of the others, of which nothing is known."""
    ends = chain.sides[last].span.end
    begun = Chain(chain.sides[: last + 1], chain.relations[:last], Span(chain.span.start, ends))
    draft.chain, draft.focus, draft.sides = begun, begun.span, draft.sides[: last + 1]
    yield draft
    rest = Chain(chain.sides[last:], chain.relations[last:], Span(chain.sides[last + 1].span.start, chain.span.end))
    reasons = [Reason(ReasonCode.NOTHING_TELLS_LETTER, Details(quantity=label(chain.sides[-1].node)))]
    yield Draft(ClaimKind.IDENTITY, rest, rest.span, Verdict.NOT_CHECKABLE, reasons=reasons)


def _open_reason(finding: Finding) -> Reason:
    refusal = finding.refusal
    if refusal is None or refusal.code is RefusalCode.NAME_WITHOUT_MEANING:
        return Reason(ReasonCode.NOTHING_TELLS_LETTER, refusal.details if refusal is not None else Details())
    return refusal


def against_words(finding: Finding) -> Reason:
    """Return the reason that a counterexample gives."""
    against = finding.against
    assert against is not None
    letters = [f"{name} = {value}" for name, value in against.letters]
    few = letters[: thresholds.MOST_LETTERS_SHOWN]
    more = f" and {len(letters) - len(few)} more" if len(letters) > len(few) else ""
    return Reason(
        ReasonCode.COUNTEREXAMPLE,
        Details(text=", ".join(few) + more, right=shown(against.left, None), number=shown(against.right, None)),
    )


def _unread(statements: Statements) -> Iterator[Draft]:
    for statement in statements.every:
        if isinstance(statement, Unread):
            reason = statement.reason
            if statement.why is not Why.INTERNAL_ERROR:
                reason = Reason(ReasonCode.UNREADABLE, Details(because=reason))
            chain = Chain((), (), statement.span)
            yield Draft(
                ClaimKind.EQUATION, chain, statement.span, Verdict.NOT_CHECKABLE, reasons=[reason], why=statement.why
            )
