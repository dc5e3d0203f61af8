# %% [markdown]
# # Prices are duals
#
# Producers share a demand. The dual of the balance is the price, an output with gradients of its
# own.

# %%
import cvxpy as cp
import torch

from ffo.torch import FFOLayer

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)

# %%
n = 4
supply = cp.Variable(n)
cost, demand = cp.Parameter(n, nonneg=True), cp.Parameter(nonneg=True)
balance = cp.sum(supply) == demand
objective = cp.Minimize(cost @ supply + 0.5 * cp.sum_squares(supply))
market = cp.Problem(objective, [balance, supply >= 0])
layer = FFOLayer(market, [cost, demand], [supply, balance.dual_variables[0]])

values = [torch.tensor([1.0, 1.4, 2.0, 3.0]), torch.tensor(2.5)]

# %%
values = [value.requires_grad_() for value in values]
solutions = layer(*values)
sum(solution.sum() for solution in solutions).backward()
for parameter, value in zip(layer.core.canonical.parameters, values, strict=True):
    print(f"∂/∂{parameter.name}", value.grad, sep="\n")
print(layer.report())
