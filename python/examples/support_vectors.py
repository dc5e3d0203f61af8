# %% [markdown]
# # A support vector machine
#
# Separates two clouds with a margin; its gradient says which points carry it.

# %%
import cvxpy as cp
import numpy as np
import torch

from ffo.torch import FFOLayer

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
randn = torch.randn

# %%
m, n = 10, 2
w, b = cp.Variable(n), cp.Variable()
X = cp.Parameter((m, n))
labels = np.where(np.arange(m) < 5, 1.0, -1.0)
hinge = cp.sum(cp.pos(1 - cp.multiply(labels, X @ w + b)))
objective = cp.Minimize(cp.sum_squares(w) + 0.01 * cp.square(b) + hinge)
layer = FFOLayer(cp.Problem(objective), [X], [w, b])

values = [randn(m, n) + torch.tensor(labels)[:, None]]

# %%
values = [value.requires_grad_() for value in values]
solutions = layer(*values)
sum(solution.sum() for solution in solutions).backward()
for parameter, value in zip(layer.core.canonical.parameters, values, strict=True):
    print(f"∂/∂{parameter.name}", value.grad, sep="\n")
print(layer.report())
