"""Convex optimization layers for PyTorch."""

from ffo.layer import UnsolvedError
from ffo.torch.layer import FFOLayer

__all__ = ["FFOLayer", "UnsolvedError"]
