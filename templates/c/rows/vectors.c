/* Vectors for the functions below, which wait for memory: half a line of the cache is as much as helps. Arrays of malloc begin
 * half a vector after a boundary as often as not, and a vector that lies across two lines of the cache takes twice
 * the time. Where rows are whole vectors, each then begins and ends with half a one. */
#if defined(__GNUC__)
#if defined(__AVX__)
#define BACKPROP_VECTOR 32
#else
#define BACKPROP_VECTOR 16
#endif
#define BACKPROP_LANES (BACKPROP_VECTOR / sizeof(<< real >>))
#define BACKPROP_HALF (BACKPROP_LANES / 2)
typedef << real >> backprop_vector
    __attribute__((vector_size(BACKPROP_VECTOR), aligned(sizeof(<< real >>)), may_alias));
typedef << real >> backprop_half
    __attribute__((vector_size(BACKPROP_VECTOR / 2), aligned(sizeof(<< real >>)), may_alias));
#define BACKPROP_INLINE inline __attribute__((always_inline))
#if defined(__clang__)
#define BACKPROP_APART __attribute__((noinline))
#define BACKPROP_UNROLLED _Pragma("clang loop unroll(full)")
#else
#define BACKPROP_APART __attribute__((noinline, noclone))
#define BACKPROP_UNROLLED _Pragma("GCC unroll 8")
#endif
#else
#define BACKPROP_HALF 0
#define BACKPROP_INLINE inline
#define BACKPROP_APART
#define BACKPROP_UNROLLED
#endif

/* How many elements of each row stand before a boundary: half a vector, or none that could be cut off in all rows. */
static inline size_t backprop_head(const << real >> *matrix, size_t columns)
{
#if defined(__GNUC__)
    const size_t behind = (uintptr_t)matrix % BACKPROP_VECTOR / sizeof(<< real >>);
    return behind == BACKPROP_HALF && columns % BACKPROP_LANES == 0 ? BACKPROP_HALF : 0;
#else
    (void)matrix;
    (void)columns;
    return 0;
#endif
}
