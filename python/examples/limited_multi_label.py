# %% [markdown]
# # The limited multi-label projection
#
# Scores become k soft choices of n: the y in [0, 1]ⁿ with sum k that fits them, by entropy.

# %%
import cvxpy as cp
import torch

from ffo.torch import FFOLayer

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
randn = torch.randn

# %%
y, x = cp.Variable(5), cp.Parameter(5)
objective = cp.Minimize(-x @ y - cp.sum(cp.entr(y)) - cp.sum(cp.entr(1 - y)))
layer = FFOLayer(cp.Problem(objective, [cp.sum(y) == 2]), [x], [y])

values = [randn(5)]

# %%
values = [value.requires_grad_() for value in values]
solutions = layer(*values)
sum(solution.sum() for solution in solutions).backward()
for parameter, value in zip(layer.core.canonical.parameters, values, strict=True):
    print(f"∂/∂{parameter.name}", value.grad, sep="\n")
print(layer.report())
