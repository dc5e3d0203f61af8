"""dQP (libdqp): a solver of qpsolvers forward, a reduced linear system backward, one problem after the other."""

from dqp import build_settings, csc_scipy_to_torch, dQP_layer

from adapters import NotApplicable, refuse_conic
from adapters.torch_layer import TorchLayer


class Dqp(TorchLayer):
    def __init__(self, problem, **options):
        refuse_conic(problem, "dQP")
        self.sparse = problem.sparse and problem.n > 2000
        if self.sparse and (problem.batch > 1 or problem.slots != ("q",)):
            raise NotApplicable("dQP takes a sparse batch as lists only; not written here")
        super().__init__(problem, **options)

    def set_up(self):
        kind = {"solve_type": "sparse", "qp_solver": "osqp"} if self.sparse else {"solve_type": "dense"}
        self.layer = dQP_layer(settings=build_settings(**kind | self.options))
        if self.sparse:
            self.leaf |= {s: csc_scipy_to_torch(self.problem.data[s]) for s in "PG"}

    def solve(self):
        if self.problem.batch == 1:
            slots = {s: v if s in self.problem.shared else v[0] for s, v in self.leaf.items()}
        else:
            slots = {s: self.batched(s) for s in self.problem.data}
        equalities = (slots["A"], slots["b"]) if self.problem.equalities else ()
        return self.layer(*(slots[s] for s in "PqGh"), *equalities)[0]


ADAPTER = Dqp
