/* Vectors as wide as the machine has them, for blocks of results that stay in registers. */
#if defined(__GNUC__)
#if defined(__AVX512F__)
#define BACKPROP_WIDTH 64
#else
#define BACKPROP_WIDTH BACKPROP_VECTOR
#endif
#define LANES ((size_t)(BACKPROP_WIDTH / sizeof(<< real >>)))
typedef << real >> lanes __attribute__((vector_size(BACKPROP_WIDTH), aligned(sizeof(<< real >>)), may_alias));
#else
#define LANES ((size_t)1)
typedef << real >> lanes;
#endif

/* c[row][at] += sum over k of a[row][k] b[k][at], for a few rows and up to three vectors of columns in registers. */
static BACKPROP_INLINE void block(const size_t rows, const size_t vectors, size_t inner, const << real >> *a,
    size_t a_row, size_t a_column, const << real >> *b, size_t b_row, << real >> *c, size_t c_row)
{
    lanes sums[6][3];
    BACKPROP_UNROLLED
    for (size_t row = 0; row < rows; row++) {
        BACKPROP_UNROLLED
        for (size_t at = 0; at < vectors; at++) {
            sums[row][at] = *(const lanes *)(c + row * c_row + at * LANES);
        }
    }
    for (size_t k = 0; k < inner; k++) {
        lanes right[3];
        BACKPROP_UNROLLED
        for (size_t at = 0; at < vectors; at++) {
            right[at] = *(const lanes *)(b + k * b_row + at * LANES);
        }
        BACKPROP_UNROLLED
        for (size_t row = 0; row < rows; row++) {
            const << real >> left = a[row * a_row + k * a_column];
            BACKPROP_UNROLLED
            for (size_t at = 0; at < vectors; at++) {
                sums[row][at] += left * right[at];
            }
        }
    }
    BACKPROP_UNROLLED
    for (size_t row = 0; row < rows; row++) {
        BACKPROP_UNROLLED
        for (size_t at = 0; at < vectors; at++) {
            *(lanes *)(c + row * c_row + at * LANES) = sums[row][at];
        }
    }
}

/* The same for a few rows of c and all its columns. */
static BACKPROP_INLINE void stripe(const size_t rows, size_t columns, size_t inner, const << real >> *a, size_t a_row,
    size_t a_column, const << real >> *b, size_t b_row, << real >> *c, size_t c_row)
{
    /* Twelve sums keep two multipliers busy, and fit into sixteen registers. */
    const size_t vectors = rows <= 4 ? 3 : 2;
    size_t at = 0;
    for (; at + vectors * LANES <= columns; at += vectors * LANES) {
        block(rows, vectors, inner, a, a_row, a_column, b + at, b_row, c + at, c_row);
    }
    for (; at + LANES <= columns; at += LANES) {
        block(rows, 1, inner, a, a_row, a_column, b + at, b_row, c + at, c_row);
    }
    for (; at < columns; at++) {
        for (size_t row = 0; row < rows; row++) {
            << real >> sum = c[row * c_row + at];
            for (size_t k = 0; k < inner; k++) {
                sum += a[row * a_row + k * a_column] * b[k * b_row + at];
            }
            c[row * c_row + at] = sum;
        }
    }
}

/* c += a b, where a may be stored by rows or by columns. */
<< linkage >>BACKPROP_APART void add_product(size_t rows, size_t columns, size_t inner, const << real >> *a, size_t a_row,
    size_t a_column, const << real >> *b, size_t b_row, << real >> *c, size_t c_row)
{
    size_t row = 0;
    for (; row + 6 <= rows; row += 6) {
        stripe(6, columns, inner, a + row * a_row, a_row, a_column, b, b_row, c + row * c_row, c_row);
    }
    if (row + 4 <= rows) {
        stripe(4, columns, inner, a + row * a_row, a_row, a_column, b, b_row, c + row * c_row, c_row);
        row += 4;
    }
    for (size_t left = rows - row; left > 0; left--) {
        stripe(1, columns, inner, a + row * a_row, a_row, a_column, b, b_row, c + row * c_row, c_row);
        row++;
    }
}
