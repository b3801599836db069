/* Gradient functions as a Python type. Arrays come and go through the buffer protocol, so NumPy is not needed. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#if !defined(_WIN32)
#include <pthread.h>
#endif

#include "table.h"

#define LINE 64 /* bytes of a line of the cache */

/* Below so much work a call keeps the interpreter's lock, since giving it back and forth costs more. */
#define LONG_CALL 50000.0

/* Training is done in pieces of so much work, a few hundredths of a second: between two, an interrupt is looked for. */
#define LONG_PIECE 5e7

/* Numbers may begin in memory where `number` does. */
typedef struct {
    char before;
    float number;
} AlignedSingle;
typedef struct {
    char before;
    double number;
} AlignedDouble;

/* Each way to run a batch, on one thread and on several, is measured so often before one is chosen, and the other one is
 * measured anew after so many times what it takes: on a busy machine several threads wait for one another. */
#define FIRST_TRIES 3
#define TRIED_AFTER 60.0

/* How long one sample of an action takes on one thread and on several. */
typedef struct {
    double seconds[2], since; /* the time spent since the slower way was tried */
    unsigned tries[2];
} Pace;

/* The families of functions: the gradient or all functions, of one sample or of a batch. */
#define KIND(is_batch, is_whole) (2 * (is_batch) + (is_whole))

/* So many kinds of data are viewed without asking for memory. */
#define FEW_DATA 16

typedef struct {
    Py_buffer *data; /* views of the arrays, in `few_data` or in memory of their own */
    const void **pointers;
    Py_ssize_t held;
    size_t samples;
    int is_batch;
    Py_buffer few_data[FEW_DATA];
    const void *few_pointers[FEW_DATA];
} Given;

typedef struct {
    PyObject_HEAD
    const backprop_network *network;
    const backprop_family *families[4]; /* by KIND; NULL until they are asked for */
    PyObject *load;                     /* takes the name of a kind, returns the address of its family */
    PyObject *defaults;  /* a tuple of arrays, or NULL */
    Given given;         /* views of them */
    int threads;         /* how many a batch may have at most, or 0 where OpenMP decides */
    Pace paces[4];       /* by action, where it does */
    void *block;
    void *work; /* the block from its first line of the cache on */
    /* The arrays of the last call with the model's own data: a program that uses them again need not ask them again
     * what they are. They live until a call with others. */
    PyObject *last_parameters, *last_gradient;
    Py_buffer parameters, gradient;
} Functions;

typedef struct {
    PyObject_HEAD
    vectorcallfunc call;
    Functions *functions;
    const backprop_family *family;
    Py_buffer parameters, gradient;
    const Given *given; /* `own`, or the defaults of the functions */
    Given own;
} Bound;

static PyTypeObject FunctionsType, BoundType;

static const char *format_of(const Py_buffer *view)
{
    const char *format = view->format == NULL ? "B" : view->format;
    if (*format == '@' || *format == '=') {
        format++;
    }
#if PY_LITTLE_ENDIAN
    else if (*format == '<') {
        format++;
    }
#else
    else if (*format == '>') {
        format++;
    }
#endif
    return format;
}

static PyObject *shape_of(int dimensions, const Py_ssize_t *shape)
{
    PyObject *found = PyTuple_New(dimensions);
    for (int at = 0; found != NULL && at < dimensions; at++) {
        PyObject *size = PyLong_FromSsize_t(shape[at]);
        if (size == NULL) {
            Py_CLEAR(found);
            break;
        }
        PyTuple_SET_ITEM(found, at, size);
    }
    return found;
}

/* Fill a view of an array of the right type, or name the argument, what was given and what is expected. */
static int viewed(PyObject *given, const char *name, int is_single, int is_written, Py_buffer *view)
{
    const char *type = is_single ? "float32" : "float64";
    if (!PyObject_CheckBuffer(given)) {
        PyErr_Format(PyExc_TypeError, "%s: expected an array of %s, given %.80s", name, type, Py_TYPE(given)->tp_name);
        return -1;
    }
    if (PyObject_GetBuffer(given, view, PyBUF_FORMAT | PyBUF_C_CONTIGUOUS | (is_written ? PyBUF_WRITABLE : 0)) != 0) {
        PyErr_Clear();
        if (PyObject_GetBuffer(given, view, PyBUF_FORMAT | PyBUF_STRIDES) != 0) {
            return -1;
        }
        if (is_written && view->readonly) {
            PyErr_Format(PyExc_ValueError, "%s: expected an array that can be written, given a read-only one", name);
        }
        else {
            PyErr_Format(PyExc_ValueError, "%s: expected a C-contiguous array, given one with gaps", name);
        }
        PyBuffer_Release(view);
        return -1;
    }
    const char *format = format_of(view);
    if (format[0] != (is_single ? 'f' : 'd') || format[1] != '\0') {
        PyErr_Format(PyExc_ValueError, "%s: expected an array of %s, given one of format '%.20s'", name, type,
            view->format == NULL ? "B" : view->format);
        PyBuffer_Release(view);
        return -1;
    }
    const size_t alignment = is_single ? offsetof(AlignedSingle, number) : offsetof(AlignedDouble, number);
    if (view->len > 0 && (uintptr_t)view->buf % alignment != 0) {
        PyErr_Format(PyExc_ValueError, "%s: expected an aligned array, given one that begins between two numbers", name);
        PyBuffer_Release(view);
        return -1;
    }
    return 0;
}

