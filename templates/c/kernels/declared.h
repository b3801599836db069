/* Functions for matrices, which are the same for all networks and compiled apart. */
#if defined(__GNUC__)
#define BACKPROP_HIDDEN __attribute__((visibility("hidden")))
#else
#define BACKPROP_HIDDEN
#endif
BACKPROP_HIDDEN void add_column_sums(size_t rows, size_t columns, const << real >> *BACKPROP_RESTRICT a,
    const << real >> *BACKPROP_RESTRICT b, << real >> *BACKPROP_RESTRICT c, const << real >> *BACKPROP_RESTRICT d,
    << real >> *BACKPROP_RESTRICT e);
BACKPROP_HIDDEN void add_product(size_t rows, size_t columns, size_t inner, << real >> scale,
    const << real >> *a, size_t a_row, size_t a_column, const << real >> *b, size_t b_row, size_t b_column, << real >> *c, size_t c_row);
BACKPROP_HIDDEN void add_row_sums(size_t rows, size_t columns, const << real >> *BACKPROP_RESTRICT a,
    const << real >> *BACKPROP_RESTRICT b, << real >> *BACKPROP_RESTRICT c);
BACKPROP_HIDDEN void write_products(size_t rows, size_t columns, const << real >> *BACKPROP_RESTRICT a,
    const << real >> *BACKPROP_RESTRICT b, << real >> *BACKPROP_RESTRICT c);
