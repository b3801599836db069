/* The functions for matrices, on matrices of drawn sizes that begin anywhere, against sums of doubles; prints the greatest
 * error, and fails where something is written beside a matrix. `real` is the type of numbers. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "kernels_apart.c"

#define MOST 160
#define EDGE 8 /* numbers before and after a matrix that must stay as they are */
#define UNTOUCHED ((real)77)

static real drawn(void)
{
    return (real)rand() / (real)RAND_MAX - (real)0.5;
}

static real *array(size_t count, int is_drawn)
{
    real *numbers = malloc(count * sizeof(real));
    for (size_t at = 0; numbers != NULL && at < count; at++) {
        numbers[at] = is_drawn ? drawn() : UNTOUCHED;
    }
    return numbers != NULL ? numbers : (exit(2), numbers);
}

static void compare(double *worst, double found, double expected)
{
    *worst = fmax(*worst, fabs(found - expected));
}

static void look_beside(const real *written, size_t from, size_t count)
{
    for (size_t at = 0; at < count + 2 * EDGE; at++) {
        if ((at < from || at >= from + count) && written[at] != UNTOUCHED) {
            puts("something was written beside the matrix");
            exit(1);
        }
    }
}

int main(void)
{
    double worst = 0.0;
    for (int round = 0; round < 2000; round++) {
        const size_t rows = 1 + (size_t)rand() % 40, columns = 1 + (size_t)rand() % MOST, inner = 1 + (size_t)rand() % 130;
        const size_t read_from = (size_t)rand() % EDGE, write_from = (size_t)rand() % EDGE;
        real *matrix = array(rows * columns + EDGE, 1), *by_row = array(rows, 1), *by_column = array(columns, 1);
        real *sums = array(rows, 1), *before = array(MOST, 1), *column_sums = array(columns, 1);
        real *written = array(rows * columns + 2 * EDGE, 0), *product = array(rows * columns, 1);
        real *left = array(rows * inner, 1), *right = array(inner * columns, 1), *start = array(rows * columns, 1);
        const real *const a = matrix + read_from;
        real *const e = written + write_from;

        for (size_t row = 0; row < rows; row++) {
            before[row] = sums[row];
        }
        add_row_sums(rows, columns, a, by_column, sums);
        for (size_t row = 0; row < rows; row++) {
            double expected = before[row];
            for (size_t at = 0; at < columns; at++) {
                expected += (double)a[row * columns + at] * by_column[at];
            }
            compare(&worst, sums[row], expected);
        }
        for (int is_product = 0; is_product < 2; is_product++) {
            for (size_t at = 0; at < columns; at++) {
                before[at] = column_sums[at];
            }
            if (is_product) {
                write_products(rows, columns, by_row, by_column, e);
            }
            else {
                add_column_sums(rows, columns, a, by_row, column_sums, by_column, e);
            }
            for (size_t at = 0; at < columns; at++) {
                double expected = before[at];
                for (size_t row = 0; row < rows; row++) {
                    expected += is_product ? 0.0 : (double)a[row * columns + at] * by_row[row];
                    compare(&worst, e[row * columns + at], (double)by_row[row] * by_column[at]);
                    e[row * columns + at] = 0;
                }
                compare(&worst, column_sums[at], expected);
            }
            look_beside(written, write_from, rows * columns);
        }
        /* Either factor by rows or by columns. */
        for (int stored = 0; stored < 4; stored++) {
            const size_t a_row = stored & 1 ? 1 : inner, a_column = stored & 1 ? rows : 1;
            const size_t b_row = stored & 2 ? 1 : columns, b_column = stored & 2 ? inner : 1;
            const real scale = stored == 3 ? -0.75f : 1;
            for (size_t at = 0; at < rows * columns; at++) {
                start[at] = product[at];
            }
            for (size_t at = 0; at < rows * columns + 2 * EDGE; at++) {
                written[at] = UNTOUCHED;
            }
            for (size_t at = 0; at < rows * columns; at++) {
                e[at] = start[at];
            }
            add_product(rows, columns, inner, scale, left, a_row, a_column, right, b_row, b_column, e, columns);
            look_beside(written, write_from, rows * columns);
            for (size_t at = 0; at < rows * columns; at++) {
                const size_t row = at / columns, column = at % columns;
                double expected = start[at];
                for (size_t k = 0; k < inner; k++) {
                    expected += (double)scale * left[row * a_row + k * a_column] * right[k * b_row + column * b_column];
                }
                compare(&worst, e[at], expected);
            }
        }
        real *const all[] = {matrix, by_row, by_column, sums, before, column_sums, written, product, left, right, start};
        for (size_t at = 0; at < sizeof all / sizeof all[0]; at++) {
            free(all[at]);
        }
    }
    printf("%g\n", worst);
    return 0;
}
