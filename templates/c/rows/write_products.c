/* c[row][at] = a[row] b[at]. */
<< linkage >>BACKPROP_APART void write_products(size_t rows, size_t columns, const << real >> *BACKPROP_RESTRICT a,
    const << real >> *BACKPROP_RESTRICT b, << real >> *BACKPROP_RESTRICT c)
{
    const size_t head = backprop_head(c, columns);
    for (size_t row = 0; row < rows; row++, c += columns) {
        const << real >> factor = a[row];
        size_t at = head;
#if defined(__GNUC__)
        for (; at + BACKPROP_LANES <= columns; at += BACKPROP_LANES) {
            *(backprop_vector *)(c + at) = *(const backprop_vector *)(b + at) * factor;
        }
        if (head != 0) {
            *(backprop_half *)c = *(const backprop_half *)b * factor;
            *(backprop_half *)(c + at) = *(const backprop_half *)(b + at) * factor;
            at = columns;
        }
#endif
        for (; at < columns; at++) {
            c[at] = b[at] * factor;
        }
    }
}
