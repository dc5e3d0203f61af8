"""Times the layer of PyTorch beside the engine alone and beside cvxpylayers, alternating, with
gradient errors.

    bench/python/layers.py [--seconds S] [CASE …]      needs the packages of
    python/requirements/all.txt and ffo

One line per case and contender: milliseconds of forward and backward for the whole batch, median
and minimum, and the largest error of any gradient, max |g − g*| ÷ max |g*|, where g* comes from the
linear system of the active rows, whose solution is checked. All contenders of a case run in turn,
so that a busy moment hits all; a slow one runs less often. Two threads for everyone.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass

import cvxpy as cp
import numpy as np
import scipy.sparse as sp
import torch

from ffo.engine import Constant, Options, Parameter, Program
from ffo.torch import FFOLayer

torch.set_num_threads(2)
torch.set_default_dtype(torch.float64)


@dataclass
class Case:
    """A batch of quadratic programs ½xᵀPx + qᵀx, Gx ≤ h, dense or not.

    P, q, G, h: arrays, with a batch axis in front where they are parameters
    """

    P: np.ndarray
    q: np.ndarray
    G: np.ndarray
    h: np.ndarray
    form: str = "quad_form"

    @property
    def batched(self) -> list[str]:
        axes = {"P": 3, "q": 2, "G": 3, "h": 2}
        return [name for name, count in axes.items() if getattr(self, name).ndim == count]

    def cotangent(self) -> np.ndarray:
        return np.random.default_rng(5).uniform(0, 1, self.q.shape)


def paper(n: int, batch: int) -> Case:
    """The synthetic problem of Zhao et al. 2026: −1 ≤ x ≤ 0 and 1ᵀx ≤ 3, q the parameter."""
    q = np.random.default_rng([3, n]).normal(0.5, 1.15, (batch, n))
    eye = np.eye(n)
    h = np.concatenate([np.zeros(n), np.ones(n), [3.0]])
    return Case(eye, q, np.vstack([eye, -eye, np.ones((1, n))]), h)


def dense(n: int, batch: int, form: str = "quad_form") -> Case:
    """n variables, n inequalities, everything a parameter; half of the rows are active, nothing is
    degenerate.
    """
    rng = np.random.default_rng([1, n])
    root = rng.standard_normal((batch, n, n))
    P = root @ root.mT / n + 0.5 * np.eye(n)
    G = rng.standard_normal((batch, n, n)) / np.sqrt(n)
    x, level = rng.standard_normal((batch, n)), rng.uniform(0.1, 1.1, (batch, n))
    active = rng.random((batch, n)) < 0.5
    z, s = np.where(active, level, 0), np.where(active, 0, level)
    h = np.einsum("bij,bj->bi", G, x) + s
    q = -np.einsum("bij,bj->bi", P, x) - np.einsum("bij,bi->bj", G, z)
    if form != "quad_form":  # The parameter is L with P = LᵀL.
        P = np.linalg.cholesky(P).mT.copy()
    return Case(P, q, G, h, form)


def exact(case: Case) -> dict[str, np.ndarray]:
    """The gradients of Σ c x*, from the Karush–Kuhn–Tucker conditions on the active rows."""
    batch, n = case.q.shape
    sums = {name: [] for name in case.batched}
    for i in range(batch):
        part = {k: v[i] if k in case.batched else v for k, v in vars(case).items() if k != "form"}
        P = part["P"] if case.form == "quad_form" else part["P"].T @ part["P"]
        for name, gradient in _exact_one(P, part, case.cotangent()[i]).items():
            if name == "P" and case.form != "quad_form":
                gradient = 2 * part["P"] @ gradient
            if name in sums:
                sums[name].append(gradient)
    return {name: np.stack(values) for name, values in sums.items()}


def _exact_one(P, part, c) -> dict[str, np.ndarray]:
    q, G, h = part["q"], part["G"], part["h"]
    n = q.size
    x, z = cp.Variable(n), None
    rows = G @ x <= h
    cp.Problem(cp.Minimize(0.5 * cp.quad_form(x, cp.psd_wrap(P)) + q @ x), [rows]).solve(
        cp.CLARABEL
    )
    active = rows.dual_value > h - G @ x.value
    K = np.block([[P, G[active].T], [G[active], np.zeros((active.sum(),) * 2)]])
    solution = np.linalg.solve(K, np.concatenate([-q, h[active]]))
    point, z = solution[:n], np.zeros(h.size)
    z[active] = solution[n:]
    assert z.min() > -1e-9 and (h - G @ point).min() > -1e-9
    direction = np.linalg.solve(K, np.concatenate([-c, np.zeros(active.sum())]))
    dx, dz = direction[:n], np.zeros(h.size)
    dz[active] = direction[n:]
    return {
        "P": 0.5 * (np.outer(dx, point) + np.outer(point, dx)),
        "q": dx,
        "G": np.outer(dz, point) + np.outer(z, dx),
        "h": -dz,
    }


def engine(case: Case) -> Callable[[], dict[str, np.ndarray]]:
    """The engine alone, its arrays ready."""
    names = {"P": "p", "q": "q", "G": "a", "h": "b"}
    slots = {
        names[k]: Parameter() if k in case.batched else _constant(getattr(case, k)) for k in names
    }
    program = Program(
        n=case.q.shape[-1],
        cones=[("nonnegative", case.h.shape[-1])],
        options=Options(threads=2),
        **slots,
    )
    values = {names[k]: np.ascontiguousarray(getattr(case, k)) for k in case.batched}
    if case.form != "quad_form":
        values["p"] = case.P.mT @ case.P
    cotangent = case.cotangent()

    def run():
        gradients = program.forward(values).backward(dy=cotangent)
        return {
            k: gradients[names[k]] for k in case.batched if k != "P" or case.form == "quad_form"
        }

    return run


def _constant(array: np.ndarray) -> Constant:
    """Sparse where that is what it is."""
    if array.ndim < 2 or np.count_nonzero(array) > 0.25 * array.size:
        return Constant(array)
    columns = sp.csc_array(np.triu(array) if np.array_equal(array, array.T) else array)
    return Constant(columns.data, (columns.indptr, columns.indices))


def layer(case: Case, make, of_root: bool, **options) -> Callable[[], dict[str, np.ndarray]]:
    """A layer of PyTorch, constants in the problem.

    of_root: whether a parameter P enters as sum_squares(L @ x), else as quad_form(x, P); what the
        case does not give of the two, PyTorch makes in the call
    """
    n = case.q.shape[-1]
    x = cp.Variable(n)
    part: dict = {k: getattr(case, k) for k in "PqGh"}
    for k in case.batched:
        shape = part[k].shape[1:]
        psd = k == "P" and not of_root
        part[k] = cp.Parameter(shape, PSD=True) if psd else cp.Parameter(shape)
    if of_root and "P" in case.batched:
        curved = cp.sum_squares(part["P"] @ x)
    else:
        curved = cp.quad_form(x, part["P"])
    objective = cp.Minimize(0.5 * curved + part["q"] @ x)
    problem = cp.Problem(objective, [part["G"] @ x <= part["h"]])
    built = make(problem, [part[k] for k in case.batched], [x], **options)
    leaves = [torch.tensor(getattr(case, k), requires_grad=True) for k in case.batched]
    cotangent = torch.tensor(case.cotangent())

    def run():
        for leaf in leaves:
            leaf.grad = None
        values = list(leaves)
        if "P" in case.batched and of_root != (case.form != "quad_form"):
            values[0] = torch.linalg.cholesky(values[0]).mT if of_root else leaves[0].mT @ leaves[0]
        (solution,) = built(*values)
        solution.backward(cotangent)
        return {k: leaf.grad.numpy() for k, leaf in zip(case.batched, leaves, strict=True)}

    return run


def cases() -> dict[str, tuple[Case, list[str]]]:
    every = ["engine", "FFOLayer", "cvxpylayers"]
    return {
        "paper-200, batch 8": (paper(200, 8), every),
        "dense-100, batch 64": (dense(100, 64), every),
        "dense-100 by sum_squares(L @ x), batch 64": (
            dense(100, 64, "root"),
            [*every, "FFOLayer, P = LᵀL by PyTorch"],
        ),
    }


def contenders(case: Case, names: list[str]) -> dict[str, Callable]:
    root = case.form != "quad_form"
    made = {}
    for name in names:
        if name == "engine":
            made[name] = engine(case)
        elif name == "FFOLayer":
            made[name] = layer(case, FFOLayer, root, solver_args={"threads": 2})
        elif name.startswith("FFOLayer"):
            made[name] = layer(case, FFOLayer, False, solver_args={"threads": 2})
        else:
            from cvxpylayers.torch import CvxpyLayer

            made[name] = layer(case, CvxpyLayer, True)
    return made


def error(gradients, truth, symmetric: bool) -> float:
    worst = 0.0
    for name, gradient in gradients.items():
        if name == "P" and symmetric:
            gradient = 0.5 * (gradient + gradient.mT)
        worst = max(worst, float(np.abs(gradient - truth[name]).max() / np.abs(truth[name]).max()))
    return worst


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=10, help="for each contender of a case")
    parser.add_argument("cases", nargs="*", help="words of names; default all")
    arguments = parser.parse_args()
    print("| case | contender | ms, median (minimum) | runs | gradient error |")
    print("|---|---|---|---|---|")
    for title, (case, names) in cases().items():
        if arguments.cases and not any(word in title for word in arguments.cases):
            continue
        truth = exact(case)
        running = contenders(case, names)
        errors = {}
        for name, run in running.items():
            for _ in range(1 if name == "cvxpylayers" else 200):
                errors[name] = error(run(), truth, case.form == "quad_form")
        times: dict[str, list[float]] = {name: [] for name in running}
        while True:
            left = [k for k in running if sum(times[k]) < arguments.seconds or len(times[k]) < 3]
            if not left:
                break
            for name in left:
                start = time.perf_counter()
                running[name]()
                times[name].append(time.perf_counter() - start)
        for name, taken in times.items():
            ms = np.array(taken) * 1e3
            shown = f"{np.median(ms):.2f} ({ms.min():.2f}) | {ms.size} | {errors[name]:.0e}"
            print(f"| {title} | {name} | {shown} |", flush=True)


if __name__ == "__main__":
    main()
