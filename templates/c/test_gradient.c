<% if is_certified %>
/* Checks gradient.c against values that were computed in ball arithmetic, each digit certain, and against a complex
 * step: for a tiny h the imaginary part of the loss at w + i h, divided by h, is the derivative with respect to w.
 */
<% else %>
/* Checks gradient.c against a complex step: for a tiny h the imaginary part of the loss at w + i h, divided by h, is the
 * derivative with respect to w.
 */
<% endif %>
#include "gradient.h"

#include <complex.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BACKPROP_PRAGMA(words)
#define SAMPLES 5u

static << real >> parameters[BACKPROP_PARAMETERS], gradient[BACKPROP_PARAMETERS], again[BACKPROP_PARAMETERS];
static << real >> work[BACKPROP_WORK + 1u];
static double complex complex_work[<< complex_work >>u];
static int failures = 0;

<% if not is_formula %>
static const double given_parameters[BACKPROP_PARAMETERS] = {
<< given_parameters >>
};
static const double expected_gradient[BACKPROP_PARAMETERS] = {
<< expected_gradient >>
};
<% else %>
static double number_at(size_t at)
{
    return ((double)((37u * at + 11u) % 101u) << added >>.0) / 128.0;
}
<% endif %>

static double direction_at(size_t at)
{
    return ((double)((53u * at + 29u) % 97u) - 48.0) / 64.0;
}

static void compare(const char *what, double found, double expected, double size, double tolerance)
{
    const double error = fabs(found - expected);
    if (!(error <= tolerance * (fabs(expected) + size))) {
        printf("FAILED %s: found %.17g, expected %.17g\n", what, found, expected);
        failures++;
    }
}

static void refuse(const char *expected, const char *found)
{
    if (expected == NULL ? found != NULL : found == NULL || strncmp(found, expected, strlen(expected)) != 0) {
        printf("FAILED fault: found %s, expected %s\n", found == NULL ? "none" : found, expected == NULL ? "none" : expected);
        failures++;
    }
}

<% if ranges %>
<< ranges >>

<% endif %>
<% for source in functions %>
<< source >>

<% endfor %>
<% if tables %>
<< tables >>

<% endif %>
static double complex complex_loss(<< complex_inputs >>, double complex *work)
{
<< complex_body >>
}

