/* Vectors as wide as the machine has them, for blocks of results that stay in registers: as many rows and vectors as keep the
 * multipliers busy, and leave registers for what is multiplied. */
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
#if defined(__AVX512F__) || defined(__aarch64__)
#define BLOCK_ROWS 8
#else
#define BLOCK_ROWS 4
#endif
#define BLOCK_VECTORS 3

/* So many columns of b are copied at once, and so many rows of them as then take 64 KiB: they stay in the second cache
 * while a passes by once. */
#define BACKPROP_COLUMNS_AT_ONCE (576 / sizeof(<< real >>))
#define BACKPROP_ROWS_AT_ONCE ((size_t)112)

/* With few rows in a, what is copied is hardly read again. */
#define BACKPROP_FEW_ROWS 16

/* c[row][at] += scale times the sum over k of a[row][k] b[k][at], for a few rows and vectors of columns in registers. */
static BACKPROP_INLINE void block(const size_t rows, const size_t vectors, size_t inner, << real >> scale, const << real >> *a,
    size_t a_row, size_t a_column, const << real >> *b, size_t b_row, << real >> *c, size_t c_row)
{
    lanes sums[BLOCK_ROWS][BLOCK_VECTORS];
    const << real >> *left[BLOCK_ROWS];
    BACKPROP_UNROLLED
    for (size_t row = 0; row < rows; row++) {
        left[row] = a + row * a_row;
        BACKPROP_UNROLLED
        for (size_t at = 0; at < vectors; at++) {
            sums[row][at] = (lanes){0};
        }
    }
    for (size_t k = 0; k < inner; k++) {
        lanes right[BLOCK_VECTORS];
        BACKPROP_UNROLLED
        for (size_t at = 0; at < vectors; at++) {
            right[at] = *(const lanes *)(b + k * b_row + at * LANES);
        }
        BACKPROP_UNROLLED
        for (size_t row = 0; row < rows; row++) {
            const << real >> factor = left[row][k * a_column];
            BACKPROP_UNROLLED
            for (size_t at = 0; at < vectors; at++) {
                sums[row][at] += factor * right[at];
            }
        }
    }
    BACKPROP_UNROLLED
    for (size_t row = 0; row < rows; row++) {
        BACKPROP_UNROLLED
        for (size_t at = 0; at < vectors; at++) {
            *(lanes *)(c + row * c_row + at * LANES) += scale * sums[row][at];
        }
    }
}

/* The same for any number of vectors up to BLOCK_VECTORS. */
static BACKPROP_INLINE void stripe(const size_t rows, size_t vectors, size_t inner, << real >> scale, const << real >> *a, size_t a_row,
    size_t a_column, const << real >> *b, size_t b_row, << real >> *c, size_t c_row)
{
    if (vectors == 3) {
        block(rows, 3, inner, scale, a, a_row, a_column, b, b_row, c, c_row);
    }
    else if (vectors == 2) {
        block(rows, 2, inner, scale, a, a_row, a_column, b, b_row, c, c_row);
    }
    else {
        block(rows, 1, inner, scale, a, a_row, a_column, b, b_row, c, c_row);
    }
}

/* The same for any number of rows up to BLOCK_ROWS. */
static BACKPROP_APART void stripes(size_t rows, size_t vectors, size_t inner, << real >> scale, const << real >> *a, size_t a_row,
    size_t a_column, const << real >> *b, size_t b_row, << real >> *c, size_t c_row)
{
#if BLOCK_ROWS == 8
    if (rows == 8) {
        stripe(8, vectors, inner, scale, a, a_row, a_column, b, b_row, c, c_row);
        return;
    }
#endif
    if (rows & 4) {
        stripe(4, vectors, inner, scale, a, a_row, a_column, b, b_row, c, c_row);
        a += 4 * a_row;
        c += 4 * c_row;
    }
    if (rows & 2) {
        stripe(2, vectors, inner, scale, a, a_row, a_column, b, b_row, c, c_row);
        a += 2 * a_row;
        c += 2 * c_row;
    }
    if (rows & 1) {
        stripe(1, vectors, inner, scale, a, a_row, a_column, b, b_row, c, c_row);
    }
}

/* The same where c has fewer columns than the vectors, by way of an array that has as many. */
static void part_of_stripes(size_t rows, size_t columns, size_t vectors, size_t inner, << real >> scale, const << real >> *a,
    size_t a_row, size_t a_column, const << real >> *b, size_t b_row, << real >> *c, size_t c_row)
{
    << real >> whole[BLOCK_ROWS * BLOCK_VECTORS * LANES];
    const size_t width = vectors * LANES;
    for (size_t row = 0; row < rows; row++) {
        for (size_t at = 0; at < width; at++) {
            whole[row * width + at] = at < columns ? c[row * c_row + at] : 0;
        }
    }
    stripes(rows, vectors, inner, scale, a, a_row, a_column, b, b_row, whole, width);
    for (size_t row = 0; row < rows; row++) {
        for (size_t at = 0; at < columns; at++) {
            c[row * c_row + at] = whole[row * width + at];
        }
    }
}

/* How many vectors the next panel of columns has: two and two are faster than three and one. */
static inline size_t vectors_for(size_t columns)
{
    const size_t vectors = (columns + LANES - 1) / LANES;
    return vectors == BLOCK_VECTORS + 1 ? 2 : vectors < BLOCK_VECTORS ? vectors : BLOCK_VECTORS;
}

#if defined(__has_builtin)
#if __has_builtin(__builtin_shufflevector)
#define BACKPROP_TURNS
#endif
#endif
#if defined(BACKPROP_TURNS)
typedef << real >> eight __attribute__((vector_size(8 * sizeof(<< real >>)), aligned(sizeof(<< real >>)), may_alias));

