"""Times one peer on one workload in a process of its own: measure.py PEER PROBLEM.npz REFERENCE.npz OUT.json SECONDS BUDGET

What goes wrong inside the peer is written to OUT.json as its message; what kills the process is the harness's to notice.
"""

import contextlib
import gc
import importlib
import importlib.metadata
import json
import os
import resource
import statistics
import sys
import time
import warnings

import numpy as np

from adapters import NotApplicable
import gradients
from peers import PEERS
from problem import Problem


def main(peer, problem_file, reference_file, out, seconds, budget):
    started = time.perf_counter()
    peer = PEERS[peer]
    record = {"versions": {p: _version(p) for p in peer.packages}}
    try:
        problem = Problem.load(problem_file)
        adapter = importlib.import_module(f"adapters.{peer.adapter}").ADAPTER
        if "torch" in sys.modules:
            sys.modules["torch"].set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "2")))
        record["import"] = time.perf_counter() - started
        layer, reference = adapter(problem, **peer.options), gradients.load(reference_file)
        deadline = time.perf_counter() + float(budget)
        record["set_up"] = _timed(layer.set_up)[0]
        write(out, record | {"status": "over budget", "message": f"no first call after {budget} s"})  # if it is killed there
        record |= run(layer, reference, float(seconds), deadline)
        record["status"] = "ran"
    except NotApplicable as e:
        record |= {"status": "not applicable", "message": str(e)}
    except Exception as e:  # whatever a peer raises is its result
        record |= {"status": "raised", "message": f"{type(e).__name__}: {e}".strip().splitlines()[0][:300]}
    record["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    write(out, record)


def write(out, record):
    with open(out, "w") as f:
        json.dump(record, f)


def run(layer, reference, seconds, deadline):
    first_forward, x = _timed(layer.forward)
    first_backward, gradients = _timed(layer.backward)
    errors, wrong = reference.errors(gradients)
    solution_error = float(np.abs(x.reshape(reference.x.shape) - reference.x).max() / np.abs(reference.x).max())
    forward, backward = _repeat(layer, seconds, deadline)
    return {
        "first_call": first_forward + first_backward,
        "repeats": len(forward),
        "forward": _summary(forward or [first_forward]),
        "backward": _summary(backward or [first_backward]),
        "errors": errors,
        "wrong": wrong,
        "batch": len(reference.x),
        "solution_error": solution_error if np.isfinite(solution_error) else None,
        "note": getattr(layer, "note", ""),
    }


def _repeat(layer, seconds, deadline):
    """Warms up for a fifth of the time, then repeats; at least three times if the deadline allows, at most 200."""
    forward, backward = [], []
    gc.collect()
    now = time.perf_counter()
    warm, end = now + seconds / 5, now + seconds
    while len(forward) < 200 and (len(forward) < 3 or time.perf_counter() < end):
        began = time.perf_counter()
        f, b = _timed(layer.forward)[0], _timed(layer.backward)[0]
        if began >= warm or f + b > seconds / 5:
            forward.append(f)
            backward.append(b)
        if time.perf_counter() + f + b > deadline:
            break
    return forward, backward


def _timed(call):
    began = time.perf_counter()
    result = call()
    return time.perf_counter() - began, result


def _summary(times):
    return {"median": statistics.median(times), "min": min(times)}


def _version(package):
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    os.environ.setdefault("TQDM_DISABLE", "1")
    with contextlib.redirect_stdout(sys.stderr):
        main(*sys.argv[1:])
