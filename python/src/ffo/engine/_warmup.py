"""A small program that is solved and differentiated, so that its code is loaded."""

from __future__ import annotations

import numpy as np

from ._program import Program
from ._slots import Constant, Parameter


def run() -> None:
    """Solves and differentiates a batch of two quadratic programs."""
    program = Program(
        n=2,
        p=Constant(np.eye(2)),
        q=Parameter(),
        a=Constant(-np.eye(2)),
        b=Constant(np.zeros(2)),
        cones=[("nonnegative", 2)],
    )
    solved = program.forward({"q": np.array([[-1.0, 2.0], [3.0, -4.0]])})
    solved.backward(dy=np.ones((2, 2)))
