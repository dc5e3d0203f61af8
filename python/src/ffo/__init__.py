"""Differentiable convex optimization layers on the engine of ffolayer.

Importing this package starts nothing: the engine starts with the first layer (see
:func:`ffo.engine.warmup`).
"""

__version__ = "0.1.0"
