"""The harness's own test: what the verification must refuse, and every solver on small problems with known answers."""

import gzip
import json
import pathlib
import sys
import types

import numpy as np

import cones
import exact
import harness
import problem
import residuals
import verdict
from adapters import INFEASIBLE, SOLVED, UNBOUNDED

FFO = pathlib.Path(sys.argv[1]) if sys.argv[1:] else harness.ROOT / "ffo"
LINEAR = {"q": [-1, -2], "G": [[1, 1], [1, 0], [0, 1], [-1, 0], [0, -1]], "h": [4, 3, 2, 0, 0]}
# min 2x² + xy + y² + x + y, x + y = 1, x, y ≥ 0
QUADRATIC = {"P": [[4, 1], [1, 2]], "q": [1, 1], "A": [[1, 1]], "b": [1], "G": [[-1, 0], [0, -1]], "h": [0, 0]}
# min x₁ + ½x₂ − ½x₃, ‖x‖ ≤ 2
SECOND_ORDER = {
    "q": [1, 0.5, -0.5],
    "A": [[0, 0, 0], [-1, 0, 0], [0, -1, 0], [0, 0, -1]],
    "b": [2, 0, 0, 0],
    "cones": [{"soc": 4}],
}
# max H(x) + 2x₁, x₁ + x₂ = 1
EXPONENTIAL = {
    "q": [-2, 0, 1, 1],
    "A": {"rows": 7, "cols": 4, "i": [0, 0, 1, 2, 4, 5], "j": [0, 1, 2, 0, 3, 1], "v": [1, 1, 1, -1, 1, -1]},
    "b": [1, 0, 0, 1, 0, 0, 1],
    "cones": [{"zero": 1}, {"exp": 2}],
}
# max w, x + 2y ≤ 3, x^0.3 y^0.7 ≥ |w|
POWER = {
    "q": [0, 0, -1],
    "A": [[1, 2, 0], [-1, 0, 0], [0, -1, 0], [0, 0, -1]],
    "b": [3, 0, 0, 0],
    "cones": [{"nonneg": 1}, {"power": 0.3}],
}
INFEASIBLE_PROBLEM = {"q": [1, 1], "A": [[1, 1]], "b": [1], "G": [[1, 0], [0, 1]], "h": [0.25, 0.25]}
UNBOUNDED_PROBLEM = {"q": [-1, 0], "G": [[-1, 0], [1, -1]], "h": [0, 1]}


def semidefinite():
    """min ⟨C, X⟩, tr X = 1, X ⪰ 0, the least eigenvalue of C, which has no symmetry to hide an order of entries behind."""
    C = np.array([[2.0, -1, 0.3, 0.7], [-1, 1, 0.5, -0.2], [0.3, 0.5, 3, 0.9], [0.7, -0.2, 0.9, -1]])
    rows, columns = np.tril_indices(4)
    q = np.where(rows == columns, 1, np.sqrt(2)) * C[rows, columns]
    A = np.vstack([(rows == columns).astype(float), -np.eye(10)])
    fields = {"q": q.tolist(), "A": A.tolist(), "b": [1.0] + [0.0] * 10, "cones": [{"zero": 1}, {"psd": 4}]}
    return fields, float(np.linalg.eigvalsh(C)[0])


def power_value():
    return 0.9**0.3 * 1.05**0.7  # x = 0.3·3, y = 0.7·3/2


CASES = {
    "linear": (LINEAR, SOLVED, -6.0),
    "quadratic": (QUADRATIC, SOLVED, 1.875),
    "second-order": (SECOND_ORDER, SOLVED, -2 * np.sqrt(1.5)),
    "semidefinite": (semidefinite()[0], SOLVED, semidefinite()[1]),
    "exponential": (EXPONENTIAL, SOLVED, -np.log(1 + np.exp(2))),
    "power": (POWER, SOLVED, -power_value()),
    "infeasible": (INFEASIBLE_PROBLEM, INFEASIBLE, None),
    "unbounded": (UNBOUNDED_PROBLEM, UNBOUNDED, None),
}


def main():
    sums_are_rounded_once()
    distances_are_those_of_the_definitions()
    wrong_answers_are_refused()
    wrong_claims_are_wrong()
    folder = harness.OUT / "check"
    folder.mkdir(parents=True, exist_ok=True)
    harness.build(FFO)
    for peer in harness.NAMES:
        for name, case in CASES.items():
            solves(peer, folder / f"{name}.json.gz", *case)
        print(f"{peer}: right")
    print("all checks passed")


