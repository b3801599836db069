"""The numbers by which verify decides: from which on, up to which, how much something is worth.

They stand in one module, however long, so that each is found, compared with its like, and changed by a test.
Each has one line of what it is for, and a check in `tests/verify/test_thresholds.py` that comes out differently for
another value of it. What reads one imports this module, `thresholds.NAME`, so that a check can change it.
"""

from fractions import Fraction

# The stage reading: from a file to statements

LONG_WORD = 4
"""Letters from which on a word of a heading or a sentence is no name."""

LONGEST_DATE = 20
"""Characters around a number in which a date can stand that it belongs to."""

CONTEXT_BEFORE = 60
"""Characters before a number that tell what it is."""

CONTEXT_AFTER = 60
"""Characters after a number that tell what it is."""

LONGEST_LEAD = 80
"""Characters before a formula that tell what it is: a condition, a supposition, a place."""

LONGEST_BARE_CELL = 40
"""Characters up to which a cell without delimiters is taken for a formula."""

LONGEST_OPENING = 100
"""Characters of a line that are shown as the title of what it opens."""

LONGEST_LETTERS = 6
"""Letters from which on names on both sides of a relation are words."""

MOST_BYTES_UNPACKED = 20_000_000
"""Bytes of the text of a Word document, unpacked."""

LONGEST_DECLARATION = 4_000
"""Bytes at the start of a file in which it can say how it is encoded."""

MOSTLY_LATIN = 0.4
"""The share of zero bytes in every second place from which on a text has two bytes a character."""

MOSTLY_ALONE = 0.6
"""The share of letters beyond ASCII with at most one beside them from which on they are accented Latin ones."""

LEAST_OF_WORDS = 0.3
"""The share of characters that stand in known words of a language from which on a text is one in it."""

DEEPEST_ELEMENT = 60
"""Elements of MathML within each other up to which each is read."""

MOST_LINES_JOINED = 40
"""Lines of a program up to which a bracket is looked for that closes another."""

LONGEST_SUPPOSING = 20
"""Characters before an equation in which words can stand that suppose it."""

# The stage grammar: from text to trees

CONSTANTS_OF_FORMULAS = frozenset({Fraction(1, 2), Fraction(1, 4), Fraction(1, 100)})
"""Fractions that stand in formulas in which no value has been put in."""

LEAST_REMARK = 3
"""Words from which on what is set as text is a remark and no name."""

SHORTEST_ASIDE = 3
"""Letters of the shortest word in brackets after a name that marks it as new or old and is no factor."""

MOST_LETTERS_MULTIPLIED = 3
"""Letters without spaces stand for a product of so many quantities at most; more are one word, whatever it says."""

LONGEST_SIZED = 12
"""Characters before a bar in which a command can stand that gives it its size."""

LONGEST_END = 3
"""Characters of an index up to which a letter in it can say how far a sum runs: `w_{jn}`."""

SHORTEST_OLD = 3
"""Letters from which on a word below a name marks it as old and is no index."""

# The stage quantities: from names to what they can mean

LONGEST_GUESSED_NAME = 6
"""Letters up to which a name that nobody declared is guessed by its parts."""

# The stage values: from trees to certified values

BITS = 160
"""The working precision, in bits: enough to tell any two printed numbers apart."""

FIGURES_OF_A_DOUBLE = 15
"""Figures from which on a number was printed by a program with all that it has."""

FIGURES_OF_A_SINGLE = 12
"""Figures from which on a number that single precision can hold was computed in that; few others can be held."""

ROUNDINGS_OF_A_DOUBLE = 64
"""Spacings of such numbers by which a value that was computed in some steps may be off."""

ROUNDINGS_NEAR_ONE = 2
"""Spacings at 1 by which a small value may be off that is a difference of numbers near 1."""

MOST_DIGITS_SHOWN = 60
"""Digits before or after the point up to which a value is written out; what has more is shown by its first figures."""

