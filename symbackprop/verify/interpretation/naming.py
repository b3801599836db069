"""What the names of a document mean."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from functools import cached_property

from ...expression.tree import Symbol
from ...graph.tape import Ball
from ...models.network import Network
from ..lexicon.words import ACTIVATION, OF_LETTERS, is_digits
from ..quantities.atoms import Atom, Meaning
from ..quantities.layers import LayerTable
from ..quantities.readings import GUESSED, make_of, readings
from ..quantities.refusals import NotCheckable, UnknownName
from ..quantities.weights import Layout
from ..source import Span
from ..tree import Applied, Name, Node, names_in, walk
from ..values.arrays import Worth
from ..values.evaluation import Evaluation
from ..values.points import Point


@dataclass
class Naming:
    """What the names of a document mean.

    Args:
        network: The network.
        layers: Who plays what in it.
        truth: The point of its own values.
        layout: How vectors and matrices stand.
        chosen: The scheme by which all names of a make are read.
        repaired: What was meant by names that stand for nothing.
        defined: What names mean that the document defines itself.
        fixed: What names mean that no document can hold.
        turned: Whether the entries of gradients are numbered the other way round than those of the weights.
        fluent: Whether the document speaks a notation of the program.
        habitual: What names share that this notation does not have, but the writer uses again and again.
        letters: What the letters of functions stand for: a function, or ACTIVATION.
        decided: Those of them that the document itself decides.
        used: How often equations use a name without indices, by its text and whether it is bold.
        bold: Whether the document speaks a notation of the program and sets arrays in bold type.
    """

    network: Network
    layers: LayerTable
    truth: Point
    layout: Layout = field(default_factory=Layout)
    chosen: dict[tuple[object, ...], str] = field(default_factory=dict)
    repaired: dict[str, Name] = field(default_factory=dict)
    defined: dict[str, Node] = field(default_factory=dict)
    fixed: dict[str, Meaning] = field(default_factory=dict)
    turned: bool = False
    fluent: bool = False
    habitual: frozenset[tuple[object, ...]] = frozenset()
    letters: dict[str, str] = field(default_factory=dict)
    decided: frozenset[str] = frozenset()
    used: Mapping[tuple[str, bool], int] = field(default_factory=dict)
    bold: bool = False
    _known: dict[tuple[object, ...], dict[str, Meaning]] = field(default_factory=dict)

    def held(self) -> dict[str, object]:
        """Return what is known at this time, for `restore`."""
        return {name: copy(value) if isinstance(value, dict) else value for name, value in vars(self).items()}

    def restore(self, held: Mapping[str, object]) -> None:
        """Go back to what was known at another time, where a stage broke off half done."""
        vars(self).clear()
        vars(self).update(held)

    @cached_property
    def parameters(self) -> frozenset[Symbol]:
        """What an update changes."""
        return frozenset(self.network.parameters)

    def options(self, name: Name) -> dict[str, Meaning]:
        """Return what a name can mean, by scheme, the likeliest first."""
        key = (name.base, name.below, name.above, name.at, name.accent, name.new, name.bold, self.layout)
        if key not in self._known:
            found: dict[str, Meaning] = {}
            for reading in readings(name, self.network, self.layers, self.layout):
                found.setdefault(reading.scheme, reading.meaning)
            self._known[key] = found
        return self._known[key]

    def meaning(self, name: Name) -> Meaning:
        """Return what a name means.

        Raises:
            UnknownName: Nothing.
        """
        if name.base in self.fixed:
            return self.fixed[name.base]
        if name.text in self.defined or self._is_constant(name):
            raise UnknownName(name)
        repaired = self.repaired.get(name.text)
        if repaired is not None:
            name = replace(repaired, span=name.span)
        options = self.options(name)
        scheme = self.chosen.get(make_of(name)) or self.sibling_scheme(name)
        if scheme in options:
            return self._stiff(name, options[scheme])
        if scheme is not None:
            raise UnknownName(name)
        for likely, meaning in options.items():
            if not likely.startswith(GUESSED):
                return self._stiff(name, meaning)
        raise UnknownName(name)

    def _stiff(self, name: Name, meaning: Meaning) -> Meaning:
        """Return a vector as one that stands or lies, for good, where a fluent document sets it in bold type."""
        held = meaning.free and self.fluent and name.bold and self.layers.vocabulary.is_array(name)
        return replace(meaning, free=False) if held else meaning

    def _is_constant(self, name: Name) -> bool:
        """Say whether a letter is Euler's number, as no quantity of the notation that is spoken has it."""
        if name.base != "e" or not self.fluent:
            return False
        plain = not (name.below or name.above or name.at or name.accent or name.new or name.bold)
        return plain and not self.layers.vocabulary.has_letter("e")

    def sibling_scheme(self, name: Name) -> str | None:
        """Return the scheme of `w_{1,2}` where only `w_{12}` is printed, as general formulas put their numbers in."""
        if len(name.below) != 2 or not all(len(part) == 1 and is_digits(part) for part in name.below):
            return None
        scheme = self.chosen.get(make_of(replace(name, below=("".join(name.below),))))
        return f"{scheme}," if scheme else None

    def marker(self, text: str, meaning: Meaning, span: Span) -> Name:
        """Return a name that no document can hold, for a given meaning."""
        base = f"\0{text}"
        self.fixed[base] = meaning
        return Name(base, (), (), (), "", False, False, text, span)

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
            raise NotCheckable("functions that stand for any")
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
        bending = functions - {"identity"}
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

    def at(self, point: Point, **changes: object) -> Evaluation:
        """Return an evaluation at a point."""
        given = {"turned": self.turned, "own": self.defined, **changes}
        return Evaluation(point, self.meaning, self.layers.rate.value, self.function, **given)  # type: ignore[arg-type]

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
