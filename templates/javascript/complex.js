/** Complex numbers as pairs, as far as the loss needs them. */
const complex = {
  add: (...terms) => terms.reduce(([a, b], [c, d]) => [a + c, b + d]),
  negate: ([a, b]) => [-a, -b],
  multiply: (...factors) => factors.reduce(([a, b], [c, d]) => [a * c - b * d, a * d + b * c]),
  divide: ([a, b], [c, d]) => {
    // The imaginary parts are tiny: what divides is as large as its real part.
    const ratio = d / c;
    const size = c + d * ratio;
    return [(a + b * ratio) / size, (b - a * ratio) / size];
  },
  cos: ([a, b]) => [Math.cos(a) * Math.cosh(b), -Math.sin(a) * Math.sinh(b)],
  exp: ([a, b]) => [Math.exp(a) * Math.cos(b), Math.exp(a) * Math.sin(b)],
  expm1: ([a, b]) => [Math.expm1(a) * Math.cos(b) - 2 * Math.sin(b / 2) ** 2, Math.exp(a) * Math.sin(b)],
  log: ([a, b]) => [Math.log(Math.hypot(a, b)), Math.atan2(b, a)],
  log1p: ([a, b]) => [0.5 * Math.log1p(2 * a + a * a + b * b), Math.atan2(b, 1 + a)],
  power: ([a, b], [exponent]) => {
    const size = Math.hypot(a, b) ** exponent;
    const angle = Math.atan2(b, a) * exponent;
    return [size * Math.cos(angle), size * Math.sin(angle)];
  },
  sin: ([a, b]) => [Math.sin(a) * Math.cosh(b), Math.cos(a) * Math.sinh(b)],
  sqrt: (x) => complex.power(x, [0.5, 0]),
  tanh: ([a, b]) => complex.divide([Math.tanh(a), Math.tan(b)], [1, Math.tanh(a) * Math.tan(b)]),
<% if "erfc" in complex_called %>
  // Right to first order in the imaginary part, which is all that a tiny step sees.
  erfc: ([a, b]) => [erfc(a), -b * 1.1283791670955126 * Math.exp(-a * a)],
<% endif %>
};
