<% raw %>
#if defined(BACKPROP_FAST_EXP)
/* tanh x, at most 5 units in the last place away: 2 x = k ln 2 + r, where tanh(r/2) = odd/even, and with f = 2 to the k what is
 * left of even (f - 1) + odd (f + 1) over even (f + 1) + odd (f - 1), in which nothing cancels next to 0. */
static inline float hyperbolic_tangent(float x)
{
    const float to_integer = 0x1.8p23f;
    backprop_bits factor;
    const float low = x < -10.0f ? -10.0f : x;
    const float inside = low > 10.0f ? 10.0f : low;
    factor.number = to_integer + inside * 0x1.715476p+1f;
    const float k = factor.number - to_integer;
    const float r = (2.0f * inside - k * 0x1.62e400p-1f) - k * 0x1.7f7d1cp-20f;
    const float r2 = r * r;
    const float even = 1.0f + r2 * 0.1f;
    const float odd = r * (0.5f + r2 * 0x1.111112p-7f);
    factor.bits = (factor.bits << 23) + UINT32_C(0x3f800000);
    const float less = factor.number - 1.0f, more = factor.number + 1.0f;
    const float found = (even * less + odd * more) / (even * more + odd * less);
    const float most = found > 1.0f ? 1.0f : found;
    return most < -1.0f ? -1.0f : most;
}
#else
#define hyperbolic_tangent tanhf
#endif
<% endraw %>
