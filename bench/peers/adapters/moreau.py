"""moreau.torch: rows [A; G] in the zero and nonnegative cones, values in the order of compressed rows."""

import moreau
import numpy as np
import scipy.sparse as sp
import torch
from moreau.torch import Solver

from adapters.torch_layer import TorchLayer


class Moreau(TorchLayer):
    def set_up(self):
        p = self.problem
        P, A, G = (self._pattern(slot) for slot in "PAG")
        rows = sp.vstack([A, G], format="csr")
        solver_options = {k: v for k, v in self.options.items() if k != "ipm"}
        if "ipm" in self.options:
            solver_options["ipm_settings"] = moreau.IPMSettings(**self.options["ipm"])
        settings = moreau.Settings(device="cpu", batch_size=p.batch, **solver_options)
        cones = moreau.Cones(num_zero_cones=p.equalities, num_nonneg_cones=p.inequalities)
        offsets = (torch.tensor(v.astype(np.int64)) for v in (P.indptr, P.indices, rows.indptr, rows.indices))
        self.constant = {s: torch.tensor(m.data) for s, m in zip("PAG", (P, A, G))}
        self.solver = Solver(p.n, p.equalities + p.inequalities, *offsets, cones=cones, settings=settings)

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
        P, rows = self._values("P"), self._values("A", "G")
        if (P.dim() == 1) != (rows.dim() == 1):
            P, rows = (v if v.dim() == 2 else v.expand(self.problem.batch, -1) for v in (P, rows))
        bounds = torch.cat([self.batched("b"), self.batched("h")], dim=-1)
        solution = self.solver.solve(P, rows, self.batched("q"), bounds)
        statuses = {str(s) for s in self.solver.info.status}
        self.note = "" if statuses == {"Solved"} else f"status {', '.join(sorted(statuses))}"
        return solution.x


ADAPTER = Moreau
