/* What the Python extension has to know about a network. */
#ifndef BACKPROP_TABLE_H
#define BACKPROP_TABLE_H

#include <stddef.h>

#define BACKPROP_MOST_DATA 32
#define BACKPROP_MOST_DIMENSIONS 8

/* The functions of one sample, which ignore `samples`, or of a batch. */
typedef struct {
    double (*loss)(const void *parameters, size_t samples, const void *const *data, void *work);
    double (*loss_and_gradient)(
        const void *parameters, size_t samples, const void *const *data, void *gradient, void *work);
    double (*update)(
        void *parameters, size_t samples, const void *const *data, double rate, void *gradient, void *work);
    double (*train)(void *parameters, size_t samples, const void *const *data, double rate, size_t rounds,
        void *gradient, void *work);
} backprop_family;

typedef struct {
    const char *name;
    size_t size;
    int dimensions;
    size_t shape[BACKPROP_MOST_DIMENSIONS];
} backprop_data;

typedef struct {
    int is_single;
    size_t parameters;
    size_t work;
    size_t operations;
    size_t data_count;
    backprop_data data[BACKPROP_MOST_DATA];
} backprop_network;

#endif
