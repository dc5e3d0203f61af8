"""From the solution of a program to the variables and the duals of the user.

The places are found by sending numbered vectors through CVXPY's own way back, so that no convention
of CVXPY is written down twice.
"""

from __future__ import annotations

import cvxpy.settings as s
import numpy as np
from cvxpy.reductions.complex2real.complex2real import Complex2Real
from cvxpy.reductions.dgp2dcp.dgp2dcp import Dgp2Dcp
from cvxpy.reductions.solution import Solution

from ffo.layer.output import Output


def outputs_of(problem, chain, inverse, program, variables) -> list[Output]:
    """Where each of the layer's variables and duals is read.

    Args:
        problem: the user's.
        chain: the reductions that made the program.
        inverse: what the reductions remember.
        program: CVXPY's parametric cone program.
        variables: variables of the problem, or dual variables of its constraints.
    """
    primal = _numbered_variables(chain, program)
    owners = {
        dual.id: (constraint, k)
        for constraint in problem.constraints
        for k, dual in enumerate(constraint.dual_variables)
    }
    duals = _NumberedDuals(chain, inverse, program)
    exponential = any(isinstance(reduction, Dgp2Dcp) for reduction in chain.reductions)
    outputs = []
    for variable in variables:
        if variable.id in owners:
            outputs.append(duals.output(variable, *owners[variable.id]))
        else:
            numbers = primal.get(variable.id)
            if numbers is None:
                raise ValueError(
                    f"CVXPY has no variable {variable.name()!r} in its program: the problem does "
                    f"not depend on it."
                )
            outputs.append(_of_numbers(variable, np.asarray(numbers, float), exponential))
    return outputs


def _of_numbers(variable, numbers: np.ndarray, exponential: bool) -> Output:
    flat = np.broadcast_to(numbers, variable.shape).ravel(order="C")
    places = np.maximum(np.rint(flat).astype(np.int64) - 1, 0)
    return Output(
        variable.name(), tuple(variable.shape), "y", places, (flat > 0).astype(float), exponential
    )


def _numbered_variables(chain, program) -> dict[int, np.ndarray]:
    """The number of the entry of y, from 1, at every place of every variable of the user; 0 where
    there is none.
    """
    numbers = program.split_solution(np.arange(1.0, program.x.size + 1))
    for reduction in reversed(chain.reductions):
        if isinstance(reduction, Complex2Real) and reduction.var_id_map:
            raise ValueError(
                "Complex variables have no place in a layer. "
                "Maybe write the problem in real and imaginary parts."
            )
        if isinstance(reduction, Dgp2Dcp):
            originals = {new[0]: old for old, new in reduction.var_id_map.items()}
            numbers = {originals.get(key, key): value for key, value in numbers.items()}
        else:
            numbers = reduction.var_forward(numbers)
    return {key: _dense(value) for key, value in numbers.items()}


def _dense(value) -> np.ndarray:
    return value.toarray() if hasattr(value, "toarray") else np.asarray(value)


class _NumberedDuals:
    """Dual values of two solutions, all ones and 1, 2, 3, …: their quotient is a place, the first a
    factor.
    """

    def __init__(self, chain, inverse, program) -> None:
        self._chain, self._inverse, self._program = chain, inverse, program
        self._probes: list[dict] | None = None

    def output(self, variable, constraint, k: int) -> Output:
        if self._probes is None:
            rows = sum(constraint.size for constraint in self._program.constraints)
            ramp = np.arange(1.0, rows + 1)
            self._probes = [self._inverted(z) for z in (np.ones(rows), ramp, ramp**2)]
        if constraint.id not in self._probes[0]:
            raise ValueError(f"CVXPY gives no dual value to the constraint {constraint}.")
        ones, ramp, squares = (
            _saved(constraint, k, probe[constraint.id]) for probe in self._probes
        )
        factors = ones.ravel()
        with np.errstate(divide="ignore", invalid="ignore"):
            numbers = np.where(factors != 0, ramp.ravel() / factors, 0)
        places = np.rint(numbers).astype(np.int64)
        if not np.allclose(squares.ravel(), factors * places.astype(float) ** 2, rtol=1e-9):
            raise NotImplementedError(
                f"The dual of {constraint} is not an entry of the program's dual vector. "
                "Maybe state the constraint by cones of three rows."
            )
        return Output(
            variable.name(), tuple(variable.shape), "z", np.maximum(places - 1, 0), factors, False
        )

    def _inverted(self, z: np.ndarray) -> dict:
        solver = self._chain.reductions[-1]
        memory = self._inverse[-1]
        solution = Solution(
            s.OPTIMAL,
            0.0,
            {memory[solver.VAR_ID]: np.zeros(self._program.x.size)},
            duals_of(solver, memory, z),
            {},
        )
        steps = list(zip(self._chain.reductions, self._inverse, strict=True))[:-1]
        for reduction, inverse in reversed(steps):
            solution = reduction.invert(solution, inverse)
        return solution.dual_vars


def duals_of(solver, memory, z: np.ndarray) -> dict:
    """The part of z that belongs to each constraint of CVXPY's program, by the id of the
    constraint.
    """
    duals, first = {}, 0
    for constraint in memory[solver.EQ_CONSTR] + memory[solver.NEQ_CONSTR]:
        values = z[first : first + constraint.size]
        first += constraint.size
        duals[constraint.id] = values.item() if constraint.size == 1 else values
    return duals


def _saved(constraint, k: int, value) -> np.ndarray:
    """The value of the k-th dual variable of a constraint if CVXPY saved a dual value; the
    constraint is left as it was.
    """
    before = [dual.value for dual in constraint.dual_variables]
    try:
        constraint.save_dual_value(value)
        return np.array(_dense(constraint.dual_variables[k].value), dtype=float)
    finally:
        for dual, old in zip(constraint.dual_variables, before, strict=True):
            dual.save_value(old)
