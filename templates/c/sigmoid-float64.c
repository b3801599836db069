<% raw %>
/* The sigmoid of one number, where what counts is how soon it comes: the same in a vector register, since no copy to an
 * integer register and back is needed there. */
#if defined(BACKPROP_FAST_EXP) && defined(__GNUC__) && defined(__SSE2__)
typedef double backprop_pair __attribute__((vector_size(16)));
typedef uint64_t backprop_pair_bits __attribute__((vector_size(16)));

static inline double sigmoid_of_one(double x)
{
    const backprop_pair to_integer = {0x1.8p52, 0x1.8p52}, most = {700.0, 700.0}, least = {-710.0, -710.0};
    const backprop_pair both = {x, x};
    const backprop_pair inside = __builtin_ia32_maxpd(least, __builtin_ia32_minpd(most, both));
    const backprop_pair shifted = to_integer - inside * 0x1.71547652b82fep+0;
    const backprop_pair k = shifted - to_integer;
    const backprop_pair r = -inside - k * 0x1.62e42fefa3800p-1;
    const backprop_pair_bits bits = ((backprop_pair_bits)shifted << 52) + UINT64_C(0x3ff0000000000000);
    const backprop_pair factor = (backprop_pair)bits * (1.0 - k * 0x1.ef35793c76730p-45);
    const backprop_pair r2 = r * r;
    const backprop_pair even = 1.0 + r2 * (0x1.c718f8d543612p-4 + r2 * 0x1.03fa08962f256p-10);
    const backprop_pair odd = 0.5 + r2 * (0x1.c70e8dffb87f2p-7 + r2 * 0x1.152b757115a79p-15);
    const backprop_pair below = even - r * odd;
    const backprop_pair result = below / (below + (even + r * odd) * factor);
    return result[0];
}
#else
#define sigmoid_of_one sigmoid
#endif
<% endraw %>
