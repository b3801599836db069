/* << title >>
 *
<% for line in about %>
 << ("* " ~ line) | trim >>
<% endfor %>
 */
#ifndef BACKPROP_GRADIENT_H
#define BACKPROP_GRADIENT_H

#include <stddef.h>

#if defined(__cplusplus)
#define BACKPROP_RESTRICT
extern "C" {
#else
#define BACKPROP_RESTRICT restrict
#endif

/* Another number wherever a program that was built with this file must be built again: other functions, arguments, sizes or
 * order of parameters. backprop_abi returns that of the library. */
#define BACKPROP_ABI << abi >>u

/* How many parameters there are, and how many numbers of each kind of data a sample has. */
#define BACKPROP_PARAMETERS << count >>u
<% for name, size in sizes %>
#define BACKPROP_SIZE_<< name >> << size >>u
<% endfor %>

<% if starts %>
/* What the parameters keep from round to round of training: << starts | map(attribute=0) | join(", ") >>, one number a parameter each, in
 * this order. backprop_start fills it for the first round. */
#define BACKPROP_STATE (<< starts | length >>u * BACKPROP_PARAMETERS)

<% endif %>
<% if outputs %>
/* How many numbers the outputs of a sample are: << output_names | join(", ") >>, one after the other. */
#define BACKPROP_OUTPUTS << outputs >>u

<% endif %>
/* A batch is cut into so many parts, whatever the number of threads, and their sums are added in order. */
#ifndef BACKPROP_PARTS
#define BACKPROP_PARTS 16u
#endif

/* How many numbers `work` must hold; it does not depend on the number of samples. Threads that call at the same
 * time need a `work` each. */
#define BACKPROP_WORK (<< shared_work >>u + BACKPROP_PARTS * << part_work >>u)

/* How many it must hold where no function of a batch is called. */
#define BACKPROP_WORK_OF_ONE << [work_of_one, 1] | max >>u

/* None of these functions allocates or keeps state. None looks at its arguments either, which is what backprop_fault is
 * for: `samples` is at least 1, no array overlaps another, and no number is nan. Of the library of C they call << library | join(", ") if library else "nothing" >><% if library %>, and
 * nothing else<% endif %>, apart from what compilers call by themselves, as memset. */

/* BACKPROP_ABI of the library. */
unsigned backprop_abi(void);

/* The loss of one sample. */
<< real >> backprop_loss(<< inputs >>,
    << real >> *BACKPROP_RESTRICT work);

/* The gradient of the loss of one sample. */
void backprop_gradient(<< inputs >>,
    << real >> *BACKPROP_RESTRICT gradient, << real >> *BACKPROP_RESTRICT work);

/* Both at once; returns the loss. */
<< real >> backprop_loss_and_gradient(<< inputs >>,
    << real >> *BACKPROP_RESTRICT gradient, << real >> *BACKPROP_RESTRICT work);

<% if outputs %>
/* The outputs of one sample. */
void backprop_predict(<< predicted_inputs >>,
    << real >> *BACKPROP_RESTRICT outputs, << real >> *BACKPROP_RESTRICT work);

/* The outputs of each sample of a batch, one row per sample. */
void backprop_batch_predict(<< predicted_batch_inputs >>,
    << real >> *BACKPROP_RESTRICT outputs, << real >> *BACKPROP_RESTRICT work);

<% endif %>
<% if has_round %>
/* Rounds of training are counted from 1, over all calls: the optimiser reads their number. */

<% endif %>
<% if starts %>
/* The state before the first round. */
void backprop_start(<< real >> *BACKPROP_RESTRICT state);

<% endif %>
<% if is_descent %>
/* One step of gradient descent, in place; returns the loss before it. `gradient` is overwritten. */
<% else %>
/* One round of << optimiser >>, in place; returns the loss before it. `gradient` is overwritten. */
<% endif %>
<< real >> backprop_update(<< updated_inputs >><< control >>,
    << real >> *BACKPROP_RESTRICT gradient, << real >> *BACKPROP_RESTRICT work);

<% if is_descent %>
/* Any number of steps, in place; returns the loss after them. `gradient` is overwritten. */
<% else %>
/* Any number of rounds, in place; returns the loss after them. `gradient` is overwritten. */
<% endif %>
<< real >> backprop_train(<< updated_inputs >><< control_of_many >>, size_t rounds,
    << real >> *BACKPROP_RESTRICT gradient, << real >> *BACKPROP_RESTRICT work);

/* The loss of a batch, the mean of the losses of its samples; arrays of data hold one row per sample. */
<< real >> backprop_batch_loss(<< batch_inputs >>,
    << real >> *BACKPROP_RESTRICT work);

/* The gradient of the loss of a batch. */
void backprop_batch_gradient(<< batch_inputs >>,
    << real >> *BACKPROP_RESTRICT gradient, << real >> *BACKPROP_RESTRICT work);

/* Both at once; returns the loss. */
<< real >> backprop_batch_loss_and_gradient(<< batch_inputs >>,
    << real >> *BACKPROP_RESTRICT gradient, << real >> *BACKPROP_RESTRICT work);

<% if per_sample %>
/* The gradient of the loss of each sample of a batch, one row per sample. */
void backprop_per_sample_gradients(<< batch_inputs >>,
    << real >> *BACKPROP_RESTRICT gradients, << real >> *BACKPROP_RESTRICT work);

<% endif %>
<% if is_descent %>
/* One step of gradient descent, in place; returns the loss before it. `gradient` is overwritten. */
<% else %>
/* One round of << optimiser >>, in place; returns the loss before it. `gradient` is overwritten. */
<% endif %>
<< real >> backprop_batch_update(<< updated_batch_inputs >><< control >>,
    << real >> *BACKPROP_RESTRICT gradient, << real >> *BACKPROP_RESTRICT work);

<% if is_descent %>
/* Any number of steps, in place; returns the loss after them. `gradient` is overwritten. */
<% else %>
/* Any number of rounds, in place; returns the loss after them. `gradient` is overwritten. */
<% endif %>
<< real >> backprop_batch_train(<< updated_batch_inputs >><< control_of_many >>, size_t rounds,
    << real >> *BACKPROP_RESTRICT gradient, << real >> *BACKPROP_RESTRICT work);

/* What is wrong with arguments, naming the one that it is, or NULL. `samples` is 1 for the functions of one sample;
 * `gradient` and `work` are NULL where a function has none. Their numbers are not looked at. */
const char *backprop_fault(<< batch_inputs >>,
    const << real >> *gradient, const << real >> *work);

#if defined(__cplusplus)
}
#endif

#endif
