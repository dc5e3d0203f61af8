# %% [markdown]
# # Water filling
#
# Power for channels: the logarithm makes noisy ones dry.

# %%
import cvxpy as cp
import torch

from ffo.torch import FFOLayer

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)

# %%
n = 5
power, noise = cp.Variable(n), cp.Parameter(n, nonneg=True)
total = cp.Parameter(nonneg=True)
problem = cp.Problem(
    cp.Maximize(cp.sum(cp.log(noise + power))), [power >= 0, cp.sum(power) == total]
)
layer = FFOLayer(problem, [noise, total], [power])

values = [torch.tensor([0.2, 1.5, 0.4, 0.9, 2.0]), torch.tensor(2.0)]

# %%
values = [value.requires_grad_() for value in values]
solutions = layer(*values)
sum(solution.sum() for solution in solutions).backward()
for parameter, value in zip(layer.core.canonical.parameters, values, strict=True):
    print(f"∂/∂{parameter.name}", value.grad, sep="\n")
print(layer.report())
