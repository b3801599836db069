#if defined(__GNUC__)
/* The same for some vectors of columns, whose sums stay in registers. */
static BACKPROP_INLINE void add_sums_of_columns(const size_t vectors, size_t rows, size_t columns,
    const << real >> *a, const << real >> *b, << real >> *c, const << real >> *d, << real >> *e)
{
    backprop_vector sums[8], right[8];
    BACKPROP_UNROLLED
    for (size_t at = 0; at < vectors; at++) {
        sums[at] = *(const backprop_vector *)(c + at * BACKPROP_LANES);
        right[at] = *(const backprop_vector *)(d + at * BACKPROP_LANES);
    }
    /* The rows that were read last are still in the cache. */
    for (size_t row = rows; row-- > 0;) {
        const << real >> factor = b[row];
        BACKPROP_UNROLLED
        for (size_t at = 0; at < vectors; at++) {
            sums[at] += *(const backprop_vector *)(a + row * columns + at * BACKPROP_LANES) * factor;
            *(backprop_vector *)(e + row * columns + at * BACKPROP_LANES) = right[at] * factor;
        }
    }
    BACKPROP_UNROLLED
    for (size_t at = 0; at < vectors; at++) {
        *(backprop_vector *)(c + at * BACKPROP_LANES) = sums[at];
    }
}
#endif

/* The same for a few rows and all columns. */
static BACKPROP_INLINE void add_strip(const size_t rows, size_t columns, const << real >> *a, const << real >> *b,
    << real >> *c, const << real >> *d, << real >> *e)
{
    size_t at = 0;
#if defined(__GNUC__)
    for (; at + 8 * BACKPROP_LANES <= columns; at += 8 * BACKPROP_LANES) {
        add_sums_of_columns(8, rows, columns, a + at, b, c + at, d + at, e + at);
    }
    for (; at + BACKPROP_LANES <= columns; at += BACKPROP_LANES) {
        add_sums_of_columns(1, rows, columns, a + at, b, c + at, d + at, e + at);
    }
    at = columns - columns % BACKPROP_LANES;
#endif
    for (size_t row = rows; at < columns && row-- > 0;) {
        for (size_t column = at; column < columns; column++) {
            c[column] += a[row * columns + column] * b[row];
            e[row * columns + column] = b[row] * d[column];
        }
    }
}

/* c[at] += sum over row of a[row][at] b[row], and e[row][at] = b[row] d[at]. Writing waits for stores and summing for loads, so
 * that the two together take little longer than one of them. Sixteen rows at a time, so that what is written next lies
 * next to it in memory. */
<< linkage >>BACKPROP_APART void add_column_sums(size_t rows, size_t columns, const << real >> *BACKPROP_RESTRICT a,
    const << real >> *BACKPROP_RESTRICT b, << real >> *BACKPROP_RESTRICT c, const << real >> *BACKPROP_RESTRICT d,
    << real >> *BACKPROP_RESTRICT e)
{
    const size_t few = rows % 16;
    for (size_t first = rows - few; first > 0;) {
        first -= 16;
        const size_t at = (few + first) * columns;
        add_strip(16, columns, a + at, b + few + first, c, d, e + at);
    }
    if (few > 0) {
        add_strip(few, columns, a, b, c, d, e);
    }
}
