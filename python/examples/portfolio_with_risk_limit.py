# %% [markdown]
# # A portfolio with a limit of risk
#
# Returns against risk, which a second-order cone bounds.

# %%
import cvxpy as cp
import torch

from ffo.torch import FFOLayer

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
randn = torch.randn

# %%
n = 5
w, mean = cp.Variable(n), cp.Parameter(n)
factors, limit = cp.Parameter((3, n)), cp.Parameter(nonneg=True)
risk = cp.norm(factors @ w)
objective = cp.Maximize(mean @ w - 0.1 * cp.sum_squares(w))
layer = FFOLayer(
    cp.Problem(objective, [cp.sum(w) == 1, risk <= limit]), [mean, factors, limit], [w]
)

values = [randn(n), randn(3, n), torch.tensor(0.8)]

# %%
values = [value.requires_grad_() for value in values]
solutions = layer(*values)
sum(solution.sum() for solution in solutions).backward()
for parameter, value in zip(layer.core.canonical.parameters, values, strict=True):
    print(f"∂/∂{parameter.name}", value.grad, sep="\n")
print(layer.report())
