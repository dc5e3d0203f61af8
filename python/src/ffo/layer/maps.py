"""Affine maps from the values of parameters to the entries of a program.

A slot of a program (P, q, A or b) is a vector of entries on a fixed pattern. Each entry is affine
in the parameters::

    values = constant + Σ_k  factors_k · source_k[places_k]   (added at targets_k)

where a source is the flat vector of one parameter, in C order, or of its logarithm. A map is a list
of such gathers: it needs no matrix product where an entry reads one number, and its transpose is
the same list read backwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp


@dataclass(frozen=True)
class Gather:
    """``values[targets] += factors * source[places]``, for one source.

    Attributes:
        source: index of the source.
        targets: entries of the slot, ``(k,)``.
        places: entries of the source, ``(k,)``.
        factors: ``(k,)``.
    """

    source: int
    targets: np.ndarray
    places: np.ndarray
    factors: np.ndarray

    def applied(self, source: np.ndarray, size: int) -> np.ndarray:
        """What the source adds to a slot of a size; ``source`` may have a batch axis in front."""
        if self._scale is not None and source.shape[-1] == self.targets.size == size:
            return source if self._scale == 1 else self._scale * source
        if self._writes_once:
            out = np.zeros((*source.shape[:-1], size))
            out[..., self.targets] = self.factors * source[..., self.places]
            return out
        matrix = self._matrix(size, source.shape[-1])
        return (matrix @ source.T).T

    def pulled(self, gradient: np.ndarray, size: int) -> np.ndarray:
        """The gradient with respect to a source of a size for that with respect to the slot."""
        if self._scale is not None and gradient.shape[-1] == self.targets.size == size:
            return gradient if self._scale == 1 else self._scale * gradient
        if self._reads_once:
            out = np.zeros((*gradient.shape[:-1], size))
            out[..., self.places] = self.factors * gradient[..., self.targets]
            return out
        return (self._matrix(gradient.shape[-1], size).T @ gradient.T).T

    def _matrix(self, size: int, width: int) -> sp.csr_array:
        return sp.csr_array((self.factors, (self.targets, self.places)), (size, width))

    @cached_property
    def _scale(self) -> float | None:
        """c where the slot is c times the source, number by number."""
        count = np.arange(self.targets.size)
        same = np.array_equal(self.targets, count) and np.array_equal(self.places, count)
        once = same and count.size > 0 and np.all(self.factors == self.factors[0])
        return float(self.factors[0]) if once else None

    @cached_property
    def _writes_once(self) -> bool:
        return np.unique(self.targets).size == self.targets.size

    @cached_property
    def _reads_once(self) -> bool:
        return np.unique(self.places).size == self.places.size


@dataclass(frozen=True)
class AffineMap:
    """The entries of a slot as an affine function of the sources.

    Attributes:
        constant: the entries where every source is zero, ``(size,)``.
        gathers: what each source adds; no two have the same source.
    """

    constant: np.ndarray
    gathers: tuple[Gather, ...]

    @property
    def size(self) -> int:
        """How many entries the slot has."""
        return self.constant.size

    @property
    def sources(self) -> frozenset[int]:
        """The sources that the slot depends on."""
        return frozenset(gather.source for gather in self.gathers)

    def values(self, sources: list[np.ndarray]) -> np.ndarray:
        """The entries at given sources.

        Args:
            sources: one array a source, ``(size,)`` or ``(B, size)``.

        Returns:
            ``(B, size)`` where a source that the slot depends on has a batch axis, otherwise
            ``(size,)``.
        """
        total: np.ndarray | None = self.constant if self._has_constant else None
        for gather in self.gathers:
            part = gather.applied(sources[gather.source], self.size)
            total = part if total is None else total + part
        return self.constant if total is None else total

    @cached_property
    def _has_constant(self) -> bool:
        return bool(np.any(self.constant))

    def transposed(self, gradient: np.ndarray, source: int, size: int) -> np.ndarray:
        """What a gradient with respect to the entries is with respect to one source.

        Args:
            gradient: ``(size of the slot,)`` or with a batch axis in front.
            source: index of the source.
            size: how many entries the source has.
        """
        parts = [g.pulled(gradient, size) for g in self.gathers if g.source == source]
        return sum(parts[1:], parts[0]) if parts else np.zeros((*gradient.shape[:-1], size))

    @staticmethod
    def of(matrix: sp.sparray, constant: np.ndarray, starts: np.ndarray) -> AffineMap:
        """The map ``constant + matrix @ concatenated sources``.

        Args:
            matrix: ``(size, all sources)``.
            constant: ``(size,)``.
            starts: where each source begins among the columns, and where the last one ends.
        """
        entries = sp.csr_array(matrix)
        entries.sum_duplicates()
        entries.eliminate_zeros()
        entries = entries.tocoo()
        owner = np.searchsorted(starts, entries.col, side="right") - 1
        gathers = []
        for source in np.unique(owner):
            mine = owner == source
            gathers.append(
                Gather(
                    source=int(source),
                    targets=entries.row[mine].astype(np.int32),
                    places=(entries.col[mine] - starts[source]).astype(np.int32),
                    factors=entries.data[mine].astype(float),
                )
            )
        return AffineMap(np.array(constant, dtype=float), tuple(gathers))


@dataclass(frozen=True)
class MatrixMap:
    """A sparse matrix whose entries are an affine map; compressed columns.

    Attributes:
        shape: rows and columns.
        indptr: where each column begins, ``(columns + 1,)``.
        indices: rows, ascending in each column.
        entries: the map to the entries.
    """

    shape: tuple[int, int]
    indptr: np.ndarray
    indices: np.ndarray
    entries: AffineMap

    @property
    def fill(self) -> float:
        """The share of places that the pattern has."""
        return self.indices.size / max(1, self.shape[0] * self.shape[1])

    def matrix(self, values: np.ndarray) -> sp.csc_array:
        """The matrix with given entries, ``(entries,)``."""
        return sp.csc_array((values, self.indices, self.indptr), shape=self.shape)
