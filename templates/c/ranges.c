/* From where to where a loop runs whose ends depend on those around it. */
#define BACKPROP_MORE(backprop_a, backprop_b) ((backprop_a) > (backprop_b) ? (backprop_a) : (backprop_b))
#define BACKPROP_LESS(backprop_a, backprop_b) ((backprop_a) < (backprop_b) ? (backprop_a) : (backprop_b))
#define BACKPROP_FROM(backprop_low) ((backprop_low) > 0 ? (size_t)(backprop_low) : (size_t)0)
#define BACKPROP_TO(backprop_high, backprop_size) \
    ((backprop_high) < 0 ? (size_t)0 : (backprop_high) < (backprop_size) ? (size_t)(backprop_high) : (size_t)(backprop_size))
