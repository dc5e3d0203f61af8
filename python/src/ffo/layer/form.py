"""A parametric conic program with outputs: what a layer solves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .maps import AffineMap, MatrixMap
from .output import Output


@dataclass(frozen=True)
class Source:
    """A parameter as the program reads it.

    Attributes:
        parameter: its place among the parameters of the layer.
        logarithm: whether the program reads log of it.
        size: how many numbers.
        name: for messages.
    """

    parameter: int
    logarithm: bool
    size: int
    name: str


@dataclass(frozen=True)
class ParameterShape:
    """What a layer knows of a parameter.

    Attributes:
        name: for messages.
        shape: without a batch axis.
        positive: whether only positive values make sense (geometric programs).
    """

    name: str
    shape: tuple[int, ...]
    positive: bool

    @property
    def size(self) -> int:
        """How many numbers."""
        return int(np.prod(self.shape, dtype=int))


@dataclass(frozen=True)
class Canonical:
    """``minimise ½yᵀPy + qᵀy + d  s.t.  Ay + s = b, s ∈ K``, with P, q, A, b, d affine in the
    parameters or their logarithms.

    Holds numbers only, nothing of CVXPY: it can be pickled, and outlives the problem.

    Attributes:
        n: number of variables.
        cones: the cones in the order of the rows, as ``("nonnegative", 3)``, ``("psd",
            order)``, ``("exponential",)`` ….
        p: upper triangle of P.
        q, b: vectors.
        a: the rows.
        constant: d, of one entry.
        parameters: those of the layer, in its order.
        sources: what the maps read.
        outputs: what the layer returns.
        maximise: whether the user's problem is a maximisation, so that the optimal value
            changes its sign.
    """

    n: int
    cones: tuple[tuple, ...]
    p: MatrixMap
    q: AffineMap
    a: MatrixMap
    b: AffineMap
    constant: AffineMap
    parameters: tuple[ParameterShape, ...]
    sources: tuple[Source, ...]
    outputs: tuple[Output, ...]
    maximise: bool

    @property
    def m(self) -> int:
        """Number of rows."""
        return self.b.size

    @property
    def meaningful(self) -> np.ndarray:
        """Which variables of the program an output reads, ``(n,)``: CVXPY's auxiliaries need not be
        unique.
        """
        mask = np.zeros(self.n, dtype=bool)
        for output in self.outputs:
            if output.vector == "y":
                mask[output.places[output.factors != 0]] = True
        return mask
