# %% [markdown]
# # The logistic function by two entropies
#
# sigmoid(x) maximises xy plus the entropies of y and 1 − y.

# %%
import cvxpy as cp
import torch

from ffo.torch import FFOLayer

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
randn = torch.randn

# %%
y, x = cp.Variable(4), cp.Parameter(4)
problem = cp.Problem(cp.Maximize(x @ y + cp.sum(cp.entr(y) + cp.entr(1 - y))))
layer = FFOLayer(problem, [x], [y])

values = [randn(4)]
expected = torch.sigmoid

# %%
values = [value.requires_grad_() for value in values]
solutions = layer(*values)
sum(solution.sum() for solution in solutions).backward()
for parameter, value in zip(layer.core.canonical.parameters, values, strict=True):
    print(f"∂/∂{parameter.name}", value.grad, sep="\n")
print(layer.report())
