"""All sentences of the notes, in the order of the notes: what a translation would replace.

Each is a whole sentence, a caption, a heading, a cell, or a part that fills a place. `{names}` are places for what goes
in; words in `**` stand out. Where a sentence depends on the network, each of its forms stands here in full. The
module is long because it has them all.
"""

from collections.abc import Mapping
from types import MappingProxyType

# Titles.
SUBTITLE = "The gradient, every step checked"
SUBTITLE_CERTAIN = "The gradient, every step checked and every digit certain"
SUBTITLE_LAYERS = "The gradient of a {sizes} network, every step checked"
SUBTITLE_LAYERS_CERTAIN = "The gradient of a {sizes} network, every step checked and every digit certain"

# Parts that fill places.
AND = "and"
FIRST_TO_LAST = "…"
COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "last")
COUNTED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "equation": ("{count} equation", "{count} equations"),
        "factor": ("{count} factor", "{count} factors"),
        "hidden neuron": ("{count} hidden neuron", "{count} hidden neurons"),
        "input": ("{count} input", "{count} inputs"),
        "neuron": ("{count} neuron", "{count} neurons"),
        "output neuron": ("{count} output neuron", "{count} output neurons"),
        "path": ("{count} path", "{count} paths"),
        "sample": ("{count} sample", "{count} samples"),
    }
)
TOTAL_ERROR, ERROR = "the total error", "the error"
WEIGHT, PARAMETER = "weight", "parameter"
WEIGHTS, PARAMETERS, VALUES = "weights", "parameters", "values"
INPUTS, BIASES_SHOWN, TARGETS = "inputs", "biases", "targets"
ROW, COLUMN = "row", "column"
SOURCE = "The numbers are those of {source}."

# The network.
NETWORK = "The network"
NETWORK_HAS = "Our network has {neurons}."
NEURONS_IN_HIDDEN = "{neurons} in hidden layer {number}"
NET_INPUT = (
    "Every neuron multiplies each of its inputs by a weight and adds up the products. The sum is called its **net "
    "input**, {net}."
)
NET_INPUT_WITH_BIAS = (
    "Every neuron multiplies each of its inputs by a weight, adds up the products, and adds a bias. The sum is called"
    " its **net input**, {net}."
)
OUTPUT = "Its **output**, {out}, is {activation}."
OUTPUT_DEFINED = "Its **output**, {out}, is {activation}:"
OUTPUT_NAMES = "{out} (in the output layer: {last})"
OF_NET_INPUT = "{function} of {net}"
NET_INPUT_ITSELF = "{net} itself"
OF_ALL_NET_INPUTS = "the {function} of all net inputs"
IN_LAYER = "{activation} in {layer}"
THE_LAYER = "the {layer}"
KINKS = (
    "At {places} the branches of {function} meet at an angle, so it has no derivative there. By convention we take "
    "the number nearest to 0 between the derivatives on the two sides."
)
KINK = (
    "Where the branches of {function} meet at an angle, it has no derivative. By convention we take the number "
    "nearest to 0 between the derivatives on the two sides."
)
JUMP = "Where {function} jumps, it has no derivative. By convention we take 0."
KINK_OF_EXTREMES = (
    "Where the two arguments of max or min are equal, it has no derivative. By convention we take that of the first "
    "argument."
)
KINK_OF_CASES = (
    "Where one case of a formula ends and the next begins, it may have no derivative. By convention we take that of "
    "the case which holds there."
)
KINK_OF_PENALTY = "The absolute value has no derivative at 0. By convention we take 0 there."
NETWORK_FIGURE = "The network with its {parts}."
BIASES = "The biases are {biases}."
BIAS = "The bias is {biases}."
BIASES_FIXED = "The biases are not trained."
BIAS_FIXED = "The bias is not trained."
OUTPUTS_SHOULD_BE = "The outputs should be {targets}."
OUTPUT_SHOULD_BE = "The output should be {targets}."
ERROR_IS = "How far they are from that is measured by {loss}, summed over the outputs:"
ERROR_OF_ONE_OUTPUT_IS = "How far it is from that is measured by {loss}:"
ERROR_OF_BATCH = (
    "How far the outputs are from the targets is measured by {loss}, summed over the outputs and the samples:"
)
MEAN_ERROR_OF_BATCH = (
    "How far the outputs are from the targets is measured by {loss}, summed over the outputs and averaged over the "
    "samples:"
)
ERROR_OF_BATCH_OF_ONE_OUTPUT = "How far the output is from the target is measured by {loss}, summed over the samples:"
MEAN_ERROR_OF_BATCH_OF_ONE_OUTPUT = (
    "How far the output is from the target is measured by {loss}, averaged over the samples:"
)
BATCH = "The network learns from a **batch** of {samples}, all with the same weights."
SAMPLE_NUMBERS = (
    "The number of the sample stands in round brackets above a quantity. Inputs and targets are listed in {table}."
)
SAMPLES = "The samples: inputs and targets."
FIRST_NEURONS_SHOWN = "Of each layer, the first {count} neurons are shown."
FIRST_SAMPLES_SHOWN = "Of {count} samples, the first {first} and the last are shown."
PENALTY = "The **penalty** {penalty} adds a cost for large weights, so that none grows without need; {rates}:"
TRAINING = (
    "Training changes each weight a little in the direction that lowers this error. To know the direction, we need "
    "{partial}, the derivative of the error with respect to the weight, for every weight {weight}. Finding these "
    "derivatives is **backpropagation**. The learning rate is {rate}."
)

