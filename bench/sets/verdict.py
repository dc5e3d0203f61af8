"""What a claim is worth: its residual, measured here, and what that makes of the claim."""

import dataclasses

import residuals
from adapters import INFEASIBLE, SOLVED, UNBOUNDED

REFUTED = 1e-3  # a claim whose residual, or whose objective beside the index, is farther off is wrong,
AGREES = 1e-4  # but where the objective agrees so far: then it is the duals that are bad
TRUSTED = 1e-6  # the largest residual of an entry of the index that is compared with


def of(problem, answer):
    """The fields of a record: residual (the largest), and of a point residuals, objective and its size."""
    if answer.claim == INFEASIBLE:
        return {"residual": residuals.of_infeasible(problem, answer.z)}
    if answer.claim == UNBOUNDED:
        return {"residual": residuals.of_unbounded(problem, answer.x)}
    measured = residuals.of(problem, answer.x, answer.s, answer.z)
    if measured is residuals.NOTHING:
        return {"residual": float("inf")}
    return {
        "residual": measured.largest,
        "residuals": dataclasses.asdict(measured),
        "objective": residuals.objective(problem, answer.x),
        "size": residuals.size(problem, answer.x),
    }


def is_infeasible(row):
    """Whether the problem has no solution: by its set, or, where the index knows no value, by a proof of any solver."""
    if row["index"]["set"] == "INFEAS":
        return True
    if row["index"].get("objective") is not None:
        return False
    return any(r["claim"] == INFEASIBLE and r.get("residual", 1) <= TRUSTED for r in row.get("peers", {}).values())


def is_right(row, result, tolerance):
    """Whether there is an answer, whatever it is called, and its residual is within the tolerance."""
    if not result.get("residual", float("inf")) <= tolerance:
        return False
    return (result["claim"] == INFEASIBLE) == is_infeasible(row) and result["claim"] != UNBOUNDED


def is_claimed(row, result):
    """Whether the solver itself says the right thing."""
    return result["claim"] == (INFEASIBLE if is_infeasible(row) else SOLVED)


def is_wrong(row, result):
    """Whether it says something that the residuals, the index or the kind of the set refute.

    A proof that is not given, or not exact, of what is true is no wrong claim; a point that satisfies a problem of the
    infeasible set to the tolerance speaks for itself."""
    claim, residual = result["claim"], result.get("residual", float("inf"))
    if claim == SOLVED:
        if is_infeasible(row):
            return residual > TRUSTED
        difference, far = off(row, result), _of_equations(result) > REFUTED
        return far if difference is None else difference > (AGREES if far else REFUTED)
    if claim == INFEASIBLE:
        return not is_infeasible(row)
    return claim == UNBOUNDED and residual > TRUSTED


def _of_equations(result):
    """The largest residual but the gap, which is measured against an objective that may be 0."""
    each = result.get("residuals", {"all": result["residual"]})
    return max(value for name, value in each.items() if name != "gap")


def off(row, result):
    """How far the objective is from that of the index, relative to it and to its terms; None where nothing is known."""
    known = row["index"].get("objective")
    if known is None or "objective" not in result or not row["index"]["residual"] <= TRUSTED:
        return None
    difference = abs(result["objective"] - known)
    return 0.0 if difference == 0 else difference / max(abs(known), 1e-3 * result["size"])
