"""``QPFunction(…)(Q, p, G, h, A, b)`` and ``ffoqp(…)(Q, p, G, h, A, b)``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from ffo.layer.core import Unsolved
from ffo.torch.arrays import Kind
from ffo.torch.autograd import Call
from ffo.torch.autograd import solve as solve_call

from .form import core_of


def QPFunction(  # noqa: N802 – the name of qpth
    eps: float = 1e-12,
    verbose: int = 0,
    notImprovedLim: int = 3,  # noqa: N803
    maxIter: int = 20,  # noqa: N803
    solver: Any = None,
    check_Q_spd: bool = True,  # noqa: N803
    *,
    unsolved: Unsolved = "raise",
    threads: int | None = None,
) -> Callable[..., torch.Tensor]:
    """A function that solves ``minimise ½zᵀQz + pᵀz subject to Gz ≤ h, Az = b`` for a batch, with
    gradients of everything.

    Takes ``(Q, p, G, h, A, b)``: ``(n, n)``, ``(n,)``, ``(inequalities, n)``, ``(inequalities,)``,
    ``(equalities, n)``, ``(equalities,)``, each alone or with a batch axis in front; pass an empty
    tensor for G and h or for A and b where there are no such rows. Of Q the symmetric part counts.
    Returns z, ``(B, n)``; B is 1 where nothing has a batch axis.

    The gradient of what has no batch axis is the sum over the batch (qpth returns the mean). Q may
    be semidefinite.

    Args:
        eps, verbose, notImprovedLim, maxIter, solver: taken for qpth's sake, without effect:
            solutions are right to 1e-9 or the instance is not solved.
        check_Q_spd: taken for qpth's sake; the engine always checks that Q is convex.
        unsolved: what an instance without a solution gives: ``"raise"``, ``"nan"``, or
            ``"mask"`` (zeros).
        threads: the most that the engine uses; None for all processors.

    Raises (the function that is returned):
        ValueError: if shapes do not fit together.
        UnsolvedError: if an instance has no solution, a Q that is not convex included, and the
            policy is ``"raise"``.
    """
    del eps, verbose, notImprovedLim, maxIter, solver, check_Q_spd
    solver_args = {"threads": threads}

    def solve(Q, p, G, h, A, b) -> torch.Tensor:  # noqa: N803
        given = [torch.as_tensor(value) for value in (Q, p, G, h, A, b)]
        core = core_of([tuple(value.shape) for value in given])
        used = [value for value in given if value.numel() > 0]
        options = {"solver_args": solver_args, "unsolved": unsolved, "keep": True, "warm": None}
        call = Call(core, Kind.of(used), options)
        batched = core.batch_of([tuple(value.shape) for value in used]).size is not None
        (solution,) = solve_call(call, used)
        return solution if batched else solution.unsqueeze(0)

    return solve


def ffoqp(
    eps: float = 1e-12,
    verbose: int = 0,
    notImprovedLim: int = 3,  # noqa: N803
    maxIter: int = 20,  # noqa: N803
    lamb: float = 100,
    check_Q_spd: bool = True,  # noqa: N803
    solver: Any = None,
    solver_opts: Any = None,
    *,
    unsolved: Unsolved = "raise",
    threads: int | None = None,
) -> Callable[..., torch.Tensor]:
    """The paper's function: [QPFunction] under the signature of its implementation.

    ``lamb``, ``solver`` and ``solver_opts`` are taken without effect: the ghost problem is exact at
    every perturbation here, so there is none to choose.
    """
    del lamb, solver, solver_opts
    return QPFunction(
        eps, verbose, notImprovedLim, maxIter, None, check_Q_spd, unsolved=unsolved, threads=threads
    )
