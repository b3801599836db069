function erfc(x) {
  if (x < 0) return 2 - erfc(-x);
  if (!(x < 27)) return x >= 27 ? 0 : x;
  if (x < 2) {
    let term = x;
    let total = x;
    for (let n = 1; n < 80; n++) {
      term *= (2 * x * x) / (2 * n + 1);
      total += term;
    }
    return 1 - 1.1283791670955126 * Math.exp(-x * x) * total;
  }
  let fraction = 0;
  for (let n = 120; n > 0; n--) fraction = n / 2 / (x + fraction);
  return (0.5641895835477563 * Math.exp(-x * x)) / (x + fraction);
}
