from __future__ import annotations

from fractions import Fraction

import pytest

from symbackprop.models.spec import example
from symbackprop.verify.judging.prose_claims import prose_claims
from symbackprop.verify.pipeline import verify
from symbackprop.verify.quantities.layers import layers_of
from symbackprop.verify.reading.document import read
from symbackprop.verify.reading.statements import read_statements

CAST = layers_of(example())
TARGETS = [Fraction("0.01"), Fraction("0.99")]


def claims(text: str) -> list[tuple[str, int, str]]:
    reading = read(text.encode("utf-8"), "x.md")
    said = read_statements(reading, ())
    found = prose_claims(reading, said.chains, CAST, TARGETS, said.style.commas)
    return [(claim.quantity.ascii, claim.rounds, claim.stated.text) for claim in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Originally, the error was 0.298371109.", [("E_total", 0, "0.298371109")]),
        ("After the first round of updates the error is down to 0.291027924.", [("E_total", 1, "0.291027924")]),
        ("After 10,000 iterations the loss is 0.0000351085.", [("E_total", 10_000, "0.0000351085")]),
        ("Nach 500 Durchläufen ist der Fehler 0.012345.", [("E_total", 500, "0.012345")]),
        ("Depois de 100 iterações o erro é 0.02345.", [("E_total", 100, "0.02345")]),
        ("经过10000次迭代后，误差为0.0000351085。", [("E_total", 10_000, "0.0000351085")]),
        (
            "The error falls from 0.29837 to 0.29103 after one update.",
            [("E_total", 0, "0.29837"), ("E_total", 1, "0.29103")],
        ),
        ("After one update the error falls by 0.0073444, to first order by \\(0.0074\\).", []),
        ("Nach 500 Durchläufen ist der Fehler um 0.286026 kleiner.", []),
        ("After the update the error is given by 0.291027924.", [("E_total", 1, "0.291027924")]),
        ("After 50 rounds the loss is $1.4 \\cdot 10^{-5}$.", [("E_total", 50, "1.4e-5")]),
        ("After 50 rounds the loss is 1.403·10⁻¹³.", [("E_total", 50, "1.403e-13")]),
        ("After 50 rounds the loss is $1.4031 \\times 10^{-13}$.", [("E_total", 50, "1.4031e-13")]),
        (
            "After 10,000 rounds, the outputs are 0.984065734 (vs 0.99 target) and 0.015912196 (vs 0.01 target).",
            [("out_o2", 10_000, "0.984065734"), ("out_o1", 10_000, "0.015912196")],
        ),
    ],
)
def test_a_number_in_a_sentence_is_held_against_the_round_that_it_speaks_of(
    text: str, expected: list[tuple[str, int, str]]
) -> None:
    assert claims(text) == expected


LANGUAGES = {
    "bn": "১০০ পুনরাবৃত্তি পরে ত্রুটি 0.02345",
    "de": "Anfangs ist der Verlust 0.298371109, nach 10000 Schritten 0.0000351085.",
    "en": "At first the cost is 0.298371109, after 10,000 epochs 0.0000351085.",
    "es": "Al inicio la pérdida es 0.298371109, después de 10000 iteraciones 0.0000351085.",
    "fr": "Au départ l'erreur est 0.298371109, après 10000 itérations 0.0000351085.",
    "hi": "100 पुनरावृत्ति के बाद त्रुटि 0.02345",
    "it": "Inizialmente la perdita è 0.298371109, dopo 10000 iterazioni 0.0000351085.",
    "ja": "はじめ誤差は0.298371109、10000回で0.0000351085。",
    "ko": "처음 오차 0.298371109, 10000번 후 0.0000351085.",
    "nl": "De fout is na 100 epochs 0.02345.",
    "pt": "Inicialmente a perda é 0.298371109, depois de 10000 épocas 0.0000351085.",
    "ru": "Сначала ошибка 0.298371109, после 10000 итераций 0.0000351085.",
    "zh": "最初损失为0.298371109，迭代10000次后为0.0000351085。",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_says_in_every_language_of_which_round_it_speaks(language: str) -> None:
    found = claims(LANGUAGES[language])
    both = [("E_total", 0, "0.298371109"), ("E_total", 10_000, "0.0000351085")]
    assert found == (both if "0.29837" in LANGUAGES[language] else [("E_total", 100, "0.02345")])


@pytest.mark.parametrize(
    "text",
    [
        "The answer is 3.14159.",
        "The error is small, about 0.12345.",
        "| after 10,000 rounds | error | 0.12345 |",
        "Copies print the wrong error, 0.291027924 after one round.",
        "See version 0.12345 after 3 updates of the library.",
    ],
)
def test_a_number_of_which_nothing_is_said_is_left_alone(text: str) -> None:
    assert claims(text) == []


@pytest.mark.parametrize(("subject", "name"), [("the error", "mazur-2-2-2"), ("$L$", "batch"), (r"\(L\)", "batch")])
@pytest.mark.parametrize("wrong", [0, 1])
def test_a_change_from_one_number_to_another_is_two_claims(subject: str, name: str, wrong: int) -> None:
    before, after = {"mazur-2-2-2": ("0.298371109", "0.291027774"), "batch": ("0.545759607", "0.478830366")}[name]
    prose_claims = [
        f"${number[:6]}{(int(number[6]) + 5 * (wrong == at)) % 10}{number[7:]}$"
        for at, number in enumerate((before, after))
    ]
    text = f"One round of updates takes {subject} from {prose_claims[0]} to {prose_claims[1]}."
    report = verify(text.encode(), "x.md", example(name))
    assert [claim.is_fault for claim in report.claims] == [wrong == 0, wrong == 1]
