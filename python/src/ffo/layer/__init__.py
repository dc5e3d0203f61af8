"""Layers without a framework: NumPy in, NumPy out. PyTorch's and JAX' are dressings of them."""

from .core import LayerCore, Solved, UnsolvedError
from .form import Canonical
from .warm import Warm

__all__ = ["Canonical", "LayerCore", "Solved", "UnsolvedError", "Warm"]