def sums_are_rounded_once():
    expect(exact.dot([1e16, 1.0, -1e16], [1.0, 1e-3, 1.0]) == 1e-3, "a small term among large ones is kept")
    a, b = 1 + 2.0**-30, 1 - 2.0**-30
    expect(exact.dot([a, -1.0], [b, 1.0]) == -(2.0**-60), "the rounding error of a product is kept")
    M = problem.of_fields({"q": [0, 0], "G": [[1e16, 1.0], [3.0, 4.0]], "h": [0, 0]}).A
    sums = exact.sums([(M, np.array([1.0, 1e-3]))], [np.array([-1e16, 1.0])], 2)
    expect(np.array_equal(sums, [1e-3, 4.004]), "so in products of matrices")


def distances_are_those_of_the_definitions():
    cone = lambda kind, rows, number=0.0: problem.Cone(kind, 0, rows, number)
    v = lambda *values: np.array(values, float)
    for what, kind, point, dual, least in [
        ("below zero", cone("nonneg", 2), v(1, -2), False, 2),
        ("an equality that is off", cone("zero", 2), v(0, -3), False, 3),
        ("any dual of an equality", cone("zero", 2), v(0, -3), True, 0),
        ("outside the ball", cone("soc", 3), v(1, 3, 4), False, 4),
        ("a matrix with the eigenvalue −1", cone("psd", 3, 2), v(0, np.sqrt(2), 0), False, 1),
        ("a point of the exponential cone", cone("exp", 3), v(1, 2, 2 * np.exp(0.5)), False, 0),
        ("its face x ≤ 0, y = 0", cone("exp", 3), v(-1, 0, 3), False, 0),
        ("a point of its dual", cone("exp", 3), v(-1, -1, 1), True, 0),
        ("a point of the power cone", cone("power", 3, 0.3), v(1, 1, -1), False, 0),
        ("a point of its dual", cone("power", 3, 0.3), v(0.3, 0.7, 1), True, 0),
    ]:
        t = cones.outside(kind, point, dual)
        expect(abs(t - least) <= 1e-14, f"{what}: {t}, expected {least}")
    for kind, point, dual in [
        (cone("exp", 3), v(1, 2, 3.29), False),
        (cone("exp", 3), v(-1, -1.01, 1), True),
        (cone("power", 3, 0.3), v(1, 1, -1.01), False),
        (cone("power", 3, 0.3), v(0.3, 0.7, 1.01), True),
        (cone("power", 3, 0.3), v(1, -1e-9, 0), False),
    ]:
        t = cones.outside(kind, point, dual)
        expect(0 < t < 0.02, f"a point just outside {kind.kind}: {t}")
        expect(cones.outside(kind, point + t * cones.inner(kind), dual) == 0, "moved by its distance it is inside")


def wrong_answers_are_refused():
    stated = problem.of_fields(QUADRATIC)
    x, z = np.array([0.25, 0.75]), np.array([-2.75, 0, 0])
    s = np.array([0, 0.25, 0.75])
    expect(residuals.of(stated, x, s, z).largest < 1e-15, "the solution has no residual")
    for what, wrong in {
        "x moved along the equality": (x + [1e-6, -1e-6], s + [0, 1e-6, -1e-6], z),
        "x off the equality": (x + [1e-6, 0], s + [0, 1e-6, 0], z),
        "a slack that is not b − Ax": (x, s + [0, 1e-6, 0], z),
        "a dual of the wrong sign": (x, s, z - [0, 1e-6, 0]),
        "a dual that is off": (x, s, z + [1e-6, 0, 0]),
        "no numbers": (x * np.nan, s, z),
    }.items():
        expect(residuals.of(stated, *wrong).largest > 1e-8, f"{what} is refused")
    stated = problem.of_fields(SECOND_ORDER)
    x = -2 * np.array([1, 0.5, -0.5]) / np.sqrt(1.5)
    s, z = np.concatenate([[2], x]), np.concatenate([[np.sqrt(1.5)], [1, 0.5, -0.5]])
    expect(residuals.of(stated, x, s, z).largest < 1e-15, "the solution in the ball has no residual")
    out = 1 + 1e-6
    far = residuals.of(stated, out * x, np.concatenate([[2], out * x]), z)
    expect(far.largest > 1e-8, "a slack outside the cone is refused")
    expect(residuals.of(stated, x, s, z * [1 - 1e-6, 1, 1, 1]).largest > 1e-8, "a dual outside its cone is refused")
    infeasible = problem.of_fields(INFEASIBLE_PROBLEM)
    proof = np.array([-1.0, 1, 1])
    expect(residuals.of_infeasible(infeasible, proof) < 1e-15, "a proof proves")
    expect(residuals.of_infeasible(infeasible, -proof) == np.inf, "its negative does not")
    expect(residuals.of_infeasible(infeasible, proof + [0, 1e-6, 0]) > 1e-8, "nor does one that is off")
    expect(residuals.of_infeasible(infeasible, np.zeros(3)) == np.inf, "nor does zero")
    unbounded = problem.of_fields(UNBOUNDED_PROBLEM)
    expect(residuals.of_unbounded(unbounded, np.array([1.0, 1])) < 1e-15, "a ray proves")
    expect(residuals.of_unbounded(unbounded, np.array([1.0, 0])) > 1e-3, "what leaves the constraints does not")
    expect(residuals.of_unbounded(unbounded, np.array([-1.0, 0])) == np.inf, "nor does what rises")


