/* << title >>: the functions that gradient.h declares, as << form >>.
 *
 * << operations >> operations for the loss and the gradient of one sample. Names are those of the notes: `dE_dw` is the
 * derivative of the loss with respect to w. ISO C99 and libm; three options of the build make it faster:
 *
 *   -fopenmp                the parts of a batch run on several threads, with the same results on any number of them
 *   -fopenmp-simd -DBACKPROP_SIMD
 *                           loops are written for SIMD units; -fopenmp implies it
 *   -DBACKPROP_FAST_EXP     exp and tanh inline, right to 2 and 5 units in the last place, instead of libm's
 *
 * -fno-math-errno, -fno-trapping-math, -fno-signed-zeros and -ffp-contract=fast are safe. -ffast-math is not: it permits to cancel the
 * rounding in the inline exp, and no caller could tell.
 */
#include "gradient.h"

#include <math.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang diagnostic ignored "-Wpass-failed" /* a loop that is not worth a vector is no failure */
#endif
#if defined(_OPENMP)
#define BACKPROP_PRAGMA(words) _Pragma(#words)
#define BACKPROP_THREADS(words) _Pragma(#words)
#elif defined(BACKPROP_SIMD)
#define BACKPROP_PRAGMA(words) _Pragma(#words)
#define BACKPROP_THREADS(words)
#else
#define BACKPROP_PRAGMA(words)
#define BACKPROP_THREADS(words)
#endif

<% if ranges %>
<< ranges >>

<% endif %>
<% if "BACKPROP_COLUMNS" in loss ~ both %>
/* The columns of a row one by one up to a boundary of memory, and in whole vectors from there: to write a vector across
 * two lines of the cache takes twice the time. */
#define BACKPROP_COLUMNS(at, row, count, ...) \
    { \
        const size_t backprop_head = (size_t)(0 - (uintptr_t)(row)) % 32 / sizeof(<< real >>); \
        if (backprop_head == 0) { \
            BACKPROP_PRAGMA(omp simd) \
            for (size_t at = 0; at < count; at++) __VA_ARGS__ \
        } \
        else { \
            for (size_t at = 0; at < backprop_head; at++) __VA_ARGS__ \
            BACKPROP_PRAGMA(omp simd) \
            for (size_t at = backprop_head; at < count; at++) __VA_ARGS__ \
        } \
    }

<% endif %>
<% if has_bits %>
<< exponential >>

<% endif %>
<% for source in functions %>
<< source >>

<% endfor %>
<% if sigmoid_of_one and both %>
<< sigmoid_of_one >>

<% endif %>
<% if kernels %>
<< kernels >>

<% endif %>
<% if tables %>
<< tables >>

<% endif %>
<% if loss %>
<< loss >>

<% endif %>
<% if both %>
<< both >>
<% endif %>
<% if loss %>

void backprop_gradient(<< inputs >>,
    << real >> *BACKPROP_RESTRICT gradient, << real >> *BACKPROP_RESTRICT work)
{
    (void)backprop_loss_and_gradient(<< passed >>, gradient, work);
}

<% if starts %>
void backprop_start(<< real >> *BACKPROP_RESTRICT state)
{
    for (size_t at = 0; at < BACKPROP_PARAMETERS; at++) {
<% for name, start in starts %>
        state[<< loop.index0 >>u * BACKPROP_PARAMETERS + at] = << start >>;
<% endfor %>
    }
}

<% endif %>
<< real >> backprop_update(<< updated_inputs >><< control >>,
    << real >> *BACKPROP_RESTRICT gradient, << real >> *BACKPROP_RESTRICT work)
{
    const << real >> before = backprop_loss_and_gradient(<< passed >>, gradient, work);
<% for line in update %>
    << line >>
<% endfor %>
    return before;
}

