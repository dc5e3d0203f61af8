"""The engine in this process: programs made of arrays, solved and differentiated in batches.

A program is

    minimise   ½ yᵀP y + qᵀy    subject to    A y + s = b,  s ∈ K

with a product K of cones. Each of P, q, A and b is a constant, a parameter, or an affine function of
named parameters; patterns are fixed, numbers come with the calls.

>>> import numpy as np
>>> from ffo.engine import Constant, Parameter, Program
>>> program = Program(
...     n=2,
...     p=Constant(np.eye(2)),
...     q=Parameter(),
...     a=Constant(-np.eye(2)),
...     b=Constant(np.zeros(2)),
...     cones=[("nonnegative", 2)],
... )
>>> run = program.forward({"q": np.array([[-1.0, 2.0], [3.0, -4.0]])})
>>> run.y
array([[1., 0.],
       [0., 4.]])
>>> run.backward(dy=np.ones((2, 2)))["q"]
array([[-1., -0.],
       [-0., -1.]])

The engine is a Java virtual machine that is started in this process on first use and lives as long
as the process does. Calls may come from several threads, release the interpreter lock, and can be
interrupted by Ctrl-C. A process that was forked after the engine started cannot use it: start such
processes by ``spawn``.
"""

from ._errors import (
    EngineError,
    EngineMemoryError,
    ForkError,
    MisuseError,
    StoppedError,
    UnsupportedError,
)
from ._machine import configure, is_started, warmup
from ._options import Options
from ._program import Program
from ._run import FLAGS, STATUSES, Gradients, Report, Run, Tangents
from ._slots import Affine, Constant, Cones, Parameter, Slot
from ._stores import ActiveSetMonitor, Epoch, WarmStarts

__all__ = [
    "FLAGS",
    "STATUSES",
    "ActiveSetMonitor",
    "Affine",
    "Cones",
    "Constant",
    "EngineError",
    "EngineMemoryError",
    "Epoch",
    "ForkError",
    "Gradients",
    "MisuseError",
    "Options",
    "Parameter",
    "Program",
    "Report",
    "Run",
    "Slot",
    "StoppedError",
    "Tangents",
    "UnsupportedError",
    "WarmStarts",
    "configure",
    "is_started",
    "warmup",
]