int main(void)
{
    const double tolerance = << tolerance >>, step_tolerance = << step_tolerance >>, tiny = 0x1p-200;
<% for given, name, size in data %>
    static << real >> << name >>[SAMPLES * << size >>u];
<% if not is_formula %>
    static const double << given >>[<< size >>u] = {
<< given_data[loop.index0] | indent(4, true) >>
    };
<% endif %>
<% endfor %>
<% if is_formula %>
    for (size_t at = 0; at < BACKPROP_PARAMETERS; at++) {
        parameters[at] = (<< real >>)number_at(at);
    }
<% set offset = namespace(at="BACKPROP_PARAMETERS") %>
<% for given, name, size in data %>
    for (size_t at = 0; at < << size >>u; at++) {
        << name >>[at] = (<< real >>)number_at(<< offset.at >> + at);
    }
<% set offset.at = offset.at ~ " + " ~ size ~ "u" %>
<% endfor %>
<% else %>
    for (size_t at = 0; at < BACKPROP_PARAMETERS; at++) {
        parameters[at] = (<< real >>)given_parameters[at];
    }
<% for given, name, size in data %>
    for (size_t at = 0; at < << size >>u; at++) {
        << name >>[at] = (<< real >>)<< given >>[at];
    }
<% endfor %>
<% endif %>
<% for given, name, size in data %>
    for (size_t at = << size >>u; at < SAMPLES * << size >>u; at++) {
        << name >>[at] = << name >>[at - << size >>u];
    }
<% endfor %>

<% if is_certified %>
    /* Certified values. */
<% endif %>
    const double loss = (double)backprop_loss_and_gradient(parameters<< passed >>, gradient, work);
<% if is_certified %>
    compare("loss", loss, << expected_loss >>, 0.0, tolerance);
<% endif %>
    compare("loss alone", (double)backprop_loss(parameters<< passed >>, work), loss, 0.0, tolerance);
    double size = 0.0, along = 0.0;
    for (size_t at = 0; at < BACKPROP_PARAMETERS; at++) {
        size = fmax(size, fabs((double)gradient[at]));
        along += (double)gradient[at] * direction_at(at);
    }
<% if is_certified %>
<% if is_formula %>
    compare("gradient along the direction", along, << expected_along >>, size, tolerance);
<% for at, slope in samples %>
    compare("gradient[<< at >>]", (double)gradient[<< at >>], << slope >>, size, tolerance);
<% endfor %>
<% else %>
    for (size_t at = 0; at < BACKPROP_PARAMETERS; at++) {
        compare("gradient", (double)gradient[at], expected_gradient[at], size, tolerance);
    }
<% endif %>
<% endif %>

    /* A complex step along a direction, and along each of the first parameters. */
    const size_t most = BACKPROP_PARAMETERS < 32u ? BACKPROP_PARAMETERS : 32u;
    double complex *const stepped = calloc(BACKPROP_PARAMETERS, sizeof *stepped);
    if (stepped == NULL) {
        puts("FAILED: no memory");
        return EXIT_FAILURE;
    }
    for (size_t turn = 0; turn <= most; turn++) {
        for (size_t at = 0; at < BACKPROP_PARAMETERS; at++) {
            const double step = turn == most ? direction_at(at) : at == turn ? 1.0 : 0.0;
            stepped[at] = (double)parameters[at] + I * (tiny * step);
        }
        const double slope = cimag(complex_loss(stepped<< passed >>, complex_work)) / tiny;
        compare("complex step", turn == most ? along : (double)gradient[turn], slope, size, step_tolerance);
    }
    free(stepped);

    /* A batch of equal samples has the loss and the gradient of one. */
    compare("loss of a batch", (double)backprop_batch_loss_and_gradient(parameters, SAMPLES<< passed >>, again, work),
        loss, 0.0, tolerance);
    for (size_t at = 0; at < BACKPROP_PARAMETERS; at++) {
        compare("gradient of a batch", (double)again[at], (double)gradient[at], size, tolerance);
    }

<% if per_sample %>
    /* So has each of its samples. */
    static << real >> gradients[SAMPLES * BACKPROP_PARAMETERS];
    backprop_per_sample_gradients(parameters, SAMPLES<< passed >>, gradients, work);
    for (size_t at = 0; at < SAMPLES * BACKPROP_PARAMETERS; at++) {
        compare("gradient of each sample", (double)gradients[at], (double)gradient[at % BACKPROP_PARAMETERS], size, tolerance);
    }

<% endif %>
<% if expected_outputs %>
    /* The outputs of each sample of a batch, along a direction. */
    static << real >> outputs[SAMPLES * BACKPROP_OUTPUTS];
    backprop_batch_predict(parameters, SAMPLES<< predicted_passed >>, outputs, work);
    for (size_t sample = 0; sample < SAMPLES; sample++) {
        double widest = 0.0, sum = 0.0;
        for (size_t at = 0; at < BACKPROP_OUTPUTS; at++) {
            const double one = (double)outputs[sample * BACKPROP_OUTPUTS + at];
            widest = fmax(widest, fabs(one));
            sum += one * direction_at(at);
        }
        compare("outputs along the direction", sum, << expected_outputs >>, widest, tolerance);
    }

<% endif %>
<% if trained %>
    /* A round of training. */
<% if has_state %>
    static << real >> state[BACKPROP_STATE];
    backprop_start(state);
<% endif %>
    (void)backprop_train(parameters<< trained_given >>, again, work);
    compare("update", (double)parameters[0], << trained >>, 0.0, tolerance);
<% elif is_descent %>
    /* A step of descent moves each parameter against its slope. */
    const << real >> rate = (<< real >>)0.0625, before = parameters[0], slope = gradient[0];
    (void)backprop_train(parameters<< passed >>, rate, 1, again, work);
    compare("update", (double)parameters[0], (double)(before - rate * slope), 0.0, tolerance);
<% endif %>

    /* Wrong arguments are named. */
    refuse(NULL, backprop_fault(parameters, SAMPLES<< passed >>, gradient, work));
    refuse(NULL, backprop_fault(parameters, 1<< passed >>, NULL, NULL));
    refuse("samples: expected 1 or more", backprop_fault(parameters, 0<< passed >>, gradient, work));
    refuse("parameters: expected an array", backprop_fault(NULL, 1<< passed >>, gradient, work));
    refuse("gradient: expected memory of its own", backprop_fault(parameters, 1<< passed >>, parameters, work));
    parameters[0] = (<< real >>)NAN;
    refuse("parameters: expected numbers, given nan", backprop_fault(parameters, 1<< passed >>, gradient, work));

    if (failures == 0) {
        printf("loss %.17g<% if is_certified %> as expected, gradient as expected<% endif %>, complex step agrees\n", loss);
    }
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
