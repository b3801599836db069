for (size_t piece = 0; piece < << across * down >>; piece++) {
    const size_t row = piece / << across >> * << piece_rows >>, column = piece % << across >> * << piece_columns >>;
    const size_t height = << rows >> - row < << piece_rows >> ? << rows >> - row : << piece_rows >>;
    const size_t width = << columns >> - column < << piece_columns >> ? << columns >> - column : << piece_columns >>;
    << real >> *const to = << target >> + << columns >> * row + column;
    for (size_t line = 0; line < height && round == 0; line++) {
        for (size_t at = 0; at < width; at++) {
            to[<< columns >> * line + at] = << zero >>;
        }
    }
    for (size_t part = 0; part < parts && (round * parts + part) * even < samples; part++) {
        const << real >> *const room = rooms + part * << room >>;
        const size_t first = (round * parts + part) * even;
        const size_t count = samples - first < even ? samples - first : even;
<% for inner, left, right in terms %>
        add_product(height, width, << inner >>, 1, << left >>, << right >>, to, << columns >>);
<% endfor %>
    }
    for (size_t line = 0; line < height && round + 1 == rounds; line++) {
        BACKPROP_PRAGMA(omp simd)
        for (size_t at = 0; at < width; at++) {
            to[<< columns >> * line + at] *= share;
        }
    }
}
