"""A defect of CVXPY before 1.9.3, and the way around it.

With a quadratic objective those versions lose the square of a variable that is symmetric,
semidefinite, diagonal or sparse by attribute, without a word: after ``sum_squares(X)`` became a
quadratic form of X, X is replaced by the numbers that it is made of, and the form is no longer
found. The square of any expression but a bare variable gets a variable of its own first, and is
kept.
"""

from __future__ import annotations

import warnings

import cvxpy as cp
from cvxpy.atoms.affine.wraps import nsd_wrap, psd_wrap, symmetric_wrap

_REDUCED = ("symmetric", "PSD", "NSD", "hermitian", "diag", "sparsity")


def loses_terms() -> bool:
    """Whether this version of CVXPY has the defect."""
    numbers = cp.__version__.split(".")[:3]
    return tuple(int("".join(filter(str.isdigit, part)) or 0) for part in numbers) < (1, 9, 3)


def with_all_quadratic_terms(objective):
    """The objective, with every variable that would be lost as an expression."""
    reduced = {id(v): _as_expression(v) for v in _reduced(objective)}
    return objective.tree_copy(id_objects=reduced) if reduced and loses_terms() else objective


def warn_of_lost_terms(problem) -> None:
    """Warns if a problem may fall to the defect."""
    objective = problem.objective
    if (
        loses_terms()
        and objective.expr.is_quadratic()
        and not objective.expr.is_affine()
        and _reduced(objective)
    ):
        names = ", ".join(v.name() for v in _reduced(objective))
        warnings.warn(
            f"CVXPY {cp.__version__} may lose the squares of {names} in a quadratic objective, "
            f"whatever the solver (1.9.3 does not). "
            "Maybe update CVXPY, or pass use_quad_obj=False to solve().",
            stacklevel=2,
        )


def _as_expression(variable):
    """The variable in an atom that knows as much of it."""
    attributes = variable.attributes
    if attributes["PSD"]:
        return psd_wrap(variable)
    if attributes["NSD"]:
        return nsd_wrap(variable)
    if attributes["symmetric"]:
        return symmetric_wrap(variable)
    return cp.reshape(variable, variable.shape, order="F")


def _reduced(objective) -> list:
    return [v for v in objective.variables() if any(_is_set(v.attributes[k]) for k in _REDUCED)]


def _is_set(attribute) -> bool:
    return attribute is not None and attribute is not False