<% if train %>
<< train >>
<% else %>
<< real >> backprop_train(<< updated_inputs >><< control_of_many >>, size_t rounds,
    << real >> *BACKPROP_RESTRICT gradient, << real >> *BACKPROP_RESTRICT work)
{
<% if has_round %>
    for (size_t round = first; round < first + rounds; round++) {
<% else %>
    for (size_t round = 0; round < rounds; round++) {
<% endif %>
        (void)backprop_update(<< updated_passed >><< control_passed >>, gradient, work);
    }
    return backprop_loss(<< passed >>, work);
}
<% endif %>
<% endif %>
<% if is_whole %>

<% endif %>
<% if batch_both and tile %>
<< tile >>

<% endif %>
<% if batch_loss %>
<< batch_loss >>

<% endif %>
<% if batch_both %>
<< batch_both >>
<% endif %>
<% if batch_loss %>

void backprop_batch_gradient(<< batch_inputs >>,
    << real >> *BACKPROP_RESTRICT gradient, << real >> *BACKPROP_RESTRICT work)
{
    (void)backprop_batch_loss_and_gradient(<< batch_passed >>, gradient, work);
}

<< real >> backprop_batch_update(<< updated_batch_inputs >><< control >>,
    << real >> *BACKPROP_RESTRICT gradient, << real >> *BACKPROP_RESTRICT work)
{
    const << real >> before = backprop_batch_loss_and_gradient(<< batch_passed >>, gradient, work);
<% for line in update %>
    << line >>
<% endfor %>
    return before;
}

<% if batch_train %>
<< batch_train >>
<% else %>
<< real >> backprop_batch_train(<< updated_batch_inputs >><< control_of_many >>, size_t rounds,
    << real >> *BACKPROP_RESTRICT gradient, << real >> *BACKPROP_RESTRICT work)
{
<% if has_round %>
    for (size_t round = first; round < first + rounds; round++) {
<% else %>
    for (size_t round = 0; round < rounds; round++) {
<% endif %>
        (void)backprop_batch_update(<< updated_batch_passed >><< control_passed >>, gradient, work);
    }
    return backprop_batch_loss(<< batch_passed >>, work);
}
<% endif %>
<% endif %>
<% if prediction %>

<< prediction >>
<% endif %>
<% if is_whole and per_sample %>

void backprop_per_sample_gradients(<< batch_inputs >>,
    << real >> *BACKPROP_RESTRICT gradients, << real >> *BACKPROP_RESTRICT work)
{
    for (size_t sample = 0; sample < samples; sample++) {
        backprop_gradient(parameters<% for name, size in sizes %>, << name >> + << size >>u * sample<% endfor %>,
            gradients + BACKPROP_PARAMETERS * sample, work);
    }
}
<% endif %>
<% if is_whole %>

unsigned backprop_abi(void)
{
    return BACKPROP_ABI;
}

const char *backprop_fault(<< batch_inputs >>,
    const << real >> *gradient, const << real >> *work)
{
#define BACKPROP_GIVEN(array, count, is_read)                                                  \
    {                                                                                          \
        array, count, is_read, #array ": expected an array, given NULL",                       \
        #array ": expected numbers, given nan",                                                \
        #array ": expected memory of its own, given an array that overlaps another"            \
    }
    const struct {
        const << real >> *numbers;
        size_t count;
        int is_read;
        const char *is_missing, *has_nan, *overlaps;
    } given[] = {
        BACKPROP_GIVEN(gradient, BACKPROP_PARAMETERS, 0),
        BACKPROP_GIVEN(work, BACKPROP_WORK, 0),
        BACKPROP_GIVEN(parameters, BACKPROP_PARAMETERS, 1),
<% for name, size in sizes %>
        BACKPROP_GIVEN(<< name >>, samples * << size >>u, 1),
<% endfor %>
    };
    const size_t arrays = sizeof given / sizeof given[0];
    if (samples == 0) {
        return "samples: expected 1 or more, given 0";
    }
    for (size_t one = 0; one < arrays; one++) {
        if (given[one].numbers == NULL) {
            if (given[one].is_read) {
                return given[one].is_missing;
            }
            continue;
        }
        for (size_t at = 0; given[one].is_read && at < given[one].count; at++) {
            if (given[one].numbers[at] != given[one].numbers[at]) {
                return given[one].has_nan;
            }
        }
        const uintptr_t from = (uintptr_t)given[one].numbers, to = from + given[one].count * sizeof(<< real >>);
        for (size_t other = one + 1; other < arrays; other++) {
            const uintptr_t begin = (uintptr_t)given[other].numbers;
            if (begin != 0 && from < begin + given[other].count * sizeof(<< real >>) && begin < to) {
                return given[one].overlaps;
            }
        }
    }
    return NULL;
#undef BACKPROP_GIVEN
}
<% endif %>
