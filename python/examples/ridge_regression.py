# %% [markdown]
# # Ridge regression
#
# The fit as a function of the data and of the weight of the penalty.

# %%
import cvxpy as cp
import torch

from ffo.torch import FFOLayer

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
randn = torch.randn

# %%
m, n = 8, 3
w = cp.Variable(n)
X, y, weight = cp.Parameter((m, n)), cp.Parameter(m), cp.Parameter(nonneg=True)
objective = cp.Minimize(cp.sum_squares(X @ w - y) + weight * cp.sum_squares(w))
layer = FFOLayer(cp.Problem(objective), [X, y, weight], [w])

values = [randn(m, n), randn(m), torch.tensor(0.3)]

# %%
values = [value.requires_grad_() for value in values]
solutions = layer(*values)
sum(solution.sum() for solution in solutions).backward()
for parameter, value in zip(layer.core.canonical.parameters, values, strict=True):
    print(f"∂/∂{parameter.name}", value.grad, sep="\n")
print(layer.report())
