# %% [markdown]
# # Betting as Kelly says
#
# The largest growth of wealth in the long run, over the outcomes that there are.

# %%
import cvxpy as cp
import numpy as np
import torch

from ffo.torch import FFOLayer

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)

# %%
outcomes, bets = 6, 3
stake = cp.Variable(bets)
returns = cp.Parameter((outcomes, bets), nonneg=True)
probability = np.full(outcomes, 1 / outcomes)
wealth = (1 - cp.sum(stake)) + returns @ stake
objective = cp.Maximize(probability @ cp.log(wealth) - 0.05 * cp.sum_squares(stake))
layer = FFOLayer(cp.Problem(objective, [stake >= 0, cp.sum(stake) <= 0.9]), [returns], [stake])

values = [2 * torch.rand(outcomes, bets)]

# %%
values = [value.requires_grad_() for value in values]
solutions = layer(*values)
sum(solution.sum() for solution in solutions).backward()
for parameter, value in zip(layer.core.canonical.parameters, values, strict=True):
    print(f"∂/∂{parameter.name}", value.grad, sep="\n")
print(layer.report())
