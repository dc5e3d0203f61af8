"""The first-order layer of Zhao et al. 2026 (ffolayer): dense, the batch at once; slots expanded as for qpth."""

import torch
from ffolayer import FFOQPLayer

from adapters import refuse_large_sparse
from adapters.torch_layer import TorchLayer


class FfoLayer(TorchLayer):
    def __init__(self, problem, **options):
        refuse_large_sparse(problem, "ffolayer")
        super().__init__(problem, **options)

    def set_up(self):
        self.layer = FFOQPLayer(**self.options)

    def solve(self):
        slots = {s: self.batched(s) for s in self.problem.data}
        if self.problem.equalities == 0:
            slots["A"] = slots["b"] = torch.empty(0)
        return self.layer(*(slots[s] for s in "PqGhAb"))


ADAPTER = FfoLayer
