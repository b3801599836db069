/* What the Python extension has to know about a network. */
#ifndef BACKPROP_TABLE_H
#define BACKPROP_TABLE_H

#include <stddef.h>

/* The functions of one sample, which ignore `samples`, or of a batch. */
typedef struct {
    double (*loss)(const void *parameters, size_t samples, const void *const *data, void *work);
    double (*loss_and_gradient)(
        const void *parameters, size_t samples, const void *const *data, void *gradient, void *work);
    double (*update)(
        void *parameters, size_t samples, const void *const *data, double rate, void *gradient, void *work);
    double (*train)(void *parameters, size_t samples, const void *const *data, double rate, size_t rounds,
        void *gradient, void *work);
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
    size_t operations;
    size_t parts;         /* a batch is cut into so many at most, so that more threads have nothing to do */
    size_t worth_threads; /* from so many samples on there are threads */
    size_t data_count;
    const backprop_data *data;
} backprop_network;

#endif
