"""Models whose equations read other positions than their own: recurrences and windows, each large enough for loops."""

from __future__ import annotations

import random
from collections.abc import Mapping

from symbackprop.models.network import Network
from symbackprop.models.spec import parse

Shape = tuple[int, ...]

MODELS: Mapping[str, tuple[str, Mapping[str, int], Mapping[str, Shape], tuple[str, ...]]] = {
    "recurrence": (
        """
        a[t,j] = sum(i, W[j,i]*x[t,i]) + sum(k, U[j,k]*h[t-1,k]) + b[j]
        h[t,j] = tanh(a[t,j])
        h[0,j] = s[j]
        y[o] = sum(j, V[o,j]*h[last,j])
        E = sum(o, 1/2*(z[o] - y[o])^2)
        """,
        {"t": 6, "i": 3, "j": 5, "k": 5, "o": 2},
        {"W": (5, 3), "U": (5, 5), "b": (5,), "s": (5,), "V": (2, 5), "x": (6, 3), "z": (2,)},
        ("W", "U", "b", "s", "V"),
    ),
    "two states": (
        """
        n[t,j] = sum(k, R[j,k]*h[t-1,k]) + w[j]*x[t]
        f[t,j] = sigmoid(n[t,j] + g[j])
        c[t,j] = f[t,j]*c[t-1,j] + tanh(n[t,j])
        h[t,j] = f[t,j]*tanh(c[t,j])
        h[0,j] = 0
        c[0,j] = 0
        E = sum(t, j, (h[t,j] - z[t])^2)
        """,
        {"t": 7, "j": 4, "k": 4},
        {"R": (4, 4), "w": (4,), "g": (4,), "x": (7,), "z": (7,)},
        ("R", "w", "g"),
    ),
    "backwards with two steps": (
        """
        g[t,j] = tanh(w[j]*x[t] + u[j]*g[t+1,j] + v[j]*g[t+2,j])
        g[last+1,j] = s[j]
        g[last+2,j] = 0
        E = sum(t, j, (g[t,j] - x[t])^2)
        """,
        {"t": 9, "j": 4},
        {"w": (4,), "u": (4,), "v": (4,), "s": (4,), "x": (9,)},
        ("w", "u", "v", "s"),
    ),
    "window of the past": (
        """
        y[t,j] = sum(k, u[j,k]*y[t-k else 0,j]) + w[j]*x[t]
        E = sum(t, j, (y[t,j] - x[t])^2)
        """,
        {"t": 12, "j": 3, "k": 4},
        {"w": (3,), "u": (3, 4), "x": (12,)},
        ("w", "u"),
    ),
    "convolution": (
        """
        a[f,i] = sum(k, W[f,k]*x[i+k-1]) + b[f]
        h[f,i] = tanh(a[f,i])
        c[f,m] = sum(k, V[f,k]*h[f,2*m+k-3 else 0])
        d[f,m] = softplus(c[f,m])
        E = sum(f, m, q[f,m]*d[f,m]) + h[1,last] - h[2,first]
        """,
        {"f": 3, "i": 13, "k": 3, "m": 7},
        {"W": (3, 3), "V": (3, 3), "b": (3,), "x": (15,), "q": (3, 7)},
        ("W", "V", "b"),
    ),
    "picture": (
        """
        a[i,j] = sum(k, l, W[k,l]*x[i+k-2 else 0,j+l-2 else 0]) + b
        h[i,j] = tanh(a[i,j])
        p[m,n] = sum(k, l, U[k,l]*h[2*m+k-1 else 0,2*n+l-1 else 0])
        E = sum(m, n, q[m,n]*p[m,n]^2)
        """,
        {"i": 6, "j": 5, "k": 3, "l": 3, "m": 3, "n": 2},
        {"W": (3, 3), "U": (3, 3), "b": (), "x": (6, 5), "q": (3, 2)},
        ("W", "U", "b"),
    ),
    "differences": (
        """
        d[i] = x[i+2]*w[i+2] - x[i+1]*w[i+1]
        r[i] = exp(w[9-i else 0]*x[i+2])
        s = sum(i, r[i])
        E = sum(i, d[i]^2) + s*w[3]
        """,
        {"i": 40},
        {"w": (42,), "x": (42,)},
        ("w",),
    ),
    "shared recurrence": (
        """
        p[t,j] = u[j]*p[t-1,j] + v[j]
        p[0,j] = 1
        y[t] = sum(j, p[t,j]*x[j])
        E = sum(t, 1/2*(z[t] - y[t])^2) + sum(j, p[last,j]^2)
        """,
        {"t": 8, "j": 4},
        {"u": (4,), "v": (4,), "x": (4,), "z": (8,)},
        ("u", "v"),
    ),
    "rows that are looked up": (
        """
        a[t,d] = sum(e, M[d,e]*W[word[t],e]) + W[word[last],1]*W[word[t]+1,2]
        h[t,d] = tanh(a[t,d]*c[d])
        p[t,v] = sum(d, V[v,d]*h[t,d])
        s = sum(t, logsumexp(v, p[t,v]) - p[t,next[t]])
        m = sum(t, d, h[word[t] else 0,d]*x[next[t],d]) + sum(t, k, V[k,2]*u[next[t]+k-1])
        E = s + m^2 + sum(d, M[d,d]*c[d]) + sum(d, h[d,d]^2)
        """,
        {"t": 7, "d": 4, "e": 4, "v": 6, "k": 3},
        {"W": (12, 4), "M": (4, 4), "V": (6, 4), "c": (4,), "x": (6, 4), "u": (8,)},
        ("W", "M", "V", "u"),
    ),
    "looked up in a recurrence": (
        """
        q[t,i] = s[t-1,i]
        s[t,j] = tanh(sum(i, A[i,j]*q[t,i]) + B[j,word[t]]) + r[next[t]]*w[t]
        s[0,j] = c[j]
        y[k] = sum(j, s[at[k],j]*B[j,k])
        E = sum(k, (y[k] - z[k])^2) + sum(j, s[last,j]*s[at[1],j])
        """,
        {"t": 7, "i": 4, "j": 4, "k": 5},
        {"A": (4, 4), "B": (4, 12), "c": (4,), "r": (7,), "w": (7,), "z": (5,)},
        ("A", "B", "c", "r"),
    ),
    "slices": (
        """
        a[g] = sum(i, W[g,i]*x[i]) + b[g]
        m[o] = a[o]
        v[o] = softplus(a[o+3])
        r[o,k] = M[o,k]*m[o] - M[o+1,7-k]*v[4-o]
        s = sum(k, x[2*k]*b[2*k-1]) + sum(o, W[o,o+1]*W[7-o,o])
        E = sum(o, (z[o] - m[o])^2/(1 + v[o])) + sum(o, k, r[o,k]^2) + s*a[last]
        """,
        {"g": 8, "i": 6, "o": 3, "k": 3},
        {"W": (8, 6), "b": (8,), "M": (4, 6), "x": (6,), "z": (3,)},
        ("W", "b", "M"),
    ),
    "gates of one vector": (
        """
        a[t,g] = w[g]*x[t] + sum(k, U[g,k]*h[t-1,k]) + b[g]
        c[t,j] = sigmoid(a[t,j])*c[t-1,j] + sigmoid(a[t,j+3])*tanh(a[t,j+6])
        h[t,j] = sigmoid(a[t,j+9])*tanh(c[t,j])
        h[0,j] = 0
        c[0,j] = 0
        y[s] = sum(k, v[k]*h[s,k])
        E = sum(s, (z[s] - y[s])^2) + sum(k, h[last,k]^2) + sum(s, h[s else 0,1]*h[8-s,2])
        """,
        {"t": 7, "g": 12, "j": 3, "k": 3, "s": 4},
        {"w": (12,), "U": (12, 3), "b": (12,), "v": (3,), "x": (7,), "z": (4,)},
        ("w", "U", "b", "v"),
    ),
}
"""Equations, sizes of the indices, shapes of what is given, and what of it is trained."""

