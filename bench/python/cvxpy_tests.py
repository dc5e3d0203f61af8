"""Runs CVXPY's own tests of solvers with the engine in place of the solvers that they name.

    bench/python/cvxpy_tests.py [ARGUMENTS OF PYTEST]      needs the packages of
    python/requirements/all.txt and ffo

Wherever a test asks for CLARABEL, SCS, ECOS, OSQP or QOCO, or for none, for a problem without whole
numbers, FFOLAYER solves it; options of theirs are left out. docs/python.md says which tests fail and
why.
"""

from __future__ import annotations

import sys
from pathlib import Path

import cvxpy.tests
import pytest
from cvxpy.problems.problem import Problem

import ffo.cvxpy  # noqa: F401

FILES = (
    "KKT clarabel complex cone2cone conic_solvers constraints derivative dgp2dcp dgp_dpp dpp dqcp "
    "examples nonlinear_atoms parametric_bounds perspective pow_cone_nd problem quad_dpp quad_form "
    "quantum_rel_entr semidefinite_vars suppfunc von_neumann_entr"
).split()
REPLACED = ("CLARABEL", "SCS", "ECOS", "OSQP", "QOCO")
PASSED_ON = (
    "warm_start verbose bibtex gp qcp requires_grad enforce_dpp ignore_dpp canon_backend low high "
    "use_quad_obj eps max_iters"
).split()


def replace_solvers() -> None:
    """From now on CVXPY solves by the engine."""
    solve = Problem._solve

    def replaced(self, solver=None, *arguments, **options):
        named = solver is None or str(solver).upper() in REPLACED
        other = options.get("requires_grad") or options.get("nlp")
        if named and not other and not self.is_mixed_integer():
            solver = "FFOLAYER"
            options = {name: value for name, value in options.items() if name in PASSED_ON}
        return solve(self, solver, *arguments, **options)

    Problem._solve = replaced


def main() -> int:
    replace_solvers()
    folder = Path(cvxpy.tests.__file__).parent
    files = [str(folder / f"test_{name}.py") for name in FILES]
    return pytest.main(["-q", "-p", "no:cacheprovider", *files, *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
