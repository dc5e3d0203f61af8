# %% [markdown]
# # A semidefinite relaxation
#
# The cut of a graph, relaxed to a semidefinite matrix and smoothed by a square.

# %%
import cvxpy as cp
import torch

from ffo.torch import FFOLayer

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
randn = torch.randn

# %%
n = 4
X, W = cp.Variable((n, n), symmetric=True), cp.Parameter((n, n), symmetric=True)
objective = cp.Minimize(cp.trace(W @ X) + 0.1 * cp.sum_squares(X))
layer = FFOLayer(cp.Problem(objective, [X >> 0, cp.diag(X) == 1]), [W], [X])

root = randn(n, n)
values = [root + root.T]

# %%
values = [value.requires_grad_() for value in values]
solutions = layer(*values)
sum(solution.sum() for solution in solutions).backward()
for parameter, value in zip(layer.core.canonical.parameters, values, strict=True):
    print(f"∂/∂{parameter.name}", value.grad, sep="\n")
print(layer.report())
