"""The peers: which environment each one lives in, which adapter runs it, and the options of its variants."""

import dataclasses
import typing


@dataclasses.dataclass(frozen=True)
class Peer:
    name: str
    environment: str
    adapter: str
    packages: tuple  # whose versions the record names
    options: typing.Any = dataclasses.field(default_factory=dict)
    about: str = "as it comes"


PEERS = {
    p.name: p
    for p in (
        Peer("moreau", "layers", "moreau", ("moreau", "torch")),
        Peer("moreau-ipm", "layers", "moreau", ("moreau", "torch"), {"solver": "ipm"}, "interior point"),
        Peer("moreau-long", "layers", "moreau", ("moreau", "torch"), {"max_iter": 100_000}, "max_iter = 1e5"),
        Peer("proxqp", "layers", "proxsuite", ("proxsuite", "torch")),
        Peer("qpth", "qpth", "qpth", ("qpth", "torch", "numpy")),
        Peer("cvxpylayers", "layers", "cvxpylayers", ("cvxpylayers", "diffcp", "cvxpy", "scs")),
        Peer(
            "cvxpylayers-clarabel",
            "layers",
            "cvxpylayers",
            ("cvxpylayers", "diffcp", "cvxpy", "clarabel"),
            {"solver_args": {"solve_method": "Clarabel"}},
            "diffcp with Clarabel",
        ),
        Peer("cvxpylayers-moreau", "layers", "cvxpylayers", ("cvxpylayers", "moreau"), {"solver": "MOREAU"}, "moreau inside"),
        Peer("qpax", "jax", "qpax", ("qpax", "jax")),
        Peer("qpax-tight", "jax", "qpax", ("qpax", "jax"), {"solver_tol": 1e-10, "target_kappa": 1e-10}, "tolerances 1e-10"),
        Peer("dqp", "layers", "dqp", ("libdqp", "qpsolvers", "piqp", "torch")),
        Peer(
            "dqp-tight",
            "layers",
            "dqp",
            ("libdqp", "qpsolvers", "piqp", "osqp", "torch"),
            {"eps_abs": 1e-10, "qp_solver": "piqp"},
            "PIQP (OSQP where sparse) at 1e-10",
        ),
        Peer("ffolayer-py", "layers", "ffolayer", ("ffolayer", "libdqp", "torch"), about="the package of the paper, in Python"),
        Peer("ffolayer-py-pdipm", "qpth", "ffolayer", ("ffolayer", "qpth", "torch"), {"solver": "PDIPM"}, 'solver="PDIPM"'),
        Peer(
            "ffolayer-py-osqp",
            "layers",
            "ffolayer",
            ("ffolayer", "osqp", "torch"),
            {"solver": "OSQP_NATIVE"},
            'solver="OSQP_NATIVE"',
        ),
    )
}
QUICK = ("moreau", "moreau-ipm", "proxqp", "qpth", "cvxpylayers", "qpax", "dqp", "ffolayer-py-osqp")
