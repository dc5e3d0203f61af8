"""OptNet's layer (qpth): dense, the batch at once. A shared slot is expanded: unexpanded, qpth averages its gradient."""

import torch
from qpth.qp import QPFunction

from adapters import refuse_large_sparse
from adapters.torch_layer import TorchLayer


class Qpth(TorchLayer):
    def __init__(self, problem, **options):
        refuse_large_sparse(problem, "qpth")
        super().__init__(problem, **options)

    def set_up(self):
        self.layer = QPFunction(verbose=-1, **self.options)

    def solve(self):
        slots = {s: self.batched(s) for s in self.problem.data}
        if self.problem.equalities == 0:
            slots["A"] = slots["b"] = torch.empty(0)
        return self.layer(*(slots[s] for s in "PqGhAb"))


ADAPTER = Qpth
