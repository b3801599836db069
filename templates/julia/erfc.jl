function erfc(x::Real)
    x < 0 && return 2 - erfc(-x)
    x < 27 || return x >= 27 ? zero(x) : x
    if x < 2
        term = x
        total = x
        for n in 1:79
            term *= 2 * x * x / (2n + 1)
            total += term
        end
        return 1 - oftype(x, 1.1283791670955126) * exp(-x * x) * total
    end
    fraction = zero(x)
    for n in 120:-1:1
        fraction = n / (2 * (x + fraction))
    end
    return oftype(x, 0.5641895835477563) * exp(-x * x) / (x + fraction)
end
# Right to first order in the imaginary part, which is all that a tiny step sees.
erfc(x::Complex) = erfc(real(x)) - im * imag(x) * 1.1283791670955126 * exp(-real(x)^2)
