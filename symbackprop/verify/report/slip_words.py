"""The words for each slip: its title, its sentences with places for the details, and its lesson.

The module is a catalogue of sentences, in the order of the codes; so it is longer than others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..reasons import SlipCode

WRITE = ("write {right}",)


@dataclass(frozen=True, slots=True)
class SlipWords:
    """The words for one slip.

    Args:
        title: What the slip is called.
        lesson: What to learn from it.
        sentences: Its explanations; the first of which all places are known is taken.
        corrections: What to do about it, likewise.
    """

    title: str
    lesson: str
    sentences: tuple[str, ...]
    corrections: tuple[str, ...] = WRITE


SLIP_WORDS: Mapping[SlipCode, SlipWords] = MappingProxyType(
    {
        SlipCode.ANOTHER_OPERAND: SlipWords(
            "another quantity is put in for what a weight multiplies",
            "The gradient of a weight is the error signal at its end times the output at its start, and no other one.",
            ("{other} is taken for what {quantity} multiplies",),
        ),
        SlipCode.ANOTHER_QUANTITY: SlipWords(
            "the value of another quantity",
            "The number is right, but for another quantity: compare the name on the left with the one you computed.",
            ("this is {quantity}",),
        ),
        SlipCode.ANOTHER_RATE: SlipWords(
            "another learning rate than the one that is given",
            "Use the learning rate of the exercise; all that is updated depends on it.",
            ("the spec has the learning rate {right}",),
            ("write {right}, or give the spec this rate",),
        ),
        SlipCode.ARRAY_FOR_ENTRY: SlipWords(
            "the name of an array where one entry is meant",
            "A name without an index means the whole vector or matrix; write the index of the entry.",
            ("{quantity} is an array",),
            ("write which entry is meant",),
        ),
        SlipCode.BIASES_TRAINED: SlipWords(
            "biases are updated although they are to stay",
            "Update only what the exercise says is trained.",
            ("the biases are trained as well, which the spec says they are not",),
            ("leave the biases as they are: {right}",),
        ),
        SlipCode.BIAS_MISSING: SlipWords(
            "the bias is missing in a net input",
            "The net input of a neuron is the weighted sum of its inputs plus its bias.",
            ("the bias {quantity} is left out",),
            ("add {quantity}",),
        ),
        SlipCode.COLUMN_OF_ANOTHER: SlipWords(
            "a column of a table has the wrong heading",
            "The numbers are right for another heading: say whether they are values, new values or derivatives.",
            ("this column holds {role}",),
            ("write its name here",),
        ),
        SlipCode.DECIMAL_POINT: SlipWords(
            "the decimal point is in the wrong place",
            "The digits are right; count the places of the factors, or estimate the size first.",
            ("the decimal point is {places} off",),
        ),
        SlipCode.DERIVATIVE_OF_ANOTHER: SlipWords(
            "the derivative with respect to another quantity",
            "The right side is a derivative of the error, but not the one that the left side names.",
            ("the right side is {quantity}",),
            (),
        ),
        SlipCode.DIGITS_SWAPPED: SlipWords(
            "two neighbouring digits are swapped",
            "Compare long numbers digit by digit when you copy them.",
            ("two digits are swapped: {number}",),
        ),
        SlipCode.DIGIT_ADDED: SlipWords(
            "a digit too many",
            "Compare long numbers digit by digit when you copy them.",
            ("a digit is put in: {number}", "a digit is put in: the document has {elsewhere} elsewhere"),
        ),
        SlipCode.DIGIT_CHANGED: SlipWords(
            "one digit is wrong",
            "Compare long numbers digit by digit when you copy them.",
            ("one digit is another: {number}", "a digit is wrong: the document has {elsewhere} elsewhere"),
        ),
        SlipCode.DIGIT_DROPPED: SlipWords(
            "a digit is missing",
            "Compare long numbers digit by digit when you copy them.",
            ("a digit is dropped: {number}", "a digit is dropped: the document has {elsewhere} elsewhere"),
        ),
        SlipCode.EXPONENT_MINUS_IGNORED: SlipWords(
            "the minus in an exponent was ignored in computing",
            "The sigmoid has exp(-net): put the net input into the calculator with its sign changed.",
            ("the minus of the exponent was left out in computing",),
        ),
        SlipCode.EXPONENT_MINUS_MISSING: SlipWords(
            "the minus in an exponent is missing on the line",
            "The number is that of exp(-x), but the line says exp(x).",
            ("the exponent lacks its minus",),
        ),
        SlipCode.FACTOR_LEFT_OUT: SlipWords(
            "a factor of the line was left out in computing",
            "Multiply all factors that stand on the line.",
            ("the factor {quantity} was left out in computing", "one factor was left out in computing"),
        ),
        SlipCode.FACTOR_TOO_MUCH: SlipWords(
            "a formula has a factor too many",
            "Name for each factor of the chain rule the step it stands for; one of these stands for none.",
            ("the factor {quantity} is too much",),
            (),
        ),
        SlipCode.GRADIENTS_TRANSPOSED: SlipWords(
            "the matrix of gradients is transposed in an update",
            "The matrix of gradients has the shape of the weights: entry i, j belongs to the weight i, j.",
            ("the gradient of {other} is subtracted: the matrix of gradients is transposed",),
            ("subtract the gradient of {quantity}: {right}",),
        ),
        SlipCode.GRADIENT_ADDED: SlipWords(
            "the gradient is added in an update",
            "Gradient descent lowers the error, so it subtracts the learning rate times the gradient.",
            ("the gradient is added, not subtracted",),
            ("subtract: {right}",),
        ),
        SlipCode.HALF_MISSING: SlipWords(
            "a factor 1/2 is missing in a formula",
            "Keep the factor 1/2 of the error until it cancels the 2 from the derivative of the square.",
            ("a factor 1/2 is missing",),
            ("halve the right side",),
        ),
        SlipCode.HALF_OF_LOSS_MISSING: SlipWords(
            "the factor 1/2 of the loss is forgotten in a derivative",
            "The derivative of 1/2 (t - o)² has no factor 2: the 1/2 cancels it.",
            ("the factor 1/2 of the loss is missing",),
        ),
        SlipCode.HALF_TOO_MUCH: SlipWords(
            "a factor 1/2 too many",
            "Where the error has no factor 1/2, or it is cancelled already, do not halve again.",
            ("a factor 1/2 is too much",),
            ("write {right}", "multiply the right side by 2"),
        ),
        SlipCode.INDEX_WRONG: SlipWords(
            "a wrong index in a formula",
            "Follow the arrows of the network: each index says which neuron a factor belongs to.",
            ("the index {index} should be {quantity}", "{other} should be {quantity}"),
            ("write {quantity} for {index}", "write {quantity} for {other}"),
        ),
        SlipCode.MINUS_MISSING: SlipWords(
            "a minus is missing between two names",
            "Two names side by side are a product; write the minus of a difference.",
            ("a minus is missing between {quantity} and {other}",),
            ("write {quantity} - {other}",),
        ),
        SlipCode.MINUS_READ_AS_PLUS: SlipWords(
            "a minus on the line was computed as a plus",
            "Take each sign of the line into the calculator, the one before a bracket as well.",
            ("a minus on the line was taken for a plus",),
        ),
        SlipCode.NAME_OF_ANOTHER: SlipWords(
            "the left side names another quantity than the line computes",
            "The line is right for the quantity whose inputs it puts in; write that name on the left.",
            ("the line computes {quantity}, not {other}",),
            ("write {quantity} on the left",),
        ),
        SlipCode.NAME_UNKNOWN: SlipWords(
            "a name of something that the network does not have",
            "Look the name up in the picture of the network.",
            ("'{quantity}' is no quantity of the network",),
            ("write {right}", "write {other} for {quantity}"),
        ),
        SlipCode.OLD_VALUE_LEFT_OUT: SlipWords(
            "only the change of a weight is given, not its new value",
            "The new value is the old value minus the learning rate times the gradient.",
            ("the old value is left out",),
            ("subtract this from the old value: {right}",),
        ),
        SlipCode.OLD_VALUE_WRONG: SlipWords(
            "an update starts from another value than the weight has",
            "Start an update from the weight itself.",
            ("{number} is put in for {quantity}, which is {right}",),
            ("start from {right}",),
        ),
        SlipCode.ONE_PATH: SlipWords(
            "only one of several paths to the error is counted",
            "A quantity that several neurons read changes the error through each of them: add all paths.",
            ("only the path through {quantity} is counted",),
            ("add all paths: {right}",),
        ),
        SlipCode.OPERAND_MISPRINTED: SlipWords(
            "a number on the line has a wrong digit",
            "Compare the number with where it was computed or given.",
            ("{number} is printed where {right} is meant",),
            ("put in {right}",),
        ),
        SlipCode.OPERAND_OF_ANOTHER_LINE: SlipWords(
            "the result was computed with a number of another line",
            "The line is right, but another number than it shows went into the calculator.",
            ("the number comes from {other}, where the line has {number}",),
        ),
        SlipCode.OPERAND_WRONG: SlipWords(
            "a number is put in for a quantity that has another value",
            "Put the numbers in the order of the formula, and compare each with its name.",
            ("{number} is put in for {quantity}, which is {right}", "{number} is put in where {right} is meant"),
            ("put in {right} for {quantity}", "put in {right}"),
        ),
        SlipCode.PART_WRONG: SlipWords(
            "a part of a formula is missing or too much",
            "Derive the formula again, one factor at a time.",
            ("something is missing or too much",),
            (),
        ),
        SlipCode.POWER_NOT_TAKEN: SlipWords(
            "a power of the line was not taken in computing",
            "Square the bracket before you go on.",
            ("the power was not taken",),
        ),
        SlipCode.RATE_FORGOTTEN: SlipWords(
            "the learning rate is forgotten in an update",
            "An update subtracts the learning rate times the gradient, not the gradient itself.",
            ("the learning rate is forgotten",),
            ("multiply the gradient by the learning rate: {right}",),
        ),
        SlipCode.ROUNDS_MISCOUNTED: SlipWords(
            "one round of training too many or too few",
            "After n rounds the weights have been updated n times; the first values belong to round 0.",
            ("this is the value after {count:,} rounds: one round too {many}",),
        ),
        SlipCode.ROW_OF_ANOTHER: SlipWords(
            "a row of a table has the wrong name",
            "The numbers of the row are right for another quantity.",
            ("this row is that of {quantity}",),
            ("write its name here",),
        ),
        SlipCode.SIDE_TRANSPOSED: SlipWords(
            "the right side is the transpose of the left side",
            "Write down the shapes: a gradient has the shape of what it is the gradient of.",
            ("the right side is the transpose",),
            ("transpose it",),
        ),
        SlipCode.SIGN_ADDED: SlipWords(
            "a minus too many",
            "Check the sign of each difference, as of output minus target.",
            ("there is a minus too many",),
        ),
        SlipCode.SIGN_IN_FORMULA: SlipWords(
            "a sign within a formula is wrong",
            "Derive the term again with its inner derivative; that of -x is -1.",
            ("a sign is wrong",),
            (),
        ),
        SlipCode.SIGN_IN_LINE: SlipWords(
            "a sign on the line is wrong",
            "The number is right for another sign: copy the sign with the number.",
            ("a sign on the line is wrong",),
        ),
        SlipCode.SIGN_LOST: SlipWords(
            "the minus of a number is lost",
            "Copy the sign with the number.",
            ("the sign is lost",),
        ),
        SlipCode.SIGN_OF_SIDE: SlipWords(
            "the whole right side has the wrong sign",
            "The derivative of 1/2 (t - o)² with respect to o is -(t - o), which is o - t.",
            ("the sign is wrong",),
            ("change the sign of the right side",),
        ),
        SlipCode.SLOPE_IN_PART: SlipWords(
            "only a part of the slope of the sigmoid",
            "The slope of the sigmoid is out(1 - out): both factors belong to it.",
            ("{other} stands for {quantity}, which is {symbol}(1 - {symbol})",),
            ("multiply by all of {quantity}: {right}",),
        ),
        SlipCode.SLOPE_MISSING: SlipWords(
            "the derivative of an activation is missing",
            "From the output of a neuron to its net input the chain rule has a factor: the slope of the activation.",
            ("the factor {quantity} is missing",),
            ("multiply by {quantity}: {right}", "multiply by {quantity}"),
        ),
        SlipCode.SLOPE_OF_ZERO_MISSING: SlipWords(
            "the slope of an activation that passes nothing on is missing",
            "Where a ReLU is off its slope is 0, and so is every gradient that goes through it.",
            ("the factor {quantity} is missing, which is 0 here",),
        ),
        SlipCode.SLOPE_TWICE: SlipWords(
            "the derivative of an activation is applied twice",
            "An error signal δ holds the slope already; do not multiply by it again.",
            ("the factor {quantity} is applied twice",),
            ("take {quantity} once: {right}",),
        ),
        SlipCode.SQUARE_MISSING: SlipWords(
            "a square is missing",
            "The squared error squares each difference.",
            ("a square is missing",),
            ("write {quantity}²",),
        ),
        SlipCode.SQUARE_OF_TERM: SlipWords(
            "a whole bracket is squared where one term is meant",
            "(a - b)² and a - b² differ: see what the exponent stands behind.",
            ("the square is that of {quantity} alone", "the square is that of the last term alone"),
            ("write {quantity}² in the brackets",),
        ),
        SlipCode.SQUARE_TOO_MUCH: SlipWords(
            "a square too many",
            "The derivative of a square is no square any more.",
            ("a square is too much",),
            ("write {quantity}",),
        ),
        SlipCode.TERM_NOT_ADDED: SlipWords(
            "a term of the line was left out in computing",
            "Add all terms that stand on the line, the bias as well.",
            ("the term {quantity} was not added", "one term was not added"),
        ),
        SlipCode.TERM_POINT: SlipWords(
            "the decimal point of one term is in the wrong place",
            "Estimate the size of each product before you add them.",
            ("the decimal point of one term is 1 place off",),
        ),
        SlipCode.TERM_TOO_MUCH: SlipWords(
            "a formula has a term too many",
            "Each term stands for one path; this one stands for none.",
            ("the term {quantity} is too much",),
            (),
        ),
        SlipCode.TRANSPOSE_MISPLACED: SlipWords(
            "the wrong factor is transposed",
            "Write down the shapes of the factors: only one way gives the shape of the left side.",
            ("{quantity} must be transposed, not {other}",),
            (),
        ),
        SlipCode.TRANSPOSE_MISSING: SlipWords(
            "a transpose is missing",
            "The backward pass goes through the transpose of the weights.",
            ("{quantity} must be transposed",),
            ("write the transpose of {quantity}",),
        ),
        SlipCode.TRANSPOSE_TOO_MUCH: SlipWords(
            "a transpose too many",
            "The forward pass uses the weights as they stand.",
            ("{quantity} must not be transposed",),
            ("write {quantity} as it stands",),
        ),
        SlipCode.UPDATED_FIRST: SlipWords(
            "an updated weight is used in the backward pass",
            "All gradients of a round are taken with the old weights; update them afterwards, all at once.",
            ("output weights updated before the hidden error signals are computed",),
            ("use the old output weights: {right}",),
        ),
        SlipCode.UPDATED_FIRST_EACH_ROUND: SlipWords(
            "updated weights are used in the backward pass of each round",
            "All gradients of a round are taken with the old weights; update them afterwards, all at once.",
            (
                "output weights updated before the hidden error signals are computed, and one round too {many}",
                "output weights updated before the hidden error signals are computed",
            ),
        ),
        SlipCode.UPDATED_QUANTITY: SlipWords(
            "the new value of a weight where another number is asked for",
            "The number is a weight after the update: compare the name on the left with what you computed.",
            ("this is the new {quantity}",),
        ),
        SlipCode.WEIGHTS_TRANSPOSED: SlipWords(
            "the weights of a row where those of a column are meant",
            "An error goes back through the weights that lead away from the neuron.",
            ("the weights are transposed",),
            ("use the weights that lead away from the neuron: {right}",),
        ),
    }
)
