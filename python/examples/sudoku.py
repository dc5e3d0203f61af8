# %% [markdown]
# # The rules of a small Sudoku
#
# A linear program with a square, whose rows are learned; here those of a Latin square of order 2.

# %%
import cvxpy as cp
import torch

from ffo.torch import FFOLayer

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)

# %%
cells, rules = 8, 6
x, board = cp.Variable(cells), cp.Parameter(cells)
A, b = cp.Parameter((rules, cells)), cp.Parameter(rules)
objective = cp.Minimize(0.1 * cp.sum_squares(x) - board @ x)
layer = FFOLayer(cp.Problem(objective, [A @ x == b, x >= 0]), [board, A, b], [x])

rows = torch.rand(rules, cells)
values = [
    torch.tensor([1.0, 0, 0, 0, 0, 0, 0, 0]) + 0.1 * torch.rand(cells),
    rows,
    rows @ torch.rand(cells),
]

# %%
values = [value.requires_grad_() for value in values]
solutions = layer(*values)
sum(solution.sum() for solution in solutions).backward()
for parameter, value in zip(layer.core.canonical.parameters, values, strict=True):
    print(f"∂/∂{parameter.name}", value.grad, sep="\n")
print(layer.report())
