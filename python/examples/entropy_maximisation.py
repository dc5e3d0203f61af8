# %% [markdown]
# # The distribution of largest entropy
#
# … among those with given moments.

# %%
import cvxpy as cp
import torch

from ffo.torch import FFOLayer

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
randn = torch.randn

# %%
n, moments = 6, 2
p = cp.Variable(n)
A, b = cp.Parameter((moments, n)), cp.Parameter(moments)
problem = cp.Problem(cp.Maximize(cp.sum(cp.entr(p))), [cp.sum(p) == 1, A @ p == b])
layer = FFOLayer(problem, [A, b], [p])

A_value = randn(moments, n)
values = [A_value, A_value @ torch.softmax(randn(n), 0)]

# %%
values = [value.requires_grad_() for value in values]
solutions = layer(*values)
sum(solution.sum() for solution in solutions).backward()
for parameter, value in zip(layer.core.canonical.parameters, values, strict=True):
    print(f"∂/∂{parameter.name}", value.grad, sep="\n")
print(layer.report())
