"""SCS: P, A and cones in its own order; its PSD cone is the lower triangle."""

import numpy as np
import scipy.sparse as sp

import scs

from adapters import INFEASIBLE, SOLVED, UNBOUNDED, UNSOLVED, Answer

CLAIMS = {"solved": SOLVED, "infeasible": INFEASIBLE, "unbounded": UNBOUNDED}
ORDER = ("zero", "nonneg", "soc", "psd", "exp", "power")


class Scs:
    """Tolerances 1e-6."""

    def __init__(self, problem, limit):
        ordered = sorted(problem.cones, key=lambda c: ORDER.index(c.kind))
        self.rows = np.concatenate([np.empty(0, int)] + [_rows(c) for c in ordered])
        self.shape = problem.m
        self.data = {
            "P": sp.csc_matrix(sp.triu(problem.P)),
            "A": sp.csc_matrix(sp.csr_matrix(problem.A)[self.rows]),
            "b": problem.b[self.rows],
            "c": problem.q,
        }
        of = lambda kind: [c for c in ordered if c.kind == kind]
        self.cone = {
            "z": sum(c.rows for c in of("zero")),
            "l": sum(c.rows for c in of("nonneg")),
            "q": [c.rows for c in of("soc")],
            "s": [int(c.number) for c in of("psd")],
            "ep": len(of("exp")),
            "p": [c.number for c in of("power")],
        }
        self.settings = {"verbose": False, "eps_abs": 1e-6, "eps_rel": 1e-6, "max_iters": 10**7, "time_limit_secs": limit}

    def set_up(self):
        self.solver = scs.SCS(self.data, self.cone, **self.settings)

    def solve(self):
        r = self.solver.solve(warm_start=False)
        s, z = np.empty(self.shape), np.empty(self.shape)
        s[self.rows], z[self.rows] = r["s"], r["y"]
        info = r["info"]
        return Answer(CLAIMS.get(info["status"], UNSOLVED), info["status"], info["iter"], np.array(r["x"]), s, z)


def _rows(c):
    if c.kind != "psd":
        return np.arange(c.first, c.end)
    k = int(c.number)
    columns, rows = np.triu_indices(k)  # the lower triangle column by column: entry (rows, columns)
    return c.first + rows * (rows + 1) // 2 + columns
