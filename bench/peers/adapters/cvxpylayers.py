"""cvxpylayers: constants in the cvxpy problem, parameters for the slots; P enters as ½‖Lᵀx‖² with P = LLᵀ.

The Cholesky factor is taken inside the forward pass, as a user with a matrix P must do.
"""

import cvxpy as cp
import torch
from cvxpylayers.torch import CvxpyLayer

from adapters.torch_layer import TorchLayer
from conic import KINDS


class CvxpyLayers(TorchLayer):
    layer_class = CvxpyLayer

    def curved(self, x, p):
        return cp.sum_squares(p @ x)

    def parameter(self, slot, shape):
        return cp.Parameter(shape)

    def set_up(self):
        if self.problem.kind != "quadratic":
            return self._set_up_conic()
        p = self.problem
        x = cp.Variable(p.n)
        self.order = [s for s in p.data if s in p.slots or s not in p.shared]
        part = {s: self.parameter(s, p.data[s].shape[s not in p.shared :]) if s in self.order else p.data[s] for s in p.data}
        curved = self.curved(x, part["P"]) if "P" in self.order else cp.quad_form(x, cp.psd_wrap(part["P"]))
        rows = [part["A"] @ x == part["b"]] if p.equalities else []
        rows += [part["G"] @ x <= part["h"]] if p.inequalities else []
        program = cp.Problem(cp.Minimize(0.5 * curved + part["q"] @ x), rows)
        self.layer = self.layer_class(program, [part[s] for s in self.order], [x], **self.options)

    def _set_up_conic(self):
        (self.order,) = [self.problem.slots]
        shape = self.problem.data[self.order[0]].shape[1:]
        program, parameter, x = KINDS[self.problem.kind].model(cp, *shape)
        self.layer = CvxpyLayer(program, [parameter], [x], **self.options)

    def solve(self):
        values = {s: self.leaf[s] for s in self.order}
        if "P" in values:
            values["P"] = torch.linalg.cholesky(values["P"]).mT
        return self.layer(*values.values())[0]


ADAPTER = CvxpyLayers
