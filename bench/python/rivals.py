"""FFOLayer beside cvxpylayers with diffcp and with Moreau, forward and backward, on four problems.

    bench/python/rivals.py [--seconds S] [CASE …]      needs the packages of requirements.txt and ffo

Problems, exact gradients and errors are those of bench/peers; every contender gets the same CVXPY problem, but for a
parameter P, which enters as sum_squares(L @ x) where a layer does not take quad_form(x, P); the Cholesky factor is then
taken inside the call. All contenders of a case run in turn, so that a busy moment hits all; a slow one runs less often.
Two threads for everyone. One line each: milliseconds of forward and backward for the whole batch, median and minimum,
how many times the minimum of FFOLayer that is, and the largest error of any gradient, max |g − g*| ÷ max |g*|.
"""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from pathlib import Path

import cvxpy as cp
import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "peers"))

import reference
import sudoku
import workloads
from adapters.cvxpylayers import CvxpyLayers

from ffo.torch import FFOLayer

torch.set_num_threads(2)

CASES = {
    "paper-200, batch 8": lambda: workloads.paper(200, 8),
    "dense-100, batch 64": lambda: workloads.dense(100, 64),
    "Sudoku 729 × 249": lambda: sudoku.layer(3, 1),
    "banded-10000": lambda: workloads.banded(10_000, 5_000),
}


class Rooted(CvxpyLayers):
    """FFOLayer by the very problem that the others get."""

    layer_class = FFOLayer


class Ours(Rooted):
    """FFOLayer, P as it is."""

    def curved(self, x, p):
        return cp.quad_form(x, p)

    def parameter(self, slot, shape):
        return cp.Parameter(shape, PSD=True) if slot == "P" else cp.Parameter(shape)

    def solve(self):
        return self.layer(*(self.leaf[s] for s in self.order))[0]


CONTENDERS = {
    "FFOLayer": (Ours, {"solver_args": {"threads": 2}}),
    "FFOLayer, sum_squares(L @ x)": (Rooted, {"solver_args": {"threads": 2}}),
    "cvxpylayers, diffcp": (CvxpyLayers, {}),
    "cvxpylayers, Moreau": (CvxpyLayers, {"solver": "MOREAU"}),
}


def contenders(problem) -> dict:
    """Ready layers; the same twice is left out, and so is what cannot be made, with its reason."""
    made = {}
    for name, (adapter, options) in CONTENDERS.items():
        if adapter is Rooted and "P" not in problem.slots:
            continue
        try:
            layer = adapter(problem, **options)
            layer.set_up()
            made[name] = layer
        except Exception as failed:  # noqa: BLE001 - a rival's own, and said
            print(f"{name}: {type(failed).__name__}: {failed}", file=sys.stderr)
    return made


def run(layer) -> dict:
    layer.forward()
    return layer.backward()


def measure(title: str, seconds: float) -> None:
    problem = CASES[title]()
    truth = reference.exact(problem)
    layers, errors = contenders(problem), {}
    for name, layer in layers.items():
        for _ in range(200 if name.startswith("FFOLayer") else 2):
            errors[name] = max(
                np.inf if v is None else v for v in truth.errors(run(layer))[0].values()
            )
    times: dict[str, list[float]] = {name: [] for name in layers}
    while left := [k for k in layers if sum(times[k]) < seconds or len(times[k]) < 3]:
        for name in left:
            start = time.perf_counter()
            run(layers[name])
            times[name].append(time.perf_counter() - start)
    best = min(times["FFOLayer"])
    for name, taken in times.items():
        ms = np.array(taken) * 1e3
        print(
            f"| {title} | {name} | {np.median(ms):.2f} ({ms.min():.2f}) | {min(taken) / best:.1f} | "
            f"{errors[name]:.0e} |",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=10, help="for each contender of a case")
    parser.add_argument("cases", nargs="*", help="words of names; default all")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    print("| case | contender | ms, median (minimum) | × | gradient error |")
    print("|---|---|---|---|---|")
    for title in CASES:
        if not arguments.cases or any(word in title for word in arguments.cases):
            measure(title, arguments.seconds)


if __name__ == "__main__":
    main()
