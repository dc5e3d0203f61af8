# %% [markdown]
# # Robust regression
#
# Huber's loss: squares of small residuals, lengths of large ones.

# %%
import cvxpy as cp
import torch

from ffo.torch import FFOLayer

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
randn = torch.randn

# %%
m, n = 9, 3
w = cp.Variable(n)
X, y = cp.Parameter((m, n)), cp.Parameter(m)
objective = cp.Minimize(cp.sum(cp.huber(X @ w - y, 0.7)) + 0.1 * cp.sum_squares(w))
layer = FFOLayer(cp.Problem(objective), [X, y], [w])

values = [randn(m, n), 2 * randn(m)]

# %%
values = [value.requires_grad_() for value in values]
solutions = layer(*values)
sum(solution.sum() for solution in solutions).backward()
for parameter, value in zip(layer.core.canonical.parameters, values, strict=True):
    print(f"∂/∂{parameter.name}", value.grad, sep="\n")
print(layer.report())