TRAINING_WITHOUT_RATE = (
    "Training changes each weight a little in the direction that lowers this error. To know the direction, we need "
    "{partial}, the derivative of the error with respect to the weight, for every weight {weight}. Finding these "
    "derivatives is **backpropagation**."
)

# The optimiser, where it is not plain descent.
OPTIMISER = (
    "The {parameters} are updated by {title}. In each round, all at once, {weight} with the gradient {slope} becomes"
)
OWN_OPTIMISER = "In each round, all {parameters} are updated at once: {weight} with the gradient {slope} becomes"
OPTIMISER_SOURCE = "The equations are those of {source}."
ROUND_IS = "{round} is the number of the round, counted from one."
NORM_IS = "{norm} is the length of the whole gradient, the root of the sum of the squares of all derivatives."
STATE_IS = "Each {parameter} has its own {state}, kept from round to round; before the first one {starts}."
CONSTANT_IS = "The constant is {constants}."
CONSTANTS_ARE = "The constants are {constants}."

# A model in equations.
MODEL = "The model"
EQUATIONS = "The model consists of {equations}, computed in this order:"
WHERE = "where"
RECURRENCE = (
    "{quantities} is a **recurrence**: it is computed for {positions} in turn, each position from the ones before it."
)
RECURRENCES = (
    "{quantities} are a **recurrence**: they are computed for {positions} in turn, each position from the ones before "
    "it."
)
RECURRENCE_BACK = (
    "{quantities} is a **recurrence** that runs backwards: it is computed for {positions} in turn, each position from "
    "the ones after it."
)
RECURRENCES_BACK = (
    "{quantities} are a **recurrence** that runs backwards: they are computed for {positions} in turn, each position "
    "from the ones after it."
)
RECURRENCE_OF_ONE = "{quantities} is a **recurrence**; here it has a single position, {position}."
RECURRENCES_OF_ONE = "{quantities} are a **recurrence**; here it has a single position, {position}."
STARTS_WITH = "It starts with {starts}."
PADDED = "Beyond its ends, {quantity} counts as zero."
MODEL_FIGURE = "Which quantity is computed from which."
CELL_FIGURE = "Which quantity is computed from which, at one position of the recurrence."
TIME_FIGURE = "Which quantity is computed from which, along the recurrence from left to right."
GIVEN, VALUE = "given", "value"
GIVEN_VALUES = "The given values."
GIVEN_LEFT_OUT = "Another {count} values are left out here."
ONE_GIVEN_LEFT_OUT = "One more value is left out here."
TRAINING_OF_MODEL = (
    "Training changes {parameters} a little in the direction that lowers {loss}, which we call the error. To know the "
    "direction, we need their gradients, the derivatives of {loss} with respect to them. The learning rate is {rate}."
)
TRAINING_OF_MODEL_WITHOUT_RATE = (
    "Training changes {parameters} a little in the direction that lowers {loss}, which we call the error. To know the "
    "direction, we need their gradients, the derivatives of {loss} with respect to them."
)

