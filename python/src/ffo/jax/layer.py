"""A convex optimization problem as a function of JAX."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from ffo.cvxpy.front import core_of
from ffo.engine import WarmStarts
from ffo.layer.core import LayerCore, Solved, Unsolved
from ffo.layer.warm import Warm

from .callbacks import Host
from .derivatives import differentiable


class FFOLayer:
    """Solves a parametrised convex problem and differentiates through the solution.

    A drop-in replacement of ``cvxpylayers.jax.CvxpyLayer``. Goes through ``jax.jit``, ``jax.grad``,
    ``jax.jacrev``, ``jax.jvp``, ``jax.jacfwd``, ``jax.linearize`` and ``jax.vmap``, whose axis
    becomes the batch. A gradient costs one backward pass, a ``jvp`` one forward-mode pass. Second
    derivatives are refused. Values are computed in double, whatever ``jax_enable_x64`` is, and
    returned in the common type of the parameters.
    """

    def __init__(
        self,
        problem,
        parameters: Sequence,
        variables: Sequence,
        solver: str | None = None,
        gp: bool = False,
        verbose: bool = False,
        canon_backend: str | None = None,
        solver_args: Mapping[str, Any] | None = None,
        custom_method: Any = None,
        *,
        unsolved: Unsolved = "raise",
    ) -> None:
        """As of ``ffo.torch.FFOLayer``."""
        self.core = core_of(
            problem,
            parameters,
            variables,
            solver=solver,
            gp=gp,
            verbose=verbose,
            canon_backend=canon_backend,
            solver_args=solver_args,
            custom_method=custom_method,
            unsolved=unsolved,
        )
        self._prepare()

    @classmethod
    def of(cls, core: LayerCore) -> FFOLayer:
        """A layer of a canonical form that is there already."""
        layer = cls.__new__(cls)
        layer.core = core
        layer._prepare()
        return layer

    def __call__(
        self,
        *params,
        solver_args: Mapping[str, Any] | None = None,
        warm_start: bool = False,
        warm_keys: Sequence[int] | None = None,
        unsolved: Unsolved | None = None,
    ) -> tuple[jax.Array, ...]:
        """Solves for values of the parameters.

        Args:
            *params: one array a parameter, in its shape or with one batch axis in front.
            solver_args: options of this call; constants of a trace.
            warm_start: begin where the last call with ``warm_start`` ended.
            warm_keys: begin where the last solve with the same key ended, one key an instance.
            unsolved: a policy for this call.

        Returns:
            One array a variable, in its shape, with the batch axis if any parameter had one.

        Raises:
            ValueError: if shapes do not fit.
            UnsolvedError: if an instance has no solution and the policy is ``"raise"``; JAX
                wraps it in an error of its own.
        """
        arrays = [jnp.asarray(param) for param in params]
        self.core.batch_of([array.shape for array in arrays])
        dtype = jnp.result_type(*arrays) if arrays else jnp.result_type(float)
        if not jnp.issubdtype(dtype, jnp.floating):
            dtype = jnp.result_type(float)
        arrays = [array.astype(dtype) for array in arrays]
        options = {
            "solver_args": dict(solver_args or {}),
            "unsolved": unsolved,
            "warm": self._warm(warm_start, warm_keys),
        }
        host = Host(self.core, options, np.dtype(dtype), [a.shape for a in arrays], self._remember)
        return differentiable(host)(arrays)

    @property
    def status(self) -> tuple[str, ...]:
        """The status of each instance of the last call that ran."""
        return self._last_pass().statuses

    @property
    def solved(self) -> np.ndarray:
        """Which instances of the last call have a solution, ``(B,)``."""
        return np.array(self._last_pass().ok)

    def report(self):
        """How far to trust the gradients of the last call that was differentiated: see
        ``ffo.engine.Report``.
        """
        return self._last_pass().report

    def value(self) -> np.ndarray:
        """The optimal values of the last call, ``(B,)``; of geometric programs their logarithm."""
        return np.array(self._last_pass().value)

    def __getstate__(self):
        return {"core": self.core}

    def __setstate__(self, state):
        self.core = state["core"]
        self._prepare()

    def _remember(self, solved: Solved) -> None:
        self._last = solved

    def _prepare(self) -> None:
        self._warm_starts = None
        self._last: Solved | None = None

    def _warm(self, warm_start: bool, warm_keys: Sequence[int] | None) -> Warm | None:
        if not warm_start and warm_keys is None:
            return None
        if self._warm_starts is None:
            self._warm_starts = WarmStarts()
        return Warm(self._warm_starts, warm_keys)

    def _last_pass(self) -> Solved:
        if self._last is None:
            raise RuntimeError("The layer was not called yet.")
        return self._last
