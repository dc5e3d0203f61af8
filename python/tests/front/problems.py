"""Small problems that several laws use."""

from __future__ import annotations

import cvxpy as cp
import numpy as np


def every_cone(seed: int = 0):
    """A problem with a row in every cone, its parameters with values, and all its variables and
    duals.
    """
    rng = np.random.default_rng(seed)
    x, t = cp.Variable(4, name="x"), cp.Variable(name="t")
    matrix = cp.Variable((3, 3), name="X", symmetric=True)
    p = cp.Parameter((4, 4), name="P", PSD=True)
    q, g, h = cp.Parameter(4, name="q"), cp.Parameter((3, 4), name="G"), cp.Parameter(3, name="h")
    constraints = [
        g @ x <= h,
        cp.trace(matrix) == 3,
        matrix[0, 1] == 0.2,
        matrix >> 0.6 * np.eye(3),
        cp.SOC(t + 1, x),
        cp.constraints.ExpCone(
            cp.reshape(x[0], (1,), order="F"), np.ones(1), cp.reshape(t, (1,), order="F")
        ),
        cp.constraints.PowCone3D(
            cp.reshape(t, (1,), order="F"), np.ones(1), cp.reshape(x[1], (1,), order="F"), [0.3]
        ),
    ]
    objective = (
        0.5 * cp.quad_form(x, p) + q @ x + cp.sum_squares(matrix - np.diag([2.0, 1.0, 0.0])) + t
    )
    root = rng.normal(size=(4, 4))
    values = [
        root @ root.T + np.eye(4),
        2 * rng.normal(size=4),
        rng.normal(size=(3, 4)),
        rng.normal(size=3) + 1,
    ]
    variables = [
        x,
        t,
        matrix,
        *(dual for constraint in constraints for dual in constraint.dual_variables),
    ]
    return cp.Problem(cp.Minimize(objective), constraints), [p, q, g, h], values, variables


def quadratic(n: int = 4, m: int = 3):
    """``minimise ½‖x‖² + qᵀx, Gx ≤ h, sum(x) = 1`` with parameters q, G, h and the variable."""
    x = cp.Variable(n, name="x")
    q, g, h = cp.Parameter(n, name="q"), cp.Parameter((m, n), name="G"), cp.Parameter(m, name="h")
    problem = cp.Problem(cp.Minimize(0.5 * cp.sum_squares(x) + q @ x), [g @ x <= h, cp.sum(x) == 1])
    return problem, [q, g, h], x


def quadratic_values(batch: int | None, n: int = 4, m: int = 3, seed: int = 0) -> list[np.ndarray]:
    """Values of the parameters of [quadratic], q and h with a batch axis."""
    rng = np.random.default_rng(seed)
    axes = () if batch is None else (batch,)
    return [
        rng.normal(size=(*axes, n)),
        rng.normal(size=(m, n)),
        0.3 * rng.random(size=(*axes, m)) - 0.3,
    ]
