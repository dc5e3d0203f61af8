"""The workloads: seeded problems, written once into .data as NAME.npz (and NAME.json for `ffo solve`).

Random entries are rounded to six decimals, so that the problem files stay short and every reader has the same doubles.
"""

import dataclasses
import typing

import numpy as np
import scipy.sparse as sp

import conic
import sudoku
from problem import SLOTS, Problem, data_folder


@dataclasses.dataclass(frozen=True)
class Workload:
    name: str
    family: str
    make: typing.Callable
    bench: str = ""  # the same kind of workload in `ffo bench`

    def problem(self):
        return dataclasses.replace(self.make(), name=self.name, family=self.family, bench=self.bench)


def _round(v):
    return np.round(v, 6)


def _none(n):
    return {"A": np.zeros((0, n)), "b": np.zeros(0)}


def dense(n, batch, equalities=0, share=()):
    """n variables, n inequalities, every entry random, half of the inequalities active with duals in [0.1, 1.1].

    x*, the duals and the slacks are drawn first, h, b and q follow from them; so no problem is nearly degenerate. Problem i
    is the same in a batch of any size.
    """
    problems = [_dense_one(n, i, equalities, share) for i in range(batch)]
    data = {s: problems[0][s] if s in share else np.stack([p[s] for p in problems]) for s in SLOTS}
    if equalities == 0:
        data |= _none(n)
        share = (*share, "A", "b")
    slots = tuple(s for s in SLOTS if s not in share)
    cotangent = np.stack([_round(np.random.default_rng([7, n, i]).standard_normal(n)) for i in range(batch)])
    return Problem("", "", slots, tuple(share), data, cotangent)


def _dense_one(n, i, equalities, share):
    own = np.random.default_rng([1, n, equalities, i])
    rng = np.random.default_rng([2, n, equalities]) if share else own
    M = rng.standard_normal((n, n))
    P = _round(M @ M.T / n + 0.5 * np.eye(n))
    A, G = (_round(rng.standard_normal((k, n)) / np.sqrt(n)) for k in (equalities, n))
    x, y = own.standard_normal(n), own.standard_normal(equalities)
    active = own.permutation(n) < n // 2
    level = own.uniform(0.1, 1.1, n)
    z, s = np.where(active, level, 0), np.where(active, 0, level)
    return {"P": P, "q": _round(-(P @ x + A.T @ y + G.T @ z)), "A": A, "b": _round(A @ x), "G": G, "h": _round(G @ x + s)}


def paper(n, batch, every_slot=False):
    """The synthetic problem of Zhao et al. 2026: min ½xᵀx + qᵀx, −1 ≤ x ≤ 0, 1ᵀx ≤ 3, as G = [I; −I; 1ᵀ], h = [0; 1; 3].

    q is drawn so that a third of the variables stands at either bound and a third is free, as a predictor in training
    gives it; the row 1ᵀx ≤ 3 is never active.
    """
    rng = np.random.default_rng([3, n])
    q = _round(rng.normal(0.5, 1.15, (batch, n)))
    P = sp.identity(n, format="csc")
    G = sp.vstack([sp.identity(n), -sp.identity(n), np.ones((1, n))], format="csc")
    h = np.concatenate([np.zeros(n), np.ones(n), [3.0]])
    data = {"P": P, "q": q, "G": G, "h": h} | _none(n)
    slots, shared = ("q",), ("P", "A", "b", "G", "h")
    if every_slot:
        data |= {s: np.tile(v, (batch, *[1] * v.ndim)) for s, v in (("P", P.toarray()), ("G", G.toarray()), ("h", h))}
        slots, shared = ("P", "q", "G", "h"), ("A", "b")
    cotangent = _round(rng.uniform(0, 1, (batch, n)))  # the loss is the mean of y ⊙ x with y in [0, 1]
    return Problem("", "", slots, shared, data, cotangent)


def banded(n, m, batch=1):
    """Sparse: P diagonal, inequality row i has ten entries around column 2i; q is the parameter."""
    rng = np.random.default_rng([4, n])
    rows = np.repeat(np.arange(m), 10)
    columns = (2 * rows + np.tile(np.arange(10), m)) % n
    G = sp.csc_matrix((_round(rng.standard_normal(10 * m)), (rows, columns)), shape=(m, n))
    P = sp.diags(_round(rng.uniform(0.5, 2, n)), format="csc")
    x, level = rng.standard_normal(n), rng.uniform(0.1, 1.1, m)
    active = rng.permutation(m) < m // 2
    q = _round(-(P @ x + G.T @ np.where(active, level, 0)))
    h = _round(G @ x + np.where(active, 0, level))
    data = {"P": P, "q": q[None], "G": G, "h": h} | {"A": sp.csc_matrix((0, n)), "b": np.zeros(0)}
    return Problem("", "", ("q",), ("P", "A", "b", "G", "h"), data, _round(rng.standard_normal((batch, n))))


def every_workload():
    for n in (10, 50, 100, 200, 500):
        for batch in (1, 16, 64, 128):
            bench = {(10, 128): "dense-10", (100, 64): "dense-100", (200, 64): "dense-200"}.get((n, batch), "")
            yield Workload(f"dense-{n}-b{batch}", "dense", lambda n=n, batch=batch: dense(n, batch), bench)
    yield Workload("dense-100-eq20-b64", "equalities", lambda: dense(100, 64, 20), "dense-100-eq20")
    yield Workload("dense-200-eq20-b64", "equalities", lambda: dense(200, 64, 20))
    yield Workload("shared-100-b64", "shared", lambda: dense(100, 64, share=("P", "G")), "shared-100")
    for n in (200, 500, 1000):
        yield Workload(f"paper-{n}", "paper", lambda n=n: paper(n, 8), f"paper-{n}")
    yield Workload("paper-500-all", "paper-all", lambda: paper(500, 8, every_slot=True), "paper-500-all")
    for side, batch in ((2, 1), (2, 8), (3, 1), (3, 8)):
        name = f"sudoku-{side * side}x{side * side}-b{batch}"
        yield Workload(name, "sudoku", lambda side=side, batch=batch: sudoku.layer(side, batch), name)
    yield Workload("banded-10000", "banded", lambda: banded(10_000, 5_000), "banded-10000")
    for n in (200, 500):
        yield Workload(f"socp-{n}", "conic", lambda n=n: conic.ball(n), f"socp-{n}")
    yield Workload("softmax-50", "conic", lambda: conic.softmax(50), "softmax-50")
    yield Workload("logistic", "conic", lambda: conic.logistic(50, 20), "logistic")
    yield Workload("norm3-50", "conic", lambda: conic.norm_ball(50), "norm3-50")
    yield Workload("correlation-10", "conic", lambda: conic.correlation(10), "correlation-10")
    yield Workload("construct-1e6", "construct", lambda: dense(707, 1), "construct-1e6")


WORKLOADS = {w.name: w for w in every_workload()}
QUICK = ("dense-10-b16", "dense-100-b16", "paper-200", "sudoku-4x4-b8")


def files(name):
    """The path of the problem's npz, written if it is not there."""
    path = data_folder() / f"{name}.npz"
    if not path.exists():
        WORKLOADS[name].problem().save(path)
    return path
