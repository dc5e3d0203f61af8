"""CVXPY's problems on the engine: the solver for ``problem.solve``, and what the layers are made
of.
"""

from ffo.layer import Canonical, LayerCore, Solved, UnsolvedError

from .canonical import canonicalise
from .solver import FFOLAYER, register

__all__ = ["FFOLAYER", "Canonical", "LayerCore", "Solved", "UnsolvedError", "canonicalise"]

register()
