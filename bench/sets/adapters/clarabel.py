"""Clarabel: P, A and its cones, whose conventions are those of the problem file."""

import numpy as np
import scipy.sparse as sp

import clarabel

from adapters import INFEASIBLE, SOLVED, UNBOUNDED, UNSOLVED, Answer

CLAIMS = {"Solved": SOLVED, "PrimalInfeasible": INFEASIBLE, "DualInfeasible": UNBOUNDED}


class Clarabel:
    """Tolerances 1e-9 for gap and feasibility; no reduced accuracy."""

    def __init__(self, problem, limit):
        self.P = sp.csc_matrix(sp.triu(problem.P))
        self.problem = problem
        self.A = sp.csc_matrix(problem.A)
        self.cones = [_cone(c) for c in problem.cones]
        s = self.settings = clarabel.DefaultSettings()
        s.verbose, s.time_limit, s.max_threads = False, float(limit), 1
        s.tol_gap_abs = s.tol_gap_rel = s.tol_feas = s.tol_infeas_abs = s.tol_infeas_rel = 1e-9

    def set_up(self):
        self.solver = clarabel.DefaultSolver(self.P, self.problem.q, self.A, self.problem.b, self.cones, self.settings)

    def solve(self):
        r = self.solver.solve()
        claim = CLAIMS.get(str(r.status), UNSOLVED)
        return Answer(claim, str(r.status), r.iterations, np.array(r.x), np.array(r.s), np.array(r.z))


def _cone(c):
    return {
        "zero": lambda: clarabel.ZeroConeT(c.rows),
        "nonneg": lambda: clarabel.NonnegativeConeT(c.rows),
        "soc": lambda: clarabel.SecondOrderConeT(c.rows),
        "psd": lambda: clarabel.PSDTriangleConeT(int(c.number)),
        "exp": lambda: clarabel.ExponentialConeT(),
        "power": lambda: clarabel.PowerConeT(c.number),
    }[c.kind]()