static int wrong_shape(const char *name, const Py_buffer *view, PyObject *expected)
{
    PyObject *given = shape_of(view->ndim, view->shape);
    if (given != NULL && expected != NULL) {
        PyErr_Format(PyExc_ValueError, "%s: expected shape %U, given %S", name, expected, given);
    }
    Py_XDECREF(given);
    Py_XDECREF(expected);
    return -1;
}

/* View a vector of so many numbers a parameter. */
static int vector_of(const backprop_network *network, PyObject *given, const char *name, int is_written, size_t parts,
    Py_buffer *view)
{
    const size_t size = parts * network->parameters;
    if (viewed(given, name, network->is_single, is_written, view) != 0) {
        return -1;
    }
    if (view->ndim != 1 || (size_t)view->shape[0] != size) {
        const int result = wrong_shape(name, view, PyUnicode_FromFormat("(%zu,)", size));
        PyBuffer_Release(view);
        return result;
    }
    return 0;
}

/* View a vector of the parameters' length. */
static int vector(const backprop_network *network, PyObject *given, const char *name, int is_written, Py_buffer *view)
{
    return vector_of(network, given, name, is_written, 1, view);
}

static PyObject *expected_shape(const backprop_data *data)
{
    PyObject *inner = PyUnicode_FromString("");
    for (int at = 0; inner != NULL && at < data->dimensions; at++) {
        Py_SETREF(inner, PyUnicode_FromFormat("%U%s%zu", inner, at ? ", " : "", data->shape[at]));
    }
    if (inner == NULL) {
        return NULL;
    }
    PyObject *found = PyUnicode_FromFormat("(%U%s), or (samples%s%U%s) for a batch", inner,
        data->dimensions == 1 ? "," : "", data->dimensions ? ", " : "", inner, data->dimensions ? "" : ",");
    Py_DECREF(inner);
    return found;
}

static void emptied(Given *given)
{
    given->data = given->few_data;
    given->pointers = given->few_pointers;
    given->held = 0;
}

/* Make room for the views of so many arrays. */
static int has_room(Given *given, Py_ssize_t count)
{
    emptied(given);
    if (count > FEW_DATA) {
        given->data = PyMem_New(Py_buffer, count);
        given->pointers = PyMem_New(const void *, count);
        if (given->data == NULL || given->pointers == NULL) {
            PyMem_Free(given->data);
            PyMem_Free((void *)given->pointers);
            emptied(given);
            PyErr_NoMemory();
            return 0;
        }
    }
    return 1;
}

static void released(Given *given)
{
    while (given->held > 0) {
        PyBuffer_Release(&given->data[--given->held]);
    }
    if (given->data != given->few_data) {
        PyMem_Free(given->data);
        PyMem_Free((void *)given->pointers);
    }
    emptied(given);
}

/* Move views to another place; none are left behind. */
static void moved(Given *to, Given *from)
{
    *to = *from;
    if (from->data == from->few_data) {
        to->data = to->few_data;
        to->pointers = to->few_pointers;
    }
    emptied(from);
}

/* View the arrays of data: all of one sample, or all of one batch. */
static int viewed_data(Functions *self, PyObject *const *arguments, Py_ssize_t count, Given *given)
{
    const backprop_network *network = self->network;
    emptied(given);
    given->samples = 1;
    given->is_batch = 0;
    if ((size_t)count != network->data_count) {
        PyErr_Format(PyExc_TypeError, "expected %zu arrays of data%s, given %zd", network->data_count,
            self->defaults == NULL ? "" : " or none", count);
        return -1;
    }
    if (!has_room(given, count)) {
        return -1;
    }
    for (Py_ssize_t at = 0; at < count; at++) {
        const backprop_data *data = &network->data[at];
        Py_buffer *view = &given->data[at];
        if (viewed(arguments[at], data->name, network->is_single, 0, view) != 0) {
            released(given);
            return -1;
        }
        given->held = at + 1;
        const int extra = view->ndim - data->dimensions;
        int fits = extra == 0 || extra == 1;
        for (int axis = 0; fits && axis < data->dimensions; axis++) {
            fits = (size_t)view->shape[axis + extra] == data->shape[axis];
        }
        if (!fits) {
            wrong_shape(data->name, view, expected_shape(data));
            released(given);
            return -1;
        }
        const size_t samples = extra ? (size_t)view->shape[0] : 1;
        if (samples == 0) {
            PyErr_Format(PyExc_ValueError, "%s: expected at least one sample, given none", data->name);
            released(given);
            return -1;
        }
        if (at > 0 && (extra != given->is_batch || samples != given->samples)) {
            PyErr_Format(PyExc_ValueError, "%s: expected %zu sample%s like %s, given %zu", data->name, given->samples,
                given->samples == 1 ? "" : "s", network->data[0].name, samples);
            released(given);
            return -1;
        }
        given->is_batch = extra;
        given->samples = samples;
        given->pointers[at] = view->buf;
    }
    return 0;
}

