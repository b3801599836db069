<% raw %>
/* 1/(1 + e to the -x), from the same polynomial; one factor 2 to the k is enough here, where nothing is left of what
 * the ends of its range leave out. */
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
    const double p0 = (1.0 + r) + r2 * (0x1.0000000000001p-1 + r * 0x1.5555555555556p-3);
    const double p4 = 0x1.5555555553d4fp-5 + r * 0x1.11111111109adp-7;
    const double p6 = 0x1.6c16c17893833p-10 + r * 0x1.a01a01a7c8d47p-13;
    const double p8 = 0x1.a019b8ef67c6cp-16 + r * 0x1.71de0d9c145d0p-19;
    const double p10 = 0x1.2891a8c1d838dp-22 + r * 0x1.af38d53857513p-26;
    const double r4 = r2 * r2;
    const double power = (p0 + r4 * (p4 + r2 * p6)) + (r4 * r4) * (p8 + r2 * p10);
    factor.bits = (factor.bits << 52) + UINT64_C(0x3ff0000000000000);
    /* The factor may be infinite, from which nothing must be subtracted. */
    return 1.0 / (1.0 + power * (factor.number * (1.0 - k * 0x1.ef35793c76730p-45)));
#else
    return 1.0 / (1.0 + exp(-x));
#endif
}
<% endraw %>
