"""The engine as a solver of CVXPY: ``problem.solve(solver="FFOLAYER")``."""

from __future__ import annotations

from typing import Any

import cvxpy.settings as s
import numpy as np
from cvxpy.reductions.solution import Solution, failure_solution
from cvxpy.reductions.solvers import defines

from ffo.engine import Run, WarmStarts
from ffo.layer.options import options_of
from ffo.layer.program import EngineRun
from ffo.layer.warm import Warm

from .conventions import StandardForm
from .outputs import duals_of
from .quadratic import warn_of_lost_terms
from .stated import StatedProgram

_STATUSES = {
    "solved": s.OPTIMAL,
    "almost_solved": s.OPTIMAL_INACCURATE,
    "closest_feasible": s.OPTIMAL_INACCURATE,
    "infeasible": s.INFEASIBLE,
    "unbounded": s.UNBOUNDED,
}
_LIMITS = ("iteration_limit", "time_limit")
# Data that people type often have eight digits; to more than that their equations contradict each
# other.
_DEFAULTS = {"tolerance": 1e-8, "almost_solved": 1e-4}


class FFOLAYER(StandardForm):
    """Solves CVXPY's problems on the engine: linear and quadratic objectives over every cone that
    CVXPY has.

    Importing ``ffo.cvxpy`` registers it, so that ``problem.solve(solver="FFOLAYER")`` finds it by
    name; an instance in the place of the name does as well. Options: ``tolerance`` (default 1e-8),
    ``max_iterations``, ``time_limit`` in seconds, ``threads``, ``almost_solved``: where a limit
    ended the solve, the residual up to which the point is called ``optimal_inaccurate`` (default
    1e-4).

    After a solve of a problem that is DPP, ``problem.backward()`` and ``problem.derivative()``
    differentiate it: with quadratic objectives too, and without ``requires_grad``, which CVXPY
    keeps for another solver.
    """

    def import_solver(self) -> None:
        """Finds the engine's package; the engine starts with the first solve."""
        import ffo.engine  # noqa: F401

    def can_solve(self, problem_form) -> bool:
        """Whether the problem has cones that the engine knows; warns where this version of CVXPY
        would lose a term.
        """
        warn_of_lost_terms(problem_form._problem)
        return super().can_solve(problem_form)

    def apply(self, problem):
        """The matrices at the values of the parameters, and what brings a solution back."""
        problem, data, inverse = self._prepare_data_and_inv_data(problem)
        if not isinstance(problem, StatedProgram):
            problem = StatedProgram.of(problem)
        canonical, sources = problem.canonical, [problem.vector()]
        upper = canonical.p.matrix(canonical.p.entries.values(sources))
        data[s.PARAM_PROB] = problem
        if upper.nnz:
            data[s.P] = (upper + upper.T - _diagonal(upper)).tocsc()
        data[s.C] = canonical.q.values(sources)
        data[s.A] = canonical.a.matrix(canonical.a.entries.values(sources))
        data[s.B] = canonical.b.values(sources)
        inverse[s.OFFSET] = canonical.constant.values(sources).item()
        return data, inverse

    def solve_via_data(self, data, warm_start, verbose, solver_opts, solver_cache=None):
        """Solves what `apply` made.

        Args:
            data: from `apply`.
            warm_start: whether to begin where the last solve of the same problem ended.
            verbose: whether to print a line about the solve.
            solver_opts: options by our names or those of other solvers.
            solver_cache: of the problem, for warm starts and derivatives.
        """
        program: StatedProgram = data[s.PARAM_PROB]
        options = {**_DEFAULTS, **options_of(solver_opts)}
        cache = {} if solver_cache is None else solver_cache.setdefault(self.name(), {})
        warm = (
            Warm(cache.setdefault("warm", WarmStarts()))
            if warm_start and solver_cache is not None
            else None
        )
        run = program.engine.forward([program.vector()], options, True, warm, 1)
        if solver_cache is not None and program.total_param_size:
            solver_cache[s.DIFFCP] = _derivatives(run)
        if verbose:
            print(_line(run.engine))
        return run

    def invert(self, solution, inverse_data) -> Solution:
        """CVXPY's solution of the engine's."""
        engine = solution.engine
        status = _status(engine)
        attributes = {
            s.SOLVE_TIME: engine.seconds,
            s.NUM_ITERS: int(engine.iterations[0]),
            s.EXTRA_STATS: engine,
        }
        if status in s.SOLUTION_PRESENT:
            y, z, _ = engine.best
            value = float(engine.objective[0]) + inverse_data[s.OFFSET]
            primal = {inverse_data[self.VAR_ID]: y[0]}
            return Solution(status, value, primal, duals_of(self, inverse_data, z[0]), attributes)
        duals = {}
        if status == s.INFEASIBLE:
            duals = duals_of(self, inverse_data, engine.certificate[0])
        return failure_solution(status, attributes, duals)


def register() -> None:
    """Makes CVXPY know the solver by its name."""
    solver = FFOLAYER()
    name = solver.name()
    defines.SOLVER_MAP_CONIC[name] = solver
    for names in (
        defines.CONIC_SOLVERS,
        defines.INSTALLED_SOLVERS,
        defines.INSTALLED_CONIC_SOLVERS,
    ):
        if name not in names:
            names.append(name)


def _derivatives(run: EngineRun) -> dict[str, Any]:
    """What CVXPY's ``backward`` and ``derivative`` look for."""

    def adjoint(dx, *_):
        gradient = run.backward(np.asarray(dx)[None], None, [True])[0]
        return 0.0, 0.0, gradient

    def derivative(_, __, changes):
        return run.forward_mode([changes])[0][0], None, None

    return {"D": derivative, "DT": adjoint, "s": np.zeros(0)}


def _status(run: Run) -> str:
    name = run.status_names[0]
    if name in _LIMITS:
        return s.USER_LIMIT if np.isfinite(run.residuals[0]).all() else s.SOLVER_ERROR
    return _STATUSES.get(name, s.SOLVER_ERROR)


def _line(run: Run) -> str:
    primal, dual, gap = run.residuals[0]
    return (
        f"ffolayer: {run.status_names[0]} by {run.solver(0) or 'no solver'} after "
        f"{run.iterations[0]} iterations "
        f"in {run.seconds:.3g} s; residuals {primal:.1e} primal, {dual:.1e} dual, {gap:.1e} gap. "
        f"{run.message(0)}"
    ).rstrip()


def _diagonal(matrix):
    import scipy.sparse as sp

    return sp.diags_array(matrix.diagonal())
