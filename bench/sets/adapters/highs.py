"""HiGHS: linear programs by its own choice of method (dual simplex), convex quadratic ones by its active-set method."""

import numpy as np
import scipy.sparse as sp

import highspy

from adapters import INFEASIBLE, SOLVED, UNBOUNDED, UNSOLVED, Answer
from adapters.split import Split

CLAIMS = {"kOptimal": SOLVED, "kInfeasible": INFEASIBLE, "kUnbounded": UNBOUNDED}
OPTIONS = {
    "output_flag": False,
    "threads": 1,
    "primal_feasibility_tolerance": 1e-10,
    "dual_feasibility_tolerance": 1e-10,
    "optimality_tolerance": 1e-10,
    "complementarity_tolerance": 1e-10,
    "ipm_optimality_tolerance": 1e-12,
}


class Highs:
    """The tightest tolerances that it takes. It presolves, and proves no infeasibility that presolve finds."""

    def __init__(self, problem, limit):
        f = self.split = Split(problem)
        self.options = OPTIONS | {"time_limit": float(limit)}
        model = self.model = highspy.HighsModel()
        lp, rows = model.lp_, sp.csc_matrix(sp.vstack([f.A, f.G]))
        lp.num_col_, lp.num_row_ = problem.n, rows.shape[0]
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = problem.q, f.lower, f.upper
        lp.row_lower_ = np.concatenate([f.b, np.full(len(f.h), -np.inf)])
        lp.row_upper_ = np.concatenate([f.b, f.h])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = rows.indptr, rows.indices, rows.data
        if not problem.is_linear:
            lower = sp.csc_matrix(sp.tril(problem.P))
            lower.sort_indices()
            h = model.hessian_
            h.dim_, h.format_ = problem.n, highspy.HessianFormat.kTriangular
            h.start_, h.index_, h.value_ = lower.indptr, lower.indices, lower.data

    def set_up(self):
        self.solver = highspy.Highs()
        for name, value in self.options.items():
            self.solver.setOptionValue(name, value)
        if self.solver.passModel(self.model) == highspy.HighsStatus.kError:
            raise ValueError("HiGHS refuses the model")

    def solve(self):
        self.solver.run()
        status = self.solver.getModelStatus().name
        r, f = self.solver.getSolution(), self.split
        info = self.solver.getInfo()
        iterations = max(info.simplex_iteration_count, info.qp_iteration_count, info.ipm_iteration_count)
        x, s, z = np.full(f.problem.n, np.nan), np.full(f.problem.m, np.nan), np.full(f.problem.m, np.nan)
        if r.value_valid:
            x = np.array(r.col_value)
            s = f.slacks(x)
        if r.dual_valid:
            y, d = -np.array(r.row_dual), np.array(r.col_dual)
            z = f.duals(y[: len(f.b)], y[len(f.b) :], np.maximum(d, 0), np.maximum(-d, 0))
        return Answer(CLAIMS.get(status, UNSOLVED), status[1:], iterations, x, s, z)