FIGURES_SHOWN = 12
"""Figures by which a value is shown that has too many digits."""

LEAST_FIGURES_SHOWN = 3
"""Figures with which a value is shown at least."""

MOST_MORE_DIGITS = 30
"""Digits more than were printed with which a small value is shown at most."""

DECIMALS_SHOWN = 6
"""Decimals with which a value is shown, but for two more, beside which no number is printed."""

# The stage calculus: formulas by the definitions of their document

LAYERS_OF_LETTERS = 3
"""Layers, or steps of time, that formulas are tried with which count them by a letter."""

HUNDREDTHS_OF_LETTERS = (11, 99)
"""The hundredths between which the sizes of letters are drawn: two figures each, neither 0 nor 1."""

LABELS_OF_LETTERS = 2
"""Samples and classes that formulas are tried with which count them by a letter above or below whole arrays."""

MOST_LETTERS_SHOWN = 6
"""Letters that are shown with their values where two sides of a formula differ."""

NUMBERS_OF_FORMULAS = Fraction(1, 3)
"""The part of the equations up to which some may come to numbers in a document that is about formulas."""

RATES_OF_AVERAGES = (Fraction(9, 10), Fraction(4, 5))
"""The rates at which a running average is shown to be none, its own and another."""

GRADIENT_OF_STEPS = Fraction(4)
"""The gradient, the same in all steps, by which a step is shown to depend on its size: its root is a whole number."""

LARGEST_EPSILON = Fraction(1, 1000)
"""The size up to which a number only keeps a divisor from zero."""

SIZES_OF_LETTERS = (3, 2, 4)
"""Sizes that arrays get of which a document does not say them, one after another."""

# The stage inference: the network that a document states itself

MOST_WEIGHTS_LEFT_OUT = 3
"""Numbers left out of a row of weights up to which their indices count weights; where more are, something else."""

MOST_SIGNIFICANT = 5
"""Digits from which on one more adds nothing about a network."""

LONGEST_MARK_AHEAD = 12
"""Characters before what is assigned in which a mark can stand that makes it no first value."""

DRIFT = 0.002
"""The part by which a figure may be off that was worked out from rounded ones."""

NEAR_THE_BEST = Fraction(9, 10)
"""The part of the figures of the best candidate that another must give to be judged beside it."""

ROUNDED_WITHIN = 0.501
"""Units of the last place within which a figure was rounded, by floating point."""

CUT_WITHIN = 1.01
"""Units of the last place within which a figure was cut off, by floating point."""

# The stage interpretation: what names mean here

LEAST_NAMES = 8
"""Different names from which on a document can be said to speak a notation."""

LEAST_KNOWN_NAMES = 5
"""Different names from which on this can be said where all but one are names of that notation."""

SHARE_OF_NOTATION = 0.85
"""The share of its names that must be names of that notation."""

MOST_PLAIN_ARRAYS = 3
"""How many arrays are named without indices and not in bold type where that is no habit."""

MOST_SLIPS_OF_TYPE = 2
"""How often an array may be named without indices and not in bold type by a slip."""

HABIT = 3
"""Equations from which on names of one make that the notation does not have are the writer's own way."""

NEARBY = 0.03
"""The part by which a printed number may be off that still supports a scheme."""

BORNE_OUT = 1.2
"""What a guessed part must score: one number of three figures that fits, and no name left out."""

WORTH_OF_THE_RATE = 0.4
"""What it is worth that a number is the learning rate to the last digit."""

COST_OF_ANOTHER_RATE = 0.1
"""What little it says that another learning rate is tried as well."""

MISFIT = 0.5
"""What a number that does not fit says against a scheme."""

LITTLE = 0.25
"""What a number of few figures, or one that is nearly right, is worth at most."""

LIKELY = 0.3
"""What the likeliest part of a letter is worth beside one number that fits it, which is worth 1."""

