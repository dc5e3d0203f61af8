# %% [markdown]
# # Softmax by entropy
#
# softmax(x) maximises xᵀy plus the entropy of y over the simplex.

# %%
import cvxpy as cp
import torch

from ffo.torch import FFOLayer

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
randn = torch.randn

# %%
y, x = cp.Variable(5), cp.Parameter(5)
problem = cp.Problem(cp.Maximize(x @ y + cp.sum(cp.entr(y))), [cp.sum(y) == 1])
layer = FFOLayer(problem, [x], [y])

values = [randn(2, 5)]
expected = lambda x: torch.softmax(x, -1)  # noqa: E731

# %%
values = [value.requires_grad_() for value in values]
solutions = layer(*values)
sum(solution.sum() for solution in solutions).backward()
for parameter, value in zip(layer.core.canonical.parameters, values, strict=True):
    print(f"∂/∂{parameter.name}", value.grad, sep="\n")
print(layer.report())
