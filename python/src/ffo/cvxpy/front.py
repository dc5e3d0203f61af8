"""What the constructors of the layers have in common."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from ffo.layer.core import LayerCore, Unsolved

from .canonical import canonicalise


def core_of(
    problem,
    parameters: Sequence,
    variables: Sequence,
    *,
    solver: Any,
    gp: bool,
    verbose: bool,
    canon_backend: str | None,
    solver_args: Mapping[str, Any] | None,
    custom_method: Any,
    unsolved: Unsolved,
) -> LayerCore:
    """The core of a layer, for the arguments of ``CvxpyLayer`` and ours.

    Raises:
        ValueError: if the problem is not DPP, or the lists do not fit it.
        NotImplementedError: for ``custom_method``, and for a solver that is an object.
    """
    if custom_method is not None:
        raise NotImplementedError(
            "custom_method has no place here: the engine solves and differentiates, and there is "
            "no other method to call. "
            "Maybe leave it out, or keep CvxpyLayer for that layer."
        )
    if solver is not None and not isinstance(solver, str):
        raise NotImplementedError(
            f"solver is a {type(solver).__name__}; this layer has its own engine and takes None or "
            f"a name. "
            "Maybe leave it out, or keep CvxpyLayer for that layer."
        )
    if solver is not None and solver.upper() != "FFOLAYER":
        warnings.warn(f"The layer solves with its own engine, not with {solver}.", stacklevel=4)
    canonical = canonicalise(
        problem, parameters, variables, gp=gp, verbose=verbose, canon_backend=canon_backend
    )
    return LayerCore(canonical, solver_args, unsolved)
