<% raw %>
#if defined(BACKPROP_FAST_EXP)
/* e to the x, at most 2 units in the last place away: x = k ln 2 + r, a polynomial for e to the r, and 2 to the k in
 * two factors, so that results next to the ends of the range come out right. Adding 1.5 times 2 to the 52 rounds to
 * an integer and leaves it in the low bits. What ln 2 has beyond its first bits is made up for in the factor. */
static inline double exponential(double x)
{
    const double to_integer = 0x1.8p52;
    backprop_bits half, rest;
    const double low = x < -746.0 ? -746.0 : x;
    const double inside = low > 710.0 ? 710.0 : low;
    const double k = (inside * 0x1.71547652b82fep+0 + to_integer) - to_integer;
    const double r = inside - k * 0x1.62e42fefa3800p-1;
    const double r2 = r * r;
    const double r4 = r2 * r2;
    const double p2 = r + r2 * (0x1.0000000000001p-1 + r * 0x1.5555555555556p-3);
    const double p4 = 0x1.5555555553d4fp-5 + r * 0x1.11111111109adp-7;
    const double p6 = 0x1.6c16c17893833p-10 + r * 0x1.a01a01a7c8d47p-13;
    const double p8 = 0x1.a019b8ef67c6cp-16 + r * 0x1.71de0d9c145d0p-19;
    const double p10 = 0x1.2891a8c1d838dp-22 + r * 0x1.af38d53857513p-26;
    const double above = (p2 + r4 * (p4 + r2 * p6)) + (r4 * r4) * (p8 + r2 * p10);
    half.number = k * 0.5 + to_integer;
    rest.number = (k - (half.number - to_integer)) + to_integer;
    half.bits = (half.bits << 52) + UINT64_C(0x3ff0000000000000);
    rest.bits = (rest.bits << 52) + UINT64_C(0x3ff0000000000000);
    const double factor = half.number - half.number * (k * 0x1.ef35793c76730p-45);
    return (factor + factor * above) * rest.number;
}
#else
#define exponential exp
#endif
<% endraw %>