/* The views of the arrays that a call gives, made in `own`, or those of the defaults; NULL after an error. */
static const Given *data_of(Functions *self, PyObject *const *arguments, Py_ssize_t count, Given *own)
{
    emptied(own);
    if (count == 0 && self->defaults != NULL) {
        return &self->given;
    }
    return viewed_data(self, arguments, count, own) == 0 ? own : NULL;
}

/* All functions of one sample or of a batch, or at least the gradient; NULL after an error. */
static const backprop_family *family_of(Functions *self, int is_batch, int is_whole)
{
    static const char *const names[4] = {"one_gradient", "one", "batch_gradient", "batch"};
    const int kind = KIND(is_batch, is_whole);
    if (self->families[kind] == NULL) {
        PyObject *address = PyObject_CallFunction(self->load, "s", names[kind]);
        if (address == NULL) {
            return NULL;
        }
        self->families[kind] = PyLong_AsVoidPtr(address);
        Py_DECREF(address);
    }
    return self->families[kind];
}

static int meets(const Py_buffer *first, const Py_buffer *second)
{
    const uintptr_t a = (uintptr_t)first->buf, b = (uintptr_t)second->buf;
    return first->len > 0 && second->len > 0 && a < b + (uintptr_t)second->len && b < a + (uintptr_t)first->len;
}

static int apart(const Py_buffer *written, const char *name, const Py_buffer *other, const char *other_name)
{
    if (meets(written, other)) {
        PyErr_Format(PyExc_ValueError, "%s: expected memory of its own, given an array that overlaps %s", name, other_name);
        return -1;
    }
    return 0;
}

static int apart_from_data(const backprop_network *network, const Py_buffer *written, const char *name, const Given *given)
{
    for (Py_ssize_t at = 0; at < given->held; at++) {
        if (apart(written, name, &given->data[at], network->data[at].name) != 0) {
            return -1;
        }
    }
    return 0;
}

static int has_nan(const Py_buffer *view, int is_single, const char *name)
{
    const size_t count = (size_t)view->len / (is_single ? sizeof(float) : sizeof(double));
    for (size_t at = 0; at < count; at++) {
        const double value = is_single ? (double)((const float *)view->buf)[at] : ((const double *)view->buf)[at];
        if (value != value) {
            PyErr_Format(PyExc_ValueError, "%s: expected numbers, given nan at position %zu", name, at);
            return 1;
        }
    }
    return 0;
}

/* Set an error if one of the arrays holds nan. Results tell cheaply when to look: nan in gives nan out. */
static int any_nan(const backprop_network *network, const Py_buffer *parameters, const Py_buffer *data)
{
    if (has_nan(parameters, network->is_single, "parameters")) {
        return 1;
    }
    for (size_t at = 0; at < network->data_count; at++) {
        if (has_nan(&data[at], network->is_single, network->data[at].name)) {
            return 1;
        }
    }
    return 0;
}

/* What a call does, once its arguments were looked at. */
typedef enum { LOSS, LOSS_AND_GRADIENT, UPDATE, TRAIN } Action;

typedef struct {
    Action action;
    const backprop_family *family;
    void *parameters, *state;
    const Given *given;
    void *gradient, *work;
    double rate;
    size_t round, rounds;
    int threads; /* of those that it may have, as many as it shall have, or 0 where they make no difference */
    Pace *pace;  /* where the time that it takes is noted, or NULL */
    double loss;
} Call;

static void carried_out(Call *call)
{
    const backprop_family *family = call->family;
    const size_t samples = call->given->samples;
    const void *const *data = call->given->pointers;
    const int before = call->threads > 0 ? family->threads(call->threads) : 0;
    switch (call->action) {
    case LOSS:
        call->loss = family->loss(call->parameters, samples, data, call->work);
        break;
    case LOSS_AND_GRADIENT:
        call->loss = family->loss_and_gradient(call->parameters, samples, data, call->gradient, call->work);
        break;
    case UPDATE:
        call->loss = family->update(
            call->parameters, call->state, samples, data, call->rate, call->round, call->gradient, call->work);
        break;
    case TRAIN:
        call->loss = family->train(call->parameters, call->state, samples, data, call->rate, call->round, call->rounds,
            call->gradient, call->work);
        break;
    }
    if (before > 0) {
        (void)family->threads(before);
    }
}

#if defined(_WIN32)
static void watch_forks(void)
{
}

static void carried_out_with_threads(Call *call)
{
    carried_out(call);
}
#else
static int is_forked;

static void note_fork(void)
{
    is_forked = 1;
}

static void watch_forks(void)
{
    (void)pthread_atfork(NULL, NULL, note_fork);
}

static void *carried_out_apart(void *call)
{
    carried_out(call);
    return NULL;
}

/* After a fork OpenMP still counts on the threads that the forking thread had, which the child has not, and waits for them for
 * ever. A new thread has none yet. */
static void carried_out_with_threads(Call *call)
{
    pthread_t apart;
    if (is_forked && call->threads > 1) {
        if (pthread_create(&apart, NULL, carried_out_apart, call) == 0) {
            (void)pthread_join(apart, NULL);
            return;
        }
        call->threads = 1;
    }
    carried_out(call);
}
#endif

