/* How many elements of each row stand before a boundary: half a vector, or none that could be cut off in all rows. Arrays
 * of malloc begin half a vector after a boundary as often as not, and a vector that lies across two lines of the cache
 * takes twice the time. Where rows are whole vectors, each then begins and ends with half a one. */
static inline size_t backprop_head(const << real >> *matrix, size_t columns)
{
#if defined(__GNUC__)
    const size_t behind = (uintptr_t)matrix % BACKPROP_VECTOR / sizeof(<< real >>);
    return behind == BACKPROP_HALF && columns % BACKPROP_LANES == 0 ? BACKPROP_HALF : 0;
#else
    (void)matrix;
    (void)columns;
    return 0;
#endif
}