# How the numbers are to be read.
VALUES_OF_FILES = (
    "The values of {names} come from {files}. They are binary fractions; the program computes with them exactly, and "
    "they are shown rounded as computed numbers are."
)
SIGNIFICANT_DIGITS = "{count} significant digits"
DECIMALS = "{count} decimals"
RESULTS_ROUNDED = (
    "**How to read the numbers.** Given numbers are shown as they are given. Computed numbers are rounded to {places},"
    " unless they end sooner. Every result is computed from unrounded values, and interval arithmetic has proved every "
    "digit shown."
)
RESULTS_CUT = (
    "**How to read the numbers.** Given numbers are shown as they are given. Computed numbers are cut off after "
    "{places}, not rounded, unless they end sooner. Every result is computed from values that are not cut off, and "
    "interval arithmetic has proved every digit shown."
)
RESULTS_CARRIED = (
    "**How to read the numbers.** Given numbers are shown as they are given. Computed numbers are rounded to {places},"
    " unless they end sooner, and each result is computed from the numbers shown before it, as with a calculator. So "
    "last digits differ from those of unrounded values. Nudges, checks and rounds after the first are computed without "
    "rounding in between. Interval arithmetic has proved every digit shown."
)
ABOUT_WHERE_ROUNDED = (
    "Where the numbers on a line do not give its result to the last digit, the line has ≈ instead of =."
)
ABOUT_WHERE_CUT = (
    "Where the numbers on a line, cut off in the same way, do not give its result to the last digit, the line has ≈ "
    "instead of =."
)
ABOUT_ELSEWHERE = (
    "A line has ≈ instead of = where its result comes from other numbers than those on it, and where these do not give "
    "it to the last digit."
)
ABOUT_ALWAYS = "Before a result that is rounded or cut off stands ≈, and = before one that the line gives exactly."

# Forward pass.
FORWARD = "Forward pass"
LAYER_BY_LAYER = (
    "We go through the network from left to right. Every neuron computes its net input and then its output."
)
SAMPLES_FORWARD = "All samples go through the network in the same way. The first of them is written out."
OTHER_NEURONS = "The other {count} neurons of this layer are computed in the same way; the last of them gives {last}."
OUTPUTS_OF_SAMPLES = "The outputs of {layer}, sample by sample."
SAMPLE = "sample"
EQUATION_BY_EQUATION = "Each equation uses only what is given or computed before it."
OTHER_QUANTITIES = "The other {count} elements are computed in the same way; the last of them is {last}."
OTHER_QUANTITY = "The other element is computed in the same way; it is {last}."
AT_POSITION = "For {position}:"
STEPS_ALIKE = "For {positions} the computation is the same:"
ALONG = "The values along {index}."
ALONG_IN_PART = "The values along {index}; {count} positions more are left out."

# Total error.
ERRORS = "Total error"
ERROR_OF_EACH = "Each output contributes its own error:"
ERROR_OF_ONE_OUTPUT = "The error of the output is"
ERROR_OF_ONE_OUTPUT_IN_FIRST = "Each sample contributes its own error; that of the first is"
ERROR_OF_SOME = "Each output contributes its own error; here are the first two of {count}, and the last:"
ERROR_OF_EACH_IN_FIRST = "Each output contributes its own error; those of the first sample are:"
ERROR_OF_SOME_IN_FIRST = (
    "Each output contributes its own error; of the {count} errors of the first sample, the first two and the last are:"
)
ERRORS_OF_SAMPLES = "The errors, sample by sample."
PENALTY_IS = "The penalty is"
TOTAL_IS_SUM = "The total error is their sum:"
TOTAL_IS_SUM_WITH_PENALTY = "The total error is their sum plus the penalty:"
TOTAL_IS_THIS = "There is no other output, so this is the total error:"
TOTAL_IS_THIS_WITH_PENALTY = "There is no other output, so the total error is this error plus the penalty:"
TOTAL_IS_SUM_OF_SAMPLES = "The total error is the sum over all samples:"
TOTAL_IS_SUM_OF_SAMPLES_WITH_PENALTY = "The total error is the sum over all samples, plus the penalty:"
TOTAL_IS_MEAN = "The total error is the mean over the samples, which is their sum divided by their number:"
TOTAL_IS_MEAN_WITH_PENALTY = (
    "The total error is the mean over the samples, which is their sum divided by their number, plus the penalty:"
)