/* Say whether a call shall have several threads, by what calls before it took. */
static int is_shared(Pace *pace, double samples)
{
    for (int several = 1; several >= 0; several--) {
        if (pace->tries[several] < FIRST_TRIES) {
            return several;
        }
    }
    const int faster = pace->seconds[1] < pace->seconds[0];
    if (pace->since > TRIED_AFTER * pace->seconds[!faster] * samples) {
        pace->since = 0.0;
        /* What was measured while the machine was busy counts no longer. */
        pace->tries[!faster] = 0;
        return !faster;
    }
    return faster;
}

/* Note how long a call took: the shortest of the first ones, and from there on a mean, in which single ones that took much
 * longer count for a while. */
static void note_pace(Pace *pace, int several, double samples, double seconds)
{
    const double each = seconds / samples;
    double *known = &pace->seconds[several];
    if (pace->tries[several] >= FIRST_TRIES) {
        *known += (each - *known) / 8.0;
    }
    else if (pace->tries[several] == 0 || each < *known) {
        *known = each;
    }
    pace->tries[several] += pace->tries[several] < FIRST_TRIES;
    pace->since += seconds;
}

static double now(void)
{
    struct timespec at;
    return timespec_get(&at, TIME_UTC) == TIME_UTC ? (double)at.tv_sec + 1e-9 * (double)at.tv_nsec : 0.0;
}

/* How many threads a call shall have: no more than are allowed, and no more than there are parts; where nobody has said
 * how many, one if that is faster. */
static int threads_for(Functions *self, Call *call)
{
    call->pace = NULL;
    if (call->family->threads == NULL || call->given->samples < self->network->worth_threads) {
        return 0;
    }
    const int most = self->threads > 0 ? self->threads : call->family->threads(0);
    const int threads = (size_t)most < self->network->parts ? most : (int)self->network->parts;
    if (self->threads > 0 || threads == 1) {
        return threads;
    }
    call->pace = &self->paces[call->action];
    return is_shared(call->pace, (double)call->given->samples * (double)(call->rounds + 1)) ? threads : 1;
}

/* Carry a call out with the interpreter's lock given back meanwhile, where that is worth it. */
static void carried_out_unlocked(const Functions *self, Call *call)
{
    const double samples = (double)call->given->samples * (double)(call->rounds + 1);
    const double cost = (double)self->network->operations * samples;
    const int several = call->threads > 1;
    PyThreadState *state = cost >= LONG_CALL ? PyEval_SaveThread() : NULL;
    const double begun = call->pace != NULL ? now() : 0.0;
    carried_out_with_threads(call);
    const double seconds = call->pace != NULL ? now() - begun : 0.0;
    if (state != NULL) {
        PyEval_RestoreThread(state);
    }
    if (seconds > 0.0) {
        note_pace(call->pace, several, samples, seconds);
    }
}

/* Training in pieces, between which an interrupt is looked for: the parameters are then as the last piece left them. */
static int trained(const Functions *self, Call *call)
{
    const double cost = (double)self->network->operations * (double)call->given->samples + 1.0;
    const size_t most = cost < LONG_PIECE ? (size_t)(LONG_PIECE / cost) : 1;
    size_t left = call->rounds;
    do {
        call->rounds = left < most ? left : most;
        left -= call->rounds;
        carried_out_unlocked(self, call);
        call->round += call->rounds;
        if (PyErr_CheckSignals() != 0) {
            return -1;
        }
    } while (left > 0);
    return 0;
}

