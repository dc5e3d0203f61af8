"""A CVXPY problem as a program whose entries are affine maps of the parameters."""

from __future__ import annotations

from dataclasses import replace

import cvxpy as cp
import cvxpy.settings as s
import numpy as np
import scipy.sparse as sp

from ffo.layer.form import Canonical, ParameterShape, Source
from ffo.layer.maps import AffineMap, MatrixMap

from .conventions import StandardForm, cones_of
from .outputs import outputs_of
from .quadratic import with_all_quadratic_terms
from .sources import expansion_of


def canonicalise(
    problem, parameters, variables, *, gp=False, verbose=False, canon_backend=None
) -> Canonical:
    """Lets CVXPY bring a problem to conic form, once, and keeps the maps.

    Args:
        problem: a ``cvxpy.Problem`` that follows the rules of disciplined parametric programming.
        parameters: all its parameters, in the order in which values will come.
        variables: variables of the problem or dual variables of its constraints, in the order
            in which values will go.
        gp: whether the problem is a geometric program.
        verbose: whether CVXPY tells what it does.
        canon_backend: CVXPY's backend for canonicalisation, or None for its own choice.

    Raises:
        ValueError: if the problem is not DPP, or the lists do not fit the problem.
    """
    _require_fit(problem, parameters, variables, gp)
    # A problem of our own on the same expressions, so that the user's keeps its cache.
    copy = cp.Problem(with_all_quadratic_terms(problem.objective), problem.constraints)
    data, chain, inverse = copy.get_problem_data(
        StandardForm(), gp=gp, enforce_dpp=True, verbose=verbose, canon_backend=canon_backend
    )
    if s.PARAM_PROB not in data:
        raise ValueError("The problem has no variables; a layer needs some.")
    program = data[s.PARAM_PROB]
    sources, expansion, starts = expansion_of(chain, program, parameters)
    return replace(
        maps_of(program, expansion, starts),
        parameters=tuple(ParameterShape(p.name(), tuple(p.shape), gp) for p in parameters),
        sources=tuple(sources),
        outputs=tuple(outputs_of(copy, chain, inverse, program, variables)),
        maximise=isinstance(problem.objective, cp.Maximize),
    )


def maps_of(program, expansion: sp.csr_array, starts: np.ndarray) -> Canonical:
    """The maps of a formatted cone program of CVXPY, with its parameter vector as parameter,
    source, and no outputs.

    Args:
        program: CVXPY's.
        expansion: makes CVXPY's parameter vector, with the constant one at its end, from the
            sources.
        starts: where each source begins among the columns of the expansion, and where the last
            one ends.
    """
    n = program.x.size
    maps = _Maps(expansion, starts)
    b_tensor, a_tensor = _split_rows(program, n)
    q_tensor = sp.csr_array(program.q)
    size = program.total_param_size
    return Canonical(
        n=n,
        cones=tuple(cones_of(program.cone_dims)),
        p=maps.matrix(_upper_triangle(program, n), (n, n)),
        q=maps.vector(q_tensor[:n]),
        a=maps.matrix(-a_tensor, (b_tensor.shape[0], n)),
        b=maps.vector(b_tensor),
        constant=maps.vector(q_tensor[n:]),
        parameters=(ParameterShape("parameters", (size,), False),),
        sources=(Source(0, False, size, "parameters"),),
        outputs=(),
        maximise=False,
    )


class _Maps:
    """Maps of the user's parameters from CVXPY's tensors, whose last column is the constant."""

    def __init__(self, expansion: sp.csr_array, starts: np.ndarray) -> None:
        self._expansion, self._starts = expansion, starts

    def vector(self, tensor) -> AffineMap:
        rows = sp.csr_array(tensor)
        constant = rows[:, [rows.shape[1] - 1]].toarray().ravel()
        return AffineMap.of(rows @ self._expansion, constant, self._starts)

    def matrix(self, tensor, shape: tuple[int, int]) -> MatrixMap:
        """Of a tensor whose rows are the entries of a matrix column by column; entries that are
        always zero are left out.
        """
        entries = sp.csr_array(tensor)
        entries.eliminate_zeros()
        kept = np.flatnonzero(np.diff(entries.indptr))
        columns = kept // max(1, shape[0])
        indptr = np.searchsorted(columns, np.arange(shape[1] + 1)).astype(np.int32)
        indices = (kept % max(1, shape[0])).astype(np.int32)
        return MatrixMap(shape, indptr, indices, self.vector(entries[kept]))


