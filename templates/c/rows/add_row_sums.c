/* c[row] += sum over at of a[row][at] b[at], for some rows at once, whose sums do not wait for each other. */
static BACKPROP_INLINE void add_sums_of_rows(const size_t rows, size_t columns, size_t head, const << real >> *a,
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
    for (; at + BACKPROP_LANES <= columns; at += BACKPROP_LANES) {
        const backprop_vector factor = *(const backprop_vector *)(b + at);
        BACKPROP_UNROLLED
        for (size_t row = 0; row < rows; row++) {
            parts[row] += *(const backprop_vector *)(a + row * columns + at) * factor;
        }
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
        at = columns;
    }
    BACKPROP_UNROLLED
    for (size_t row = 0; row < rows; row++) {
        BACKPROP_UNROLLED
        for (size_t lane = 0; lane < BACKPROP_LANES; lane++) {
            sums[row] += parts[row][lane];
        }
    }
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

/* c += a b, for a matrix and a vector. */
<< linkage >>BACKPROP_APART void add_row_sums(size_t rows, size_t columns, const << real >> *BACKPROP_RESTRICT a,
    const << real >> *BACKPROP_RESTRICT b, << real >> *BACKPROP_RESTRICT c)
{
    size_t row = 0;
    const size_t head = backprop_head(a, columns);
    for (; row + 4 <= rows; row += 4) {
        add_sums_of_rows(4, columns, head, a + row * columns, b, c + row);
    }
    for (size_t left = rows - row; left > 0; left--, row++) {
        add_sums_of_rows(1, columns, head, a + row * columns, b, c + row);
    }
}