/* Carry a call out; 0, or -1 after an error. */
static int performed(Functions *self, Call *call)
{
    const backprop_network *network = self->network;
    const size_t size = network->is_single ? sizeof(float) : sizeof(double);
    const int is_descent = call->action == UPDATE || call->action == TRAIN;
    call->threads = threads_for(self, call);
    if (!is_descent && !call->given->is_batch) {
        call->work = self->work;
        carried_out(call);
        return 0;
    }
    /* Other threads may call meanwhile. */
    char *work = PyMem_RawMalloc((network->work + (is_descent ? network->parameters : 0)) * size + 1);
    if (work == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    call->work = work;
    if (is_descent) {
        call->gradient = work + network->work * size;
    }
    int result = 0;
    if (call->action == TRAIN) {
        result = trained(self, call);
    }
    else {
        carried_out_unlocked(self, call);
    }
    PyMem_RawFree(work);
    return result;
}

/* The loss, which tells cheaply when to look for nan; NULL after an error. */
static PyObject *loss_of(Functions *self, Call *call, const Py_buffer *parameters)
{
    if (performed(self, call) != 0
        || (call->loss != call->loss && any_nan(self->network, parameters, call->given->data))) {
        return NULL;
    }
    return PyFloat_FromDouble(call->loss);
}

/* The loss of one sample, whose gradient is filled in, by the shortest way. */
static inline PyObject *loss_of_one(const Functions *self, const backprop_family *family, const Py_buffer *parameters,
    const Given *given, const Py_buffer *gradient)
{
    const double loss = family->loss_and_gradient(parameters->buf, 1, given->pointers, gradient->buf, self->work);
    if (loss != loss && any_nan(self->network, parameters, given->data)) {
        return NULL;
    }
    return PyFloat_FromDouble(loss);
}

/* loss(parameters, *data) */
static PyObject *functions_loss(Functions *self, PyObject *const *arguments, Py_ssize_t count)
{
    Py_buffer parameters;
    Given own;
    PyObject *result = NULL;
    if (count < 1) {
        PyErr_SetString(PyExc_TypeError, "loss() needs the parameters");
        return NULL;
    }
    if (vector(self->network, arguments[0], "parameters", 0, &parameters) != 0) {
        return NULL;
    }
    const Given *given = data_of(self, arguments + 1, count - 1, &own);
    if (given != NULL) {
        const backprop_family *family = family_of(self, given->is_batch, 1);
        if (family != NULL) {
            Call call = {.action = LOSS, .family = family, .parameters = parameters.buf, .given = given};
            result = loss_of(self, &call, &parameters);
        }
        released(&own);
    }
    PyBuffer_Release(&parameters);
    return result;
}

static void forget(Functions *self)
{
    if (self->last_parameters != NULL) {
        PyBuffer_Release(&self->parameters);
        PyBuffer_Release(&self->gradient);
        Py_CLEAR(self->last_parameters);
        Py_CLEAR(self->last_gradient);
    }
}

/* loss_and_gradient(parameters, *data, gradient) */
static PyObject *functions_loss_and_gradient(Functions *self, PyObject *const *arguments, Py_ssize_t count)
{
    Py_buffer parameters, gradient;
    if (count == 2 && arguments[0] == self->last_parameters && arguments[1] == self->last_gradient) {
        return loss_of_one(self, self->families[KIND(0, 0)], &self->parameters, &self->given, &self->gradient);
    }
    Given own;
    PyObject *result = NULL;
    if (count < 2) {
        PyErr_SetString(PyExc_TypeError, "needs the parameters and an array for the gradient");
        return NULL;
    }
    if (vector(self->network, arguments[0], "parameters", 0, &parameters) != 0) {
        return NULL;
    }
    if (vector(self->network, arguments[count - 1], "gradient", 1, &gradient) != 0) {
        PyBuffer_Release(&parameters);
        return NULL;
    }
    const Given *given = data_of(self, arguments + 1, count - 2, &own);
    if (given != NULL) {
        const backprop_family *family = family_of(self, given->is_batch, 0);
        if (family != NULL && apart(&gradient, "gradient", &parameters, "parameters") == 0
            && apart_from_data(self->network, &gradient, "gradient", given) == 0) {
            Call call = {.action = LOSS_AND_GRADIENT,
                .family = family,
                .parameters = parameters.buf,
                .given = given,
                .gradient = gradient.buf};
            result = loss_of(self, &call, &parameters);
            if (result != NULL && given == &self->given && !given->is_batch) {
                forget(self);
                self->parameters = parameters;
                self->gradient = gradient;
                self->last_parameters = Py_NewRef(arguments[0]);
                self->last_gradient = Py_NewRef(arguments[1]);
                return result;
            }
        }
        released(&own);
    }
    PyBuffer_Release(&gradient);
    PyBuffer_Release(&parameters);
    return result;
}

/* gradient(parameters, *data, gradient) */
static PyObject *functions_gradient(Functions *self, PyObject *const *arguments, Py_ssize_t count)
{
    PyObject *loss = functions_loss_and_gradient(self, arguments, count);
    if (loss == NULL) {
        return NULL;
    }
    Py_DECREF(loss);
    Py_RETURN_NONE;
}

static int rate_of(PyObject *given, double *rate)
{
    *rate = PyFloat_AsDouble(given);
    if (*rate != -1.0 || !PyErr_Occurred()) {
        if (*rate != *rate) {
            PyErr_SetString(PyExc_ValueError, "rate: expected a number, given nan");
            return -1;
        }
        return 0;
    }
    if (PyErr_ExceptionMatches(PyExc_TypeError)) {
        PyErr_Format(PyExc_TypeError, "rate: expected a number, given %s", Py_TYPE(given)->tp_name);
    }
    return -1;
}

static int count_of(PyObject *given, const char *name, Py_ssize_t least, size_t *count)
{
    if (!PyIndex_Check(given)) {
        PyErr_Format(PyExc_TypeError, "%s: expected a whole number, given %s", name, Py_TYPE(given)->tp_name);
        return -1;
    }
    const Py_ssize_t found = PyNumber_AsSsize_t(given, PyExc_OverflowError);
    if (found == -1 && PyErr_Occurred()) {
        if (PyErr_ExceptionMatches(PyExc_OverflowError)) {
            PyErr_Clear();
            PyErr_Format(PyExc_ValueError, "%s: expected %zd or more and at most %zd, given %R", name, least,
                PY_SSIZE_T_MAX, given);
        }
        return -1;
    }
    if (found < least) {
        PyErr_Format(PyExc_ValueError, "%s: expected %zd or more, given %zd", name, least, found);
        return -1;
    }
    *count = (size_t)found;
    return 0;
}

/* What update() and train() take: the parameters and the state before the data, and the rate, the number of the round and how
 * many rounds after it, as far as there are any. */
static PyObject *descended(Functions *self, PyObject *const *arguments, Py_ssize_t count, Call call)
{
    const backprop_network *network = self->network;
    const int has_state = network->state_parts > 0;
    const Py_ssize_t before = 1 + has_state;
    const Py_ssize_t after = network->has_rate + network->has_round + (call.action == TRAIN ? 1 : 0);
    Py_ssize_t next = count - after;
    Py_buffer parameters, state;
    Given own;
    PyObject *result = NULL;
    if (next < before) {
        const int is_training = call.action == TRAIN;
        PyErr_Format(PyExc_TypeError, "%s() needs the parameters%s%s%s%s", is_training ? "train" : "update",
            has_state ? ", the state" : "",
            !network->has_rate                            ? ""
                : is_training || network->has_round ? ", the learning rate"
                                                          : " and the learning rate",
            !network->has_round ? "" : is_training ? ", the number of the round" : " and the number of the round",
            is_training ? " and the number of rounds" : "");
        return NULL;
    }
    if (network->has_rate && rate_of(arguments[next++], &call.rate) != 0) {
        return NULL;
    }
    if (network->has_round && count_of(arguments[next++], "round", 1, &call.round) != 0) {
        return NULL;
    }
    if (call.action == TRAIN && count_of(arguments[next], "rounds", 0, &call.rounds) != 0) {
        return NULL;
    }
    if (vector(network, arguments[0], "parameters", 1, &parameters) != 0) {
        return NULL;
    }
    if (has_state && vector_of(network, arguments[1], "state", 1, network->state_parts, &state) != 0) {
        PyBuffer_Release(&parameters);
        return NULL;
    }
    const Given *given = data_of(self, arguments + before, count - after - before, &own);
    if (given != NULL) {
        call.family = family_of(self, given->is_batch, 1);
        if (call.family != NULL && apart_from_data(network, &parameters, "parameters", given) == 0
            && (!has_state
                || (apart(&state, "state", &parameters, "parameters") == 0
                    && apart_from_data(network, &state, "state", given) == 0
                    && !has_nan(&state, network->is_single, "state")))
            && !any_nan(network, &parameters, given->data)) {
            call.parameters = parameters.buf;
            call.state = has_state ? state.buf : NULL;
            call.given = given;
            if (performed(self, &call) == 0) {
                result = PyFloat_FromDouble(call.loss);
            }
        }
        released(&own);
    }
    if (has_state) {
        PyBuffer_Release(&state);
    }
    PyBuffer_Release(&parameters);
    return result;
}

/* update(parameters, [state], *data, [rate], [round]) */
static PyObject *functions_update(Functions *self, PyObject *const *arguments, Py_ssize_t count)
{
    const Call call = {.action = UPDATE, .rounds = 1};
    return descended(self, arguments, count, call);
}

/* train(parameters, [state], *data, [rate], [first], rounds) */
static PyObject *functions_train(Functions *self, PyObject *const *arguments, Py_ssize_t count)
{
    const Call call = {.action = TRAIN};
    return descended(self, arguments, count, call);
}

/* start(state) */
static PyObject *functions_start(Functions *self, PyObject *const *arguments, Py_ssize_t count)
{
    const backprop_network *network = self->network;
    Py_buffer state;
    if (count != 1) {
        PyErr_SetString(PyExc_TypeError, "start() needs an array for the state");
        return NULL;
    }
    if (vector_of(network, arguments[0], "state", 1, network->state_parts, &state) != 0) {
        return NULL;
    }
    for (size_t at = 0; at < network->state_parts * network->parameters; at++) {
        const double start = network->starts[at / network->parameters];
        if (network->is_single) {
            ((float *)state.buf)[at] = (float)start;
        }
        else {
            ((double *)state.buf)[at] = start;
        }
    }
    PyBuffer_Release(&state);
    Py_RETURN_NONE;
}

static PyObject *bound_call(PyObject *callable, PyObject *const *arguments, size_t flags, PyObject *names)
{
    Bound *self = (Bound *)callable;
    (void)arguments;
    if (PyVectorcall_NARGS(flags) != 0 || names != NULL) {
        PyErr_SetString(PyExc_TypeError, "a bound function takes no arguments; its arrays were given to bind()");
        return NULL;
    }
    if (!self->given->is_batch) {
        return loss_of_one(self->functions, self->family, &self->parameters, self->given, &self->gradient);
    }
    Call call = {.action = LOSS_AND_GRADIENT,
        .family = self->family,
        .parameters = self->parameters.buf,
        .given = self->given,
        .gradient = self->gradient.buf};
    return loss_of(self->functions, &call, &self->parameters);
}

/* bind(parameters, *data, gradient) */
static PyObject *functions_bind(Functions *self, PyObject *const *arguments, Py_ssize_t count)
{
    if (count < 2) {
        PyErr_SetString(PyExc_TypeError, "bind() needs the parameters and an array for the gradient");
        return NULL;
    }
    Py_buffer parameters, gradient;
    Given own;
    if (vector(self->network, arguments[0], "parameters", 0, &parameters) != 0) {
        return NULL;
    }
    if (vector(self->network, arguments[count - 1], "gradient", 1, &gradient) != 0) {
        PyBuffer_Release(&parameters);
        return NULL;
    }
    const Given *given = data_of(self, arguments + 1, count - 2, &own);
    if (given != NULL) {
        const backprop_family *family = family_of(self, given->is_batch, 0);
        if (family != NULL && apart(&gradient, "gradient", &parameters, "parameters") == 0
            && apart_from_data(self->network, &gradient, "gradient", given) == 0) {
            Bound *bound = PyObject_New(Bound, &BoundType);
            if (bound != NULL) {
                bound->call = bound_call;
                bound->functions = (Functions *)Py_NewRef((PyObject *)self);
                bound->family = family;
                bound->parameters = parameters;
                bound->gradient = gradient;
                bound->given = given == &own ? &bound->own : given; /* the defaults are released with the functions */
                moved(&bound->own, &own);
                return (PyObject *)bound;
            }
        }
        released(&own);
    }
    PyBuffer_Release(&gradient);
    PyBuffer_Release(&parameters);
    return NULL;
}

static void bound_dealloc(Bound *self)
{
    PyBuffer_Release(&self->parameters);
    PyBuffer_Release(&self->gradient);
    released(&self->own);
    Py_DECREF((PyObject *)self->functions);
    PyObject_Free(self);
}

static PyTypeObject BoundType = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "backprop.Bound",
    .tp_doc = "loss_and_gradient with its arrays fixed: reads the parameters, fills the gradient, returns the loss.",
    .tp_basicsize = sizeof(Bound),
    .tp_dealloc = (destructor)bound_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL,
    .tp_vectorcall_offset = offsetof(Bound, call),
    .tp_call = PyVectorcall_Call,
};

