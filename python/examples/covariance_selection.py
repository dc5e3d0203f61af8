# %% [markdown]
# # A covariance by maximum likelihood
#
# The precision matrix that fits samples best, by its log-determinant, with a price on its size.

# %%
import cvxpy as cp
import torch

from ffo.torch import FFOLayer

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
randn = torch.randn

# %%
n = 3
K, S = cp.Variable((n, n), PSD=True), cp.Parameter((n, n), PSD=True)
objective = cp.Minimize(cp.trace(S @ K) - cp.log_det(K) + 0.1 * cp.sum_squares(K))
layer = FFOLayer(cp.Problem(objective), [S], [K])

root = randn(n, n)
values = [root @ root.T + 0.3 * torch.eye(n)]

# %%
values = [value.requires_grad_() for value in values]
solutions = layer(*values)
sum(solution.sum() for solution in solutions).backward()
for parameter, value in zip(layer.core.canonical.parameters, values, strict=True):
    print(f"∂/∂{parameter.name}", value.grad, sep="\n")
print(layer.report())