# Backward pass.
BACKWARD = "Backward pass"
BACKWARDS = (
    "Now we work backwards, from {error} to the {parameters}. For each {parameter} we ask how much {error} changes "
    "when the {parameter} changes. The answer is a derivative, called the **gradient** of the {parameter}. The chain "
    "rule splits the question into smaller ones, and each of these is answered by one equation of the forward pass."
)
NO_INFLUENCE = "What does not affect {loss}"
NO_PATH_FROM_ONE = (
    "No path leads from {symbol} to {loss}: nothing that {loss} is computed from uses it. However {symbol} changes, "
    "{loss} stays the same, so its gradient is zero, and descent does not change {symbol}."
)
NO_PATH_FROM_MANY = (
    "No path leads from {symbols} to {loss}: nothing that {loss} is computed from uses any of them. However they "
    "change, {loss} stays the same, so their gradients are zero, and descent does not change them."
)
NO_PATH_FROM_ENTRIES = (
    "No path leads from {count} of the parameters to {loss}, since no equation reads them. Their gradients are zero, "
    "and descent does not change them."
)
HOW_MUCH_AFFECTS = "How much does {weight} affect {error}?"
NOT_AT_ALL = "Not at all: no path leads from {weight} to {error}, so its gradient is zero."
PATH_FIGURE = "The path from {weight} to {error}."
PATHS_FIGURE = "The paths from {weight} to {error}."
SPLITS = (
    "Between {weight} and {error} the path splits at {count} quantities, one after the other. We work backwards and "
    "derive the gradient of each of them once, first that of the quantity nearest to {error}. Each one uses the "
    "results before it."
)
IN_EQUATION = "{weight} appears in the equation of {error} itself:"
THROUGH_SIGNAL = (
    "{weight} acts through {through}. So its gradient is the error signal of {through}, multiplied by the derivative "
    "of {through} with respect to {weight}:"
)
THROUGH_SOFTMAX = "{weight} acts through {through}, and from there through softmax. The chain rule gives:"
THROUGH_ONE = "{weight} acts through {through} alone. The chain rule gives:"
THROUGH_PATHS = (
    "{weight} acts through {through}. From there the path to {error} splits in {count}; only the first factor has to "
    "deal with that. The chain rule gives:"
)
ONE_PATH = (
    "There is only one path from {weight} to {error}: through {through}. By the chain rule, its gradient is the "
    "product of {count} simpler derivatives:"
)
SAME_FOR_SAMPLES = "{weight} is the same for all {samples}, so its gradient is a sum with one term per sample."
IN_SEVERAL_PLACES = "{weight} appears in more than one place, so its gradient is a sum with one term per place."
SAME_FOR_SAMPLES_WITH_PENALTY = (
    "{weight} is the same for all {samples} and also appears in the penalty {penalty}. So its gradient is a sum with "
    "one term per sample and one for the penalty."
)
THROUGH_PENALTY = (
    "{weight} acts through {through}, and directly through the penalty {penalty}. So its gradient is a sum over these"
    " paths."
)
HOW_MUCH_CHANGES = "How much does {of} change with {by}?"
KNOWN = "{value} is known from {equation}."
KNOWN_FOR_ONE_ERROR = "{value} is known from {equation}: {by} appears in no other error, so this is {earlier}."
ERROR_SIGNAL = "This is the **error signal** of {quantity}. By the chain rule,"
SOFTMAX_SLOPES = (
    "The outputs of softmax depend on all net inputs: {by} appears in the numerator of {output} only, but through the"
    " sum {total} it appears in the denominator of every output. So it changes all of them. By the quotient rule,"
)
SOFTMAX_CANCELS = (
    "and in the same way for the other outputs. In {loss} each output stands inside a logarithm. The derivative of "
    "this logarithm has the output in its denominator, and there the output cancels:"
)
SOFTMAX_REST = "The targets add up to 1. What remains is the output minus the target:"
TARGETS_ADD_UP = "The last line holds because the targets add up to 1."
IN_NUMBERS = "In numbers,"
STEPS_TOGETHER = "Steps {first} and {second} together give the output minus the target:"
STEPS_CANCEL = (
    "In steps {first} and {second} together the denominators cancel. What remains is the output minus the target:"
)
TWO_PATHS = "{by} feeds both {readers}, so it changes {error} along two paths. We add what each path contributes:"
MANY_PATHS = "{by} feeds {readers}, so it changes {error} along {paths}. We add what each path contributes:"
FIRST_PATH = "The first path has {factors}:"
OTHER_PATH = "The other path is computed in the same way:"
OTHER_PATHS = "The other paths are computed in the same way:"
OTHER_PATHS_LEFT_OUT = "The other {count} paths are computed in the same way."
DIRECT_PATH = "The direct path: how much does {of} change with {by} while {held} {keep}?"
KEEPS, KEEP = "keeps its value", "keep their values"
HELD = (
    "What stands below the bar is held fixed: {partial} counts only the direct path, on which {by} appears in the "
    "equation of {of} itself. Without a bar, {total} counts all paths."
)
PENALTY_PATH = "The path through the penalty is short."
SUM_OF_PATHS = "The sum over the paths is"
ONCE_EACH = (
    "Most quantities act on {error} along many paths. So we go through the equations in reverse order "
    "and derive {error} once with respect to each quantity that they compute, from results that we already have. All "
    "{parameters} then share these results."
)
QUANTITIES_BACK = "From {loss} back to the {parameters}"
BACK_THROUGH = "{quantities} are a recurrence, so we go back through their positions: {positions}."
BACK_THROUGH_ONE = "{quantities} is a recurrence, so we go back through its positions: {positions}."
READ_BY_ONE = "{quantity} appears in the equation of {reader} alone."
READ_BY_MANY = "{quantity} appears in the equations of {readers}, so we add what each of them contributes."
DIRECTLY = "In {loss} it appears in {body}, whose derivative is {slope}."
COMPUTED_ALIKE = "The others are computed in the same way:"
DERIVATIVE = "derivative"
DERIVATIVES_OF_ELEMENTS = "Derivatives of {loss} that are computed alike."
SOME_DERIVATIVES_OF_ELEMENTS = "Derivatives of {loss} that are computed alike; {count} more are left out."
WEIGHTS_OF_LAYER = "The weights of {layer}"
TOGETHER = "Putting it together"
SUBTRACT = "To lower the error, we subtract {rate} times the gradient:"
FIRST_ROUND = "With this gradient, the first round makes of {weight}:"
SIMILARLY = "Similarly"
FOLLOWS = "{weight} follows in the same way:"
FOLLOW = "{weights} follow in the same way:"
FOLLOW_BUT_SHOW_FIRST = "{weights} follow in the same way; here are the first {count} of them:"

