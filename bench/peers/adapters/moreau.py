"""moreau.torch: rows [A; G] in the zero and nonnegative cones, values in the order of compressed rows; conic problems in the
standard form of conic.py where they have one."""

import moreau
import numpy as np
import scipy.sparse as sp
import torch
from moreau.torch import Solver

from adapters import NotApplicable
from adapters.torch_layer import TorchLayer
from conic import KINDS

CONES = {"zero": "num_zero_cones", "nonneg": "num_nonneg_cones", "exp": "num_exp_cones"}


class Moreau(TorchLayer):
    def set_up(self):
        p = self.problem
        if p.kind != "quadratic":
            return self._set_up_conic()
        P, A, G = (self._pattern(slot) for slot in "PAG")
        rows = sp.vstack([A, G], format="csr")
        cones = moreau.Cones(num_zero_cones=p.equalities, num_nonneg_cones=p.inequalities)
        self.constant = {s: torch.tensor(m.data) for s, m in zip("PAG", (P, A, G))}
        self.solver = self._solver(p.n, P, rows, cones)

    def _set_up_conic(self):
        kind = KINDS[self.problem.kind]
        if not hasattr(kind, "standard"):
            raise NotApplicable("the parameter is a matrix of the model; see cvxpylayers-moreau")
        self.form = kind.standard(self.problem.n)
        P, rows = sp.csr_matrix(self.form.P), sp.csr_matrix(self.form.A)
        rows.sort_indices()
        named = {CONES[k]: size for k, size in self.form.cones if k in CONES}
        cones = moreau.Cones(**named, so_cone_dims=[size for k, size in self.form.cones if k == "soc"])
        self.constant = {"P": torch.tensor(P.data), "A": torch.tensor(rows.data), "b": torch.tensor(self.form.b)}
        self.solver = self._solver(P.shape[0], P, rows, cones)

    def _solver(self, n, P, rows, cones):
        solver_options = {k: v for k, v in self.options.items() if k != "ipm"}
        if "ipm" in self.options:
            solver_options["ipm_settings"] = moreau.IPMSettings(**self.options["ipm"])
        settings = moreau.Settings(device="cpu", batch_size=self.problem.batch, **solver_options)
        offsets = (torch.tensor(v.astype(np.int64)) for v in (P.indptr, P.indices, rows.indptr, rows.indices))
        return Solver(n, rows.shape[0], *offsets, cones=cones, settings=settings)

    def _pattern(self, slot):
        """A parameter has every entry; a constant only what it stores."""
        v = self.problem.data[slot]
        if slot in self.problem.slots or slot not in self.problem.shared:
            return sp.csr_matrix(np.ones(self.problem.dense(slot).shape[-2:]))
        m = sp.csr_matrix(v)
        m.sort_indices()
        return m

    def _values(self, *slots):
        parts = [self._flat(s) for s in slots]
        if any(v.dim() == 2 for v in parts):
            parts = [v if v.dim() == 2 else v.expand(self.problem.batch, -1) for v in parts]
        return torch.cat(parts, dim=-1)

    def _flat(self, slot):
        if slot not in self.problem.slots and slot in self.problem.shared:
            return self.constant[slot]
        leaf = self.leaf[slot]
        return leaf.flatten() if slot in self.problem.shared else leaf.flatten(1)

    def solve(self):
        if self.problem.kind != "quadratic":
            return self._answer(*self._conic())
        P, rows = self._values("P"), self._values("A", "G")
        if (P.dim() == 1) != (rows.dim() == 1):
            P, rows = (v if v.dim() == 2 else v.expand(self.problem.batch, -1) for v in (P, rows))
        bounds = torch.cat([self.batched("b"), self.batched("h")], dim=-1)
        return self._answer(P, rows, self.batched("q"), bounds)

    def _conic(self):
        linear = self.form.linear(self.leaf[self.problem.slots[0]])
        return self.constant["P"], self.constant["A"], linear, self.constant["b"].expand(self.problem.batch, -1)

    def _answer(self, P, rows, linear, bounds):
        solution = self.solver.solve(P, rows, linear, bounds)
        statuses = {str(s) for s in self.solver.info.status}
        self.note = "" if statuses == {"Solved"} else f"status {', '.join(sorted(statuses))}"
        return solution.x[..., : self.problem.n]


ADAPTER = Moreau
