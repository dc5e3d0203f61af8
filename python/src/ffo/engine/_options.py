"""What a caller may choose of a program or of one call."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ._errors import MisuseError

SOLVERS = ("automatic", "interior_point", "block_pivoting", "dual_active_set", "semismooth_newton")
ADJOINTS = ("first_order", "implicit", "lpgd", "smoothed", "relaxed")


@dataclass(frozen=True)
class Options:
    """Choices of a program, or of one forward call and of all that follows from its run.

    tolerance: bound on the relative primal, dual and gap residual of a solved instance, in
        (0, 1e-2]; default 1e-9
    max_iterations: per instance; default the solver's own
    time_limit: of one forward or backward call, in seconds; instances that it ends have the status
        ``time_limit``; default none
    threads: the most that work on one call; default all processors. Results do not depend on it
    solver: ``automatic``, ``interior_point``, ``block_pivoting``, ``dual_active_set`` or
        ``semismooth_newton``
    adjoint: ``first_order`` or ``implicit``, the derivative by two ways; ``lpgd``, ``smoothed`` or
        ``relaxed``, directions that are on purpose not the derivative
    adjoint_parameter: τ of ``lpgd``, the radius of ``smoothed``, μ of ``relaxed``; default 1e-3
    convexity_tolerance: the most by which P, with its diagonal scaled to ones, may have an
        eigenvalue below 0, in [0, 1e-2]; default 1e-6, what single precision leaves of P = M Mᵀ
    closest_feasible: price κ > 0 at which infeasible instances are answered with the closest
        feasible program, for programs without curved cones; default: they are infeasible
    almost_solved: bound on the residuals of an instance that a limit ended, or that no step brings
        further, and that is taken all the same: its status is ``almost_solved``, and it is read
        and differentiated as a solution is; default: none is
    """

    tolerance: float | None = None
    max_iterations: int | None = None
    time_limit: float | None = None
    threads: int | None = None
    solver: str = "automatic"
    adjoint: str = "first_order"
    adjoint_parameter: float | None = None
    convexity_tolerance: float | None = None
    closest_feasible: float | None = None
    almost_solved: float | None = None

    def numbers(self, keep: bool = True) -> list[float]:
        """As the engine takes them; NaN leaves a default.

        keep: whether what the backward pass can reuse is kept
        """
        values = [
            self.tolerance,
            self.max_iterations,
            self.time_limit,
            self.threads,
            _place(SOLVERS, self.solver, "solver"),
            _place(ADJOINTS, self.adjoint, "adjoint"),
            self.adjoint_parameter,
            self.convexity_tolerance,
            None if keep else 0,
            self.closest_feasible,
            self.almost_solved,
        ]
        return [math.nan if value is None else float(value) for value in values]


def _place(names: tuple[str, ...], name: str, what: str) -> int:
    if name not in names:
        raise MisuseError(f"there is no {what} {name!r}. Maybe one of {', '.join(names)}")
    return names.index(name)
