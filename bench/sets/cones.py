"""How far a point is outside a cone: the least t ≥ 0 for which v + t e is inside, e an inner direction of the cone.

    nonneg  e = 1                       soc  e = (1, 0, …)             psd  e = I
    exp     e = (−1, 1, 1)              power  e = (1, 1, 0)            both inside their duals too

The definitions are those of the library: exp is y exp(x/y) ≤ w, its dual u < 0, w > 0, v ≥ u(1 + log(w/(−u)));
power is x^α y^(1−α) ≥ |w|, its dual (u/α)^α (v/(1−α))^(1−α) ≥ |w|; psd stands as the upper triangle, column by
column, off-diagonal entries times √2.
"""

import numpy as np


def outside(cone, v, dual):
    """The least t, to rounding.

    v: the rows of this cone; dual: whether the dual cone is meant (every dual of a zero cone is inside)."""
    if cone.kind == "zero":
        return 0.0 if dual else float(np.abs(v).max())
    if cone.kind == "nonneg":
        return max(0.0, float(-v.min()))
    if cone.kind == "soc":
        return max(0.0, float(np.linalg.norm(v[1:]) - v[0]))
    if cone.kind == "psd":
        return max(0.0, -float(np.linalg.eigvalsh(matrix(v, int(cone.number)))[0]))
    inside = (_in_dual_exponential if dual else _in_exponential) if cone.kind == "exp" else _power(cone.number, dual)
    return _bisect(lambda t: inside(*(v + t * inner(cone))))


def inner(cone):
    """e."""
    if cone.kind == "zero":
        return np.zeros(cone.rows)
    if cone.kind == "nonneg":
        return np.ones(cone.rows)
    if cone.kind == "soc":
        return np.eye(1, cone.rows)[0]
    if cone.kind == "psd":
        k = int(cone.number)
        e = np.zeros(cone.rows)
        e[np.arange(1, k + 1) * np.arange(2, k + 2) // 2 - 1] = 1
        return e
    return np.array([-1.0, 1.0, 1.0] if cone.kind == "exp" else [1.0, 1.0, 0.0])


def matrix(v, order):
    """The symmetric matrix of its vector."""
    M = np.zeros((order, order))
    rows, columns = np.tril_indices(order)  # of the lower triangle row by row: the upper one column by column
    M[rows, columns] = np.where(rows == columns, v, v / np.sqrt(2))
    return M + np.tril(M, -1).T


def _in_exponential(x, y, w):
    if y <= 0:
        return y == 0 and x <= 0 and w >= 0
    return w > 0 and y * np.log(w / y) >= x


def _in_dual_exponential(u, v, w):
    if u >= 0:
        return u == 0 and v >= 0 and w >= 0
    return w > 0 and v >= u * (1 + np.log(w / -u))


def _power(alpha, dual):
    def inside(x, y, w):
        if dual:
            x, y = x / alpha, y / (1 - alpha)
        return x >= 0 and y >= 0 and x**alpha * y ** (1 - alpha) >= abs(w)

    return inside


def _bisect(inside):
    if inside(0.0):
        return 0.0
    high = 1e-300
    while not inside(high):
        high *= 16
        if high > 1e300:
            return np.inf
    low = high / 16
    while (middle := 0.5 * (low + high)) not in (low, high):
        low, high = (low, middle) if inside(middle) else (middle, high)
    return high
