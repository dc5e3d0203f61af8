"""ProxQP's layer (proxsuite.torch): dense, one problem after the other, l ≤ Gx ≤ h with l = −1e20."""

import torch
from proxsuite.torch.qplayer import QPFunction

from adapters import refuse_large_sparse
from adapters.torch_layer import TorchLayer


class ProxQp(TorchLayer):
    def __init__(self, problem, **options):
        refuse_large_sparse(problem, "proxsuite.torch")
        super().__init__(problem, **options)

    def set_up(self):
        self.layer = QPFunction(**self.options)
        self.lower = torch.full((self.problem.batch, self.problem.inequalities), -1e20)

    def solve(self):
        slots = {s: self.batched(s) for s in self.problem.data}
        if self.problem.equalities == 0:
            slots["A"] = slots["b"] = torch.empty(0)
        return self.layer(*(slots[s] for s in "PqAbG"), self.lower, slots["h"])[0]


ADAPTER = ProxQp