CLEARLY = 0.4
"""What numbers must say for or against a scheme before it counts beside the equations that hold under it."""

LEAST_CHANGED = 2
"""Given values that are others from which on another example is meant; a single one is a mistake."""

OFTEN = 3
"""How many times as often as an odd name one must be written that is meant by it."""

WORTH_OF_TWO_FIGURES = 0.6
"""What a number of two figures that fits, or a given one of one figure, is worth beside one of three."""

WORTH_OF_ONE_FIGURE = 0.1
"""What a number of one figure that fits is worth."""

WORTH_OF_ZERO = 0.4
"""What a zero is worth that is printed for a zero."""

WORTH_OF_A_ROUNDED_ZERO = 0.05
"""What a zero is worth that something small was rounded to, as anything small may be."""

WORTH_ONE_OFF = 1 / 3
"""The part that a number is worth whose last place is one off."""

WORTH_NEARBY = 0.2
"""The part that a number is worth which is only near."""

WORTH_PUT_IN = 0.4
"""The part that a number is worth which is put in for a name, and may stand in another order."""

EQUAL_SCORES = 1e-6
"""Scores that differ by less are equal."""

COST_OF_A_TWIN = 0.5
"""How far a misspelt name is from one whose signs look alike, beside other slips of one sign."""

EQUATIONS_FOR_ANOTHER_PART = 2.0
"""Equations that must come true for a letter to be read as another part than the likeliest."""

# The stage judging: verdicts and flags

MOST_SPREAD = 4
"""How many times as far as its operands reach a line may be from the truth before it is another line."""

EXCESS_UNITS = 10
"""Units of the last place that operands may reach before it is one that they do not support."""

OVER_ROUNDED = 0.05
"""A number that is this far from the truth, relatively, was rounded to too few figures."""

TELLING = 3
"""Figures from which on a number says which quantity it is."""

UNITS_BY_HAND = 3
"""Units of its last place by which a value that is looked up or worked out by hand may be off, and be that value."""

TELLING_ZEROS = 2
"""Decimals from which on a zero is what something small was rounded to."""

LONG_NUMBER = 6
"""Figures from which on a number that differs from another by one digit is a slip of it."""

LEAST_FIGURES_IN_WORDS = 4
"""Figures from which on a number in a sentence is long enough to be one of the network."""

LEAST_BEFORE_A_POWER = 2
"""The same for a number times a power of ten."""

FORGOTTEN_AFTER = 600
"""Characters after which a number of rounds no longer holds for what follows."""

SHORT_CLAUSE = 40
"""Characters up to which words between two numbers go on with what the first is of."""

LEAST_KNOWN_ROWS = 0.5
"""The share of its names that a column must have known before its cells are taken for claims about them."""

POINTS_OF_CASES = 8
"""Points of each spread at which definitions by cases are tried, so that each of them occurs."""

POINTS_OF_KINKS = 12
"""Points at which a formula is tried that algebra does not prove, so that each kink is seen from both sides."""

POINTS_OF_CUT_CASES = 24
"""Points at which cases that occur nowhere are compared, with quantities cut off from their equations."""

SPREAD = (1, 8)
"""How many times as large as usual the leaves are there, so that every bound of a case is passed."""

HALVINGS = 7
"""How often the way between two points on different sides of a bound is halved."""

BITS_OF_ROUNDS = (64, 256, 1024)
"""The precisions, in bits, at which descent is simulated until its values are known to the figures printed."""

BITS_A_FIGURE = 3.33
"""Bits that a decimal figure needs."""

SPARE_BITS = 6
"""Bits that a value after some rounds must be known to beyond its printed figures."""

SPARE_PLACES = 2
"""Decimals that a value near 0 must be known to beyond the printed ones."""

COMMON_NUMBERS = frozenset({Fraction(1, 2), Fraction(1, 4)})
"""Numbers that formulas have in them, so that nothing need have been worked out for them."""

