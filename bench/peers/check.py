"""The harness's own test: check.py FOLDER reference   writes small problems and holds the reference against central differences
                            check.py FOLDER PEER…      runs adapters on them: right shapes, and x where it is known to be right
"""

import importlib
import pathlib
import sys
import warnings

import numpy as np
import scipy.sparse as sp

from adapters import NotApplicable
import gradients
from peers import PEERS
from problem import Problem

# What peers do wrong, so that a new version that does it right, or another thing wrong, is noticed.
RAISES = {("ffolayer-py", case): "gurobi" for case in ("dense", "equalities", "shared", "single", "paper", "every-slot", "banded", "sudoku")}
RAISES |= {("ffolayer-py-pdipm", case): "NoneType" for case in ("dense", "shared", "paper", "every-slot", "banded")}
# Moreau has no semidefinite cone, and cvxpy says so.
RAISES |= {("cvxpylayers-moreau", "correlation"): "cannot solve this problem"}
WRONG: set[tuple[str, str]] = set()


def small_problems():
    import conic
    import sudoku
    import workloads

    yield "dense", workloads.dense(5, 3)
    yield "equalities", workloads.dense(8, 2, equalities=2)
    yield "shared", workloads.dense(6, 3, share=("P", "G"))
    yield "single", workloads.dense(6, 1, equalities=1)
    yield "paper", workloads.paper(7, 3)
    yield "every-slot", workloads.paper(6, 2, every_slot=True)
    yield "banded", workloads.banded(40, 20)
    yield "sudoku", sudoku.layer(2, 3)
    yield "ball", conic.ball(12, 3)
    yield "softmax", conic.softmax(6, 3)
    yield "logistic", conic.logistic(15, 4, 3)
    yield "norm3", conic.norm_ball(6, 3)
    yield "correlation", conic.correlation(5, 3)


def check_reference(folder):
    """Every slot of every small problem along a random direction, against central differences of a 1e-12 solve."""
    import reference

    rng, worst = np.random.default_rng(0), 0.0
    for name, problem in small_problems():
        exact = reference.exact(problem)
        for slot in problem.slots:
            worst = max(worst, directional_error(reference, problem, exact, slot, rng))
        problem.save(folder / f"{name}.npz")
        exact.save(folder / f"{name}.reference.npz")
        assert problem.kind != "quadratic" or round_trip(problem, folder / f"{name}.json"), f"{name}: the problem file reads back as something else"
    assert worst < 1e-6, f"the reference differs from central differences by {worst:.1e}"
    print(f"reference: within {worst:.0e} of central differences")


def directional_error(reference, problem, exact, slot, rng, step=1e-5):
    value = problem.data[slot]
    direction = rng.standard_normal(value.shape)
    if slot in ("P", "C"):
        direction = direction + np.swapaxes(direction, -1, -2)
    losses = []
    for sign in (1, -1):
        problem.data[slot] = value + sign * step * direction
        losses.append((problem.cotangent * solutions(reference, problem)).sum())
    problem.data[slot] = value
    gradient = exact.total(slot) if slot in problem.shared else np.stack([exact.gradient(slot, i) for i in range(problem.batch)])
    expected = float((gradient * direction).sum())
    scale = float((np.abs(gradient) * np.abs(direction)).sum())
    return abs((losses[0] - losses[1]) / (2 * step) - expected) / scale


def solutions(reference, problem):
    if problem.kind != "quadratic":
        return reference.exact(problem).x
    return np.stack([reference.solve(problem, i).x for i in range(problem.batch)])


def round_trip(problem, path):
    import json

    import problem_file

    problem_file.write(problem, path)
    read = json.loads(path.read_text())["problems"]
    return len(read) == problem.batch and all(
        np.array_equal(matrix(read[i].get(s), v), v.toarray() if sp.issparse(v) else v)
        for i in range(problem.batch)
        for s, v in problem.instance(i).items()
    )


def matrix(field, like):
    if field is None:
        return np.zeros(like.shape)
    if isinstance(field, dict):
        if "diag" in field:
            return np.diag(field["diag"])
        return sp.coo_matrix((field["v"], (field["i"], field["j"])), shape=(field["rows"], field["cols"])).toarray()
    return np.array(field)


def check_peer(folder, name):
    peer = PEERS[name]
    adapter = importlib.import_module(f"adapters.{peer.adapter}").ADAPTER
    worst = {}
    for file in sorted(folder.glob("*.reference.npz")):
        case = file.name.removesuffix(".reference.npz")
        problem, reference = Problem.load(folder / f"{case}.npz"), gradients.load(file)
        raises = RAISES.get((name, case))
        try:
            layer = adapter(problem, **peer.options)
            layer.set_up()
            x = layer.forward()
            errors, _ = reference.errors(layer.backward())
        except NotApplicable:
            continue
        except Exception as e:
            assert raises and raises in str(e), f"{name} on {case}: {type(e).__name__}: {e}"
            continue
        assert not raises, f"{name} on {case} used to raise {raises!r}"
        off = np.abs(x.reshape(reference.x.shape) - reference.x).max()
        assert (off < 0.05) != ((name, case) in WRONG), f"{name} on {case}: x off by {off:.1e}"
        worst[case] = max(np.inf if e is None else e for e in errors.values())
    print(f"{name}: largest gradient error " + (", ".join(f"{c} {e:.0e}" for c, e in worst.items()) or "– (raises, as known)"))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    target = pathlib.Path(sys.argv[1])
    target.mkdir(exist_ok=True)
    if sys.argv[2:] == ["reference"]:
        check_reference(target)
    else:
        for wanted in sys.argv[2:]:
            check_peer(target, wanted)
