"""Quadratic programs for PyTorch under the names that qpth, OptNet and the paper's implementation
gave them.
"""

from ffo.qp.functions import QPFunction, ffoqp

__all__ = ["QPFunction", "ffoqp"]