FINEST_REACH = 10**18
"""One over this is the finest step to which the reach of a number is rounded up."""

POINTS_WITH_VALUES_HELD = 2
"""Points at which a formula is tried with given zeros and ones put in, where nothing has a kink."""

RANDOM_POINTS = 3
"""Random points at which identities are tried."""

LEAST_DOUBLED = 2
"""Numbers off by the same factor, as by one half, from which on another factor of the error is tried."""

LEAST_PUT_IN = 2
"""Lines that compute with another number than is given from which on that is tried; one mistake fewer is spared."""

LEAST_SIGNALS = 2
"""Wrong error signals from which on those with the other sign are tried."""

LEAST_TURNED = 3
"""Wrong formulas and numbers from which on matrices of weights are tried the other way round."""

SHARE_TURNED = 0.1
"""The part of all that is judged that is wrong then."""

MOST_CONVENTIONS = 3
"""The conventions of its own that a document is taken to have at most."""

SHORTENED_BY = 0.0051
"""The part by which a number of three figures may be off that was rounded."""

ONE_OFF_IN = 3
"""One operand in so many may be a slip; where more are off, they were put in for something else."""

SAME_FIGURES = 20
"""Figures to which two values are the same where two numbers are printed for them."""

NEGLIGIBLE = 1e-30
"""What certified values may differ by where they are the same."""

SAME_LINE = 1e-12
"""What a line worked out with unrounded operands may differ by, relatively, for the rounded constants in it."""

MISTAKES_LEFT_BY_EQUATIONS = Fraction(1, 4)
"""The part of the mistakes by layers that may be left by a model of a document's equations."""

LEAST_SPARED = 2
"""Mistakes by which a document must come out better where it is read as several examples."""

MISTAKES_LEFT_BY_A_CONVENTION = Fraction(1, 2)
"""The part of the mistakes that may be left where a document is read by another convention, as another loss."""

MISTAKES_OF_A_RIVAL = Fraction(3, 2)
"""The part of the mistakes by the best network that another one may make which the document may state as well."""

# The stage diagnosis: slips and causes

DIGITS_BEHIND_A_CUT = 6
"""Digits that are worked out beyond those that are kept, before a number is cut off."""

MOST_PLACES_MOVED = 3
"""Places by which a decimal point is off at most."""

LEAST_FIGURES_OF_A_SLIP = 2
"""Figures from which on a number can tell a slip."""

MOST_BY_CHANCE = Fraction(3, 20)
"""The share of its last place times the slips tried up to which a number that one leads to is not so by chance."""

MOST_BY_CHANCE_AGAIN = Fraction(3, 4)
"""The same where the slip is made in another number of the same equation."""

MISPRINTS_OF_A_FIGURE = 12
"""Ways in which one figure of a number can be misprinted, but for the next one before it: another one, none, or two."""

MOST_LEVELS_WRITTEN_OUT = 3
"""Levels of equations that are written out to look for the place in which one of them is another."""

TELLING_FIGURES = 4
"""Figures from which on a coincidence with one of many values can be ruled out."""

NEAR_THE_TRUTH = 100
"""The part of the truth by which a line is off at most that carries on rounded numbers, one over this."""

LONG_INDEX = 4
"""Letters from which on an index that is a word names no quantity."""

LEAST_ELSEWHERE = 3
"""Mistakes that no slip explains from which on, beside as few that come true, another network must be meant."""

LEAST_TRUE = 3
"""How many times as many equations must come true as do not for nothing to be said of a network that was read."""

# The stages report and pipeline: the report on a document

LEAST_SHORTENED = 5
"""Shortened numbers from which on a document has a way to shorten them."""

USUAL_PLACES = 0.6
"""The share of its numbers that must have as many decimals for a document to round to that many."""

MOSTLY_CUT = 0.5
"""The share of its numbers that must be cut off for a document to cut off rather than round."""

