"""Models whose samples have matrices and windows of their own."""

from __future__ import annotations

from symbackprop.models.network import Network
from symbackprop.models.spec import parse

EQUATIONS = {
    "attention": (
        "q[p,d] = sum(i, A[d,i]*x[p,i])\nk[p,d] = sum(i, B[d,i]*x[p,i])\nn[p,r] = sum(d, 1/4*q[p,d]*k[r,d])\n"
        "e[p,r] = exp(n[p,r])\ns[p] = sum(r, e[p,r])\nw[p,r] = e[p,r]/s[p]\no[p,d] = sum(r, w[p,r]*x[r,d])\n"
        "E = sum(p, d, 1/2*(z[p,d] - o[p,d])^2)",
        {"p": 13, "r": 13, "d": 9, "i": 9},
        {"A": (9, 9), "B": (9, 9)},
        {"x": (13, 9), "z": (13, 9)},
    ),
    "batch norm": (
        "a[n,j] = sum(i, W[j,i]*x[n,i])\nm[j] = sum(n, 1/6*a[n,j])\nv[j] = sum(n, 1/6*(a[n,j] - m[j])^2)\n"
        "y[n,j] = g[j]*(a[n,j] - m[j])/sqrt(v[j] + 1/1000) + b[j]\nE = sum(n, j, 1/2*(z[n,j] - tanh(y[n,j]))^2)",
        {"n": 6, "j": 17, "i": 11},
        {"W": (17, 11), "g": (17,), "b": (17,)},
        {"x": (6, 11), "z": (6, 17)},
    ),
    "convolution and pooling": (
        "a[f,i,j] = sum(k, l, W[f,k,l]*x[i+k-1,j+l-1]) + b[f]\nh[f,i,j] = relu(a[f,i,j])\n"
        "g[f,m,n] = sum(u, v, 1/4*h[f,2*m+u-2,2*n+v-2])\ny[o] = sum(f, m, n, V[o,f,m,n]*g[f,m,n])\n"
        "E = sum(o, 1/2*(z[o] - y[o])^2)",
        {"f": 3, "i": 8, "j": 18, "k": 3, "l": 2, "m": 4, "n": 9, "u": 2, "v": 2, "o": 5},
        {"W": (3, 3, 2), "b": (3,), "V": (5, 3, 4, 9)},
        {"x": (10, 19), "z": (5,)},
    ),
    "pooling that overlaps": (
        "h[i] = tanh(sum(k, W[k]*x[i+k-1]))\ng[m] = sum(u, 1/3*h[2*m+u-2])\nE = sum(m, 1/2*(z[m] - v[m]*g[m])^2)",
        {"i": 41, "k": 4, "m": 20, "u": 3},
        {"W": (4,), "v": (20,)},
        {"x": (44,), "z": (20,)},
    ),
    "two layers of filters with zeros outside": (
        "a[f,i] = sum(k, W[f,k]*x[i+k-2 else 0])\nh[f,i] = tanh(a[f,i])\n"
        "c[p,i] = sum(f, k, V[p,f,k]*h[f,i-2*k+4 else 0])\nE = sum(p, i, 1/2*(z[i] - c[p,i])^2)",
        {"f": 3, "i": 25, "k": 3, "p": 2},
        {"W": (3, 3), "V": (2, 3, 3)},
        {"x": (25,), "z": (25,)},
    ),
    "three factors and roots": (
        "c[n,k,i] = x[n,i] - u[k,i]\ny[n,k,i] = sum(j, M[i,j]*l[k,i,j]*c[n,k,j])\nv[i] = sum(n, 1/40*x[n,i]^2)\n"
        "E = sum(n, k, i, 1/2*y[n,k,i]^2*b[i]/sqrt(v[i] + 1/10)) + log(sum(i, exp(b[i])))",
        {"n": 40, "k": 3, "i": 9, "j": 9},
        {"u": (3, 9), "l": (3, 9, 9), "b": (9,)},
        {"x": (40, 9), "M": (9, 9)},
    ),
    "a recurrence": (
        "a[t,j] = sum(i, W[j,i]*x[t,i]) + sum(k, U[j,k]*h[t-1,k])\nh[t,j] = tanh(a[t,j])\nh[0,j] = 0\n"
        "E = sum(j, 1/2*(z[j] - h[last,j])^2)",
        {"t": 5, "i": 4, "j": 12, "k": 12},
        {"W": (12, 4), "U": (12, 12)},
        {"x": (5, 4), "z": (12,)},
    ),
}


def network(name: str) -> Network:
    equations, sizes, parameters, _ = EQUATIONS[name]
    lines = "\n".join(f"{index} = {size}" for index, size in sizes.items())
    names = ", ".join(f'"{parameter}"' for parameter in parameters)
    head = f"equations = '''\n{equations}\n'''\nloss = 'E'\nparameters = [{names}]\nlearning_rate = 0.1\n"
    return parse(f"{head}[sizes]\n{lines}\n", "model.toml")