# All gradients.
ALL_GRADIENTS = "All gradients and new weights"
ALL_UPDATED = "All {parameters} are updated at once, with gradients that belong to the old {values}."
HIDDEN_LAYER_SEES_OLD = "So the hidden layer does not see the new output weights until the next round."
HIDDEN_LAYERS_SEE_OLD = "So no hidden layer sees the new output weights until the next round."
OLD_VALUE, GRADIENT_OF, NEW_VALUE = "old value", "gradient {partial}", "new value {updated}"
EVERY_UPDATE = "Every {parameter} before and after the first round."
EVERY_GRADIENT = "Every {parameter} and its gradient."
SOME_GRADIENTS = "The derived {parameters} and a few more, and their gradients; {count} {parameters} are left out."
ALL_WITHOUT_UPDATE = "These are the derivatives of the loss with respect to all {parameters}."
GRADIENTS_OF_ALL = "All gradients"
SOME_UPDATES = (
    "The derived {parameters} and a few more before and after the first round; {count} {parameters} are left out."
)

# Heat maps.
HEAT_MAPS = (
    "There are {count} gradients. A table of more than {most} would be hard to read, so heat maps show them. The "
    "deeper the colour of a cell, the larger the derivative. Orange cells are positive, so the update makes the "
    "{parameter} smaller; blue cells with a bar are negative, so it makes it larger. A cell is white where the "
    "derivative is zero, or less than a thousandth of the limit of its scale."
)
HEAT_MAPS_LEFT_OUT = "Of {all} heat maps, the first {shown} are shown."
ALL_ZERO = "All entries of {names} are 0: these weights have no influence here."
GRADIENTS = "Gradients: {names}."
GRADIENTS_OF_LAYER = "Gradients of {layer}: {names}."
ROWS_ARE_NET_INPUTS = "Each row is a net input, each column a quantity that the weights multiply."
ROWS_ARE_MULTIPLIED = "Each row is a quantity that the weights multiply, each column a net input."
CELLS_OF_VECTOR = (
    "There are {count} entries; each cell stands for up to {block} in a row and has the colour of the one of largest "
    "magnitude."
)
CELLS_OF_MATRIX = (
    "The matrix has {height} × {width} entries; each cell stands for a block of up to {down} × {across} of them and "
    "has the colour of the one of largest magnitude."
)
VANISHING = (
    "Note the different scales: no entry of {small} is larger than {limit}, while {large} reaches {most}. These "
    "weights hardly change in this round; their gradients **vanish**."
)