def _split_rows(program, n: int) -> tuple[sp.csr_array, sp.csr_array]:
    """The tensors of b and of CVXPY's matrix, which stands before it column by column."""
    tensor = sp.csr_array(program.A)
    m = tensor.shape[0] // (n + 1)
    return tensor[n * m :], tensor[: n * m]


def _upper_triangle(program, n: int) -> sp.csr_array:
    width = program.total_param_size + 1
    if program.P is None:
        return sp.csr_array((n * n, width))
    tensor = sp.coo_array(program.P)
    rows, columns = tensor.row % n, tensor.row // n
    # The mean of both triangles: CVXPY may leave P unsymmetric where the quadratic form is not.
    target = np.where(rows <= columns, rows + n * columns, columns + n * rows).astype(np.int64)
    weights = np.where(rows == columns, 1.0, 0.5)
    upper = sp.csr_array((tensor.data * weights, (target, tensor.col)), shape=(n * n, width))
    return _forgiven(upper, n)


def _forgiven(upper: sp.csr_array, n: int) -> sp.csr_array:
    """P without what CVXPY lets pass for 0 on its diagonal: it calls a constant convex whose
    eigenvalues are so little below 0, and the engine, to which no unit of a variable makes its own
    square convex, does not.
    """
    upper.sum_duplicates()
    owner = np.repeat(np.arange(n * n), np.diff(upper.indptr))
    alone = np.diff(upper.indptr)[owner] == 1
    constant = upper.indices == upper.shape[1] - 1
    small = (upper.data < 0) & (upper.data >= -2 * s.EIGVAL_TOL)
    upper.data[alone & constant & small & (owner % (n + 1) == 0)] = 0
    return upper


def _require_fit(problem, parameters, variables, gp: bool) -> None:
    if not isinstance(problem, cp.Problem):
        raise TypeError(f"The problem must be a cvxpy.Problem, got {type(problem).__name__}.")
    for what, given in (("parameters", parameters), ("variables", variables)):
        if not isinstance(given, list | tuple):
            raise ValueError(
                f"{what} must be a list or tuple, in the order in which tensors come and go, got "
                f"{type(given).__name__}."
            )
    if set(problem.parameters()) != set(parameters) or len(set(parameters)) != len(parameters):
        raise ValueError(
            "parameters must exactly match problem.parameters, each once: "
            f"the problem has {_names(problem.parameters())}, given are {_names(parameters)}."
        )
    duals = {dual.id for constraint in problem.constraints for dual in constraint.dual_variables}
    own = set(problem.variables())
    for variable in variables:
        if variable not in own and variable.id not in duals:
            raise ValueError(
                f"variables must be a subset of problem.variables and of the dual variables of its "
                f"constraints; {variable} is neither."
            )
    _require_dpp(problem, gp)


def _require_dpp(problem, gp: bool) -> None:
    if gp and not problem.is_dgp():
        raise ValueError(
            "Problem must be DPP for geometric programming: it is not a geometric program (see "
            "problem.is_dgp())."
        )
    if gp and not problem.is_dpp("dgp"):
        raise ValueError("Problem must be DPP for geometric programming.")
    if not gp and not problem.is_dcp():
        raise ValueError(
            "Problem must be DPP, and it is not even convex by CVXPY's rules (see "
            "problem.is_dcp()). "
            "Maybe it is a geometric program: pass gp=True."
        )
    if not gp and not problem.is_dpp(quad_form_dpp="qp"):
        raise ValueError(
            "Problem must be DPP: affine in the parameters for given variables and affine in the "
            "variables for given parameters. "
            "quad_form(x, P) with a parameter P may stand in the objective, not in constraints. "
            "Maybe make the product of two parameters, or of a parameter and a curved term, a "
            "parameter of its own."
        )


def _names(leaves) -> str:
    return "[" + ", ".join(leaf.name() for leaf in leaves) + "]"
