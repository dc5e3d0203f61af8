# %% [markdown]
# # The ball of the 3-norm
#
# A projection over power cones.

# %%
import cvxpy as cp
import torch

from ffo.torch import FFOLayer

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
randn = torch.randn

# %%
n = 4
y, x = cp.Variable(n), cp.Parameter(n)
ball = cp.pnorm(y, 3, approx=False) <= 1
layer = FFOLayer(cp.Problem(cp.Minimize(cp.sum_squares(y - x)), [ball]), [x], [y])

values = [2 * randn(2, n)]

# %%
values = [value.requires_grad_() for value in values]
solutions = layer(*values)
sum(solution.sum() for solution in solutions).backward()
for parameter, value in zip(layer.core.canonical.parameters, values, strict=True):
    print(f"∂/∂{parameter.name}", value.grad, sep="\n")
print(layer.report())
