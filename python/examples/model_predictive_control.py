# %% [markdown]
# # A step of model predictive control
#
# The first input of a plan over five steps, as a function of the state and of the model.

# %%
import cvxpy as cp
import torch

from ffo.torch import FFOLayer

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)

# %%
horizon, states, inputs = 5, 2, 1
x, u = cp.Variable((horizon + 1, states)), cp.Variable((horizon, inputs))
start, A, B = cp.Parameter(states), cp.Parameter((states, states)), cp.Parameter((states, inputs))
constraints = [x[0] == start, cp.abs(u) <= 0.5]
constraints += [x[k + 1] == A @ x[k] + B @ u[k] for k in range(horizon)]
objective = cp.Minimize(cp.sum_squares(x) + 0.1 * cp.sum_squares(u))
layer = FFOLayer(cp.Problem(objective, constraints), [start, A, B], [u])

values = [
    torch.tensor([1.0, -0.4]),
    torch.tensor([[1.0, 0.3], [0.0, 1.0]]),
    torch.tensor([[0.0], [0.4]]),
]

# %%
values = [value.requires_grad_() for value in values]
solutions = layer(*values)
sum(solution.sum() for solution in solutions).backward()
for parameter, value in zip(layer.core.canonical.parameters, values, strict=True):
    print(f"∂/∂{parameter.name}", value.grad, sep="\n")
print(layer.report())