/* to[k][at] = b[at][k] for eight by eight numbers, in registers. */
static BACKPROP_INLINE void turn(const << real >> *b, size_t b_row, << real >> *to, size_t to_row)
{
    eight one[8], two[8];
    BACKPROP_UNROLLED
    for (size_t at = 0; at < 8; at++) {
        one[at] = *(const eight *)(b + at * b_row);
    }
    BACKPROP_UNROLLED
    for (size_t at = 0; at < 8; at += 2) {
        two[at] = __builtin_shufflevector(one[at], one[at + 1], 0, 8, 2, 10, 4, 12, 6, 14);
        two[at + 1] = __builtin_shufflevector(one[at], one[at + 1], 1, 9, 3, 11, 5, 13, 7, 15);
    }
    BACKPROP_UNROLLED
    for (size_t pair = 0; pair < 4; pair++) {
        const size_t at = pair / 2 * 4 + pair % 2;
        one[at] = __builtin_shufflevector(two[at], two[at + 2], 0, 1, 8, 9, 4, 5, 12, 13);
        one[at + 2] = __builtin_shufflevector(two[at], two[at + 2], 2, 3, 10, 11, 6, 7, 14, 15);
    }
    BACKPROP_UNROLLED
    for (size_t at = 0; at < 4; at++) {
        *(eight *)(to + at * to_row) = __builtin_shufflevector(one[at], one[at + 4], 0, 1, 2, 3, 8, 9, 10, 11);
        *(eight *)(to + (at + 4) * to_row)
            = __builtin_shufflevector(one[at], one[at + 4], 4, 5, 6, 7, 12, 13, 14, 15);
    }
}
#endif

/* Copy some columns of b, so that they follow each other in rows of `width`, the rest of which is 0. */
static void copy_panel(size_t inner, size_t columns, const << real >> *b, size_t b_row, size_t b_column,
    << real >> *to, size_t width)
{
    size_t at = 0;
#if defined(__GNUC__)
    for (; b_column == 1 && at + LANES <= columns; at += LANES) {
        for (size_t k = 0; k < inner; k++) {
            *(lanes *)(to + k * width + at) = *(const lanes *)(b + k * b_row + at);
        }
    }
#endif
#if defined(BACKPROP_TURNS)
    /* Where a row of eight is one vector; two to a row take longer than numbers one by one. */
    for (; LANES >= 8 && b_row == 1 && at + 8 <= columns; at += 8) {
        size_t k = 0;
        for (; k + 8 <= inner; k += 8) {
            turn(b + k + at * b_column, b_column, to + k * width + at, width);
        }
        for (; k < inner; k++) {
            for (size_t column = at; column < at + 8; column++) {
                to[k * width + column] = b[k + column * b_column];
            }
        }
    }
#endif
    for (; at < columns; at++) {
        for (size_t k = 0; k < inner; k++) {
            to[k * width + at] = b[k * b_row + at * b_column];
        }
    }
    for (; at < width; at++) {
        for (size_t k = 0; k < inner; k++) {
            to[k * width + at] = 0;
        }
    }
}

/* c += scale a b, where a and b may be stored by rows or by columns. */
<< linkage >>BACKPROP_APART void add_product(size_t rows, size_t columns, size_t inner, << real >> scale,
    const << real >> *a, size_t a_row, size_t a_column, const << real >> *b, size_t b_row, size_t b_column, << real >> *c, size_t c_row)
{
    << real >> copied[BACKPROP_COLUMNS_AT_ONCE * BACKPROP_ROWS_AT_ONCE];
    for (size_t first = 0; first < columns; first += BACKPROP_COLUMNS_AT_ONCE) {
        const size_t left = columns - first;
        const size_t here = left < BACKPROP_COLUMNS_AT_ONCE ? left : BACKPROP_COLUMNS_AT_ONCE;
        const int is_copied = b_column != 1 || rows > BACKPROP_FEW_ROWS || here % LANES != 0;
        for (size_t from = 0; from < inner; from += BACKPROP_ROWS_AT_ONCE) {
            const size_t depth = inner - from < BACKPROP_ROWS_AT_ONCE ? inner - from : BACKPROP_ROWS_AT_ONCE;
            const << real >> *right = b + from * b_row + first * b_column;
            size_t vectors = 0;
            for (size_t at = 0; is_copied && at < here; at += vectors * LANES) {
                vectors = vectors_for(here - at);
                const size_t width = vectors * LANES;
                copy_panel(depth, here - at < width ? here - at : width, right + at * b_column, b_row, b_column,
                    copied + at * depth, width);
            }
            for (size_t row = 0; row < rows; row += BLOCK_ROWS) {
                const size_t few = rows - row < BLOCK_ROWS ? rows - row : BLOCK_ROWS;
                const << real >> *top = a + row * a_row + from * a_column;
                << real >> *to = c + row * c_row + first;
                for (size_t at = 0; at < here; at += vectors * LANES) {
                    vectors = vectors_for(here - at);
                    const size_t width = vectors * LANES;
                    const << real >> *panel = is_copied ? copied + at * depth : right + at;
                    const size_t panel_row = is_copied ? width : b_row;
                    if (here - at < width) {
                        part_of_stripes(few, here - at, vectors, depth, scale, top, a_row, a_column, panel, panel_row,
                            to + at, c_row);
                    }
                    else {
                        stripes(few, vectors, depth, scale, top, a_row, a_column, panel, panel_row, to + at, c_row);
                    }
                }
            }
        }
    }
}