static void functions_dealloc(Functions *self)
{
    forget(self);
    released(&self->given);
    Py_XDECREF(self->load);
    Py_XDECREF(self->defaults);
    PyMem_RawFree(self->block);
    PyObject_Free(self);
}

static PyObject *functions_with_data(Functions *self, PyObject *const *arguments, Py_ssize_t count);
static PyObject *functions_with_threads(Functions *self, PyObject *const *arguments, Py_ssize_t count);

#define METHOD(name, doc) {#name, (PyCFunction)(void (*)(void))functions_##name, METH_FASTCALL, doc}
static PyMethodDef functions_methods[] = {
    METHOD(loss, "loss(parameters, *data)\n--\n\nReturn the loss; of a batch, the mean."),
    METHOD(gradient, "gradient(parameters, *data, gradient)\n--\n\nFill `gradient`."),
    METHOD(loss_and_gradient, "loss_and_gradient(parameters, *data, gradient)\n--\n\nFill `gradient`, return the loss."),
    METHOD(update,
        "update(parameters, *data, rate)\n--\n\nMake one step of descent in place; return the loss before. An optimiser that "
        "has them takes a state before the data, and the number of the round after the rate."),
    METHOD(train,
        "train(parameters, *data, rate, rounds)\n--\n\nMake many steps in place; return the loss after. An optimiser that has "
        "them takes a state before the data, and the number of the first round after the rate."),
    METHOD(start, "start(state)\n--\n\nFill the state of an optimiser for its first round."),
    METHOD(bind, "bind(parameters, *data, gradient)\n--\n\nReturn loss_and_gradient with its arrays fixed."),
    METHOD(with_data, "with_data(*data)\n--\n\nReturn the same functions with arrays for calls without data."),
    METHOD(with_threads,
        "with_threads(most)\n--\n\nReturn the same functions, whose batches run on so many threads at most; the results "
        "are the same."),
    {NULL, NULL, 0, NULL}};