# Index notation.
INDEX_NOTATION = "The derivation in index notation"
INDEX_NOTATION_AGAIN = "The same in index notation"
INDEX_EQUATIONS = "The equations"
ONE_EQUATION = (
    "Each step of the forward pass is one equation for all neurons of a layer: its free indices run over all of them."
)
FROM_LOSS = "From the loss backwards"
PRINCIPLE = (
    "A quantity acts on {loss} through the equations that use it. So the derivative of {loss} with respect to the "
    "quantity is a sum with one term for each of these equations: the derivative of {loss} with respect to what the "
    "equation defines, times the local partial derivative of the equation. We start at {loss} and work backwards, so "
    "that all equations that use a quantity are done before it."
)
BAR = "A bar is short for the derivative of {loss}: {barred} is {partial}."
INDEX_RULES = (
    "Two rules deal with the indices. If the equation sums over an index of the quantity, only one term of the sum "
    "depends on a given element, so the derivative has no sum. If the equation has an index that the quantity does "
    "not have, the quantity acts through all values of that index, so the terms are summed over it."
)
APPEARS_IN_ONE = "{quantity} appears in {equation} alone."
APPEARS_IN_MANY = "{quantity} appears in {equations}, so {count} terms are added."
SUMMED_OVER_ONE = "It does not have the index {index}, so we sum over this index."
SUMMED_OVER_MANY = "It does not have the indices {indices}, so we sum over these indices."
IS_START = "{quantity} is {start}, with which the recurrence in {equation} starts."
ADDS_AS_START = "It is also {start}, with which the recurrence starts. There it appears in {place} and adds {term}."
ADDS = "Where it appears in {place}, it adds {term}."
ONE_COUNTS_WHERE = "The term counts only where {condition}; elsewhere it is zero."
COUNTS_WHERE = "The {ordinal} term counts only where {condition}; elsewhere it is zero."
BRACKET = "Here {bracket} is one where this equation holds, and zero elsewhere."
BRACKET_OF_ORDER = "Here {bracket} is one where this inequality holds, and zero elsewhere."
NOTHING_AFTER = "There is no position after {position}, so {zeros}."
NOTHING_BEFORE = "There is no position before {position}, so {zeros}."
DERIVATIVES_BACK = (
    "The derivatives with respect to {quantities} are a recurrence that runs the other way: they are computed for "
    "{positions} in turn, each position from the ones after it."
)
DERIVATIVES_FORWARD = (
    "The derivatives with respect to {quantities} are a recurrence that runs the other way: they are computed for "
    "{positions} in turn, each position from the ones before it."
)
DERIVATIVE_BACK = (
    "The derivative with respect to {quantities} is a recurrence that runs the other way: it is computed for "
    "{positions} in turn, each position from the ones after it."
)
DERIVATIVE_FORWARD = (
    "The derivative with respect to {quantities} is a recurrence that runs the other way: it is computed for "
    "{positions} in turn, each position from the ones before it."
)
RECURRENCE_TOGETHER = "Together, for {positions}:"
RECURRENCE_TOGETHER_COUNTED = "Together, for {positions}, where each term counts as above:"
INDEX_RESULTS = "Gradients and update"
UNREACHED = "{symbol} does not affect {loss}: its gradient is zero."
INDEX_GRADIENTS = "Together, the gradients are"
INDEX_UPDATES = "and one round of descent, for all parameters at once, is"
INDEX_UPDATES_OF_ANY = (
    "In a round of training, all parameters are updated at once. Of any of them, {weight}, whose gradient is {slope}, "
    "the round makes"
)

