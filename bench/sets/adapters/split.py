"""A quadratic program in the form that solvers of such programs take: equalities, inequalities and bounds apart."""

import numpy as np
import scipy.sparse as sp

from adapters import NotApplicable


class Split:
    """Ax = b, Gx ≤ h, lower ≤ x ≤ upper. A row of one entry is a bound; the tightest counts."""

    def __init__(self, problem):
        if not problem.is_quadratic:
            raise NotApplicable("takes quadratic programs only")
        self.problem = problem
        rows = sp.csr_matrix(problem.A)
        rows.sum_duplicates()
        rows.eliminate_zeros()
        self.equalities = problem.rows("zero")
        inequalities = problem.rows("nonneg")
        single = np.diff(rows.indptr)[inequalities] == 1
        self.inequalities = inequalities[~single]
        self.A, self.b = rows[self.equalities], problem.b[self.equalities]
        self.G, self.h = rows[self.inequalities], problem.b[self.inequalities]
        self.lower, self.upper = np.full(problem.n, -np.inf), np.full(problem.n, np.inf)
        self.bounds = {}  # (column, whether upper) -> (row, coefficient)
        for row in inequalities[single]:
            k = rows.indptr[row]
            self._bound(row, rows.indices[k], rows.data[k], problem.b[row])

    def _bound(self, row, column, coefficient, rhs):
        at, up = rhs / coefficient, coefficient > 0
        side = self.upper if up else self.lower
        if (at < side[column]) if up else (at > side[column]):
            side[column] = at
            self.bounds[column, up] = (row, coefficient)

    def duals(self, equalities, inequalities, lower, upper):
        """The duals in the rows of the problem; those of bounds as numbers ≥ 0."""
        z = np.zeros(self.problem.m)
        z[self.equalities], z[self.inequalities] = equalities, inequalities
        for (column, up), (row, coefficient) in self.bounds.items():
            z[row] = (upper if up else lower)[column] / abs(coefficient)
        return z

    def slacks(self, x):
        """b − Ax, where that is not below 0: what is below shows as a primal residual."""
        s = np.maximum(self.problem.b - self.problem.A @ x, 0)
        s[self.equalities] = 0
        return s