static PyTypeObject FunctionsType = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "backprop.Functions",
    .tp_doc = "The compiled functions of one network. Arrays of data have one sample's shape, or one more axis first.",
    .tp_basicsize = sizeof(Functions),
    .tp_dealloc = (destructor)functions_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = functions_methods,
};

/* New functions; `defaults` is a tuple of arrays of data, or NULL. */
static PyObject *functions_made(const backprop_network *network, const backprop_family *const *families,
    PyObject *load, PyObject *defaults, int threads)
{
    const size_t size = network->is_single ? sizeof(float) : sizeof(double);
    Functions *self = PyObject_New(Functions, &FunctionsType);
    if (self == NULL) {
        return NULL;
    }
    self->network = network;
    memcpy(self->families, families, sizeof self->families);
    self->load = Py_XNewRef(load);
    self->defaults = NULL;
    emptied(&self->given);
    self->threads = threads;
    memset(self->paces, 0, sizeof self->paces);
    self->last_parameters = NULL;
    self->last_gradient = NULL;
    self->block = PyMem_RawMalloc(network->own_work * size + LINE);
    if (self->block == NULL) {
        Py_DECREF((PyObject *)self);
        return PyErr_NoMemory();
    }
    self->work = (char *)self->block + (0 - (uintptr_t)self->block) % LINE;
    if (defaults != NULL) {
        if (viewed_data(self, PySequence_Fast_ITEMS(defaults), PyTuple_GET_SIZE(defaults), &self->given) != 0) {
            Py_DECREF((PyObject *)self);
            return NULL;
        }
        self->defaults = Py_NewRef(defaults);
    }
    return (PyObject *)self;
}

static PyObject *functions_with_data(Functions *self, PyObject *const *arguments, Py_ssize_t count)
{
    PyObject *defaults = PyTuple_New(count);
    if (defaults == NULL) {
        return NULL;
    }
    for (Py_ssize_t at = 0; at < count; at++) {
        PyTuple_SET_ITEM(defaults, at, Py_NewRef(arguments[at]));
    }
    PyObject *made = functions_made(self->network, self->families, self->load, defaults, self->threads);
    Py_DECREF(defaults);
    return made;
}

