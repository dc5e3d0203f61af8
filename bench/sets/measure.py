"""One peer on one problem, in a process of its own: measure.py PEER PROBLEM OUT SECONDS LIMIT.

Solves once, then again until SECONDS have passed, and writes OUT.json and the point, OUT.npz, after the first solve and
again at the end, so that who is stopped leaves what there is.
"""

import json
import pathlib
import statistics
import sys
import time

import numpy as np

import peers
import problem
from adapters import NotApplicable

MOST = 1000


def main(peer, file, out, seconds, limit):
    stated = problem.read(file)
    try:
        solver = peers.adapter(peer)(stated, limit)
    except NotApplicable as e:
        return write(out, {"claim": "not applicable", "status": str(e)})
    set_up, solve, start = [], [], time.perf_counter()
    while not solve or (time.perf_counter() - start < seconds and len(solve) < MOST):
        before = time.perf_counter()
        solver.set_up()
        between = time.perf_counter()
        answer = solver.solve()
        after = time.perf_counter()
        set_up.append(between - before)
        solve.append(after - between)
        if len(solve) == 1:
            np.savez(f"{out}.npz", x=answer.x, s=answer.s, z=answer.z)
            write(out, record(answer, set_up, solve))
    write(out, record(answer, set_up, solve))


def record(answer, set_up, solve):
    whole = [a + b for a, b in zip(set_up, solve)]
    return {
        "claim": answer.claim,
        "status": answer.status,
        "iterations": int(answer.iterations),
        "repeats": len(solve),
        "seconds": {
            "first": whole[0],
            "median": statistics.median(whole),
            "min": min(whole),
            "set-up": statistics.median(set_up),
        },
    }


def write(out, value):
    pathlib.Path(f"{out}.json").write_text(json.dumps(value))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4]), float(sys.argv[5]))
