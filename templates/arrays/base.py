"""
<% for line in about %>
<< line >>
<% endfor %>

Data may be that of one sample, or have one more axis in front, the samples of a batch; the loss of a batch is the mean
of the losses of its samples.

<% block words %>
<% endblock %>
"""

<% include "arrays/imports.txt" %>
<% block imports %>
<% endblock %>

DTYPE = << module >>.<< dtype >>
PARAMETERS = << count >>
<% if learning_rate %>
LEARNING_RATE = << learning_rate >>
<% endif %>
<% include "arrays/example.txt" %>
<% for source in functions %>


<< source >>
<% endfor %>


<% block functions %>
def loss(parameters<< arguments >>):
    """Return the loss, alone."""
    parameters, samples<< arguments >> = _checked(parameters<< arguments >>)
<% for line in unpacked %>
    << line >>
<% endfor %>
<% for line in loss_lines %>
    << line >>
<% endfor %>
    return << loss >>


def loss_and_gradient(parameters<< arguments >>):
    """Return the loss and the gradient, one number a parameter, by the backward pass of the notes."""
    parameters, samples<< arguments >> = _checked(parameters<< arguments >>)
<% for line in unpacked %>
    << line >>
<% endfor %>
    # Forward pass
<% for line in forward %>
    << line >>
<% endfor %>
    # Backward pass
<% for line in backward %>
    << line >>
<% endfor %>
    slopes = [
<% for slope in slopes %>
        << slope >>,
<% endfor %>
    ]
    return << loss >>, << joined >>
<% endblock %>


<% if outputs %>
def predict(parameters<< predicted_arguments >>):
    """Return << output_names | join(", ") >> of a sample, or of each sample of a batch."""
<% if predicted_data %>
    is_batch = np.ndim(<< predicted_data[0][0] >>) > << predicted_data[0][2] >>
<% endif %>
    parameters, samples<< predicted_arguments >> = _checked(parameters<< predicted_arguments >>, names=<< predicted_names >>)
<% block prediction %>
<% for line in prediction_lines %>
    << line >>
<% endfor %>
<% endblock %>
    return <% for name, shape, at, end, is_sampled in outputs %><< name >><% if is_sampled %> if is_batch else << name >>[0]<% endif %><< ", " if not loop.last >><% endfor %>



<% endif %>
<% for function in more %>
def << function.head >><< arguments >>):
    """<< function.about >>"""
<% if data %>
    is_batch = np.ndim(<< data[0][0] >>) > << data[0][3] >>
<% endif %>
    parameters, samples<< arguments >> = _checked(parameters<< arguments >>)
<% for line in function.lines %>
    << line >>
<% endfor %>


<% endfor %>
def gradient(parameters<< arguments >>):
    """Return the gradient, one number a parameter."""
    return loss_and_gradient(parameters<< arguments >>)[1]


<% if starts %>
def start():
    """Return the state before the first round: << starts | map(attribute=0) | join(", ") >>, one number a parameter each."""
    return << module >>.<< "cat" if module == "torch" else "concatenate" >>([<% for name, value in starts %><< module >>.full((PARAMETERS,), << value >>, dtype=DTYPE)<< ", " if not loop.last >><% endfor %>])


def _state(state):
    state = _numbers("state", state)
    if tuple(state.shape) != (<< starts | length >> * PARAMETERS,):
        raise ValueError(f"state: expected shape ({<< starts | length >> * PARAMETERS},), given {tuple(state.shape)}")
    return state


<% endif %>
<% block training %>
<% endblock %>


SHAPES = {
<% for name, shape, size, dimensions in data %>
    "<< name >>": << shape >>,
<% endfor %>
}


def _checked(parameters, *data, names=tuple(SHAPES)):
    parameters = _numbers("parameters", parameters)
    if tuple(parameters.shape) != (PARAMETERS,):
        raise ValueError(f"parameters: expected shape ({PARAMETERS},), given {tuple(parameters.shape)}")
    arrays, samples = [], None
    for name, given in zip(names, data):
        array, shape = _numbers(name, given), SHAPES[name]
        if tuple(array.shape) == shape:
            array = array[None]
        elif array.ndim != len(shape) + 1 or tuple(array.shape[1:]) != shape:
            raise ValueError(f"{name}: expected shape {shape}, or (samples, *{shape}), given {tuple(array.shape)}")
        if len(array) == 0:
            raise ValueError(f"{name}: expected at least one sample, given none")
        if samples not in (None, len(array)):
            raise ValueError(f"{name}: expected {samples} samples, given {len(array)}")
        samples = len(array)
        arrays.append(<< row >>)
    return parameters, samples or 1, *arrays


<% block checks %>
def _numbers(name, given):
    array = np.asarray(given)
    if array.dtype.kind not in "fiu":
        raise TypeError(f"{name}: expected numbers, given {array.dtype}")
    array = np.ascontiguousarray(array, dtype=DTYPE).reshape(array.shape)
    if np.isnan(array).any():
        raise ValueError(f"{name}: expected numbers, given nan")
    return array


def _known(number):
    return number
<% endblock %>


def _check_steps(rate, rounds):
    if isinstance(rate, (str, bytes)) or not hasattr(rate, "__float__"):
        raise TypeError(f"rate: expected a number, given {type(rate).__name__}")
    rate = _known(rate)
    if rate is not None and rate != rate:
        raise ValueError("rate: expected a number, given nan")
    if not hasattr(rounds, "__index__"):
        raise TypeError(f"rounds: expected a whole number, given {type(rounds).__name__}")
    rounds = _known(rounds)
    if rounds is not None and rounds < 0:
        raise ValueError(f"rounds: expected 0 or more, given {rounds}")
<% if has_check %>


<% block call %>
call, lifted = loss_and_gradient, np.asarray
<% if more %>


def applied(function, *arguments):
    return function(*arguments)
<% endif %>
<% endblock %>


<% include "arrays/check.txt" %>


if __name__ == "__main__":
    self_check()
<% endif %>
