"""The words by which prose and tables say what a number is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

ERROR = re.compile(
    r"\b(?:errors?|loss|cost|fehler|verlust|kosten|erro|perda|custo|erreur|perte|coût|error|pérdida|errore|perdita|fout)\b"
    r"|误差|誤差|损失|損失|错误|오차|손실|ошибк|потер",
    re.I,
)
OUTPUT = re.compile(
    r"\b(?:outputs?|predictions?|generates?|produces?|ausgaben?|ausgänge?|saídas?|sorties?|salidas?|uscite|neurons?)\b"
    r"|输出|輸出|出力|출력|выход",
    re.I,
)
BEFORE = re.compile(
    r"\b(?:initial(?:ly)?|originally|original|at first|before|beginning|start(?:ed|ing)?|inicial(?:mente)?|antes|"
    r"anfangs?|anfänglich\w*|zu beginn|ursprünglich\w*|vorher|avant|au départ|initiale?(?:ment)?|inizial\w*)\b"
    r"|最初|初始|原来|原本|一开始|開始|はじめ|처음|сначала|начальн",
    re.I,
)
ONCE = re.compile(
    r"\b(?:(?:first|one|1|single) (?:round|update|step|iteration|pass|epoch)|this (?:round|update)|"
    r"after (?:the )?(?:update|updating)|new (?:total )?(?:error|loss)|ersten (?:runde|durchlauf|schritt)|"
    r"einem (?:schritt|durchlauf)|nach (?:der|dem) (?:aktualisierung|update)|"
    r"primeira (?:rodada|iteração|atualização)|uma (?:rodada|iteração|atualização)|"
    r"primera (?:ronda|iteración)|una (?:iteración|ronda)|première (?:itération|passe)|"
    r"prima (?:iterazione|passata))\b"
    r"|第一轮|一次更新|第一次|一轮|更新后|更新之后|1回|첫 번째|первой",
    re.I,
)
MANY = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:[,.' \u202f]\d{3})+|\d{1,7})\s*(?:\w+\s+)?"
    r"(?:times|rounds?|iterations?|epochs?|steps?|updates?|mal\b|runden|durchläufe\w*|iterationen|epochen|schritt\w*|vezes|"
    r"iterações|épocas|rodadas|veces|iteraciones|rondas|fois|itérations|époques|volte|iterazioni|epoche|次|轮|遍|回|번|раз|итерац)",
    re.I,
)


QUOTED = re.compile(
    r"\berrors? (?:of|in) the (?:source|original|text|book|post|article|example)|\bother figures\b|"
    r"\b(?:wrong|incorrect|erroneous|misprint|mistaken)",
    re.I,
)
FROM = re.compile(r"\b(?:from|von|de|du|da|dal|из|с)\s*(?:\$|\\\()?\s*$|从\s*\$?\s*$", re.I)
TO = re.compile(
    r"[\s$\\()]*(?:\b(?:to|auf|zu|bis|para|hasta|a|à|al|fino a|naar|tot|до|на)\b|降?到|至|[まへに]+で?)[\s$\\()]*", re.I
)
"""What stands between the two numbers of a change."""


AGAINST_WORDS = r"(?:vs\.?|versus|target|against|statt|gegen|Ziel|alvo|objetivo|cible|目标|目標)"
AGAINST = re.compile(rf"\s*\$?\s*[(（]?\s*{AGAINST_WORDS}\D{{0,12}}?(\d+(?:[.,]\d+)?)", re.I)


def speaks_of_rounds(words: str) -> bool:
    """Say whether some words are about a time other than the first round."""
    return bool(MANY.search(words) or ONCE.search(words))


VALUE = re.compile(
    r"\b(?:values?|given|initial(?:ly)?|start(?:ing)?|before|w[ei]rte?|valor(?:es)?|valeurs?|valore|valori|waarde|anfang\w*|"
    r"vorher|antes|avant|prima|inicial(?:es)?|iniciais|initiale?s?|iniziale)\b|值|初始|значени",
    re.I,
)
GRADIENT = re.compile(
    r"\b(?:gradients?|gradienten?|gradientes?|gradiente|derivatives?|slope|ableitung|derivada)\b|梯度|градиент", re.I
)
AFTER = re.compile(r"\b(?:after|nachher|danach|después|depois|après|dopo)\b", re.I)
ROUNDS = re.compile(
    r"\b(?:rounds?|iterations?|iter|epochs?|steps?|updates?|runden?|durchl[aä]uf\w*|iterationen|epochen?|schritte?|rodadas?|"
    r"iteraç\w+|épocas?|rondas?|iteraci\w+|itérations?|époques?|iterazion[ei]|epoch[ei]|vezes|mal)\b|轮|迭代|次|эпох|итерац",
    re.I,
)
SAMPLES = re.compile(
    r"\b(?:samples?|examples?|patterns?|stichproben?|beispiele?|muster|amostras?|muestras?|ejemplos?|exemplos?|exemples?)\b|样本",
    re.I,
)
TARGETS = re.compile(
    r"\b(?:targets?|desired|wanted|expected|ziele?|sollwerte?|alvos?|objetivos?|cibles?|obiettivi?o?)\b|目标|цель", re.I
)


ACTIVATIONS: Mapping[str, str] = MappingProxyType(
    {
        "sigmoid": r"sigmoi|logistic|e\s*\^\s*\{?\s*\(?[-−]|シグモイド",
        "relu": r"\bre-?lu|max\s*\(\s*0",
        "tanh": r"tanh|hyperbol",
        "leaky_relu": r"leaky",
        "identity": r"\blinear(?!\s*(?:comb|part|pre|step|sum|trans))|identi|lineare|线性(?![变计组])|線形",
    }
)
LOSSES: Mapping[str, str] = MappingProxyType(
    {
        "softmax-cross-entropy": r"softmax",
        "half-squared": r"frac\s*\{?1\}?\s*\{?2\}?|1\s*/\s*2|½|0\.5\s*[(*×]|\\frac12",
        "squared": r"\)\s*(?:\^\s*\{?2|²|\*\*\s*2)|\bsquared|\bmse\b|均方",
        "mean-squared": r"\bmean.squared|\bmse\b|均方|\\frac\{?1\}?\{?[nN]\}?",
        "binary-cross-entropy": (
            r"cross[- ]?entropy|\\log|\\ln|\bbce\b|\bln\s*\(|交叉熵|entropia|entropía|kreuzentropie"
        ),
    }
)


INNER = r"(?:hidden|ocult[oa]s?|escondida|versteckt\w*|cachée|隐藏|隠れ)"
LAST = r"(?:outputs?|last|final|saída|salida|ausgabe\w*|sortie|输出|出力)"
