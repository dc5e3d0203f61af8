"""What CVXPY has to know of the engine's standard form.

The engine minimises ``½yᵀPy + qᵀy`` subject to ``Ay + s = b``, ``s ∈ K``. CVXPY states ``Āy + b ∈
K`` after its own order of the cones – zero, nonnegative, second-order, semidefinite, exponential,
power –, so ``A = −Ā`` and rows stay where they are. Semidefinite cones are the upper triangle,
column by column, times √2 off the diagonal.
"""

from __future__ import annotations

import cvxpy.settings as s
from cvxpy.constraints import SOC, ExpCone, PowCone3D, SvecPSD
from cvxpy.reductions.solvers.conic_solvers.conic_solver import ConicSolver
from cvxpy.utilities.psd_utils import TriangleKind


class StandardForm(ConicSolver):
    """A target of CVXPY's canonicalisation: parametric programs in the engine's standard form,
    without values.

    ``get_problem_data`` accepts an instance; the data hold the parametric cone program and no
    matrices, so that parameters need no values.
    """

    MIP_CAPABLE = False
    SUPPORTED_CONSTRAINTS = [*ConicSolver.SUPPORTED_CONSTRAINTS, SOC, ExpCone, PowCone3D, SvecPSD]
    EXP_CONE_ORDER = [0, 1, 2]
    PSD_TRIANGLE_KIND = TriangleKind.UPPER
    PSD_SQRT2_SCALING = True

    def name(self) -> str:
        """The name by which CVXPY knows the form."""
        return "FFOLAYER"

    def import_solver(self) -> None:
        """Does nothing: the form needs no solver."""

    def supports_quad_obj(self) -> bool:
        """Quadratic objectives stay quadratic, beside any cone."""
        return True

    def apply(self, problem):
        """The parametric program, formatted, and what brings a solution back."""
        problem, data, inverse = self._prepare_data_and_inv_data(problem)
        inverse[s.OFFSET] = 0.0
        return data, inverse

    def solve_via_data(self, data, warm_start, verbose, solver_opts, solver_cache=None):
        """Refuses: the form is for canonicalisation."""
        raise NotImplementedError("StandardForm only canonicalises; solve with FFOLAYER.")

    def cite(self, data) -> str:
        """The paper of the method."""
        return (
            "@inproceedings{zhao2026ffolayer,\n"
            "  title={A Fully First-Order Layer for Differentiable Optimization},\n"
            "  author={Zhao and Mo and Ho and Amos and Wang},\n  year={2026},\n"
            "  note={arXiv 2512.02494}\n}"
        )


def cones_of(dims) -> list[tuple]:
    """The cones of CVXPY's dimensions, in the order of the rows.

    Second-order and semidefinite cones of one row are halflines, and are stated as such.
    """
    cones: list[tuple] = []
    if dims.zero:
        cones.append(("zero", int(dims.zero)))
    if dims.nonneg:
        cones.append(("nonnegative", int(dims.nonneg)))
    for size in dims.soc:
        cones.append(("second_order", int(size)) if size > 1 else ("nonnegative", 1))
    for order in dims.psd:
        cones.append(("psd", int(order)) if order > 1 else ("nonnegative", 1))
    cones.extend([("exponential",)] * int(dims.exp))
    cones.extend(("power", float(alpha)) for alpha in dims.p3d)
    return cones


def rows_of(cone: tuple) -> int:
    """How many rows a cone has."""
    match cone:
        case ("psd", order):
            return order * (order + 1) // 2
        case ("exponential",) | ("power", _):
            return 3
        case (_, size):
            return size
    raise ValueError(f"There is no cone {cone!r}.")
