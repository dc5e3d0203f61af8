# %% [markdown]
# # Logistic regression
#
# The fit as a function of the data: how to poison them, or how to learn them.

# %%
import cvxpy as cp
import numpy as np
import torch

from ffo.torch import FFOLayer

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
randn = torch.randn

# %%
m, n = 10, 3
w = cp.Variable(n)
X, weight = cp.Parameter((m, n)), cp.Parameter(nonneg=True)
labels = np.where(np.arange(m) % 2, 1.0, -1.0)
loss = cp.sum(cp.logistic(-cp.multiply(labels, X @ w)))
layer = FFOLayer(cp.Problem(cp.Minimize(loss + weight * cp.sum_squares(w))), [X, weight], [w])

values = [randn(m, n), torch.tensor(0.2)]

# %%
values = [value.requires_grad_() for value in values]
solutions = layer(*values)
sum(solution.sum() for solution in solutions).backward()
for parameter, value in zip(layer.core.canonical.parameters, values, strict=True):
    print(f"∂/∂{parameter.name}", value.grad, sep="\n")
print(layer.report())
