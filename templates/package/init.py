"""
<% for line in about %>
<< line >>
<% endfor %>

Arrays come and go through the buffer protocol: NumPy arrays, array.array, memoryviews. Data has the shape of one sample,
or one more axis in front, the samples of a batch. The gradient is written into an array of yours:

    loss(parameters<< arguments >>)                               the loss
    gradient(parameters<< arguments >>, gradient)                 fills `gradient`
    loss_and_gradient(parameters<< arguments >>, gradient)        fills `gradient`, returns the loss
<% if is_descent %>
    update(parameters<< arguments >>, rate)                       one step in place, returns the loss before
    train(parameters<< arguments >>, rate, rounds)                many steps in place, returns the loss after
<% else %>
<% if starts %>
    start(state)                                fills << starts | join(", ") >>, one number a parameter each, for the first round
<% endif %>
    update(<< update_arguments >>)                       one round of << optimiser >> in place, returns the loss before
    train(<< train_arguments >>)                many rounds in place, returns the loss after
<% endif %>
    bind(parameters<< arguments >>, gradient)                     loss_and_gradient with its arrays fixed
<% if outputs %>
    predict(parameters<< predicted_arguments >>, outputs)         fills `outputs`: << output_names | join(", ") >>, << outputs >> numbers a sample
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
