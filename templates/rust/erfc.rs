fn erfc(x: << real >>) -> << real >> {
    if x < 0.0 {
        return 2.0 - erfc(-x);
    }
    if !(x < 27.0) {
        return if x >= 27.0 { 0.0 } else { x };
    }
    if x < 2.0 {
        let (mut term, mut total) = (x, x);
        for n in 1..80 {
            term *= 2.0 * x * x / (2 * n + 1) as << real >>;
            total += term;
        }
        return 1.0 - 1.1283791670955126 * (-x * x).exp() * total;
    }
    let mut fraction = 0.0;
    for n in (1..=120).rev() {
        fraction = n as << real >> / 2.0 / (x + fraction);
    }
    0.5641895835477563 * (-x * x).exp() / (x + fraction)
}
