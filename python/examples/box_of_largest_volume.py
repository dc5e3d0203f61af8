# %% [markdown]
# # A geometric program: the largest box
#
# Height, width and depth under limits of wall and floor; variables are positive, logarithms are
# taken inside.

# %%
import cvxpy as cp
import torch

from ffo.torch import FFOLayer

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)

# %%
h, w, d = (cp.Variable(pos=True, name=name) for name in "hwd")
wall, floor, ratio = cp.Parameter(pos=True), cp.Parameter(pos=True), cp.Parameter(pos=True)
limits = [2 * (h * w + h * d) <= wall, w * d <= floor, h / w <= ratio, d / w <= 2]
layer = FFOLayer(
    cp.Problem(cp.Maximize(h * w * d), limits), [wall, floor, ratio], [h, w, d], gp=True
)

values = [torch.tensor(200.0), torch.tensor(50.0), torch.tensor(0.8)]

# %%
values = [value.requires_grad_() for value in values]
solutions = layer(*values)
sum(solution.sum() for solution in solutions).backward()
for parameter, value in zip(layer.core.canonical.parameters, values, strict=True):
    print(f"∂/∂{parameter.name}", value.grad, sep="\n")
print(layer.report())
