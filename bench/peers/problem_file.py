"""The problem file of `ffo solve`: a batch of problems as JSON."""

import json

import numpy as np
import scipy.sparse as sp

import conic


def write(problem, path, tolerance=1e-9):
    """Writes one problem at a time, so that a large batch needs no second copy."""
    with open(path, "w") as out:
        out.write('{"problems": [\n')
        for i in range(problem.batch):
            out.write("" if i == 0 else ",\n")
            json.dump(fields(problem, i) | {"cotangent": problem.cotangent[i].tolist()}, out, separators=(",", ":"))
        out.write(f'\n], "tolerance": {tolerance!r}, "parameters": {json.dumps(list(problem.slots))}}}\n')


def fields(problem, i):
    """Problem i in the words of the problem file."""
    if problem.kind == "quadratic":
        return {s: _json(v, s == "P") for s, v in problem.instance(i).items() if v.shape[0] > 0}
    return conic.KINDS[problem.kind].fields(*problem.instance(i).values())


def can_state(problem):
    """Whether `ffo solve` can state it in these very slots."""
    return problem.kind == "quadratic" or hasattr(conic.KINDS[problem.kind], "fields")


def _json(v, square):
    if not sp.issparse(v):
        return v.tolist()
    coo = v.tocoo()
    if square and np.array_equal(coo.row, coo.col):
        return {"diag": v.diagonal().tolist()}
    return {"rows": coo.shape[0], "cols": coo.shape[1], "i": coo.row.tolist(), "j": coo.col.tolist(), "v": coo.data.tolist()}
