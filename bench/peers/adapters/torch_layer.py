"""What the adapters of the PyTorch layers share: leaves for the slots, and the backward pass by autograd."""

import scipy.sparse as sp
import torch

torch.set_default_dtype(torch.float64)  # proxsuite makes its gradients in the default type, single precision otherwise


class TorchLayer:
    def __init__(self, problem, **options):
        self.problem, self.options = problem, options
        self.leaf = {}
        for slot in problem.data:
            if problem.n <= 2000 or not sp.issparse(problem.data[slot]):
                self.leaf[slot] = torch.tensor(problem.dense(slot), requires_grad=slot in problem.slots)
        self.cotangent = torch.tensor(problem.cotangent)

    def batched(self, slot):
        """The slot with a batch axis; autograd sums over it where the slot is shared."""
        leaf = self.leaf[slot]
        return leaf.expand(self.problem.batch, *leaf.shape) if slot in self.problem.shared else leaf

    def forward(self):
        self.x = self.solve()
        return self.x.detach().numpy()

    def backward(self):
        leaves = [self.leaf[s] for s in self.problem.slots]
        gradients = torch.autograd.grad(self.x, leaves, self.cotangent.reshape(self.x.shape), allow_unused=True)
        return {s: None if g is None else g.numpy() for s, g in zip(self.problem.slots, gradients)}