# The limits: caps on work, on memory and on what is listed

SECONDS = 2.0
"""Processor time that one equation may take; the longest of the sample documents takes a fiftieth of it."""

READING_SHARE = 0.6
"""The part of the time for a document after which no more is read, so that what was read can be judged."""

SILENCE = 10.0
"""Seconds without a new step after which a child is stopped; five times what a step may take."""

MOST_STARTS = 4
"""Times that a child is started for one document."""

MOST_MEMORY = 500 * 2**20
"""Bytes that the child may hold in all."""

LEAST_MEMORY = 250 * 2**20
"""Bytes that the child may hold at least besides what it was born with."""

LEAST_SPARE = 3
"""Seconds of processor time that a child may take beyond its limit, at least, to come to an end and tell the rest."""

MOST_SECONDS_AHEAD = 10
"""Processor time after which the system ends a process that simulates ahead."""

LONGEST_PIECE = 8_000
"""Characters of the longest formula that is read."""

MOST_CHARACTERS = 2_000_000
"""Characters of the longest document that is read."""

MOST_BYTES = 4 * MOST_CHARACTERS
"""Bytes of the longest document that is read."""

MOST_PIECES = 20_000
"""Formulas up to which a document is judged."""

MOST_TABLES = 400
"""Tables that are read."""

MOST_ROWS = 400
"""Rows of a table that are read."""

MOST_CELLS = 20_000
"""Cells that are read, of all tables together."""

WIDEST_TABLE = 40
"""Columns of the widest table that is read."""

LONGEST_CELL = 400
"""Characters of the longest cell that is read."""

LONGEST_NUMBER = 80
"""Digits up to which a row of them is read as a number; Python refuses to convert a few thousand."""

MOST_ROUNDS = 1_000_000
"""Rounds of descent up to which a sentence is believed to speak of them."""

MOST_TOKENS = 3_000
"""Signs of the longest formula that is read."""

MOST_DEPTH = 80
"""Brackets within brackets of the deepest formula that is read."""

MOST_DIGITS = 60
"""Digits of the longest number that is read."""

MOST_EXPONENT = 1_000
"""The largest power of ten that is read."""

LONGEST_INDEX = 200
"""Characters of an index; Python refuses to convert a few thousand digits."""

MOST_IN_A_ROW = 40
"""Divisions or powers one upon another."""

MOST_ONES = 400
"""Entries of the largest array of ones that is read from its size."""

MOST_ENTRIES_APART = 100
"""Entries of the largest array of which the arithmetic is taken apart."""

MOST_EDITS = 60
"""Changes of a line that are tried."""

MOST_FORMULA_EDITS = 30
"""Changes of a formula that are tried."""

FEW_EDITS = 15
"""Changes of one rare kind that are tried: a factor moved, a transpose, a square."""

MOST_WHOLE_POWER = 64
"""The largest power that is worked out."""

MOST_POWER_PROVED = 64
"""The largest power that algebra writes out."""

MOST_KERNELS = 96
"""Quantities that a proof calculates with."""

MOST_TERMS = 2_000
"""Terms of the largest polynomial."""

MOST_PRODUCTS = 100_000
"""Products of terms that one multiplication may take."""

MOST_OPERATIONS = 5_000
"""Operations with polynomials that one proof may take."""

MOST_LEVELS = 12
"""Levels of a network that a proof puts in one after another."""

MOST_STEPS = 20_000
"""Nodes of a formula that are worked out, its sums written out."""

LARGEST_ARRAY = 400
"""Entries of the largest array that is worked out."""

MOST_MOVES = 24
"""How often a point at which a quantity has no value is moved halfway to the network's own values, or drawn again."""

MOST_MISSING_NAMED = 6
"""Quantities without a value that are named one by one."""

LONGEST_ITEM = 200
"""Characters of what is not judged that are shown."""

MOST_PLACES_LISTED = 10_000
"""Numbers and formulas that are not judged up to which each is listed; all are counted."""

