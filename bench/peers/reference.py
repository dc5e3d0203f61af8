"""The exact gradients that every layer is measured against.

The problem is solved by an interior point at 1e-12. Its active rows Ḡ – dual larger than slack – then give the solution
again, to rounding, from the linear system of the Karush–Kuhn–Tucker conditions, and the same matrix gives the direction:

    ⎡P  Āᵀ⎤ ⎡x⎤   ⎡−q⎤        ⎡P  Āᵀ⎤ ⎡dx⎤   ⎡−c⎤
    ⎣Ā  0 ⎦ ⎣ν⎦ = ⎣ b̄⎦        ⎣Ā  0 ⎦ ⎣dν⎦ = ⎣ 0⎦        Ā = [A; Ḡ],  ν = (y, z̄)

A convex problem is solved where these conditions hold with z ≥ 0 and s = h − Gx ≥ 0, so the residuals and the two signs
certify the result whatever found the rows. The implicit function theorem then gives

    ∂P = ½(dx xᵀ + x dxᵀ)   ∂q = dx   ∂A = dy xᵀ + y dxᵀ   ∂b = −dy   ∂G = dz xᵀ + z dxᵀ   ∂h = −dz.
"""

import dataclasses
import warnings

import numpy as np
import piqp
import scipy.linalg
import scipy.sparse as sp
import scipy.sparse.linalg

import conic
from gradients import Given, Reference


@dataclasses.dataclass
class Solution:
    x: np.ndarray
    y: np.ndarray
    z: np.ndarray
    s: np.ndarray
    factor: "Kkt"
    residual: float
    margin: float  # min over the rows of max(slack, dual), against the largest


def solve(problem, i, tolerance=1e-12):
    p = problem.instance(i)
    s, z = _interior_point(p, tolerance)
    active = z > s
    for _ in range(20):
        solution = _on_active_rows(p, active)
        wrong = np.where(active, solution.z < -1e-9, solution.s < -1e-9)
        if not wrong.any():
            return solution
        active ^= wrong
    raise RuntimeError(f"{problem.name}[{i}]: no certified solution; maybe the problem is degenerate")


def exact(problem):
    """The solution and the direction of every problem of the batch; of another kind than a quadratic program its own answer."""
    if problem.kind != "quadratic":
        answers = [conic.KINDS[problem.kind].exact(v, c) for v, c in zip(*problem.data.values(), problem.cotangent)]
        return Given(problem.slots, problem.shared, *(np.array(column) for column in zip(*answers)))
    rows = []
    for i in range(problem.batch):
        solution = solve(problem, i)
        dx, dy, dz = solution.factor.direction(problem.cotangent[i])
        rows.append((solution.x, solution.y, solution.z, dx, dy, dz, solution.residual, solution.margin))
    return Reference(problem.slots, problem.shared, *(np.array(column) for column in zip(*rows)))


def _interior_point(p, tolerance):
    sparse = any(sp.issparse(p[s]) for s in ("P", "A", "G"))
    convert = sp.csc_matrix if sparse else np.asarray
    solver = piqp.SparseSolver() if sparse else piqp.DenseSolver()
    settings = solver.settings
    settings.eps_abs = settings.eps_rel = settings.eps_duality_gap_abs = settings.eps_duality_gap_rel = tolerance
    solver.setup(convert(p["P"]), p["q"], convert(p["A"]), p["b"], convert(p["G"]), None, p["h"])
    solver.solve()
    return np.array(solver.result.s_u), np.array(solver.result.z_u)


def _on_active_rows(p, active):
    factor = Kkt(p["P"], p["A"], p["G"], active)
    ph = np.concatenate([-p["q"], p["b"], p["h"][active]])
    x, y, z = factor.solve(ph)
    s = p["h"] - p["G"] @ x
    stationarity = p["P"] @ x + p["q"] + p["A"].T @ y + p["G"].T @ z
    equality = p["A"] @ x - p["b"]
    residual = max(_largest(stationarity), _largest(equality), _largest(s[active]))
    s[active] = 0
    both = np.maximum(s, z)
    margin = both.min() / max(both.max(), 1e-300) if both.size else 1.0
    return Solution(x, y, z, s, factor, residual, margin)


def _largest(v):
    return float(np.abs(v).max()) if v.size else 0.0


class Kkt:
    """The factored matrix of the active rows; one step of refinement with residuals in extended precision where dense."""

    def __init__(self, P, A, G, active):
        self.n, self.equalities, self.active = P.shape[0], A.shape[0], active
        rows = [A, G[np.flatnonzero(active)]]
        if any(sp.issparse(m) for m in (P, *rows)):
            Abar = sp.vstack([sp.csr_matrix(m) for m in rows])
            self.matrix = sp.block_array([[sp.csc_matrix(P), Abar.T], [Abar, None]], format="csc")
            lu = scipy.sparse.linalg.splu(self.matrix)
            self.backsolve, self.precise = lu.solve, self.matrix
        else:
            Abar = np.vstack(rows)
            k = Abar.shape[0]
            self.matrix = np.block([[P, Abar.T], [Abar, np.zeros((k, k))]])
            self.backsolve, self.precise = self._dense(), self.matrix.astype(np.longdouble)

    def _dense(self):
        with warnings.catch_warnings():
            warnings.simplefilter("error", scipy.linalg.LinAlgWarning)
            try:
                lu = scipy.linalg.lu_factor(self.matrix)
                return lambda r: scipy.linalg.lu_solve(lu, r)
            except (scipy.linalg.LinAlgWarning, scipy.linalg.LinAlgError):
                return lambda r: scipy.linalg.lstsq(self.matrix, r)[0]  # dependent rows: the smallest multipliers

    def solve(self, rhs):
        v = self.backsolve(rhs)
        for _ in range(2):
            v = v + self.backsolve(np.asarray(rhs - self.precise @ v, dtype=float))
        z = np.zeros(self.active.shape[0])
        z[self.active] = v[self.n + self.equalities :]
        return v[: self.n], v[self.n : self.n + self.equalities], z

    def direction(self, cotangent):
        return self.solve(np.concatenate([-cotangent, np.zeros(self.matrix.shape[0] - self.n)]))
