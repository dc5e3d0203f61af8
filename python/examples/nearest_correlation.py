# %% [markdown]
# # The nearest correlation matrix
#
# Estimates that do not fit together become a semidefinite matrix with ones on its diagonal.

# %%
import cvxpy as cp
import torch

from ffo.torch import FFOLayer

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
randn = torch.randn

# %%
n = 4
X, C = cp.Variable((n, n), PSD=True), cp.Parameter((n, n), symmetric=True)
layer = FFOLayer(cp.Problem(cp.Minimize(cp.sum_squares(X - C)), [cp.diag(X) == 1]), [C], [X])

root = randn(n, n)
values = [(root + root.T) / 2]

# %%
values = [value.requires_grad_() for value in values]
solutions = layer(*values)
sum(solution.sum() for solution in solutions).backward()
for parameter, value in zip(layer.core.canonical.parameters, values, strict=True):
    print(f"∂/∂{parameter.name}", value.grad, sep="\n")
print(layer.report())
