"""What the names of a document mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType

from ...expression.tree import Symbol
from ...graph.tape import Ball
from ...models.network import Network
from ..lexicon.functions import IDENTITY
from ..lexicon.words import ACTIVATION, OF_LETTERS, is_digits
from ..quantities.atoms import Atom, Layout, Meaning, StandIn
from ..quantities.layers import LayerTable
from ..quantities.options import Options
from ..quantities.patterns import NamePattern, pattern_of
from ..quantities.refusals import NotCheckable, UnknownName
from ..quantities.scheme import Scheme
from ..reasons import RefusalCode
from ..tree import Applied, Name, Node, Numeral, names_in, walk
from ..values.arrays import Worth
from ..values.calculation import as_printed
from ..values.evaluation import Evaluation
from ..values.own_functions import OwnFunction
from ..values.points import Point


@dataclass(frozen=True)
class Naming:
    """What the names of a document mean; a value, which the steps of this stage return with more in it.

    Args:
        possible: What names can mean, and in which network.
        truth: The point of its own values.
        layout: How vectors and matrices stand.
        chosen: The scheme by which all names of a pattern are read.
        corrections: The right names in place of those that stand for nothing.
        defined: What names mean that the document defines itself.
        turned: Whether the entries of gradients are numbered the other way round than those of the weights.
        keeps_notation: Whether the document keeps to a notation of the program.
        habitual: What names share that this notation does not have, but the writer uses again and again: a pattern,
            or a letter with indices of any form.
        letters: What the letters of functions stand for: a function, or ACTIVATION.
        decided: Those of them that the document itself decides.
        used: How often equations use a name without indices, by its text and whether it is bold.
        bold: Whether the document keeps to a notation of the program and sets arrays in bold type.
        calls_loss: Whether it calls the loss as its notation does.
        functions: The functions that the document defines, by their keys, where no layer applies one.
    """

    possible: Options
    truth: Point
    layout: Layout = field(default_factory=Layout)
    chosen: Mapping[NamePattern, Scheme] = field(default_factory=dict)
    corrections: Mapping[str, Name] = field(default_factory=dict)
    defined: Mapping[str, Node] = field(default_factory=dict)
    turned: bool = False
    keeps_notation: bool = False
    habitual: frozenset[NamePattern | str] = frozenset()
    letters: Mapping[str, str] = field(default_factory=dict)
    decided: frozenset[str] = frozenset()
    used: Mapping[tuple[str, bool], int] = field(default_factory=dict)
    bold: bool = False
    calls_loss: bool = False
    functions: Mapping[str, OwnFunction] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if isinstance(value, dict):
                object.__setattr__(self, each.name, MappingProxyType(dict(value)))

    @property
    def network(self) -> Network:
        """The network."""
        return self.possible.network

    @property
    def layers(self) -> LayerTable:
        """Who plays what in it."""
        return self.possible.layers

    @property
    def parameters(self) -> frozenset[Symbol]:
        """What an update changes."""
        return self.layers.parameters

    def with_layout(self, layout: Layout) -> Naming:
        """Return the same names where vectors and matrices stand in another way."""
        return replace(self, layout=layout)

    def with_schemes(self, schemes: Mapping[NamePattern, Scheme | None]) -> Naming:
        """Return the same names where some patterns are read by other schemes, or by none."""
        left = {pattern: scheme for pattern, scheme in self.chosen.items() if schemes.get(pattern, scheme) is not None}
        return replace(
            self, chosen={**left, **{pattern: scheme for pattern, scheme in schemes.items() if scheme is not None}}
        )

    def options(self, name: Name) -> Mapping[Scheme, Meaning]:
        """Return what a name can mean, by scheme, the likeliest first."""
        return self.possible.of(name, self.layout)

    def meaning(self, name: Name) -> Meaning:
        """Return what a name means.

        Raises:
            UnknownName: Nothing.
        """
        if isinstance(name, StandIn):
            return name.meaning
        if name.text in self.defined or self._is_constant(name) or self._is_of_the_next_step(name):
            raise UnknownName(name)
        correction = self.corrections.get(name.text)
        if correction is not None:
            name = replace(correction, span=name.span)
        scheme = self.scheme(name)
        if scheme is None:
            raise UnknownName(name)
        return self._fixed(name, self.options(name)[scheme])

    def scheme(self, name: Name) -> Scheme | None:
        """Return the scheme by which a name is read, or None where it stands for nothing."""
        options = self.options(name)
        scheme = self.chosen.get(pattern_of(name)) or self.sibling_scheme(name)
        if scheme is not None:
            return scheme if scheme in options else None
        return next((likely for likely in options if not likely.guessed), None)

    def _fixed(self, name: Name, meaning: Meaning) -> Meaning:
        """Return a vector as one that stands or lies, for good, where it is in bold type as the notation has it."""
        held = meaning.free and self.keeps_notation and name.bold and self.layers.vocabulary.is_array(name)
        return replace(meaning, free=False) if held else meaning

    def _is_constant(self, name: Name) -> bool:
        """Say whether a letter is Euler's number, as no quantity of the notation has it."""
        if name.base != "e" or not self.keeps_notation:
            return False
        plain = not (name.below or name.above or name.at or name.accent or name.new or name.bold)
        return plain and not self.layers.vocabulary.has_letter("e")

    def _is_of_the_next_step(self, name: Name) -> bool:
        """Say whether `dh_next` is what the step behind hands on, another one at each step of a recurrence."""
        return name.new and name.base.startswith("d") and bool(self.layers.vocabulary.runs)

    def sibling_scheme(self, name: Name) -> Scheme | None:
        """Return the scheme of `w_{1,2}` where only `w_{12}` is printed, as general formulas put their numbers in."""
        if len(name.below) != 2 or not all(len(part) == 1 and is_digits(part) for part in name.below):
            return None
        scheme = self.chosen.get(pattern_of(replace(name, below=("".join(name.below),))))
        return scheme.with_comma() if scheme is not None else None

    def function(self, node: Applied) -> str:
        """Return the function that is applied: its own, or the network's where it is only named f or σ.

        Raises:
            NotCheckable: Functions that stand for any are put into one another.
        """
        if not self._is_generic(node):
            return self.letters.get(node.function, node.function)
        if node.function != "σ" and any(
            isinstance(part, Applied) and part.function != "σ" and self._is_generic(part)
            for argument in node.arguments
            for part in walk(argument)
        ):
            raise NotCheckable(RefusalCode.ANY_FUNCTION)
        stages = self.layers.stages
        functions = {stage.function for stage in stages}
        for part in node.layer:
            digits = "".join(filter(is_digits, part))
            if digits and 1 <= int(digits) <= len(stages):
                return stages[int(digits) - 1].function
            if part[:1] in "oO" and stages:
                return stages[-1].function
            if part[:1] in "hH" and stages:
                return stages[0].function
        bending = functions - {IDENTITY}
        if len(bending) == 1 or (functions and not bending and node.function != "σ"):
            return (bending or functions).pop()
        for name in names_in(node.arguments[0]) if node.arguments else ():
            try:
                atom = self.meaning(name).flat[0]
            except UnknownName:
                continue
            for stage in stages:
                if atom.symbol in stage.net:
                    return stage.function
        return OF_LETTERS["σ"] if node.function == "σ" else ACTIVATION

    def _is_generic(self, node: Applied) -> bool:
        """Say whether a function is that of the network, whichever it is."""
        return self.letters.get(node.function, node.function) == ACTIVATION

    def at(
        self,
        point: Point,
        *,
        number: Callable[[Numeral], Ball] = as_printed,
        entrywise: bool = True,
        across: bool = False,
        local: bool = False,
        of_loss: bool = False,
    ) -> Evaluation:
        """Return an evaluation at a point; see Evaluation for the arguments."""
        rate = self.layers.rate.value
        held = entrywise, across, local, of_loss
        return Evaluation(
            point, self.meaning, rate, self.function, number, *held, self.turned, self.defined, self.functions
        )

    def known(self, atom: Atom) -> Ball | None:
        """Return the true value of one number of the network, or None where the spec does not give what it needs."""
        try:
            return self.at(self.truth).atom(atom)
        except NotCheckable:
            return None

    def worth(self, node: Node) -> Worth:
        """Return the true value of a node.

        Raises:
            NotCheckable: It has none.
        """
        return self.at(self.truth).of(node)
