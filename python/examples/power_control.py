# %% [markdown]
# # A geometric program: power of transmitters
#
# The least total power at which every receiver hears its own transmitter above the others.

# %%
import cvxpy as cp
import torch

from ffo.torch import FFOLayer

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)

# %%
n = 3
p = cp.Variable(n, pos=True)
gain, noise = cp.Parameter((n, n), pos=True), cp.Parameter(n, pos=True)
hears = [
    (noise[i] + sum(gain[i, j] * p[j] for j in range(n) if j != i)) / (gain[i, i] * p[i]) <= 0.5
    for i in range(n)
]
layer = FFOLayer(
    cp.Problem(cp.Minimize(cp.sum(p) + 0.1 / p[0]), hears), [gain, noise], [p], gp=True
)

values = [torch.eye(n) + 0.1 * torch.rand(n, n), 0.1 + 0.1 * torch.rand(n)]

# %%
values = [value.requires_grad_() for value in values]
solutions = layer(*values)
sum(solution.sum() for solution in solutions).backward()
for parameter, value in zip(layer.core.canonical.parameters, values, strict=True):
    print(f"∂/∂{parameter.name}", value.grad, sep="\n")
print(layer.report())
