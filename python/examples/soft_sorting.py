# %% [markdown]
# # A soft sort
#
# Scores projected on the hull of the permutations of 1 … n.

# %%
import cvxpy as cp
import numpy as np
import torch

from ffo.torch import FFOLayer

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
randn = torch.randn

# %%
n = 4
plan, scores = cp.Variable((n, n)), cp.Parameter(n)
ranks = np.arange(1.0, n + 1)
objective = cp.Minimize(cp.sum_squares(plan) - scores @ (plan @ ranks))
doubly = [plan >= 0, cp.sum(plan, axis=0) == 1, cp.sum(plan, axis=1)[:-1] == 1]
layer = FFOLayer(cp.Problem(objective, doubly), [scores], [plan])

values = [randn(n)]

# %%
values = [value.requires_grad_() for value in values]
solutions = layer(*values)
sum(solution.sum() for solution in solutions).backward()
for parameter, value in zip(layer.core.canonical.parameters, values, strict=True):
    print(f"∂/∂{parameter.name}", value.grad, sep="\n")
print(layer.report())
