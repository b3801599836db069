<% raw %>
#if defined(BACKPROP_FAST_EXP)
/* e to the x, at most 2 units in the last place away: x = k ln 2 + r, a polynomial for e to the r, and 2 to the k in
 * two factors, so that results next to the ends of the range come out right. Adding 1.5 times 2 to the 23 rounds to
 * an integer and leaves it in the low bits. What ln 2 has beyond its first bits is made up for in the factor. */
static inline float exponential(float x)
{
    const float to_integer = 0x1.8p23f;
    backprop_bits half, rest;
    const float low = x < -105.0f ? -105.0f : x;
    const float inside = low > 90.0f ? 90.0f : low;
    const float k = (inside * 0x1.715476p+0f + to_integer) - to_integer;
    const float r = (inside - k * 0x1.62e400p-1f) - k * 0x1.7f7d1cp-20f;
    const float r2 = r * r;
    const float tail = (0.5f + r * 0.1666657685f) + r2 * (0.04166655444f + r * (0.008363202972f + r * 0.001392621347f));
    half.number = k * 0.5f + to_integer;
    rest.number = (k - (half.number - to_integer)) + to_integer;
    half.bits = (half.bits << 23) + UINT32_C(0x3f800000);
    rest.bits = (rest.bits << 23) + UINT32_C(0x3f800000);
    return (half.number + half.number * (r + r2 * tail)) * rest.number;
}
#else
#define exponential expf
#endif
<% endraw %>
