"""What a claim of a solver is worth, measured here: residuals by the formula of `io.ffolayer.solve.Residuals`, sums exactly
rounded, after the slacks were moved into K and the duals into K*, so that what is outside shows."""

import dataclasses

import numpy as np

import cones
import exact

FLOOR, ROUNDING = 1e-6, 1e-3


@dataclasses.dataclass(frozen=True)
class Residuals:
    primal: float
    dual: float
    gap: float
    cone: float  # the larger of the distances of s to K and z to K*, relative to ‖s‖∞ and ‖z‖∞

    @property
    def largest(self):
        values = (self.primal, self.dual, self.gap, self.cone)
        return max(values) if all(np.isfinite(values)) else np.inf


NOTHING = Residuals(np.inf, np.inf, np.inf, np.inf)


def of(problem, x, s, z):
    """The residuals of a point."""
    if not all(np.isfinite(v).all() for v in (x, s, z)):
        return NOTHING
    s, outside_s = _inside(problem, s, False)
    z, outside_z = _inside(problem, z, True)
    A, P, q, b = problem.A, problem.P, problem.q, problem.b
    r = exact.sums([(A, x)], [s, -b], problem.m)
    d = exact.sums([(P, x), (A.T, z)], [q], problem.n)
    Px, Ax, Atz = exact.sums([(P, x)], [], problem.n), A @ x, A.T @ z
    difference = exact.dot(np.concatenate([x, x, z]), np.concatenate([Px, q, b]))
    gap = max(abs(difference), abs(exact.dot(s, z)))
    primal = max(_largest(b) or max(1.0, ROUNDING * _largest(abs(A) @ abs(x))), _largest(Ax), _largest(s))
    dual = max(_largest(q) or max(1.0, ROUNDING * _largest(abs(P) @ abs(x) + abs(A.T) @ abs(z))), _largest(Px), _largest(Atz))
    return Residuals(
        _largest(r) / primal, _largest(d) / dual, _ratio(gap, _gap_scale(problem, x, s, z, x @ Px, Ax)), max(outside_s, outside_z)
    )


def objective(problem, x):
    """½xᵀPx + qᵀx."""
    return 0.5 * exact.dot(exact.sums([(problem.P, x)], [], problem.n), x) + exact.dot(problem.q, x)


def size(problem, x):
    """The sum of the sizes of the terms of the objective."""
    return float(0.5 * (abs(x) @ (abs(problem.P) @ abs(x))) + abs(problem.q) @ abs(x))


def of_infeasible(problem, z):
    """The relative residual of a proof of infeasibility, Aᵀz = 0, bᵀz < 0, z ∈ K*: what is left of Aᵀz of its terms, over
    what is left of bᵀz of its own."""
    if not np.isfinite(z).all() or _largest(z) == 0:
        return np.inf
    z, outside = _inside(problem, z, True)
    left = _largest(exact.sums([(problem.A.T, z)], [], problem.n)) / (_largest(abs(problem.A.T) @ abs(z)) or 1)
    value = -exact.dot(problem.b, z) / (abs(problem.b) @ abs(z) or 1)
    return max(left, outside) / value if value > 0 else np.inf


def of_unbounded(problem, x):
    """The same of a ray, Px = 0, −Ax ∈ K, qᵀx < 0."""
    if not np.isfinite(x).all() or _largest(x) == 0:
        return np.inf
    Ax = exact.sums([(problem.A, x)], [], problem.m)
    outside = max([0.0] + [cones.outside(c, -Ax[c.first : c.end], False) for c in problem.cones])
    left = _largest(exact.sums([(problem.P, x)], [], problem.n)) / (_largest(abs(problem.P) @ abs(x)) or 1)
    value = -exact.dot(problem.q, x) / (abs(problem.q) @ abs(x) or 1)
    return max(left, outside / (_largest(abs(problem.A) @ abs(x)) or 1)) / value if value > 0 else np.inf


def _inside(problem, v, dual):
    """The point moved into the cones, and how far, relative to its largest entry."""
    moved, farthest = v.astype(float).copy(), 0.0
    for cone in problem.cones:
        own = moved[cone.first : cone.end]
        t = cones.outside(cone, own, dual)
        farthest = max(farthest, t)
        if cone.kind == "zero":
            own[:] = own if dual else 0.0
        elif cone.kind == "nonneg":
            own[:] = np.maximum(own, 0)
        elif t > 0:
            own += t * cones.inner(cone)
    return moved, _ratio(farthest, _largest(v))


def _gap_scale(problem, x, s, z, xPx, Ax):
    linear = abs(problem.q) @ abs(x)
    size = _objective_size(problem)
    scale = max(min(linear, abs(problem.b) @ abs(z)), xPx, FLOOR * linear, FLOOR * size)
    terms = ROUNDING * max(abs(Ax) @ abs(z), abs(s) @ abs(z))
    return min(terms, max(scale, ROUNDING * size)) if terms > scale else scale


def _objective_size(problem):
    """The size of the objective near x = 0, as in `internal.scale.ObjectiveScale`."""
    q, P = _largest(problem.q), _largest(problem.P.data)
    norms = abs(problem.A).max(axis=1).toarray().ravel() if problem.m and problem.A.nnz else np.zeros(problem.m)
    told = (problem.b != 0) & (norms > 0)
    violated = np.zeros(problem.m, bool)
    violated[problem.rows("zero")] = True
    inequalities = problem.rows("nonneg")
    violated[inequalities] = problem.b[inequalities] < 0
    distance = np.divide(abs(problem.b), norms, out=np.zeros(problem.m), where=told)
    if (told & violated).any():
        reach = distance[told & violated].max()
    else:
        reach = distance[told].min() if told.any() else 1.0
    if q == 0:
        return P * reach * reach if P else 1.0
    return q * (min(reach, q / P) if P else reach)


def _ratio(error, scale):
    return 0.0 if error == 0 else float(np.divide(error, scale))


def _largest(v):
    return float(np.abs(v).max(initial=0))
