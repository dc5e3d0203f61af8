"""Products of matrices and vectors in exactly rounded sums: each product is split into its value and its rounding error
(Dekker 1971, Veltkamp's splitting), and math.fsum adds all of them without error (Shewchuk 1997)."""

import math

import numpy as np
import scipy.sparse as sp

_SPLIT = 134217729.0  # 2²⁷ + 1


def two_product(a, b):
    """The product and its error: a b = p + e exactly, barring overflow."""
    p = a * b
    ah = _SPLIT * a
    ah = ah - (ah - a)
    bh = _SPLIT * b
    bh = bh - (bh - b)
    al, bl = a - ah, b - bh
    return p, ((ah * bh - p) + ah * bl + al * bh) + al * bl


def dot(a, b):
    """Σ a_i b_i, rounded once."""
    p, e = two_product(np.asarray(a, float), np.asarray(b, float))
    return math.fsum(p.tolist() + e.tolist())


def sums(terms, vectors, rows):
    """Σ M v over the pairs (M, v) of `terms`, plus the `vectors`: every entry rounded once."""
    at, values = [], []
    for matrix, vector in terms:
        coo = sp.coo_matrix(matrix)
        p, e = two_product(coo.data, vector[coo.col])
        at += [coo.row, coo.row]
        values += [p, e]
    for vector in vectors:
        at.append(np.arange(rows))
        values.append(vector)
    at, values = np.concatenate(at), np.concatenate(values)
    order = np.argsort(at, kind="stable")
    bounds = np.searchsorted(at[order], np.arange(rows + 1))
    values = values[order].tolist()
    return np.array([math.fsum(values[bounds[i] : bounds[i + 1]]) for i in range(rows)])
