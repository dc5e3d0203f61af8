"""CVXPY's parametric cone program as a program of the engine, with CVXPY's own parameter vector as
its only source.

``problem.backward()`` and ``problem.derivative()`` of CVXPY ask a cone program to carry gradients
and changes between its parameters and its matrices, without a quadratic objective. Here the engine
differentiates with respect to the parameter vector itself, so that the two methods have nothing
left to do but to cut the vector into parameters.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import scipy.sparse as sp
from cvxpy.reductions.dcp2cone.cone_matrix_stuffing import ParamConeProg

from ffo.layer.form import Canonical
from ffo.layer.program import EngineProgram, program_of

from .canonical import maps_of


class StatedProgram(ParamConeProg):
    """A formatted cone program of CVXPY that knows its maps."""

    @staticmethod
    def of(program: ParamConeProg) -> StatedProgram:
        """The same program; shares everything."""
        stated = object.__new__(StatedProgram)
        stated.__dict__.update(program.__dict__)
        return stated

    @cached_property
    def canonical(self) -> Canonical:
        """The maps from the parameter vector."""
        size = self.total_param_size
        return maps_of(self, sp.eye_array(size + 1, size, format="csr"), np.array([0, size]))

    @cached_property
    def engine(self) -> EngineProgram:
        """The program of the engine."""
        return program_of(self.canonical)

    def vector(self, values: dict | None = None) -> np.ndarray:
        """The parameter vector.

        Args:
            values: by id of the parameter; None for the values that the parameters have.
        """
        vector = np.zeros(self.total_param_size)
        for key, parameter in self.id_to_param.items():
            value = parameter.value if values is None else values[key]
            first = self.param_id_to_col[key]
            vector[first : first + parameter.size] = np.broadcast_to(
                _dense(value), parameter.shape
            ).ravel(order="F")
        return vector

    def apply_parameters(
        self, id_to_param_value=None, zero_offset=False, keep_zeros=False, quad_obj=False
    ):
        """As CVXPY's; for changes (``zero_offset``) the first result is the change of the parameter
        vector, which is what the solver's derivative takes, and the others are zero."""
        if zero_offset:
            return self.vector(id_to_param_value), 0.0, 0.0, 0.0
        return super().apply_parameters(id_to_param_value, zero_offset, keep_zeros, quad_obj)

    def apply_param_jac(self, delc, delA, delb, active_params=None):
        """The gradient by parameter of what the solver's adjoint derivative gave as ``delc``: the
        gradient of the parameter vector.
        """
        return {
            key: np.reshape(
                delc[self.param_id_to_col[key] :][: parameter.size], parameter.shape, order="F"
            )
            for key, parameter in self.id_to_param.items()
            if active_params is None or key in active_params
        }


def _dense(value) -> np.ndarray:
    return value.toarray() if sp.issparse(value) else np.asarray(value, dtype=float)