MOST_QUANTITIES = 600
"""Quantities of the network that a printed number may be a value of."""

MOST_RECENT = 60
"""Results, counted from the last one, that an operand may come from."""

MOST_NEAR = 200
"""Numbers that an operand may be a slip of."""

MOST_RATES_TRIED = 3
"""Other rates that are tried where something is wrong; each takes as long as judging the document."""

MOST_WORK = 3_000_000
"""Rounds times equations up to which descent is simulated; beyond, a claim is not checkable."""

LEAST_AHEAD = 100_000
"""Rounds times equations from which another process simulates them while this one judges the rest."""

MOST_TURNED = 12
"""Places of a formula in which a transpose is tried."""

MOST_PROVED = 64
"""Instances of a general formula up to which each is proved."""

MOST_BOUNDS = 6
"""Bounds of cases beside which a formula is tried."""

LONGEST_SENTENCE = 4_000
"""Characters of the longest sentence in which claims are looked for."""

MOST_NAMES_OF_A_ROW = 300
"""Quantities that are tried as the one that a row is really about."""

MOST_GROUPS = 60
"""Rows and columns that are looked at for a wrong name."""

MOST_VALUES_STATED = 2_000
"""Values that are taken from a document."""

LONGEST_LIST = 4_000
"""Characters of the longest list of values that is read."""

WIDEST_ROW_OF_VALUES = 60
"""Cells of a row of a table that are read as given values."""

MOST_CANDIDATES = 3_000
"""Networks that a document may mean."""

MOST_WAYS_OF_WEIGHTS = 12
"""Ways to put the weights of a document together."""

MOST_NEURONS = 64
"""Neurons of the widest layer that is guessed."""

MOST_FIGURES = 400
"""Printed numbers by which guesses are compared."""

MOST_NETWORKS_JUDGED = 3
"""Networks by which a document is judged to find the one that it means."""

MOST_WEIGHTS = 256
"""Weights that a document may state."""

MOST_RATES = 12
"""Learning rates that are tried."""

MOST_MISSING = 8
"""Quantities without a number that are named."""

MOST_MENTIONED = 24
"""Quantities that a document mentions and gives no number up to which they are taken for a part of its network."""

MOST_INDICES_SIDE_BY_SIDE = 3
"""Letters and digits without commas below a name that may be an index each."""

LEAST_STATED_OF_AN_EXAMPLE = 4
"""Different numbers beside 0 and 1 that a document must share with a built-in example to be about it."""

SHARE_OF_AN_EXAMPLE = Fraction(1, 2)
"""The share of the numbers of a built-in example that a document must state to be about it."""

FIGURES_OF_AN_EXAMPLE = Fraction(1, 2)
"""The share of the digits of a document that a built-in example must give, so that nothing else is tried."""

MOST_OPEN_ENDS = 3
"""Inputs, or outputs, of a network of which a document does not give the numbers."""

MOST_IN_PART_JUDGED = 4
"""Networks by which a document is judged that does not give all their numbers, each with other functions."""

MOST_EQUATIONS = 40
"""Equations of the largest network that is taken from a document's own."""

MOST_TERMS_WRITTEN = 400
"""Equations, and terms of a sum, up to which members of a family are written one by one."""

MOST_NODES = 200
"""Nodes of the longest equation among them."""

MOST_LAYOUT_TESTS = 12
"""Equations by which the way that vectors lie is decided."""

MOST_GENERAL_FORMULAS = 24
"""General formulas by which schemes are decided."""

MOST_SCHEMES = 6
"""Schemes of a name in general formulas that are tried."""

MOST_INSTANCES = 64
"""Instances of a general formula."""

LARGEST_INDEX = 12
"""The largest value of an index that is tried."""

MOST_PAIRS = 12
"""Places where a name stands beside a number that are looked at."""

MOST_SCHEMES_TRIED = 8
"""Schemes of a name that are tried."""

