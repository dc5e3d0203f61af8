"""OSQP: quadratic programs, l ≤ Ax ≤ u."""

import numpy as np
import scipy.sparse as sp

import osqp

from adapters import INFEASIBLE, SOLVED, UNBOUNDED, UNSOLVED, Answer, NotApplicable

CLAIMS = {"solved": SOLVED, "primal infeasible": INFEASIBLE, "dual infeasible": UNBOUNDED}


class Osqp:
    """Tolerances 1e-6, with polishing."""

    def __init__(self, problem, limit):
        if not problem.is_quadratic:
            raise NotApplicable("takes quadratic programs only")
        self.problem = problem
        self.P, self.A = sp.csc_matrix(sp.triu(problem.P)), sp.csc_matrix(problem.A)
        self.lower = np.full(problem.m, -np.inf)
        self.equalities = problem.rows("zero")
        self.lower[self.equalities] = problem.b[self.equalities]
        self.settings = {"eps_abs": 1e-6, "eps_rel": 1e-6, "polishing": True, "max_iter": 10**8, "time_limit": limit}

    def set_up(self):
        self.solver = osqp.OSQP()
        self.solver.setup(self.P, self.problem.q, self.A, self.lower, self.problem.b, verbose=False, **self.settings)

    def solve(self):
        r = self.solver.solve(raise_error=False)
        claim = CLAIMS.get(r.info.status, UNSOLVED)
        x, z = np.array(r.x, float), np.array(r.prim_inf_cert if claim == INFEASIBLE else r.y, float)
        if claim == UNBOUNDED:
            x = np.array(r.dual_inf_cert, float)
        s = np.maximum(self.problem.b - self.problem.A @ x, 0)
        s[self.equalities] = 0
        return Answer(claim, r.info.status, r.info.iter, x, s, z)
