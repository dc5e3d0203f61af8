"""A problem of a set in one form: minimise ½xᵀPx + qᵀx subject to Ax + s = b, s in a product of cones.

The rows of a quadratic program are its equalities, then its inequalities.
"""

import dataclasses
import gzip
import json

import numpy as np
import scipy.sparse as sp

QUADRATIC = ("zero", "nonneg")


@dataclasses.dataclass(frozen=True)
class Cone:
    kind: str  # zero, nonneg, soc, psd, exp or power
    first: int  # its first row
    rows: int
    number: float = 0.0  # the order of a psd cone, the exponent of a power cone

    @property
    def end(self):
        return self.first + self.rows


@dataclasses.dataclass(frozen=True)
class Problem:
    P: sp.csc_matrix  # all of it
    q: np.ndarray
    A: sp.csc_matrix
    b: np.ndarray
    cones: tuple

    @property
    def n(self):
        return len(self.q)

    @property
    def m(self):
        return len(self.b)

    @property
    def is_quadratic(self):
        return all(c.kind in QUADRATIC for c in self.cones)

    @property
    def is_linear(self):
        return self.P.nnz == 0

    def rows(self, *kinds):
        """The numbers of the rows whose cones are of these kinds."""
        return np.concatenate([np.empty(0, int)] + [np.arange(c.first, c.end) for c in self.cones if c.kind in kinds])


def read(path):
    """The problem of a file of `ffo solve` with one problem by matrices; `.gz` is unpacked."""
    with (gzip.open if str(path).endswith(".gz") else open)(path, "rt") as file:
        content = json.load(file)
    problems = content.get("problems", [content])
    if len(problems) != 1 or "variables" in problems[0]:
        raise ValueError(f"{path}: expected one problem by matrices")
    return of_fields(problems[0])


def of_fields(fields):
    """The problem of the fields P, q, A, b, G, h, cones. Rows with h = ∞ say nothing; a file of a set has none."""
    A, G = _matrix(fields.get("A")), _matrix(fields.get("G"))
    n = len(fields["q"]) if "q" in fields else next(M.shape[1] for M in (_matrix(fields.get("P")), A, G) if M is not None)
    P = _matrix(fields.get("P"))
    parts = [M for M in (A, G) if M is not None]
    b = np.concatenate([np.array(fields.get(k, []), float) for k in ("b", "h")])
    if not np.isfinite(b).all():
        raise ValueError("a row without a bound")
    if "cones" in fields:
        cones = _cones(fields["cones"])
    else:
        equalities = 0 if A is None else A.shape[0]
        cones = _row_by_row([("zero", equalities, 0.0), ("nonneg", len(b) - equalities, 0.0)])
    return Problem(
        sp.csc_matrix((n, n)) if P is None else P,
        np.array(fields.get("q", np.zeros(n)), float),
        sp.csc_matrix(sp.vstack(parts)) if parts else sp.csc_matrix((0, n)),
        b,
        cones,
    )


def _cones(listed):
    each = []
    for cone in listed:
        ((kind, size),) = cone.items()
        if kind == "psd":
            each.append((kind, size * (size + 1) // 2, float(size)))
        elif kind == "power":
            each.append((kind, 3, float(size)))
        elif kind == "exp":
            each += [(kind, 3, 0.0)] * size
        else:
            each.append((kind, size, 0.0))
    return _row_by_row(each)


def _row_by_row(each):
    cones, row = [], 0
    for kind, rows, number in each:
        if rows > 0:
            cones.append(Cone(kind, row, rows, number))
        row += rows
    return tuple(cones)


def _matrix(value):
    if value is None:
        return None
    if isinstance(value, list):
        return sp.csc_matrix(np.array(value, float))
    if "diag" in value:
        return sp.csc_matrix(sp.diags(np.array(value["diag"], float)))
    return sp.csc_matrix((value["v"], (value["i"], value["j"])), shape=(value["rows"], value["cols"]), dtype=float)