MOST_EQUAL_SCHEMES = 3
"""Schemes of a part that numbers bear out alike."""

MOST_NAMES_OF_A_PATTERN = 40
"""Names of one make by which their scheme is decided."""

MOST_CORRECTED = 200
"""Misspelt names that are corrected."""

SHORTEST_SWAPPED = 4
"""Letters from which on a word is looked for of which two are swapped."""

MOST_NUMBERLESS = 9
"""The parameters up to which a weight or bias without a number may be one of several."""

MOST_CORRECTIONS = 6
"""Names that are tried as the one that is meant by a misspelt one."""

MOST_CHAINS_OF_A_SLIP = 8
"""Equations by which it is decided what a misspelt name means."""

MOST_CHAINS_OF_A_LETTER = 40
"""Equations by which one letter is decided."""

MOST_INSTANCES_OF_A_LETTER = 2
"""Instances of a general formula that are tried for a letter."""

MOST_DEFINED = 60
"""Names that a document defines for itself."""

MOST_USES = 8
"""Equations in which such a name is tried."""

MOST_CHAINS_OF_VECTORS = 24
"""Equations by which it is decided what a vector holds."""

MOST_VECTOR_OPTIONS = 3
"""Things that one vector may hold."""

MOST_WAYS_OF_VECTORS = 24
"""Ways to read several vectors together."""

MOST_ENTRIES_SWAPPED = 120
"""Results printed before that are tried as the number a line was worked out with."""

MOST_SEEN = 500
"""Long numbers of other lines that are compared digit by digit."""

MOST_OPERANDS = 60
"""Operands that are left out, or put in, to explain a number."""

MOST_LINES_ANNOTATED = 20_000
"""Lines of a document that are shown with remarks."""

LONGEST_TITLE = 60
"""Characters of an equation that a remark repeats."""

MOST_PASSAGES = 8
"""Passages that are passed over and named one by one."""

LONGEST_SHOWN = 300
"""Characters of an equation that are shown in a terminal."""

MOST_ROOTS_SHOWN = 10
"""Mistakes that come from no other one that are shown in a terminal."""

MOST_OTHERS_SHOWN = 10
"""Other remarks on claims that are shown in a terminal."""

MOST_LISTED = 12
"""Places up to which they are listed one by one in a terminal."""

MOST_LINES_NAMED = 40
"""Lines that are named where there are too many places to list."""

MOST_PARAMETERS = 200_000
"""Parameters of a network up to which documents are judged by it; all of them are written out, one by one."""

MOST_EXAMPLES = 4
"""Examples that one document may go through."""

BITS_OF_PASSES = 256
"""The precision with which parameters are trained for a later pass, in bits."""

PLACES_OF_PASSES = 50
"""Decimals with which the parameters of a later pass are known, more than anybody prints."""

PLACES_SHOWN_OF_PASSES = 9
"""Decimals with which such a parameter is shown."""

MOST_SCOPES = 5_000
"""Headings, exercises and rounds of a document that are told apart."""

MOST_GRIDS = 48
"""Printed arrays by which the way that vectors lie is decided."""

SPARE_SHARE = 0.25
"""The part of its time that a child may take beyond it, where that is more."""

MOST_SIGNS_IN_A_ROW = 160
"""Signs that powers one upon another may take."""

MOST_ALIKE = 12
"""Other indices that are tried for one that may be wrong."""

MOST_INDICES = 6
"""Indices of a formula of which others are tried."""

MOST_NAMES_EXCHANGED = 8
"""Names of a formula for which others are tried."""

MOST_OTHER_SYMBOLS = 200
"""Quantities that are tried as what a formula is really of."""

MOST_NUMERALS_SWAPPED = 24
"""Numbers of a line for which results printed before are tried."""

MOST_OTHER_QUANTITIES = 200
"""Quantities that are tried as what a number is really of."""
