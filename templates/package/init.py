"""
<% for line in about %>
<< line >>
<% endfor %>

Arrays come and go through the buffer protocol: NumPy arrays, array.array, memoryviews. Data has the shape of one sample,
or one more axis in front, the samples of a batch. The gradient is written into an array of yours:

    loss(parameters<< arguments >>)                               the loss
    gradient(parameters, gradient<< arguments >>)                 fills `gradient`
    loss_and_gradient(parameters, gradient<< arguments >>)        fills `gradient`, returns the loss
<% if is_descent %>
    update(parameters, rate<< arguments >>)                       one step in place, returns the loss before
    train(parameters, rate, rounds<< arguments >>)                many steps in place, returns the loss after
<% else %>
<% if starts %>
    start(state)                                fills << starts | join(", ") >>, one number a parameter each, for the first round
<% endif %>
    update(parameters<< control >><% if has_round %>, round<% endif %><< arguments >>)                       one round of << optimiser >> in place, returns the loss before
    train(parameters<< control >><% if has_round %>, first<% endif %>, rounds<< arguments >>)                many rounds in place, returns the loss after
<% endif %>
    bind(parameters, gradient<< arguments >>)                     loss_and_gradient with its arrays fixed
<% if outputs %>
    predict(parameters, outputs<< predicted_arguments >>)         fills `outputs`: << output_names | join(", ") >>, << outputs >> numbers a sample
<% endif %>
    with_threads(most)                          the same functions; a batch runs on so many threads at most

`python -m backprop_gradient` checks them.
"""

from ._gradient import functions as _functions
<% if outputs %>
from ._gradient import predict as predict
<% endif %>

PARAMETERS = << count >>
<% if outputs %>
OUTPUTS = << outputs >>
<% endif %>
bind = _functions.bind
gradient = _functions.gradient
loss = _functions.loss
loss_and_gradient = _functions.loss_and_gradient
<% if starts %>
start = _functions.start
<% endif %>
train = _functions.train
update = _functions.update
with_threads = _functions.with_threads
