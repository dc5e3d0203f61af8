"""The conic workloads: problems in their natural parameters, as models of cvxpy, with exact solutions and gradients.

Every kind has its answer in closed form or by a Newton method on a smooth equation, and its gradient by differentiating
that equation; nothing here knows a cone. c is the cotangent, ℓ = cᵀx*.
"""

import dataclasses
import typing

import numpy as np
import scipy.sparse as sp

from problem import Problem

LABELS = np.where(np.arange(50) % 2 == 0, 1.0, -1.0)  # of the logistic regression
WEIGHT = 0.1  # of its regulariser


@dataclasses.dataclass
class Standard:
    """min ½yᵀPy + linear(parameter)ᵀy subject to Ay + s = b, s in the cones; x is the beginning of y."""

    P: typing.Any
    A: typing.Any
    b: np.ndarray
    cones: list
    linear: typing.Callable


def _beside(v, value):
    """v and as many copies of a value, along the last axis; v is a tensor of torch."""
    import torch

    return torch.cat([v, torch.full_like(v, value)], dim=-1)


def _round(v):
    return np.round(v, 6)


def problem(kind, shape, batch, seed, draw):
    """A batch of one slot, named and shaped by the kind, and a random cotangent."""
    rng = np.random.default_rng([seed, *shape])
    slot = KINDS[kind].slot
    data = {slot: _round(np.stack([draw(rng) for _ in range(batch)]))}
    cotangent = _round(rng.standard_normal((batch, KINDS[kind].size(shape))))
    return Problem("", "", (slot,), (), data, cotangent, kind=kind)


def ball(n, batch=8):
    return problem("ball", (n,), batch, 11, lambda rng: rng.normal(0.5, 1.15, n))


def softmax(n, batch=8):
    return problem("softmax", (n,), batch, 12, lambda rng: rng.standard_normal(n))


def logistic(m, n, batch=8):
    return problem("logistic", (m, n), batch, 13, lambda rng: rng.standard_normal((m, n)))


def norm_ball(n, batch=8):
    return problem("norm3", (n,), batch, 15, lambda rng: rng.standard_normal(n))


def correlation(n, batch=8):
    def draw(rng):
        m = rng.uniform(-1, 1, (n, n))
        return np.tril(m, -1) + np.tril(m, -1).T + np.eye(n)

    return problem("correlation", (n, n), batch, 14, draw)


class Ball:
    """The paper's program with a norm: min ½‖x‖² + qᵀx, −1 ≤ x ≤ 0, 1ᵀx ≤ 3, ‖x‖ ≤ 1.

    x = clip(−q/t, −1, 0) with t = 1 + the multiplier of ½(‖x‖² − 1) ≤ 0. On the free entries F: x_F = −q_F/t.
    """

    slot = "q"

    @staticmethod
    def size(shape):
        return shape[0]

    @staticmethod
    def exact(q, c):
        x = lambda t: np.clip(-q / t, -1, 0)
        low, high = 1.0, 1.0
        active = np.linalg.norm(x(1.0)) > 1
        while active and np.linalg.norm(x(high)) > 1:
            high *= 2
        for _ in range(200 if active else 0):  # to rounding
            middle = 0.5 * (low + high)
            low, high = (middle, high) if np.linalg.norm(x(middle)) > 1 else (low, middle)
        t, z = high, x(high)
        free = (z > -1) & (z < 0)
        gradient = np.zeros_like(q)
        gradient[free] = -c[free] / t
        if active:
            gradient[free] += z[free] * (z[free] @ c[free]) / (z[free] @ z[free]) / t
        return z, gradient

    @staticmethod
    def model(cp, n):
        q, x = cp.Parameter(n), cp.Variable(n)
        rows = [x >= -1, x <= 0, cp.sum(x) <= 3, cp.norm(x) <= 1]
        return cp.Problem(cp.Minimize(0.5 * cp.sum_squares(x) + q @ x), rows), q, x

    @staticmethod
    def standard(n):
        """Rows −x ≤ 1, x ≤ 0, 1ᵀx ≤ 3, and (1, x) in the second-order cone; q is the parameter itself."""
        I, zero = sp.identity(n), sp.csr_matrix((1, n))
        b = np.concatenate([np.ones(n), np.zeros(n), [3.0, 1.0], np.zeros(n)])
        cones = [("nonneg", 2 * n + 1), ("soc", n + 1)]
        return Standard(I, sp.vstack([-I, I, np.ones((1, n)), zero, -I]), b, cones, lambda q: q)

    @staticmethod
    def fields(q):
        """The problem file of `ffo solve`."""
        form = Ball.standard(len(q))
        A = form.A.tocoo()
        a = {"rows": A.shape[0], "cols": A.shape[1], "i": A.row.tolist(), "j": A.col.tolist(), "v": A.data.tolist()}
        cones = [{kind: size} for kind, size in form.cones]
        return {"P": {"diag": [1.0] * len(q)}, "q": q.tolist(), "A": a, "b": form.b.tolist(), "cones": cones}


