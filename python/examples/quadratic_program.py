# %% [markdown]
# # A quadratic program with everything a parameter
#
# The layer of OptNet: minimise ½xᵀPx + qᵀx subject to Gx ≤ h and Ax = b.

# %%
import cvxpy as cp
import torch

from ffo.torch import FFOLayer

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
randn = torch.randn

# %%
n = 5
x = cp.Variable(n)
P, q = cp.Parameter((n, n), PSD=True), cp.Parameter(n)
G, h = cp.Parameter((3, n)), cp.Parameter(3)
A, b = cp.Parameter((2, n)), cp.Parameter(2)
objective = cp.Minimize(0.5 * cp.quad_form(x, P) + q @ x)
layer = FFOLayer(cp.Problem(objective, [G @ x <= h, A @ x == b]), [P, q, G, h, A, b], [x])

root = randn(n, n)
inside = randn(n)
G_value, A_value = randn(3, n), randn(2, n)
values = [
    root @ root.T + torch.eye(n),
    randn(n),
    G_value,
    G_value @ inside,
    A_value,
    A_value @ inside,
]

# %%
values = [value.requires_grad_() for value in values]
solutions = layer(*values)
sum(solution.sum() for solution in solutions).backward()
for parameter, value in zip(layer.core.canonical.parameters, values, strict=True):
    print(f"∂/∂{parameter.name}", value.grad, sep="\n")
print(layer.report())
