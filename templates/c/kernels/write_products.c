/* The same for one row, whose vectors begin at `head`, some of them at once. */
static BACKPROP_INLINE void write_row(const size_t head, const size_t vectors, size_t columns, << real >> factor,
    const << real >> *b, << real >> *c)
{
    size_t at = head;
#if defined(__GNUC__)
    if (head != 0) {
        *(backprop_half *)c = *(const backprop_half *)b * factor;
    }
    for (; at + vectors * BACKPROP_LANES <= columns; at += vectors * BACKPROP_LANES) {
        BACKPROP_UNROLLED
        for (size_t vector = 0; vector < vectors; vector++) {
            *(backprop_vector *)(c + at + vector * BACKPROP_LANES)
                = *(const backprop_vector *)(b + at + vector * BACKPROP_LANES) * factor;
        }
    }
    for (; at + BACKPROP_LANES <= columns; at += BACKPROP_LANES) {
        *(backprop_vector *)(c + at) = *(const backprop_vector *)(b + at) * factor;
    }
    if (head != 0) {
        *(backprop_half *)(c + at) = *(const backprop_half *)(b + at) * factor;
        return;
    }
    at = columns - columns % BACKPROP_LANES;
#else
    (void)vectors;
#endif
    for (; at < columns; at++) {
        c[at] = b[at] * factor;
    }
}

/* c[row][at] = a[row] b[at]. */
<< linkage >>BACKPROP_APART void write_products(size_t rows, size_t columns, const << real >> *BACKPROP_RESTRICT a,
    const << real >> *BACKPROP_RESTRICT b, << real >> *BACKPROP_RESTRICT c)
{
    if (backprop_head(c, columns) == 0) {
        for (size_t row = 0; row < rows; row++) {
            write_row(0, 8, columns, a[row], b, c + row * columns);
        }
    }
    else {
        for (size_t row = 0; row < rows; row++) {
            write_row(BACKPROP_HALF, 4, columns, a[row], b, c + row * columns);
        }
    }
}