def wrong_claims_are_wrong():
    row = lambda name, objective: {"index": {"set": name, "objective": objective, "residual": 1e-9}}
    proved = row("CBEXP", None) | {"peers": {"any": {"claim": INFEASIBLE, "residual": 1e-10}}}
    point = {"claim": SOLVED, "residual": 1e-10, "objective": 1.0, "size": 1.0}
    for what, is_wrong, stated, changes in [
        ("a right answer", False, row("MM", 1.0), {}),
        ("another objective than that of the index", True, row("MM", 1.1), {}),
        ("a point that is far off", True, row("MM", None), {"residual": 1e-2}),
        ("a gap alone", False, row("MM", None), {"residual": 1e-2, "residuals": {"dual": 1e-9, "gap": 1e-2}}),
        ("a point that is far off in its objective too", True, row("MM", 1.0002), {"residual": 1e-2}),
        ("bad duals of the right objective", False, row("MM", 1.0), {"residual": 1e-2}),
        ("infeasible, of a problem with a solution", True, row("MM", 1.0), {"claim": INFEASIBLE}),
        ("a ray that is none", True, row("MM", 1.0), {"claim": UNBOUNDED, "residual": np.inf}),
        ("solved, of an infeasible problem", True, row("INFEAS", None), {"residual": 1e-5}),
        ("infeasible, of an infeasible problem", False, row("INFEAS", None), {"claim": INFEASIBLE}),
        ("infeasible, where nothing is known and nobody proved it", True, row("CBEXP", None), {"claim": INFEASIBLE}),
        ("infeasible, where somebody proved it", False, proved, {"claim": INFEASIBLE}),
        ("solved, where somebody proved the contrary", True, proved, {"residual": 1e-5}),
        ("given up", False, row("MM", 1.0), {"claim": "unsolved", "residual": np.inf}),
    ]:
        expect(verdict.is_wrong(stated, point | changes) == is_wrong, f"{what} is {'' if is_wrong else 'not '}wrong")


def solves(peer, path, fields, claim, value):
    with gzip.open(path, "wt") as out:
        json.dump(fields, out)
    options = types.SimpleNamespace(ffo=FFO, limit=60, seconds=0.01)
    stated = problem.read(path)
    result = harness.one(peer, stated, path, options)
    if result["claim"] == "not applicable":
        expect(not stated.is_quadratic and peer in ("piqp", "highs", "osqp"), f"{peer} takes {path.stem}")
        return
    told = f"{peer} on {path.stem}: {result['claim']} {result['status']}, residual {result.get('residual')}"
    unproved = peer == "highs" and claim != SOLVED  # its presolve proves nothing
    expect(result["claim"] == claim or (unproved and result["status"] == "UnboundedOrInfeasible"), told)
    expect(unproved or result["residual"] < 1e-4, told)
    if value is not None:
        off = abs(result["objective"] - value)
        expect(off <= 1e-5 * abs(value), f"{told}, objective {result['objective']}, expected {value}")


def expect(condition, what):
    if not condition:
        sys.exit(f"check: failed: {what}")


if __name__ == "__main__":
    main()
