# %% [markdown]
# # Lasso
#
# A sparse fit; the weight of the penalty can be learned.

# %%
import cvxpy as cp
import torch

from ffo.torch import FFOLayer

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
randn = torch.randn

# %%
m, n = 8, 4
w = cp.Variable(n)
X, y, weight = cp.Parameter((m, n)), cp.Parameter(m), cp.Parameter(nonneg=True)
objective = cp.Minimize(0.5 * cp.sum_squares(X @ w - y) + weight * cp.norm1(w))
layer = FFOLayer(cp.Problem(objective), [X, y, weight], [w])

values = [randn(m, n), randn(m), torch.tensor(1.5)]

# %%
values = [value.requires_grad_() for value in values]
solutions = layer(*values)
sum(solution.sum() for solution in solutions).backward()
for parameter, value in zip(layer.core.canonical.parameters, values, strict=True):
    print(f"∂/∂{parameter.name}", value.grad, sep="\n")
print(layer.report())
