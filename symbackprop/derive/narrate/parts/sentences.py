"""The sentences of the parts that teach, one group for each part; the rules are those of the other catalogue."""

# Circuit.
CIRCUIT = "Both passes in one figure"
CIRCUIT_SHOWS = (
    "The forward pass goes from left to right and leaves a value on each quantity. The backward pass goes from right "
    "to left and leaves the derivative of {loss} with respect to it. Both have {digits} significant digits here."
)
CIRCUIT_FIGURE = "Each quantity with its value, in green above, and with the derivative of {loss}, in red below."

# Intuition, before the backward pass.
MEANING = "What a gradient means"
NUDGE_UP = (
    "**A nudge.** Raise {weight} by {step} and leave everything else as it is. The forward pass then gives {after} for"
    " {error}, where it was {before}: it rises by {change}. Divided by the step, that is about {ratio} for each unit "
    "of {weight}."
)
NUDGE_DOWN = (
    "**A nudge.** Raise {weight} by {step} and leave everything else as it is. The forward pass then gives {after} for"
    " {error}, where it was {before}: it falls by {change}. Divided by the step, that is about {ratio} for each unit "
    "of {weight}."
)
LIMIT = (
    "The derivative {partial} is this ratio for a step as small as we like. The backward pass will give {gradient}, "
    "which predicts a change of {predicted} for this step."
)
WHY_MINUS = (
    "**Why we subtract.** The gradient tells in which direction the error rises. We want it to fall, so the update "
    "subtracts: a positive gradient makes a {parameter} smaller, and a negative one makes it larger."
)
WHY_HALF = (
    "**Why the factor 1/2.** The derivative of a square brings a factor 2, and the 1/2 cancels it. Without it, every "
    "gradient would be twice as large, and half the learning rate would make the same steps."
)
SLOPE_LINES = (
    "**The slope of {function}.** The chain rule will need how much {output} changes with {argument}. We derive this "
    "once, line by line, and use it for every neuron:"
)
SLOPE_SHORT = "The last form needs nothing but the output, which the forward pass has computed already."

# Intuition, after the gradients.
READING = "Reading the gradients"
SIGNS = "**The sign of each factor.** The gradient of {weight} is a product of {count}."
FACTOR, FACTOR_VALUE, IN_WORDS = "factor", "value", "in words"
SIGNS_CAPTION = "The factors of the gradient of {weight}."
OUTPUT_ABOVE = "{output} is above its target: if it rises, the error rises"
OUTPUT_BELOW = "{output} is below its target: if it rises, the error falls"
MULTIPLIED = "it is {factor}, which {weight} multiplies"
RISES_EVERYWHERE = "{function} rises everywhere"
RISES_WITH = "if {by} rises, {of} rises"
FALLS_WITH = "if {by} rises, {of} falls"
NO_CHANGE = "{by} does not change {of} here"
IS_ZERO = "One factor is zero, so the gradient is zero: nothing else matters here."
NONE_NEGATIVE = "No factor is negative, so the gradient is positive: if {weight} rises, the error rises."
ONE_NEGATIVE = "One factor is negative, so the gradient is negative: if {weight} rises, the error falls."
EVEN_NEGATIVE = (
    "An even number of factors is negative, so the gradient is positive: if {weight} rises, the error rises."
)
ODD_NEGATIVE = "An odd number of factors is negative, so the gradient is negative: if {weight} rises, the error falls."
SMALLER = (
    "**Why the gradients differ so much.** The gradient of {small} is about {ratio} times smaller than that of "
    "{large}; {table} compares them factor by factor."
)
GRADIENT_OF_ONE, RATIO = "factor of {weight}", "ratio"
COMPARED_CAPTION = "Two gradients, factor by factor, and the ratio of the sizes; the last row is the product."
SIGMOID_FADES = (
    "On its way back to an earlier layer the error is multiplied by a weight and by the slope of a sigmoid, which is "
    "never above 1/4. So the gradients of early layers tend to be small."
)
WHY_SUM = (
    "**Why we add the paths.** {quantity} acts through {readers}. Raise it by {step}, but let only one of them see "
    "the new value; then let all of them see it. How much {error} changes then, and how much the derivatives predict, "
    "stands in {table}."
)
SEEN_BY, CHANGE, PREDICTED = "who sees the new value", "what happens", "what is predicted"
ONLY, ALL_OF_THEM = "only {reader}", "all of them"
PATHS_CAPTION = "The paths one at a time, and together."
PATHS_ADD_UP = (
    "For small steps the changes along the paths add up; what is missing shrinks with the square of the step. So the "
    "derivative is a sum over the paths."
)

# Checks.
CHECKS = "Checks"
CHECKS_OPENING = "A gradient that was computed by hand should be checked. These checks are quick."
CHECK_SHAPES = "**Shapes.** A gradient has the shape of what it belongs to: {shapes}."
SHAPE = "{partial} is {height} × {width} like {quantity}"
CHECK_SIGNS = "**Signs.** {signs}."
SIGNS_UP = "{output} is above its target, so what raises it has a positive gradient, such as {weights}"
SIGNS_DOWN = "{output} is below its target, so what raises it has a negative gradient, such as {weights}"
CHECK_DIFFERENCE = (
    "**A finite difference.** Run the forward pass twice, with {weight} raised and lowered by {step}, and divide the "
    "difference of the errors by the distance. More digits are kept here, because most of them cancel:"
)
CHECK_DIFFERENCE_AGREES = "The backward pass gives {gradient}."
CHECK_ROUND_DESCENT = (
    "**One round.** To first order, a round of gradient descent changes the error by minus the learning rate times "
    "the sum of the squares of all gradients, which is {predicted}. In fact it changes by {change}."
)
CHECK_ROUND_OTHER = (
    "**One round.** To first order, a round changes the error by the sum of all gradients, each times the change of "
    "its {parameter}, which is {predicted}. In fact it changes by {change}."
)
CHECK_ROUND_FAR = "The two differ much: the steps of this round are too long for the first order to tell what happens."