# Matrix form.
MATRIX_FORM = "In matrix form"
MATRIX_FORM_AGAIN = "The same in matrix form"
SINGLE_NUMBERS = "This model is made of single numbers, so its matrix form is the same as its equations."
WEIGHT_MATRICES = "The weights that lead into a layer form a matrix with one {line} per neuron."
WEIGHT_MATRICES_SHOWN = "The weights that lead into a layer form a matrix with one {line} per neuron:"
COLUMN_VECTORS = "A vector is a column."
ROW_VECTORS = "A vector is a row."
FIRST_INDEX = "The first index of a matrix counts its rows."
PRODUCT_SIGN = "The sign ⊙ is the product entry by entry."
ENTRY_BY_ENTRY = "Functions, powers, fractions and sums with a number are taken entry by entry too."
ALL_ONES = "All entries of {ones} are ones."
STEP_INDEX = (
    "The index {index} stays: it counts the positions of a recurrence, each with vectors and matrices of its own."
)
IN_THE_EQUATION_OF = "Look at the equation of {quantity}."
MATRIX_FORWARD = "The forward pass, with the shape under each factor:"
SIGNALS_IN_TWO_LINES = (
    "Let {signal} be the **error signal** of a layer, the derivative of the error with respect to its net inputs. "
    "Then two lines per layer describe the whole backward pass, from {layer} back:"
)
SIGNALS_IN_THREE_LINES = (
    "Let {signal} be the **error signal** of a layer, the derivative of the error with respect to its net inputs. "
    "Then two or three lines per layer describe the whole backward pass, from {layer} back:"
)
REVERSE = "The backward pass takes the equations in reverse order."
SIGNAL_IS = "We write {signal} for the **error signal**, the derivative of {loss} with respect to {quantity}."
BARS_ARE = "We write a bar for the derivatives of {loss}, as in {barred}."
OTHER_BARS_ARE = "We write a bar for every other derivative of {loss}, as in {barred}."
SHAPE_OF_DERIVATIVE = "A derivative of {loss} has the shape of the quantity with respect to which it is taken."
CROSS_CORRELATION = "{symbol} is a cross-correlation, so it stays in index form."
CROSS_CORRELATIONS = "{symbols} are cross-correlations, so they stay in index form."
NO_PRODUCT = "{symbol} is no product of matrices and vectors, so it stays in index form."
NO_PRODUCTS = "{symbols} are no products of matrices and vectors, so they stay in index form."

# Many rounds.
MANY_ROUNDS = "After many rounds"
ROUNDS_LEFT_OUT = "What many rounds do is left out here, because not even one round could be certified."
ONE_ROUND = "One round of updates takes {error} from {before} to {after}."
ONE_ROUND_UP = (
    "One round of updates takes {error} from {before} up to {after}. The step was too long: this learning rate is too"
    " large for this network."
)
AGAIN = (
    "We can do the same again and again: forward pass, backward pass, update. After {rounds} rounds {error} is {loss}."
)
VANISHED = (
    "That is less than a computer can tell from zero beside the error before training, so the rounds end here: the "
    "network has learned all that there is to learn."
)
NOTHING_LEFT = "Nothing is left to learn, so the rounds end here."
ROSE_AGAIN = (
    "The error was smallest after about {best} rounds, and rose afterwards: from there on the steps are too long. A "
    "smaller learning rate would help."
)
ROSE = "Training has made the error larger. A smaller learning rate would help."
STALLED = "From about round {since} on the error hardly changes: training has stalled."
DEAD_OUTPUT = (
    "{outputs} is 0 then, where {function} is level: no gradient passes through it, so its weights learn nothing more."
)
DEAD_OUTPUTS = (
    "{outputs} are 0 then, where {function} is level: no gradient passes through them, so their weights learn nothing "
    "more."
)
ROUNDS, TARGET = "rounds", "target"
ERROR_BY_ROUNDS = "The error before and after training."
OUTPUTS_BY_ROUNDS = "The error and the outputs before and after training."
FIRST_OUTPUTS_BY_ROUNDS = "The error and the outputs (the first {shown} of {count}) before and after training."
CURVE = "The error over the rounds; both axes are logarithmic."
EVEN_CURVE = "The error over the rounds, whose axis is logarithmic."
CURVE_START, CURVE_END = "1 round", "{rounds} rounds"

