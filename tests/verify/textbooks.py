"""Models as textbooks have them: together they use every construct of the language of specs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from symbackprop.derive.narrate import Form, Outline, default_weights, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.graph.rounding import Rounding
from symbackprop.models.draw import drawn, is_open
from symbackprop.models.network import Network
from symbackprop.models.spec import parse
from symbackprop.verify.judging.verdicts import Report, Verdict
from symbackprop.verify.pipeline import verify

from ..formats import files_of

ROUNDS = 2

CLAIMING = re.compile(r"[\d=]")
"""What a passage must hold to claim anything; the name of a quantity alone claims nothing."""


@dataclass(frozen=True, slots=True)
class Model:
    """A model in equations.

    Args:
        equations: The model.
        parameters: What is trained.
        sizes: Of the indices.
        values: Those that are given, as a table of TOML; all others are drawn.
        rate: The learning rate, or None where an optimiser has it.
        loss: What is minimised.
        more: What else stands in the spec.
        forms: Of the notes that are judged.
    """

    equations: str
    parameters: tuple[str, ...]
    sizes: Mapping[str, int] = field(default_factory=dict)
    values: str = ""
    rate: str | None = "0.1"
    loss: str = "E"
    more: str = ""
    forms: tuple[Form, ...] = tuple(Form)

    def network(self, name: str) -> Network:
        """Return the model with values."""
        sizes = "".join(f"{index} = {size}\n" for index, size in self.sizes.items())
        rate = f"learning_rate = {self.rate}\n" if self.rate is not None else ""
        parameters = ", ".join(f'"{parameter}"' for parameter in self.parameters)
        text = (
            f'title = "{name}"\nequations = """\n{self.equations}\n"""\nloss = "{self.loss}"\n'
            f"parameters = [{parameters}]\n{rate}[sizes]\n{sizes}[values]\n{self.values}\n{self.more}"
        )
        network = parse(text, f"{name}.toml")
        return drawn(network, 1) if is_open(network) else network


def judged(network: Network, forms: tuple[Form, ...], written: str = "md") -> Report:
    """Return what is said of the notes of a network in some forms and a format, judged by the spec."""
    weights = default_weights(network) if Form.SCALAR in forms else ()
    document = notes(Numbers(network, Rounding(6)), Outline(weights, ROUNDS, forms))
    name = f"notes.{written}"
    return verify(files_of(written, document)[name], name, network)


def unread(report: Report) -> Iterator[str]:
    """Yield what is not read and may hold a claim, but for formulas in which dots leave something out."""
    left_out = [at.span for at in report.claims if at.verdict is Verdict.NOT_CHECKABLE]
    for item in report.coverage.unread:
        if CLAIMING.search(item.text) and not any(span.start <= item.span.start < span.end for span in left_out):
            yield f"{item.line}: {item.text}: {item.why.value}"


MODELS: Mapping[str, Model] = MappingProxyType(
    {
        "AdamW with a bound on the gradient": Model(
            "y = a*x + b\nE = 1/2*(y - t)^2",
            (
                "a",
                "b",
            ),
            values="x = 0.5\nt = 1\na = 0.25\nb = 0.1",
            rate=None,
            more='[optimiser]\nname = "adamw"\nlearning_rate = 0.1\nclip_norm = 1\n',
        ),
        "RMSProp with weight decay": Model(
            "y = a*x + b\nE = 1/2*(y - t)^2",
            (
                "a",
                "b",
            ),
            values="x = 0.5\nt = 1\na = 0.25\nb = 0.1",
            rate=None,
            more='[optimiser]\nname = "rmsprop"\nlearning_rate = 0.1\nweight_decay = 0.01\n',
        ),
        "a contrastive loss": Model(
            "z[n] = sum(d, u[d]*X[n,d])\nl[n] = -z[n]/tau + logsumexp(m, z[m]/tau)\nE = mean(n, l[n])",
            (
                "u",
                "tau",
            ),
            {"n": 3, "m": 3, "d": 2},
        ),
        "a convolution in two dimensions": Model(
            "a[i,j] = sum(k, l, w[k,l]*x[i+k-1,j+l-1]) + b\n"
            "h[i,j] = tanh(a[i,j])\n"
            "y = sum(i, j, v[i,j]*h[i,j])\n"
            "E = 1/2*(t - y)^2",
            (
                "w",
                "b",
                "v",
            ),
            {"i": 2, "j": 2, "k": 2, "l": 2},
        ),
        "a logsumexp over a matrix": Model(
            "h[j] = logsumexp(i, s[i]+A[i,j])\nE = -sum(j, q[j]*h[j])",
            (
                "s",
                "A",
            ),
            {"i": 3, "j": 2},
        ),
        "a loss over time": Model(
            "h[t] = tanh(w*x[t] + u*h[t-1])\nh[0] = 0\ne[t] = 1/2*(y[t] - h[t])^2\nE = sum(t, e[t])",
            (
                "w",
                "u",
            ),
            {"t": 5},
        ),
        "a mask": Model(
            "E = sum(i, where(act[i] == 1, 1/2*(t[i] - w*x[i])^2, 0))",
            ("w",),
            {"i": 4},
            values="act = [1, 0, 1, 1]",
        ),
        "a padded convolution with a mean": Model(
            "a[i] = sum(k, w[k]*x[i+k-2 else 0]) + b\nh[i] = relu(a[i])\ny = mean(i, h[i])\nE = 1/2*(t - y)^2",
            (
                "w",
                "b",
            ),
            {"i": 4, "k": 3},
            values="x = [1, 0.5, -1, 2]",
        ),
        "a padded picture with strides": Model(
            "a[i,j] = sum(k, l, w[k,l]*x[2*i+k-3 else 0, 2*j+l-3 else 0]) + b\n"
            "h[i,j] = relu(a[i,j])\n"
            "E = sum(i, j, 1/2*(y[i,j] - h[i,j])^2)",
            (
                "w",
                "b",
            ),
            {"i": 2, "j": 2, "k": 3, "l": 3},
            values="x = [[1, 0, 2], [0, 1, -1], [0, 0.5, 1]]",
        ),
        "a product of probabilities": Model(
            "p[i] = sigmoid(w*x[i] + b)\nL = -ln(prod(i, p[i]))",
            (
                "w",
                "b",
            ),
            {"i": 3},
            loss="L",
        ),
        "a recurrence that runs backwards": Model(
            "g[t] = tanh(w*x[t] + u*g[t+1])\ng[last+1] = 0\nE = 1/2*(y - g[1])^2",
            (
                "w",
                "u",
            ),
            {"t": 4},
        ),
        "a recurrence two steps back": Model(
            "h[t] = tanh(u*h[t-1] + v*h[t-2] + x[t])\nh[0] = s\nh[-1] = r\nE = 1/2*(y - h[last])^2",
            (
                "u",
                "v",
            ),
            {"t": 4},
            forms=(Form.SCALAR, Form.MATRIX),
        ),
        "a recurrent layer of Elman": Model(
            "a[t,j] = sum(i, U[j,i]*x[t,i]) + sum(k, W[j,k]*h[t-1,k]) + b[j]\n"
            "h[t,j] = tanh(a[t,j])\n"
            "h[0,j] = 0\n"
            "o[t] = sum(j, V[j]*h[t,j]) + c\n"
            "L = sum(t, 1/2*(y[t] - o[t])^2)",
            (
                "U",
                "W",
                "b",
                "V",
                "c",
            ),
            {"t": 3, "i": 2, "j": 2, "k": 2},
            loss="L",
        ),
        "a residual block with GELU": Model(
            "h[j] = gelu(sum(i, W[j,i]*x[i]))\ny[k] = sum(j, V[k,j]*h[j]) + x[k]\nE = 1/2*sum(k, (t[k] - y[k])^2)",
            (
                "W",
                "V",
            ),
            {"i": 2, "j": 3, "k": 2},
        ),
        "a softmax over a batch": Model(
            "z[n,k] = sum(i, W[k,i]*X[n,i]) + b[k]\n"
            "p[n,k] = softmax(k, z[n,k])\n"
            "E = -mean(n, sum(k, Y[n,k]*ln(p[n,k])))",
            (
                "W",
                "b",
            ),
            {"n": 3, "i": 2, "k": 3},
            values="Y = [[1,0,0],[0,0,1],[0,1,0]]",
        ),
        "a strided convolution": Model(
            "a[i] = sum(k, w[k]*x[2*i+k-2])\nh[i] = sigmoid(a[i])\nE = sum(i, 1/2*(t[i] - h[i])^2)",
            ("w",),
            {"i": 3, "k": 2},
        ),
        "a sum in a sum": Model(
            "E = 1/2*(t - sum(i, w[i]*tanh(sum(j, v[i,j]*x[j]))))^2",
            (
                "w",
                "v",
            ),
            {"i": 2, "j": 3},
        ),
        "a variational autoencoder": Model(
            "mu = w*x\n"
            "s = exp(v*x)\n"
            "z = mu + s*eps\n"
            "y = sigmoid(u*z)\n"
            "E = -(x*ln(y) + (1 - x)*ln(1 - y)) + 1/2*(mu^2 + s^2 - 1 - ln(s^2))",
            (
                "w",
                "v",
                "u",
            ),
            values="x = 0.7",
        ),
        "a window over the past": Model(
            "y[t] = sum(k, v[k]*y[t-k else 0]) + x[t]\nE = sum(t, 1/2*(d[t] - y[t])^2)",
            ("v",),
            {"t": 4, "k": 2},
        ),
        "an embedding": Model(
            "e[t,d] = E[word[t],d]\n"
            "h[d] = mean(t, e[t,d])\n"
            "z[k] = sum(d, W[k,d]*h[d])\n"
            "p[k] = softmax(k, z[k])\n"
            "L = -sum(k, y[k]*ln(p[k]))",
            (
                "E",
                "W",
            ),
            {"t": 3, "d": 2, "k": 2},
            values="word = [2, 4, 2]\ny = [0, 1]\nE = [[0.1, 0.2],[0.3, -0.1],[0.5, 0.4],[-0.2, 0.6]]",
            loss="L",
        ),
        "an exponent that is computed": Model(
            "y = a*x^(b*n)\nE = 1/2*(ln(y) - t)^2",
            (
                "a",
                "b",
            ),
            values="x = 2\nn = 1.5\na=0.7\nb=0.4\nt=1",
        ),
        "an optimiser of one's own": Model(
            "y = a*x + b\nE = 1/2*(y - t)^2",
            ("a", "b"),
            values="x = 0.5\nt = 1\na = 0.25\nb = 0.1",
            rate=None,
            more="[optimiser]\nequations = '''\nv_new = (1 - friction)*v - eta*g\nw_new = w + v_new\n'''\n"
            "learning_rate = 0.1\nfriction = 0.1\nstate = { v = 0 }\n",
        ),
        "arrays y and y2": Model(
            "s[k] = sum(i, W[k,i]*x[i])\nE = sum(k, (1 - y[k])*max(0, 1 + s[k] - sum(l, y2[l]*s[l])))",
            ("W",),
            {"i": 2, "k": 3, "l": 3},
            values="y = [0, 1, 0]\ny2 = [0, 1, 0]",
        ),
        "attention with a mask": Model(
            "s[i,j] = sum(d, q[i,d]*k[j,d])/sqrt(2)\n"
            "a[i,j] = softmax(j, where(m[i,j] == 1, s[i,j], -9))\n"
            "o[i,d] = sum(j, a[i,j]*v[j,d])\n"
            "E = sum(i, d, 1/2*(y[i,d] - o[i,d])^2)",
            (
                "q",
                "k",
                "v",
            ),
            {"i": 2, "j": 2, "d": 2},
            values="m = [[1, 1],[1, 1]]\nq = [[0.1,0.4],[0.5,-0.2]]\n"
            "k = [[0.3,0.2],[-0.5,0.6]]\nv = [[1,0.4],[0.5,-1]]\ny = [[0.1,0.4],[0.5,-0.2]]",
        ),
        "cases": Model(
            "y = cases(x > 2, w*x, x > 0, w*x^2 + b, b)\nE = (t - y)^2",
            (
                "w",
                "b",
            ),
            values="x = 1.5",
        ),
        "channels": Model(
            "a[c,i,j] = sum(k, l, w[c,k,l]*x[i+k-1,j+l-1]) + b[c]\n"
            "h[c,i,j] = relu(a[c,i,j])\n"
            "y = sum(c, i, j, v[c,i,j]*h[c,i,j])\n"
            "E = 1/2*(t - y)^2",
            (
                "w",
                "b",
                "v",
            ),
            {"c": 2, "i": 2, "j": 2, "k": 2, "l": 2},
        ),
        "discounted rewards": Model(
            "G[t] = r[t] + gamma*G[t+1]\nG[last+1] = 0\nE = sum(t, 1/2*(G[t] - v*s[t])^2)",
            (
                "v",
                "gamma",
            ),
            {"t": 3},
        ),
        "factors of users and items": Model(
            "r[n] = sum(f, P[user[n],f]*Q[item[n],f])\nE = sum(n, (y[n] - r[n])^2) + 0.1*sum(n, f, P[user[n],f]^2)",
            (
                "P",
                "Q",
            ),
            {"n": 3, "f": 2},
            values="user = [1, 2, 2]\nitem = [2, 1, 3]\n"
            "P = [[0.5,-0.2],[0.1,0.7]]\nQ = [[0.3,0.4],[-0.6,0.2],[0.9,-0.1]]\ny = [1, 0, 0.5]",
        ),
        "first and last positions": Model(
            "E = sum(i, 1/2*(y[i] - f[i])^2) + lam*(f[last] - f[first])^2",
            ("f",),
            {"i": 3},
        ),
        "labels of either sign": Model(
            "E = mean(n, ln(1 + exp(-y[n]*(sum(i, w[i]*x[n,i]) + b))))",
            (
                "w",
                "b",
            ),
            {"n": 4, "i": 2},
            values="y = [1, -1, 1, -1]",
        ),
        "maxout": Model(
            "h[j] = max(k, sum(i, W[j,k,i]*x[i]))\nE = 1/2*(t - sum(j, h[j]))^2",
            ("W",),
            {"i": 2, "j": 2, "k": 2},
            values="W = [[[0.1,0.4],[0.5,-0.2]],[[-0.3,0.2],[0.6,0.1]]]\nx = [1, 0.5]\nt = 1",
        ),
        "positions that run backwards": Model(
            "y = sum(i, w[i]*x[5-i])\nE = 1/2*(t - y)^2",
            ("w",),
            {"i": 4},
        ),
        "radial basis functions": Model(
            "phi[j] = exp(-sum(i, (x[i] - c[j,i])^2)/(2*s^2))\ny = sum(j, w[j]*phi[j])\nE = 1/2*(t - y)^2",
            (
                "c",
                "w",
                "s",
            ),
            {"i": 2, "j": 2},
        ),
        "scores of tags": Model(
            "s = sum(t, e[t,tag[t]]) + A[tag[1],tag[2]] + A[tag[2],tag[3]]\nE = 1/2*(y - s)^2",
            (
                "e",
                "A",
            ),
            {"t": 3},
            values="tag = [2, 1, 2]\ne = [[0.1,0.2],[0.3,-0.1],[0.5,0.4]]\nA = [[0.2,-0.3],[0.4,0.6]]\ny = 2",
        ),
        "steps of Euler": Model(
            "z[t] = z[t-1] + dt*(alpha*z[t-1] - beta*z[t-1]^2)\nz[0] = z0\nE = 1/2*(z[last] - y)^2",
            (
                "alpha",
                "beta",
            ),
            {"t": 4},
        ),
        "the cosine of two vectors": Model(
            "a = sum(i, u[i]*v[i])\nn = sqrt(sum(i, u[i]^2))*sqrt(sum(i, v[i]^2))\nE = 1 - a/n",
            (
                "u",
                "v",
            ),
            {"i": 3},
        ),
        "the forward algorithm of a hidden Markov model": Model(
            "alpha[t,j] = e[t,j] + logsumexp(i, alpha[t-1,i] + A[i,j])\n"
            "alpha[0,j] = p[j]\n"
            "E = -logsumexp(j, alpha[last,j])",
            (
                "A",
                "e",
            ),
            {"t": 3, "i": 2, "j": 2},
        ),
        "the likelihood of a normal distribution": Model(
            "E = mean(n, ln(sqrt(2*pi)*s) + (x[n] - mu)^2/(2*s^2))",
            (
                "mu",
                "s",
            ),
            {"n": 4},
        ),
        "the maximum of pairs": Model(
            "a[i] = w*x[i] + b\np[n] = max(k, a[2*n+k-2])\nE = sum(n, 1/2*(t[n] - p[n])^2)",
            (
                "w",
                "b",
            ),
            {"i": 6, "n": 3, "k": 2},
            values="x = [0.5, -1, 2, 0.1, -0.3, 0.7]\nw = 0.8\nb = 0.3\nt = [1, 0, 0.5]",
        ),
        "the mean of pairs": Model(
            "a[i] = tanh(w*x[i] + b)\np[n] = mean(k, a[2*n+k-2])\nE = sum(n, 1/2*(t[n] - p[n])^2)",
            (
                "w",
                "b",
            ),
            {"i": 6, "n": 3, "k": 2},
            forms=(Form.SCALAR,),
        ),
        "the nearest centre": Model(
            "d[n] = min(k, sum(i, (x[n,i] - c[k,i])^2))\nE = sum(n, d[n])",
            ("c",),
            {"n": 3, "k": 2, "i": 2},
        ),
        "the value of an action": Model(
            "q = sum(a, where(a0[a] == 1, w[a]*s, 0))\nE = 1/2*(y - q)^2",
            ("w",),
            {"a": 3},
            values="a0 = [0, 1, 0]\ns = 0.5\nw = [0.2,-0.4,0.7]\ny = 1",
        ),
        "Adam with a rate that falls": Model(
            "h[j] = tanh(sum(i, W[j,i]*x[i]) + b[j])\ny = sum(j, v[j]*h[j]) + c\nE = 1/2*(t - y)^2",
            (
                "W",
                "b",
                "v",
                "c",
            ),
            {"i": 2, "j": 2},
            rate=None,
            more='[optimiser]\nname = "adam"\nlearning_rate = "1/(4*sqrt(n))"\nclip_value = 0.5\n',
        ),
        "a mixture of normal distributions": Model(
            "l[n,k] = ln(pi_k[k]) - ln(s[k]) - (x[n] - mu[k])^2/(2*s[k]^2)\nL = -sum(n, logsumexp(k, l[n,k]))",
            (
                "mu",
                "s",
            ),
            {"n": 3, "k": 2},
            values="pi_k = [0.4, 0.6]\ns = [1, 0.5]\nmu = [0, 1]\nx = [0.5, -0.5, 1.5]",
            loss="L",
        ),
        "an end at one element of a vector": Model(
            "alpha[t,s] = logsumexp(r, alpha[t-1,r] + A[r,s]) + o[t,s]\nalpha[0,s] = pi0[s]\nL = -alpha[last,last]",
            (
                "A",
                "o",
            ),
            {"t": 3, "s": 2, "r": 2},
            loss="L",
        ),
        "heads of attention": Model(
            "q[t,e] = sum(d, Wq[e,d]*x[t,d])\n"
            "k[s,e] = sum(d, Wk[e,d]*x[s,d])\n"
            "v[s,e] = sum(d, Wv[e,d]*x[s,d])\n"
            "a[h,t,s] = softmax(s, sum(c, q[t,2*h+c-2]*k[s,2*h+c-2])/sqrt(2))\n"
            "o[h,t,c] = sum(s, a[h,t,s]*v[s,2*h+c-2])\n"
            "E = 1/2*sum(h, t, c, (y[h,t,c] - o[h,t,c])^2)",
            (
                "Wq",
                "Wk",
                "Wv",
            ),
            {"t": 2, "s": 2, "d": 2, "e": 4, "h": 2, "c": 2},
        ),
        "a start that is longer than its recurrence": Model(
            "h[t,j] = tanh(sum(i, U[j,i]*h[t-1,i]) + w[j]*x[t])\nh[0,j] = s[j]\nE = 1/2*(y - sum(j, h[last,j]))^2",
            (
                "U",
                "w",
                "s",
            ),
            {"t": 3, "i": 2, "j": 2},
            more="[shapes]\ns = 4\n",
        ),
        "a part of a state": Model(
            "h[t,j] = tanh(sum(i, U[j,i]*h[t-1,i]) + w[j]*x[t])\n"
            "h[0,j] = 0\n"
            "o[t,k] = sum(m, V[k,m]*h[t,m+1])\n"
            "E = sum(t, k, 1/2*(y[t,k] - o[t,k])^2)",
            (
                "U",
                "w",
                "V",
            ),
            {"t": 3, "i": 3, "j": 3, "k": 2, "m": 2},
        ),
        "a ratio of policies, old and new": Model(
            "lp[n] = sum(i, w[i]*x[n,i])\n"
            "r[n] = exp(lp[n] - lp_old[n])\n"
            "L = -mean(n, min(r[n]*A[n], clip(r[n], 1/2, 3/2)*A[n]))",
            ("w",),
            {"n": 3, "i": 2},
            loss="L",
        ),
        "heat that flows along a rod": Model(
            "u[t,i] = u[t-1,i] + r*(u[t-1,i+1 else 0] - 2*u[t-1,i] + u[t-1,i-1 else 0])\n"
            "u[0,i] = f[i]\n"
            "E = sum(i, 1/2*(u[last,i] - y[i])^2)",
            ("f", "r"),
            {"t": 3, "i": 3},
            values="r = 0.25",
        ),
    }
)
