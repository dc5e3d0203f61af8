# %% [markdown]
# # Costs that a network predicts
#
# A linear program, smoothed by a square, so that its solution moves with the costs.

# %%
import cvxpy as cp
import numpy as np
import torch

from ffo.torch import FFOLayer

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)

# %%
n = 6
x, cost = cp.Variable(n), cp.Parameter(n)
rows = np.abs(np.random.default_rng(0).normal(size=(2, n)))
objective = cp.Minimize(cost @ x + 0.1 * cp.sum_squares(x))
layer = FFOLayer(cp.Problem(objective, [x >= 0, x <= 1, rows @ x >= 1]), [cost], [x])

values = [torch.rand(3, n)]

# %%
values = [value.requires_grad_() for value in values]
solutions = layer(*values)
sum(solution.sum() for solution in solutions).backward()
for parameter, value in zip(layer.core.canonical.parameters, values, strict=True):
    print(f"∂/∂{parameter.name}", value.grad, sep="\n")
print(layer.report())