# Summary.
SUMMARY = "Summary"
ALGORITHM = "The algorithm"
FORWARD_STEP = "**1. Forward.** Compute every quantity once, in this order:"
BACKWARD_STEP = (
    "**2. Backward.** Compute the derivative of {loss} with respect to every quantity once, in reverse order:"
)
BACKWARD_STEP_OF_MANY = (
    "**2. Backward.** Compute the derivative of {loss} with respect to every quantity once, in reverse order. For each"
    " quantity, add over all that read it: the derivative with respect to the reader, times the local derivative of "
    "the reader."
)
FORWARD_STEP_OF_MANY = "**1. Forward.** Compute every quantity once, each after those that it reads."
UPDATE_STEP = "**3. Update.** From each {parameter} subtract {rate} times its gradient, from all at once."
UPDATE_STEP_OTHER = "**3. Update.** Change all {parameters} at once, as {equation} says."
REPEAT_STEP = "**4. Repeat** from step 1 until the error is small enough, or falls no longer."
BARS = "A bar stands for the derivative of {loss}, as in {barred}."
COST_OF_LAYERS = (
    "**What it costs.** The forward pass uses each weight once and the backward pass at most twice, so all {count} "
    "derivatives together cost about as much as two more forward passes; raising each parameter alone would take "
    "{count} forward passes."
)
COST = (
    "**What it costs.** The backward pass handles each equation once, so all {count} derivatives together cost a small "
    "multiple of one forward pass; raising each parameter alone would take {count} forward passes."
)

# Slips.
SLIPS = "Usual mistakes"
SLIPS_OPENING = "What goes wrong most often, and the number that it gives for this network:"
SLIP = "**{title}.** {quantity} then comes out as {wrong}, and not as {right}."
GRADIENT_BY = "The gradient of {weight}"
NEW_VALUE_OF = "The new value of {weight}"
SLIP_SENTENCE = "Here, {sentence}."

# Exercises.
EXERCISES = "Exercises"
EXERCISE = "**Exercise {number}.**"
ALL_STEPS_GIVEN = "Find the gradient of {weight} and its new value. All its factors are given:"
STEPS_GIVEN = "Find the gradient of {weight} and its new value. Of its {factors}, these are given:"
NO_STEPS_GIVEN = "Find the gradient of {weight} and its new value. No step is given."
ALL_STEPS_GIVEN_ALONE = "Find the gradient of {weight}. All its factors are given:"
STEPS_GIVEN_ALONE = "Find the gradient of {weight}. Of its {factors}, these are given:"
NO_STEPS_GIVEN_ALONE = "Find the gradient of {weight}. No step is given."
EXPLAIN_NEGATIVE = "Explain in one sentence, without computing it, why {factor} is negative."
EXPLAIN_POSITIVE = "Explain in one sentence, without computing it, why {factor} is positive."
FIND_MISTAKE = "Somebody finds {wrong} for the gradient of {weight}. Which mistake was made?"
PREDICT = (
    "Predict first and compute afterwards: {weight} is raised by {step}, and nothing else changes. Does {error} rise "
    "or fall, and by about how much?"
)
FRESH_NUMBERS = (
    "The exercises are about the same network with other numbers, those of {table}. They are the draw of seed {seed}."
)
FRESH_VALUES = "The numbers of the exercises."
FORWARD_FIRST = "Do the forward pass: compute every quantity, up to {error}."
FORWARD_FOUND = "The quantities stand in {table}, column by column in the order in which they are computed."
FORWARD_CAPTION = "The forward pass of the exercises."
ANSWERS = "Answers to the exercises"
ANSWER = "**{number}.**"
BECAUSE = "Because {reason}."
MISTAKE_IS = "{title}."
PREDICTED_AND_TRUE = (
    "The derivative predicts a change of {predicted}, the step times the gradient; a new forward pass gives a change "
    "of {change}."
)

# Rounds.
FIRST_ROUNDS = "The first rounds"
ROUNDS_SIDE_BY_SIDE = (
    "Each round does the same again with the numbers that the round before has left. They stand side by side in "
    "{table}."
)
QUANTITY, BEFORE_ROUNDS, AFTER_ROUND, AFTER_ROUNDS = "quantity", "start", "after 1 round", "after {rounds} rounds"
SIDE_BY_SIDE_CAPTION = "The first rounds, side by side."
SIDE_BY_SIDE_CUT = "Only the derived {parameters} are listed, the error and the first outputs."
ROUND_TWO = "Round 2"
ROUND_TWO_STARTS = (
    "The second round starts from what the first has left: {old}. A new forward and backward pass with all new "
    "{parameters} gives {gradient}. Put into the same equations:"
)
