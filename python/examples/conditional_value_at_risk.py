# %% [markdown]
# # A portfolio with the mean of its worst days
#
# The mean of the worst fifth of ten days is bounded by a parameter.

# %%
import cvxpy as cp
import torch

from ffo.torch import FFOLayer

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
randn = torch.randn

# %%
days, n = 10, 4
w, level = cp.Variable(n), cp.Parameter()
scenarios = cp.Parameter((days, n))
losses = -scenarios @ w
objective = cp.Minimize(cp.sum(losses) / days + cp.sum_squares(w))
problem = cp.Problem(objective, [cp.sum(w) == 1, cp.cvar(losses, 0.8) <= level])
layer = FFOLayer(problem, [scenarios, level], [w])

values = [0.3 * randn(days, n), torch.tensor(0.35)]

# %%
values = [value.requires_grad_() for value in values]
solutions = layer(*values)
sum(solution.sum() for solution in solutions).backward()
for parameter, value in zip(layer.core.canonical.parameters, values, strict=True):
    print(f"∂/∂{parameter.name}", value.grad, sep="\n")
print(layer.report())
