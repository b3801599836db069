/* Vectors for functions that wait for memory: half a line of the cache is as much as helps. */
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
