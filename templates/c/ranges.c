/* From where to where a loop runs whose ends depend on those around it. */
#define BACKPROP_MORE(a, b) ((a) > (b) ? (a) : (b))
#define BACKPROP_LESS(a, b) ((a) < (b) ? (a) : (b))
#define BACKPROP_FROM(low) ((low) > 0 ? (size_t)(low) : (size_t)0)
#define BACKPROP_TO(high, size) ((high) < 0 ? (size_t)0 : (high) < (size) ? (size_t)(high) : (size_t)(size))
