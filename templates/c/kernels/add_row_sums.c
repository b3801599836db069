#if defined(__GNUC__)
/* The same for some vectors of columns, each lane apart; returns where they end. */
static BACKPROP_INLINE size_t add_vectors(const size_t vectors, const size_t rows, size_t columns, size_t at,
    const << real >> *a, const << real >> *b, backprop_vector *parts)
{
    BACKPROP_UNROLLED
    for (size_t vector = 0; vector < vectors; vector++, at += BACKPROP_LANES) {
        const backprop_vector factor = *(const backprop_vector *)(b + at);
        BACKPROP_UNROLLED
        for (size_t row = 0; row < rows; row++) {
            parts[row] += *(const backprop_vector *)(a + row * columns + at) * factor;
        }
    }
    return at;
}
#endif

/* c[row] += sum over at of a[row][at] b[at], for some rows at once, whose sums do not wait for each other. */
static BACKPROP_INLINE void add_sums_of_rows(const size_t rows, size_t columns, const size_t head, const << real >> *a,
    const << real >> *b, << real >> *c)
{
    size_t at = head;
    << real >> sums[4];
    BACKPROP_UNROLLED
    for (size_t row = 0; row < rows; row++) {
        sums[row] = c[row];
    }
#if defined(__GNUC__)
    backprop_vector parts[4];
    BACKPROP_UNROLLED
    for (size_t row = 0; row < rows; row++) {
        parts[row] = (backprop_vector){0};
    }
    while (at + 4 * BACKPROP_LANES <= columns) {
        at = add_vectors(4, rows, columns, at, a, b, parts);
    }
    while (at + BACKPROP_LANES <= columns) {
        at = add_vectors(1, rows, columns, at, a, b, parts);
    }
    if (head != 0) {
        const backprop_half first = *(const backprop_half *)b, last = *(const backprop_half *)(b + at);
        BACKPROP_UNROLLED
        for (size_t row = 0; row < rows; row++) {
            const backprop_half ends = *(const backprop_half *)(a + row * columns) * first
                + *(const backprop_half *)(a + row * columns + at) * last;
            BACKPROP_UNROLLED
            for (size_t lane = 0; lane < BACKPROP_HALF; lane++) {
                sums[row] += ends[lane];
            }
        }
    }
    BACKPROP_UNROLLED
    for (size_t row = 0; row < rows; row++) {
        BACKPROP_UNROLLED
        for (size_t lane = 0; lane < BACKPROP_LANES; lane++) {
            sums[row] += parts[row][lane];
        }
    }
    at = head != 0 ? columns : columns - columns % BACKPROP_LANES;
#endif
    for (; at < columns; at++) {
        BACKPROP_UNROLLED
        for (size_t row = 0; row < rows; row++) {
            sums[row] += a[row * columns + at] * b[at];
        }
    }
    BACKPROP_UNROLLED
    for (size_t row = 0; row < rows; row++) {
        c[row] = sums[row];
    }
}

static BACKPROP_INLINE void add_all_rows(const size_t head, size_t rows, size_t columns, const << real >> *a,
    const << real >> *b, << real >> *c)
{
    const size_t few = rows % 4;
    for (size_t row = 0; row < rows - few; row += 4) {
        add_sums_of_rows(4, columns, head, a + row * columns, b, c + row);
    }
    for (size_t row = rows - few; row < rows; row++) {
        add_sums_of_rows(1, columns, head, a + row * columns, b, c + row);
    }
}

/* c += a b, for a matrix and a vector. */
<< linkage >>BACKPROP_APART void add_row_sums(size_t rows, size_t columns, const << real >> *BACKPROP_RESTRICT a,
    const << real >> *BACKPROP_RESTRICT b, << real >> *BACKPROP_RESTRICT c)
{
    if (backprop_head(a, columns) == 0) {
        add_all_rows(0, rows, columns, a, b, c);
    }
    else {
        add_all_rows(BACKPROP_HALF, rows, columns, a, b, c);
    }
}
