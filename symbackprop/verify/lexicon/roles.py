"""The parts that letters and words play in a network: net, out, input, target, weight, bias, loss, δ, η."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..tree import Name

NET, OUT, INPUT, TARGET, WEIGHT, BIAS, LOSS, DELTA, RATE = (
    "net",
    "out",
    "input",
    "target",
    "weight",
    "bias",
    "loss",
    "delta",
    "rate",
)


PARTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "A": (OUT, NET),
        "B": (BIAS,),
        "C": (LOSS,),
        "D": (DELTA, TARGET),
        "E": (LOSS,),
        "H": (OUT, NET),
        "I": (INPUT,),
        "J": (LOSS,),
        "L": (LOSS,),
        "O": (OUT,),
        "P": (OUT,),
        "S": (NET, OUT),
        "T": (TARGET,),
        "U": (WEIGHT, NET),
        "V": (WEIGHT, NET),
        "W": (WEIGHT,),
        "X": (INPUT, NET),
        "Y": (TARGET, OUT),
        "Z": (NET,),
        "a": (OUT, NET),
        "act": (OUT,),
        "activation": (OUT,),
        "activations": (OUT,),
        "actual": (TARGET, OUT),
        "alpha": (RATE, NET),
        "alvo": (TARGET,),
        "ausgabe": (OUT,),
        "b": (BIAS,),
        "bce": (LOSS,),
        "beta": (BIAS, WEIGHT, NET),
        "bias": (BIAS,),
        "biases": (BIAS,),
        "c": (BIAS, LOSS),
        "ce": (LOSS,),
        "cible": (TARGET,),
        "cost": (LOSS,),
        "crossentropy": (LOSS,),
        "d": (TARGET, DELTA),
        "delta": (DELTA,),
        "e": (LOSS, DELTA),
        "eingabe": (INPUT,),
        "ell": (LOSS,),
        "entrada": (INPUT,),
        "epsilon": (RATE, DELTA),
        "erro": (LOSS,),
        "error": (LOSS, DELTA),
        "eta": (RATE,),
        "expected": (TARGET,),
        "fehler": (LOSS,),
        "g": (NET, OUT),
        "gamma": (RATE,),
        "h": (OUT, NET),
        "hidden": (OUT, NET),
        "i": (INPUT, NET),
        "ideal": (TARGET,),
        "in": (NET, INPUT),
        "input": (INPUT, NET),
        "inputs": (INPUT,),
        "label": (TARGET,),
        "lambda": (RATE,),
        "learning": (RATE,),
        "learningrate": (RATE,),
        "logit": (NET,),
        "logits": (NET,),
        "loss": (LOSS,),
        "lr": (RATE,),
        "mse": (LOSS,),
        "mu": (RATE,),
        "n": (NET,),
        "net": (NET,),
        "netinput": (NET,),
        "netz": (NET,),
        "o": (OUT, TARGET),
        "objetivo": (TARGET,),
        "out": (OUT,),
        "output": (OUT,),
        "outputs": (OUT,),
        "p": (OUT,),
        "perda": (LOSS,),
        "poids": (WEIGHT,),
        "pre": (NET,),
        "preact": (NET,),
        "pred": (OUT,),
        "predicted": (OUT,),
        "prediction": (OUT,),
        "prob": (OUT,),
        "probs": (OUT,),
        "q": (OUT, NET),
        "rho": (RATE,),
        "s": (NET, OUT),
        "saida": (OUT,),
        "salida": (OUT,),
        "score": (NET,),
        "scores": (NET,),
        "sigma": (OUT, DELTA),
        "sortie": (OUT,),
        "sse": (LOSS,),
        "t": (TARGET,),
        "target": (TARGET,),
        "targets": (TARGET,),
        "taxa": (RATE,),
        "tgt": (TARGET,),
        "theta": (WEIGHT, BIAS),
        "total": (LOSS,),
        "true": (TARGET,),
        "truth": (TARGET,),
        "u": (NET, WEIGHT, OUT),
        "v": (WEIGHT, NET, OUT),
        "w": (WEIGHT,),
        "weight": (WEIGHT,),
        "weights": (WEIGHT,),
        "x": (INPUT, OUT, NET),
        "y": (TARGET, OUT),
        "z": (NET, OUT),
        "ziel": (TARGET,),
        "zielwert": (TARGET,),
    }
)

"""From a letter or word to the parts that it may play, the likeliest first."""


HATTED: Mapping[str, tuple[str, ...]] = MappingProxyType({"y": (OUT,), "t": (OUT,), "o": (OUT,), "p": (OUT,)})


PREDICTED = frozenset("pred predicted prediction hat predito pre model".split())  # noqa: SIM905


TRUE = frozenset("true target real actual gt soll verdadeiro label ist star *".split())  # noqa: SIM905


TOTAL = frozenset("total tot all gesamt totale ges sum mse ce bce".split())  # noqa: SIM905
HIDDEN = frozenset("h H hid hidden hl".split())  # noqa: SIM905
OUTPUT = frozenset("o O out output y Y ol k".split())  # noqa: SIM905
ENTRY = frozenset("i I in input x X".split())  # noqa: SIM905


def parts_of(name: Name) -> tuple[str, ...]:
    """Return the parts that a name can play by its letter and marks, the likeliest first."""
    words = {part.lower() for part in (*name.below, *name.above)}
    base = name.base
    parts = PARTS.get(base) or PARTS.get(base.lower()) or ()
    if name.accent == "hat" or words & PREDICTED:
        return HATTED.get(base.lower(), (OUT,)) if OUT in parts or base.lower() in HATTED else parts
    if words & TRUE and TARGET in parts:
        return (TARGET,)
    if base == "y" and name.accent:
        return (OUT, TARGET)
    if words & OUTPUT and INPUT in parts:
        return tuple(part for part in parts if part != INPUT) or parts
    return parts
