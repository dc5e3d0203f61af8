# %% [markdown]
# # A matrix of low rank from a noisy one
#
# Singular values shrink by the weight of the nuclear norm.

# %%
import cvxpy as cp
import torch

from ffo.torch import FFOLayer

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
randn = torch.randn

# %%
m, n = 3, 4
X, data, weight = cp.Variable((m, n)), cp.Parameter((m, n)), cp.Parameter(nonneg=True)
objective = cp.Minimize(0.5 * cp.sum_squares(X - data) + weight * cp.normNuc(X))
layer = FFOLayer(cp.Problem(objective), [data, weight], [X])

values = [randn(m, n), torch.tensor(0.8)]

# %%
values = [value.requires_grad_() for value in values]
solutions = layer(*values)
sum(solution.sum() for solution in solutions).backward()
for parameter, value in zip(layer.core.canonical.parameters, values, strict=True):
    print(f"∂/∂{parameter.name}", value.grad, sep="\n")
print(layer.report())
