# %% [markdown]
# # Isotonic regression
#
# The nearest sequence that does not fall.

# %%
import cvxpy as cp
import torch

from ffo.torch import FFOLayer

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
randn = torch.randn

# %%
n = 8
y, data = cp.Variable(n), cp.Parameter(n)
layer = FFOLayer(cp.Problem(cp.Minimize(cp.sum_squares(y - data)), [cp.diff(y) >= 0]), [data], [y])

values = [torch.arange(8.0) / 4 + randn(n)]

# %%
values = [value.requires_grad_() for value in values]
solutions = layer(*values)
sum(solution.sum() for solution in solutions).backward()
for parameter, value in zip(layer.core.canonical.parameters, values, strict=True):
    print(f"∂/∂{parameter.name}", value.grad, sep="\n")
print(layer.report())