# Two runs.
TWO_RUNS = "Two runs side by side"
RUNS_COMPARED = (
    "The same training with {other} in place of {one}: {table} sets the errors of both runs side by side, after the "
    "same number of rounds."
)
LOWER_AFTER = "After {rounds} rounds the error is smaller with {better}."
EQUAL_AFTER = "After {rounds} rounds both have the same error."
OTHER_VANISHED = (
    "With {run} the rounds end after {rounds}: what is left of the error is less than a computer can tell from zero "
    "beside the error before training."
)
OTHER_LEFT_OUT = "With {other} not even one round could be certified, so nothing stands beside it."
ERRORS_OF_RUNS = "The error of both runs; a dash stands where a run has ended before."
CURVES_OF_RUNS = "The error of both runs over the rounds; both axes are logarithmic."
CURVES_IN_WORDS = (
    "Two curves of the error over the rounds, both axes logarithmic: with {one} it goes from about {first} after "
    "one round to {last}, with {other}, dashed, from about {other_first} to {other_last}."
)
NO_ROUND = "–"

# Words in place of pictures.
NETWORK_IN_WORDS = (
    "Diagram of the network: layers of {sizes} neurons from left to right, each neuron joined to all of the next "
    "layer by an arrow with its weight."
)
INPUTS_IN_WORDS = "Inputs: {given}."
BIASES_IN_WORDS = "Biases, each with dashed arrows to all neurons of the layer after it: {given}."
TARGETS_IN_WORDS = "Outputs with their targets: {given}."
GIVEN_IN_WORDS = "{name} {value}"
WEIGHTS_IN_WORDS = "Weights: {weights}."
WEIGHT_IN_WORDS = "{name} from {origin} to {target}"
WEIGHT_WITH_VALUE_IN_WORDS = "{name} from {origin} to {target} is {value}"
MODEL_IN_WORDS = "Diagram of what is computed from what, with arrows from {arrows}."
ARROW_IN_WORDS = "{origin} to {target}"
AXIS_IN_WORDS = "Below it an axis runs from left to right: {ticks}."
CIRCUIT_IN_WORDS = "Values and gradients: {numbers}."
NUMBERS_IN_WORDS = "{name} has the value {value} and the gradient {gradient}"
PATH_IN_WORDS = "The one path from {name} to the error is highlighted."
PATHS_IN_WORDS = "The {count} paths from {name} to the error are highlighted."
HIGHLIGHTED = "Highlighted weights: {names}."
HEAT_MAP_OF_MATRIX = "the {height} by {width} matrix"
HEAT_MAP_OF_VECTOR = "the {height} entries"
PLACE_IN_MATRIX = "row {row}, column {column}"
PLACE_IN_VECTOR = "entry {row}"
HEAT_MAP_IN_WORDS = (
    "Heat map of {entries} of derivatives of {loss} with respect to {symbol}, on a scale from -{limit} to {limit}: "
    "the entries run from {least} to {most}; the largest in magnitude is {largest} at {place}, with respect to "
    "{weight}; {negative} are negative and {faint} are white."
)
CURVE_IN_WORDS = (
    "Curve of the error over the rounds, both axes logarithmic: from about {first} after one round to {last} "
    "after {rounds} rounds."
)
EVEN_CURVE_IN_WORDS = (
    "Curve of the error over the rounds, whose axis is logarithmic: from about {first} after one round to {last} after "
    "{rounds} rounds."
)

# The appendix.
ALL_NUMBERS = "All numbers"
NUMBERS_IN_FULL = (
    "What the sections above leave out stands here, so that everything can be computed again. The first index of a "
    "matrix counts its rows."
)
NUMBERS_IN_MODULE = (
    "{count} numbers are too many for these pages. The module gradient.py, which is written beside the notes, holds all"
    " that is given and computes the others."
)
ENTRIES_NAMED = "Row by row, {matrix} holds {names}."
NUMBERS_GIVEN = "Given:"
NUMBERS_COMPUTED = "Computed by the forward pass:"
NUMBERS_OF_GRADIENTS = "The gradients:"
NUMBERS_UPDATED = "The new values after the first round:"
ELEMENTS_OF = "The elements of {quantity}."
QUANTITY_HEAD = "quantity"
COLUMNS_OF = "{quantity}, columns {first} to {last}:"