static PyObject *functions_with_threads(Functions *self, PyObject *const *arguments, Py_ssize_t count)
{
    if (count != 1) {
        PyErr_SetString(PyExc_TypeError, "with_threads() needs the number of threads");
        return NULL;
    }
    if (!PyIndex_Check(arguments[0])) {
        PyErr_Format(PyExc_TypeError, "threads: expected a whole number, given %s", Py_TYPE(arguments[0])->tp_name);
        return NULL;
    }
    const Py_ssize_t threads = PyNumber_AsSsize_t(arguments[0], NULL);
    if (threads == -1 && PyErr_Occurred()) {
        return NULL;
    }
    if (threads < 1) {
        PyErr_Format(PyExc_ValueError, "threads: expected 1 or more, given %zd", threads);
        return NULL;
    }
    return functions_made(
        self->network, self->families, self->load, self->defaults, threads < INT_MAX ? (int)threads : INT_MAX);
}

<% if is_linked %>
#include "gradient.h"

#include "bridge.c"

<% if outputs %>
/* predict(parameters, *data, outputs) */
static PyObject *module_predict(PyObject *module, PyObject *const *arguments, Py_ssize_t count)
{
    static Functions predicting = {.network = &backprop_prediction};
    const backprop_network *network = predicting.network;
    const size_t size = network->is_single ? sizeof(float) : sizeof(double);
    Py_buffer parameters, outputs;
    Given own;
    PyObject *result = NULL;
    (void)module;
    if (count < 2) {
        PyErr_SetString(PyExc_TypeError, "predict() needs the parameters and an array for the outputs");
        return NULL;
    }
    if (vector(network, arguments[0], "parameters", 0, &parameters) != 0) {
        return NULL;
    }
    if (viewed(arguments[count - 1], "outputs", network->is_single, 1, &outputs) != 0) {
        PyBuffer_Release(&parameters);
        return NULL;
    }
    if (viewed_data(&predicting, arguments + 1, count - 2, &own) == 0) {
        const size_t given = (size_t)outputs.len / size, expected = own.samples * BACKPROP_OUTPUTS;
        void *work = NULL;
        if (given != expected) {
            PyErr_Format(PyExc_ValueError, "outputs: expected %zu numbers, given %zu", expected, given);
        }
        else if (apart(&outputs, "outputs", &parameters, "parameters") == 0
            && apart_from_data(network, &outputs, "outputs", &own) == 0
            && !any_nan(network, &parameters, own.data)) {
            work = PyMem_RawMalloc(network->work * size + 1);
            if (work == NULL) {
                PyErr_NoMemory();
            }
        }
        if (work != NULL) {
            const double cost = (double)network->operations * (double)own.samples;
            PyThreadState *state = cost >= LONG_CALL ? PyEval_SaveThread() : NULL;
            backprop_predicted(parameters.buf, own.samples, own.pointers, outputs.buf, work);
            if (state != NULL) {
                PyEval_RestoreThread(state);
            }
            PyMem_RawFree(work);
            result = Py_NewRef(Py_None);
        }
        released(&own);
    }
    PyBuffer_Release(&outputs);
    PyBuffer_Release(&parameters);
    return result;
}

static PyMethodDef module_methods[] = {
    {"predict", (PyCFunction)(void (*)(void))module_predict, METH_FASTCALL,
        "predict(parameters, *data, outputs)\n--\n\nFill `outputs`, a row for each sample."},
    {NULL, NULL, 0, NULL}};
<% else %>
static PyMethodDef module_methods[] = {{NULL, NULL, 0, NULL}};
<% endif %>
<% else %>
/* functions(network, one_gradient, load): the functions of a library that is loaded already, by addresses. */
static PyObject *module_functions(PyObject *module, PyObject *const *arguments, Py_ssize_t count)
{
    (void)module;
    if (count != 3) {
        PyErr_SetString(PyExc_TypeError, "functions() needs two addresses and a callable");
        return NULL;
    }
    const backprop_network *network = PyLong_AsVoidPtr(arguments[0]);
    const backprop_family *const families[4] = {PyLong_AsVoidPtr(arguments[1])};
    return PyErr_Occurred() ? NULL : functions_made(network, families, arguments[2], NULL, 0);
}

static PyMethodDef module_methods[] = {
    {"functions", (PyCFunction)(void (*)(void))module_functions, METH_FASTCALL, "Functions of a loaded library."},
    {NULL, NULL, 0, NULL}};
<% endif %>

static struct PyModuleDef module_definition = {
    PyModuleDef_HEAD_INIT, "<< module >>", "Gradient functions.", -1, module_methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_<< module >>(void)
{
    if (PyType_Ready(&FunctionsType) < 0 || PyType_Ready(&BoundType) < 0) {
        return NULL;
    }
    watch_forks();
    PyObject *module = PyModule_Create(&module_definition);
<% if is_linked %>
    if (module != NULL) {
        const backprop_family *const families[4]
            = {&backprop_family_one, &backprop_family_one, &backprop_family_batch, &backprop_family_batch};
        PyObject *functions = functions_made(&backprop_description, families, NULL, NULL, 0);
        if (functions == NULL || PyModule_AddObject(module, "functions", functions) < 0) {
            Py_XDECREF(functions);
            Py_CLEAR(module);
        }
    }
<% endif %>
    return module;
}
