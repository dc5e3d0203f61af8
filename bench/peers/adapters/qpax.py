"""qpax (JAX): vmap over the batch, compiled; the forward pass includes the relaxed solve that its gradients need."""

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np
import qpax

from adapters import refuse_large_sparse

ORDER = "PqAbGh"


class Qpax:
    def __init__(self, problem, **options):
        refuse_large_sparse(problem, "qpax")
        self.problem, self.options = problem, options
        self.data = {s: jnp.asarray(problem.dense(s)) for s in ORDER}
        self.cotangent = jnp.asarray(problem.cotangent)

    def set_up(self):
        p = self.problem
        axes = [None if s in p.shared else 0 for s in ORDER]
        solve = jax.vmap(lambda *slots: qpax.solve_qp_primal(*slots, **self.options), in_axes=axes)

        def of_parameters(parameters, constants):
            return solve(*(parameters[s] if s in parameters else constants[s] for s in ORDER))

        self.solve = jax.jit(lambda parameters, constants: jax.vjp(lambda v: of_parameters(v, constants), parameters))
        self.pull = jax.jit(lambda pullback, c: pullback(c)[0])

    def forward(self):
        parameters = {s: v for s, v in self.data.items() if s in self.problem.slots}
        constants = {s: v for s, v in self.data.items() if s not in self.problem.slots}
        x, self.pullback = jax.block_until_ready(self.solve(parameters, constants))
        return np.asarray(x)

    def backward(self):
        gradients = jax.block_until_ready(self.pull(self.pullback, self.cotangent))
        return {s: np.asarray(g) for s, g in gradients.items()}


ADAPTER = Qpax
