# %% [markdown]
# # Optimal transport with entropy
#
# The plan between two histograms of least cost; Sinkhorn's problem, solved exactly.

# %%
import cvxpy as cp
import torch

from ffo.torch import FFOLayer

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)

# %%
m, n = 3, 4
plan, cost = cp.Variable((m, n)), cp.Parameter((m, n))
source, target = cp.Parameter(m, nonneg=True), cp.Parameter(n, nonneg=True)
objective = cp.Minimize(cp.sum(cp.multiply(cost, plan)) - 0.3 * cp.sum(cp.entr(plan)))
# The last column's sum follows from the others.
marginals = [cp.sum(plan, axis=1) == source, cp.sum(plan, axis=0)[:-1] == target[:-1]]
layer = FFOLayer(cp.Problem(objective, marginals), [cost, source, target], [plan])

values = [torch.rand(m, n), torch.tensor([0.5, 0.3, 0.2]), torch.full((n,), 0.25)]

# %%
values = [value.requires_grad_() for value in values]
solutions = layer(*values)
sum(solution.sum() for solution in solutions).backward()
for parameter, value in zip(layer.core.canonical.parameters, values, strict=True):
    print(f"∂/∂{parameter.name}", value.grad, sep="\n")
print(layer.report())