class Softmax:
    """The softmax by entropy: min −qᵀx − H(x), 1ᵀx = 1."""

    slot = "q"

    @staticmethod
    def size(shape):
        return shape[0]

    @staticmethod
    def exact(q, c):
        e = np.exp(q - q.max())
        x = e / e.sum()
        return x, x * c - x * (x @ c)

    @staticmethod
    def model(cp, n):
        q, x = cp.Parameter(n), cp.Variable(n)
        return cp.Problem(cp.Minimize(-q @ x - cp.sum(cp.entr(x))), [cp.sum(x) == 1]), q, x

    @staticmethod
    def standard(n):
        """Variables (x, t): min −qᵀx + 1ᵀt, 1ᵀx = 1, (−t_i, x_i, 1) in the exponential cone."""
        A = sp.lil_matrix((1 + 3 * n, 2 * n))
        A[0, :n] = 1
        for i in range(n):
            A[1 + 3 * i, n + i] = 1
            A[2 + 3 * i, i] = -1
        b = np.concatenate([[1.0], np.tile([0.0, 0.0, 1.0], n)])
        return Standard(sp.csr_matrix((2 * n, 2 * n)), A, b, [("zero", 1), ("exp", n)], lambda q: _beside(-q, 1.0))


class LogisticRegression:
    """min (1/m) Σ log(1 + exp(−y_i x_iᵀw)) + (λ/2)‖w‖² over w; the parameter is the data matrix X."""

    slot = "X"

    @staticmethod
    def size(shape):
        return shape[1]

    @staticmethod
    def exact(X, c):
        m, n = X.shape
        y, w = LABELS[:m], np.zeros(n)
        for _ in range(50):
            s = 1 / (1 + np.exp(y * (X @ w)))
            gradient = -X.T @ (y * s) / m + WEIGHT * w
            H = X.T @ ((s * (1 - s))[:, None] * X) / m + WEIGHT * np.eye(n)
            step = np.linalg.solve(H, gradient)
            w -= step
            if np.abs(step).max() < 1e-15:
                break
        s = 1 / (1 + np.exp(y * (X @ w)))
        v = -np.linalg.solve(H, c)
        return w, (np.outer(-y * s, v) + np.outer(s * (1 - s) * (X @ v), w)) / m

    @staticmethod
    def model(cp, m, n):
        X, w = cp.Parameter((m, n)), cp.Variable(n)
        loss = cp.sum(cp.logistic(-cp.multiply(LABELS[:m], X @ w))) / m
        return cp.Problem(cp.Minimize(loss + WEIGHT / 2 * cp.sum_squares(w))), X, w


class Norm3Ball:
    """The projection on the ball of the 3-norm: min ½‖x − q‖², ‖x‖₃ ≤ 1.

    x_i + λ x_i|x_i| = q_i, and λ ≥ 0 the root of Σ |x_i|³ = 1 if ‖q‖₃ > 1.
    """

    slot = "q"

    @staticmethod
    def size(shape):
        return shape[0]

    @staticmethod
    def exact(q, c):
        x = lambda t: 2 * q / (1 + np.sqrt(1 + 4 * t * np.abs(q)))
        excess = lambda t: np.sum(np.abs(x(t)) ** 3) - 1
        if excess(0.0) <= 0:
            return q.copy(), c.copy()
        low, high = 0.0, 1.0
        while excess(high) > 0:
            high *= 2
        for _ in range(200):  # to rounding
            middle = 0.5 * (low + high)
            low, high = (middle, high) if excess(middle) > 0 else (low, middle)
        z = x(high)
        slope, normal = 1 + 2 * high * np.abs(z), z * np.abs(z)
        free = c / slope
        return z, free - normal / slope * (normal @ free) / (normal @ (normal / slope))

    @staticmethod
    def model(cp, n):
        q, x = cp.Parameter(n), cp.Variable(n)
        return cp.Problem(cp.Minimize(0.5 * cp.sum_squares(x - q)), [cp.pnorm(x, 3) <= 1]), q, x


class Correlation:
    """The nearest correlation matrix: min ½‖X − C‖², diag X = 1, X positive semidefinite.

    X = Π(C + Diag(y)) with y the root of diag Π(C + Diag(y)) = 1 (Qi & Sun 2006).
    """

    slot = "C"

    @staticmethod
    def size(shape):
        return shape[0] * shape[1]

    @staticmethod
    def exact(C, c):
        n = len(C)
        y = np.zeros(n)
        for _ in range(100):
            X, derivative = _projection(C + np.diag(y))
            residual = np.diag(X) - 1
            if np.abs(residual).max() < 1e-15:
                break
            y -= np.linalg.solve(_jacobian(derivative, n), residual)
        G = c.reshape(n, n)
        G = 0.5 * (G + G.T)
        weights = np.linalg.solve(_jacobian(derivative, n), np.diag(derivative(G)))
        return X.ravel(), derivative(G - np.diag(weights))

    @staticmethod
    def model(cp, n, _):
        C, X = cp.Parameter((n, n), symmetric=True), cp.Variable((n, n), PSD=True)
        return cp.Problem(cp.Minimize(0.5 * cp.sum_squares(X - C)), [cp.diag(X) == 1]), C, X


def _projection(M):
    """Π(M) on the positive semidefinite matrices, and its derivative as a function."""
    d, V = np.linalg.eigh(M)
    positive = np.maximum(d, 0)
    difference = np.abs(d[:, None]) + np.abs(d)
    weight = np.where(difference > 0, (positive[:, None] + positive) / np.where(difference > 0, difference, 1), 0)
    same = (d[:, None] > 0) == (d > 0)
    weight = np.where(same, (d > 0).astype(float)[:, None] * np.ones_like(d), weight)
    return (V * positive) @ V.T, lambda G: V @ (weight * (V.T @ G @ V)) @ V.T


def _jacobian(derivative, n):
    return np.column_stack([np.diag(derivative(np.diag(row))) for row in np.eye(n)])


KINDS = {"ball": Ball, "softmax": Softmax, "logistic": LogisticRegression, "norm3": Norm3Ball, "correlation": Correlation}
