"""PIQP: quadratic programs, equalities, inequalities and bounds apart."""

import scipy.sparse as sp

import piqp

from adapters import INFEASIBLE, SOLVED, UNBOUNDED, UNSOLVED, Answer
from adapters.split import Split

CLAIMS = {"PIQP_SOLVED": SOLVED, "PIQP_PRIMAL_INFEASIBLE": INFEASIBLE, "PIQP_DUAL_INFEASIBLE": UNBOUNDED}


class Piqp:
    """The sparse solver with absolute and relative tolerances of 1e-9; it knows no time limit."""

    def __init__(self, problem, limit):
        self.split = Split(problem)
        self.P = sp.csc_matrix(problem.P)
        self.A, self.G = sp.csc_matrix(self.split.A), sp.csc_matrix(self.split.G)

    def set_up(self):
        s = self.solver = piqp.SparseSolver()
        s.settings.verbose = False
        s.settings.eps_abs = s.settings.eps_rel = s.settings.eps_duality_gap_abs = s.settings.eps_duality_gap_rel = 1e-9
        f = self.split
        s.setup(self.P, f.problem.q, self.A, f.b, self.G, None, f.h, f.lower, f.upper)

    def solve(self):
        status = self.solver.solve().name
        r, f = self.solver.result, self.split
        z = f.duals(r.y, r.z_u, r.z_bl, r.z_bu)
        return Answer(CLAIMS.get(status, UNSOLVED), status.removeprefix("PIQP_"), r.info.iter, r.x, f.slacks(r.x), z)
