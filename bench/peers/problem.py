"""A batch of programs in one layout, as it stands in the files that every layer reads. Quadratic programs:

    minimise ½xᵀPx + qᵀx   subject to   Ax = b,  Gx ≤ h          loss ℓ = cᵀx*

A slot is either batched, [B, …], or shared by the batch, without that axis. A sparse matrix is always shared. The other
kinds, in conic.py, have one slot, the parameter of their model.
"""

import dataclasses
import json
import pathlib

import numpy as np
import scipy.sparse as sp

SLOTS = ("P", "q", "A", "b", "G", "h")
MATRICES = ("P", "A", "G")


@dataclasses.dataclass
class Problem:
    name: str
    family: str
    slots: tuple  # the parameters: gradients of these are asked for
    shared: tuple  # the slots without a batch axis
    data: dict  # slot -> array or sparse matrix
    cotangent: np.ndarray  # c, [B, n]
    bench: str = ""  # the name of this workload in `ffo bench`, if it has one
    kind: str = "quadratic"  # or one of conic.KINDS

    @property
    def batch(self):
        return self.cotangent.shape[0]

    @property
    def n(self):
        return self.cotangent.shape[1]

    @property
    def equalities(self):
        return self.data["b"].shape[-1]

    @property
    def inequalities(self):
        return self.data["h"].shape[-1]

    @property
    def sparse(self):
        return any(sp.issparse(v) for v in self.data.values())

    def instance(self, i):
        """The six slots of problem i."""
        return {s: v if s in self.shared else v[i] for s, v in self.data.items()}

    def dense(self, slot):
        v = self.data[slot]
        return v.toarray() if sp.issparse(v) else v

    def numbers(self):
        """How many numbers the problem file of this batch holds."""
        per_problem = sum(
            (v.nnz * 3 if sp.issparse(v) else v.size if s in self.shared else v.size // self.batch)
            for s, v in self.data.items()
        )
        return per_problem * self.batch

    def save(self, path):
        arrays = {"cotangent": self.cotangent}
        for slot, v in self.data.items():
            if sp.issparse(v):
                v = v.tocsc()
                arrays |= {f"{slot}.v": v.data, f"{slot}.i": v.indices, f"{slot}.p": v.indptr, f"{slot}.shape": v.shape}
            else:
                arrays[slot] = v
        head = {k: getattr(self, k) for k in ("name", "family", "slots", "shared", "bench", "kind")} | {"data": list(self.data)}
        np.savez(path, head=json.dumps(head), **arrays)

    @staticmethod
    def load(path):
        with np.load(path) as f:
            head = json.loads(str(f["head"]))
            data = {s: _slot(f, s) for s in head["data"]}
            cotangent = f["cotangent"]
        return Problem(head["name"], head["family"], tuple(head["slots"]), tuple(head["shared"]), data, cotangent, head["bench"], head["kind"])


def _slot(f, slot):
    if slot in f:
        return f[slot]
    return sp.csc_matrix((f[f"{slot}.v"], f[f"{slot}.i"], f[f"{slot}.p"]), shape=tuple(f[f"{slot}.shape"]))


def data_folder():
    folder = pathlib.Path(__file__).parent / ".data"
    folder.mkdir(exist_ok=True)
    return folder
