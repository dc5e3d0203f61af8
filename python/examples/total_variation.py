# %% [markdown]
# # Denoising by total variation
#
# A signal without its noise; the weight of the steps can be learned.

# %%
import cvxpy as cp
import torch

from ffo.torch import FFOLayer

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
randn = torch.randn

# %%
n = 10
y, signal, weight = cp.Variable(n), cp.Parameter(n), cp.Parameter(nonneg=True)
objective = cp.Minimize(0.5 * cp.sum_squares(y - signal) + weight * cp.tv(y))
layer = FFOLayer(cp.Problem(objective), [signal, weight], [y])

steps = torch.tensor([0.0] * 4 + [1.0] * 3 + [-0.5] * 3)
values = [steps + 0.2 * randn(n), torch.tensor(0.25)]

# %%
values = [value.requires_grad_() for value in values]
solutions = layer(*values)
sum(solution.sum() for solution in solutions).backward()
for parameter, value in zip(layer.core.canonical.parameters, values, strict=True):
    print(f"∂/∂{parameter.name}", value.grad, sep="\n")
print(layer.report())