TABLES: Mapping[str, str] = {
    "rows that are looked up": "word = [2, 9, 2, 11, 5, 9, 1]\nnext = [1, 6, 3, 3, 2, 6, 4]",
    "looked up in a recurrence": "word = [2, 9, 2, 12, 5, 9, 1]\nnext = [1, 6, 3, 7, 2, 6, 4]\nat = [7, 2, 4, 2, 1]",
}
"""The whole numbers that say positions, as a spec has them."""


def shifted(name: str) -> Network:
    """Return one of the models, with readable values of both signs."""
    equations, sizes, shapes, trained = MODELS[name]
    draw = random.Random(name)

    def drawn(shape: Shape) -> object:
        if not shape:
            return round(draw.uniform(-0.9, 0.9), 2)
        return [drawn(shape[1:]) for _ in range(shape[0])]

    lines = "\n".join(line.strip() for line in equations.strip().splitlines())
    text = f'title = "{name}"\nequations = """\n{lines}\n"""\nloss = "E"\nlearning_rate = 0.125\n'
    text += f"parameters = {list(trained)}\n[sizes]\n" + "\n".join(f"{key} = {size}" for key, size in sizes.items())
    values = "\n".join(f"{key} = {drawn(shape)}" for key, shape in shapes.items())
    text += "\n[shapes]\n" + "\n".join(f"{key} = {list(shape)}" for key, shape in shapes.items() if shape)
    return parse(f"{text}\n[values]\n{values}\n{TABLES.get(name, '')}\n".replace("'", '"'), f"{name}.toml")


