"""All sentences of worksheets: what a translation would replace."""

WORKSHEET, KEY = "Worksheet", "Key"
NAME_AND_DATE = "Name: ______________________________  Date: ______________"
NAME_GIVEN = "{name}  Date: ______________"

FILL_IN = "Fill in the blanks."
CITED = "Where a number is needed again that you are to find, the number of its blank stands there, as {blank}."
EXPLAIN_WHY = "Explain why"
YOUR_TURN = "Your turn"
FEWER_STEPS = (
    "One gradient has been derived above. The ones below go in the same way, with fewer and fewer steps given."
)
QUESTION = "**{number}.**"

FIND_MISTAKES = "Find the mistakes"
SOMEBODY = (
    "Somebody has computed gradients and new weights from the numbers above. {count} wrong. Whatever follows from a "
    "wrong number has been computed rightly from it, and counts as right."
)
ONE_IS, SEVERAL_ARE = "One of the lines below is", "{count} of the lines below are"
FOUND = "**Mistake {number}.** Which line is it, what went wrong, and what is right?"
WRONG_LINE = "{quantity} is {right}, and not {wrong}: {equation}."
MISTAKE = "{title}."

COMPUTE = "Compute {quantity}, {precision}."
COMPUTE_NEW = "Compute {quantity}, the value after one round of training, {precision}."
CHOOSE = "Which number is {quantity}?"
DIGITS_ASKED = "to {count} significant digits"
DECIMALS_ASKED = "to {count} decimals"
FILL_IN_LINES = "Fill in the numbers, {precision}."
RIGHT = "Right."
EACH_ROUND = "A round of training changes each parameter so:"
