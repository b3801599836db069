<% raw %>
#if defined(BACKPROP_FAST_EXP)
/* tanh x, at most 5 units in the last place away: 2 x = k ln 2 + r, where tanh(r/2) = odd/even, and with f = 2 to the k what is
 * left of even (f - 1) + odd (f + 1) over even (f + 1) + odd (f - 1), in which nothing cancels next to 0. */
static inline double hyperbolic_tangent(double x)
{
    const double to_integer = 0x1.8p52;
    backprop_bits factor;
    const double low = x < -20.0 ? -20.0 : x;
    const double inside = low > 20.0 ? 20.0 : low;
    factor.number = to_integer + inside * 0x1.71547652b82fep+1;
    const double k = factor.number - to_integer;
    const double r = (2.0 * inside - k * 0x1.62e42fefa3800p-1) - k * 0x1.ef35793c76730p-45;
    const double r2 = r * r;
    const double even = 1.0 + r2 * (0x1.c718f8d543612p-4 + r2 * 0x1.03fa08962f256p-10);
    const double odd = r * (0.5 + r2 * (0x1.c70e8dffb87f2p-7 + r2 * 0x1.152b757115a79p-15));
    factor.bits = (factor.bits << 52) + UINT64_C(0x3ff0000000000000);
    const double less = factor.number - 1.0, more = factor.number + 1.0;
    const double found = (even * less + odd * more) / (even * more + odd * less);
    const double most = found > 1.0 ? 1.0 : found;
    return most < -1.0 ? -1.0 : most;
}
#else
#define hyperbolic_tangent tanh
#endif
<% endraw %>
