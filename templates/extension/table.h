/* What the Python extension has to know about a network. */
#ifndef BACKPROP_TABLE_H
#define BACKPROP_TABLE_H

#include <stddef.h>

/* The functions of one sample, which ignore `samples`, or of a batch. */
typedef struct {
    double (*loss)(const void *parameters, size_t samples, const void *const *data, void *work);
    double (*loss_and_gradient)(
        const void *parameters, size_t samples, const void *const *data, void *gradient, void *work);
    /* `state` is NULL, and the rate and the number of the round are ignored, where the optimiser has none. */
    double (*update)(void *parameters, void *state, size_t samples, const void *const *data, double rate, size_t round,
        void *gradient, void *work);
    double (*train)(void *parameters, void *state, size_t samples, const void *const *data, double rate, size_t first,
        size_t rounds, void *gradient, void *work);
    /* Sets how many threads the calling thread may have for a batch, if more than 0; returns how many it could have. NULL
     * where there are no threads. */
    int (*threads)(int most);
} backprop_family;

typedef struct {
    const char *name;
    size_t size;
    int dimensions;
    const size_t *shape;
} backprop_data;

typedef struct {
    int is_single;
    size_t parameters;
    size_t work;
    size_t own_work;      /* of one sample alone */
    size_t operations;
    size_t parts;         /* a batch is cut into so many at most, so that more threads have nothing to do */
    size_t worth_threads; /* from so many samples on there are threads */
    size_t data_count;
    const backprop_data *data;
    size_t state_parts;   /* the state has so many numbers a parameter */
    const double *starts; /* the number of each part before the first round */
    int has_rate, has_round;
} backprop_network;

#endif
