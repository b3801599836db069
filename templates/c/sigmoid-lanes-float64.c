<% raw %>
/* 1/(1 + e to the -x), at most 3 units in the last place away: -x = k ln 2 + r, and e to the r as a quotient, whose upper and
 * lower part differ in the sign of r only (tanh(r/2) = r odd/even, to 1e-17), so that one division is enough. One
 * factor 2 to the k is enough, too, where nothing is left of what the ends of its range leave out. */
static inline double sigmoid(double x)
{
#if defined(BACKPROP_FAST_EXP)
    const double to_integer = 0x1.8p52;
    backprop_bits factor;
    const double low = x < -710.0 ? -710.0 : x;
    const double inside = low > 700.0 ? 700.0 : low;
    factor.number = to_integer - inside * 0x1.71547652b82fep+0;
    const double k = factor.number - to_integer;
    const double r = -inside - k * 0x1.62e42fefa3800p-1;
    const double r2 = r * r;
    const double even = 1.0 + r2 * (0x1.c718f8d543612p-4 + r2 * 0x1.03fa08962f256p-10);
    const double odd = 0.5 + r2 * (0x1.c70e8dffb87f2p-7 + r2 * 0x1.152b757115a79p-15);
    const double below = even - r * odd;
    factor.bits = (factor.bits << 52) + UINT64_C(0x3ff0000000000000);
    /* The factor may be infinite, from which nothing must be subtracted. */
    return below / (below + (even + r * odd) * (factor.number * (1.0 - k * 0x1.ef35793c76730p-45)));
#else
    return 1.0 / (1.0 + exp(-x));
#endif
}
<% endraw %>
