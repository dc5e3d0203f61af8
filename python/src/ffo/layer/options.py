"""``solver_args``: the engine's options by our names and by those of other solvers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

# What other solvers call a tolerance. The engine's default, 1e-9 and then polished, is at least
# what scripts mean by them: 1e-3 would save nothing here, and 1e-12 is a best effort there but a
# promise here. Who wants another one says `tolerance`.
_PEERS_TOLERANCES = frozenset(
    {
        "eps",
        "tol",
        "eps_abs",
        "eps_rel",
        "abstol",
        "reltol",
        "feastol",
        "tol_gap_abs",
        "tol_gap_rel",
        "tol_feas",
        "ipm_tolerance",
    }
)
_ITERATIONS = frozenset({"max_iterations", "max_iters", "max_iter", "maxiter"})
_SECONDS = frozenset({"time_limit", "time_limit_secs", "max_time"})
_THREADS = frozenset(
    {"threads", "n_threads", "num_threads", "max_threads", "n_jobs_forward", "n_jobs_backward"}
)
# What only makes sense for another method; a drop-in replacement takes and drops it.
_WITHOUT_MEANING = frozenset(
    {
        "acceleration_lookback",
        "acceleration_interval",
        "solve_method",
        "mode",
        "lsqr_args",
        "derivative_kwargs",
        "verbose",
    }
    | {
        "normalize",
        "scale",
        "adaptive_scale",
        "rho_x",
        "alpha",
        "warm_start",
        "use_indirect",
        "raise_on_error",
    }
    | {
        "use_quad_obj",
        "canon_backend",
        "polish",
        "adaptive_rho",
        "eps_infeas",
        "eps_prim_inf",
        "eps_dual_inf",
    }
    | {"dtype", "device", "backward_method", "differentiation_method", "enable_grad", "auto_tune"}
)
# Ours, handed through.
_OWN = frozenset(
    {
        "tolerance",
        "solver",
        "adjoint",
        "adjoint_parameter",
        "convexity_tolerance",
        "almost_solved",
        "closest_feasible",
    }
)


def options_of(arguments: Mapping[str, Any] | None) -> dict[str, Any]:
    """The engine's options for what a user passed as ``solver_args``.

    Raises:
        TypeError: if a name is known neither here nor among the solvers that people come from.
        ValueError: if a value makes no sense.
    """
    options: dict[str, Any] = {}
    for name, value in (arguments or {}).items():
        if value is None or name in _WITHOUT_MEANING:
            continue
        if name == "ipm_settings":  # Moreau's options of its interior point, one level down.
            options.update(options_of(value))
            continue
        if name in _PEERS_TOLERANCES:
            _positive(name, value)
        elif name in _ITERATIONS:
            options["max_iterations"] = int(_positive(name, value))
        elif name in _SECONDS:
            options["time_limit"] = _positive(name, value)
        elif name in _THREADS:
            options["threads"] = (
                max(int(value), options.get("threads", 1)) if int(value) > 0 else None
            )
        elif name in _OWN:
            options[name] = _positive(name, value) if name == "tolerance" else value
        else:
            raise TypeError(
                f"There is no solver argument {name!r}. Known are tolerance, max_iterations, "
                f"time_limit, threads, solver, adjoint, "
                "adjoint_parameter, convexity_tolerance, almost_solved, closest_feasible, and "
                "the names of SCS, Clarabel, ECOS, "
                "diffcp and Moreau for the same."
            )
    return {name: value for name, value in options.items() if value is not None}


def _positive(name: str, value: Any) -> float:
    number = float(value)
    if not number > 0 or math.isnan(number):
        raise ValueError(f"The solver argument {name} must be positive, got {value!r}.")
    return number