def made(draw: random.Random) -> str:
    """Return the spec of a model at random whose equations read other positions than their own."""
    sizes = {"t": draw.randint(1, 5), "j": draw.randint(1, 3), "k": draw.randint(1, 3)}
    sizes |= {"s": draw.randint(1, sizes["t"]), "r": draw.randint(1, 3)}
    known: list[tuple[str, bool]] = []
    lines: list[str] = []
    for number in range(draw.randint(1, 4)):
        name, is_wide = f"q{number}", draw.random() < 0.5
        own = "t,j" if is_wide else "t"
        terms = [draw.choice(["w*z[t]", "x[2*t-1]", "x[t]", "b", "sum(r, c[r else 0]*x[2*t-1])"])]
        step = draw.choice(["-1", "-2", "+1", ""]) if draw.random() < 0.7 else ""
        if step:
            there = f"{name}[t{step}{',j' if is_wide else ''}]"
            padded = f"{name}[t{step} else 0{',j' if is_wide else ''}]"
            is_padded = draw.random() < 0.3
            read = padded if is_padded else there
            terms.append(draw.choice([f"u*{read}", f"tanh({read})", f"1/2*sigmoid(u*{read})*{read}"]))
            if not is_padded:
                outside = {"-1": ["0"], "-2": ["0", "-1"], "+1": ["last+1"]}[step]
                below = ",j" if is_wide else ""
                given = draw.choice(["0", "w", "2*b + 1/4"] + (["v[j]", "v[j+1] - u*v[j]"] if is_wide else []))
                lines += [f"{name}[{at}{below}] = {given}" for at in outside]
        for other, other_wide in draw.sample(known, min(len(known), draw.randint(0, 2))):
            along = ",j" if other_wide and is_wide else ",1" if other_wide else ""
            place = draw.choice(["t", "t-1 else 0", "2*t-2 else 0", "last", "first", "4-t else 0", "t+1 else 0"])
            place = draw.choice([place, place, "at[t]", "at[t]-1 else 0"])
            terms.append(draw.choice([f"w*{other}[{place}{along}]", f"tanh(u*{other}[{place}{along}])"]))
            if draw.random() < 0.4:
                part = draw.choice(["s", f"{sizes['s'] + 1}-s", f"s+{sizes['t'] - sizes['s']}"])
                terms.append(draw.choice([f"sum(s, {other}[{part}{along}])", f"sum(s, x[s]*{other}[{part}{along}])"]))
            if draw.random() < 0.4:
                shift = draw.choice(["t+k-2 else 0", "t-k else 0", "2*t-k else 0", "3*k-t else 0"])
                terms.append(f"sum(k, c[k]*{other}[{shift}{along}])")
        lines.append(f"{name}[{own}] = {' + '.join(terms)}")
        known.append((name, is_wide))
    total = " + ".join(
        f"sum({'t, j' if is_wide else 't'}, {name}[{'t,j' if is_wide else 't'}]^2)" for name, is_wide in known
    )
    for name, is_wide in draw.sample(known, 1):
        total += f" + sum(s, c[first]*{name}[s{',1' if is_wide else ''}])"
    lines.append(f"E = {total} + b^2 + u*w + sum(j, v[j]^2) + sum(k, c[k]^2) + x[last]*z[first]")
    text = "\n".join(lines)
    counts = "\n".join(f"{key} = {size}" for key, size in sizes.items())

    def numbers(count: int) -> str:
        return str([round(draw.uniform(-0.9, 0.9), 2) for _ in range(count)])

    at = f"at = {[draw.randint(1, sizes['t']) for _ in range(sizes['t'])]}\n" if "at[t]" in text else ""
    return (
        f'equations = """\n{text}\n"""\nloss = "E"\nparameters = ["w", "u", "b", "v", "c"]\nlearning_rate = 0.1\n'
        f"[shapes]\nx = {2 * sizes['t'] + 1}\nv = {sizes['j'] + 2}\n[sizes]\n{counts}\n[values]\n"
        f"w = 0.3\nu = -0.4\nb = 0.2\nv = {numbers(sizes['j'] + 2)}\n"
        f"c = {numbers(sizes['k'])}\nx = {numbers(2 * sizes['t'] + 1)}\nz = {numbers(sizes['t'])}\n{at}"
    )
