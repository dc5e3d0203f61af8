"""Convex optimization layers for JAX."""

from ffo.jax.layer import FFOLayer
from ffo.layer import UnsolvedError

__all__ = ["FFOLayer", "UnsolvedError"]
