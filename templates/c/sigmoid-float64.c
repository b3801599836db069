<% raw %>
/* The sigmoid of one number, where what counts is how soon it comes: the inline exp with a shorter way through, in a
 * vector register, since no copy to an integer register and back is needed there. */
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
    const backprop_pair r4 = r2 * r2;
    const backprop_pair p0 = (1.0 + r) + r2 * (0x1.0000000000001p-1 + r * 0x1.5555555555556p-3);
    const backprop_pair p4 = 0x1.5555555553d4fp-5 + r * 0x1.11111111109adp-7;
    const backprop_pair p6 = 0x1.6c16c17893833p-10 + r * 0x1.a01a01a7c8d47p-13;
    const backprop_pair p8 = 0x1.a019b8ef67c6cp-16 + r * 0x1.71de0d9c145d0p-19;
    const backprop_pair p10 = 0x1.2891a8c1d838dp-22 + r * 0x1.af38d53857513p-26;
    const backprop_pair power = (p0 + r4 * (p4 + r2 * p6)) + (r4 * r4) * (p8 + r2 * p10);
    const backprop_pair result = 1.0 / (1.0 + power * factor);
    return result[0];
}
#else
#define sigmoid_of_one sigmoid
#endif
<% endraw %>
