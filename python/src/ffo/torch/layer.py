"""A convex optimization problem as a module of PyTorch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch

from ffo.cvxpy.front import core_of
from ffo.engine import ActiveSetMonitor, WarmStarts
from ffo.layer.core import LayerCore, Unsolved
from ffo.layer.warm import Warm

from . import compiled
from .arrays import Kind
from .autograd import Call, solve


class FFOLayer(torch.nn.Module):
    """Solves a parametrised convex problem and differentiates through the solution.

    A drop-in replacement of ``cvxpylayers.torch.CvxpyLayer``::

        x = cp.Variable(2)
        q = cp.Parameter(2)
        layer = FFOLayer(cp.Problem(cp.Minimize(cp.sum_squares(x) + q @ x), [x >= 0]),
        parameters=[q], variables=[x]) (solution,) = layer(torch.tensor([[-1.0, 2.0], [3.0, -4.0]],
        requires_grad=True))  # (2, 2) solution.sum().backward()

    What it has beyond: duals as outputs with gradients, a status and a report per instance, a
    policy for instances without a solution, warm starts by keys. See docs/python.md for the
    differences.
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
        """
        Args:
            problem: a ``cvxpy.Problem`` that is DPP (``problem.is_dpp()``).
            parameters: all its parameters, in the order in which tensors will come.
            variables: variables of the problem, or dual variables of its constraints
                (``constraint.dual_variables[0]``), in the order in which tensors will go.
            solver: None or ``"FFOLAYER"``; the name of another solver is answered with a warning.
            gp: whether the problem is a geometric program.
            verbose: whether CVXPY tells what it does while it canonicalises.
            canon_backend: CVXPY's backend for that, None for its own choice.
            solver_args: options of every call: ``tolerance`` (default 1e-9),
                ``max_iterations``, ``time_limit`` (seconds), ``threads``; the names that SCS,
                Clarabel, ECOS and diffcp have for them are understood.
            custom_method: refused.
            unsolved: what an instance without a solution gives: ``"raise"`` an [UnsolvedError],
                ``"nan"`` NaN, ``"mask"`` zeros (ask ``layer.solved``). It adds nothing to
                gradients.

        Raises:
            ValueError: if the problem is not DPP, or the lists do not fit it.
        """
        super().__init__()
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
        torch.nn.Module.__init__(layer)
        layer.core = core
        layer._prepare()
        return layer

    def forward(
        self,
        *params: torch.Tensor,
        solver_args: Mapping[str, Any] | None = None,
        warm_start: bool = False,
        warm_keys: Sequence[int] | None = None,
        monitor: ActiveSetMonitor | None = None,
        unsolved: Unsolved | None = None,
    ) -> tuple[torch.Tensor, ...]:
        """Solves for values of the parameters.

        Args:
            *params: one tensor a parameter, in its shape or with one batch axis in front; those
                without are the same for the whole batch, and their gradient is the sum over it.
                Computed in double, returned in the common type of all, on their device.
            solver_args: options of this call.
            warm_start: begin where the last call with ``warm_start`` ended, instance by instance.
            warm_keys: begin where the last solve with the same key ended; one whole number an
                instance, the index of a sample for example.
            monitor: an ``ffo.engine.ActiveSetMonitor`` that counts how many rows changed between
                active and inactive since the last visit of the same key (or place, without keys).
            unsolved: a policy for this call.

        Returns:
            One tensor a variable, in its shape, with the batch axis if any parameter had one.

        Raises:
            ValueError: if shapes or devices do not fit.
            UnsolvedError: if an instance has no solution and the policy is ``"raise"``.
        """
        if torch.compiler.is_compiling():
            return compiled.solve(self.core, params, solver_args, unsolved, self._number)
        params = self._tensors(params)
        options = {
            "solver_args": solver_args,
            "unsolved": unsolved,
            "keep": True,
            "warm": self._warm(warm_start, warm_keys),
        }
        call = Call(self.core, Kind.of(params), options)
        outputs = solve(call, params)
        if monitor is not None:
            call.solved.record(monitor, warm_keys)
        self.__dict__["_last"] = call  # The usual way is slow in modules.
        return outputs

    @property
    def status(self) -> tuple[str, ...]:
        """The status of each instance of the last call: ``"solved"``, ``"infeasible"``,
        ``"unbounded"``, …
        """
        return self._pass().statuses

    @property
    def solved(self) -> torch.Tensor:
        """Which instances of the last call have a solution, ``(B,)``."""
        return torch.from_numpy(np.array(self._pass().ok))

    def report(self):
        """How far to trust the gradients of the last call that was differentiated, instance by
        instance: see ``ffo.engine.Report``.
        """
        return self._pass().report

    def value(self) -> torch.Tensor:
        """The optimal values of the last call, ``(B,)``, without gradients; of geometric programs
        their logarithm.
        """
        return torch.from_numpy(np.array(self._pass().value))

    def __getstate__(self):
        return {
            name: value
            for name, value in self.__dict__.items()
            if name not in ("_last", "_warm_starts", "_number")
        }

    def __setstate__(self, state):
        super().__setstate__(state)
        self._prepare()

    def extra_repr(self) -> str:
        """Parameters, outputs and size of the program."""
        canonical = self.core.canonical
        inputs = ", ".join(f"{p.name}{list(p.shape)}" for p in canonical.parameters)
        outputs = ", ".join(f"{o.name}{list(o.shape)}" for o in canonical.outputs)
        return f"{inputs} → {outputs}; n={canonical.n}, m={canonical.m}"

    def _tensors(self, values: Sequence) -> tuple[torch.Tensor, ...]:
        parameters = self.core.canonical.parameters
        if len(values) != len(parameters):
            self.core.batch_of([()] * len(values))  # Raises.
        for i, (value, parameter) in enumerate(zip(values, parameters, strict=True)):
            if not isinstance(value, torch.Tensor | np.ndarray | np.generic | float | int | list):
                raise TypeError(
                    f"The value of parameter {i} ({parameter.name}) is no tensor but a "
                    f"{type(value).__name__}."
                )
        return tuple(torch.as_tensor(value) for value in values)

    def _prepare(self) -> None:
        self._warm_starts = None
        self._last: Call | None = None
        self._number = compiled.number_of(self.core)

    def _warm(self, warm_start: bool, warm_keys: Sequence[int] | None) -> Warm | None:
        if not warm_start and warm_keys is None:
            return None
        if self._warm_starts is None:
            self._warm_starts = WarmStarts()
        return Warm(self._warm_starts, warm_keys)

    def _pass(self):
        if self._last is None or self._last.solved is None:
            raise RuntimeError("The layer was not called yet.")
        return self._last.solved
