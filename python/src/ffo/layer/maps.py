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
        total = self.constant
        for gather in self.gathers:
            source = sources[gather.source]
            matrix = sp.csr_array(
                (gather.factors, (gather.targets, gather.places)), (self.size, source.shape[-1])
            )
            total = total + (matrix @ source.T).T
        return total

    def transposed(self, gradient: np.ndarray, source: int, size: int) -> np.ndarray:
        """What a gradient with respect to the entries is with respect to one source.

        Args:
            gradient: ``(size of the slot,)`` or with a batch axis in front.
            source: index of the source.
            size: how many entries the source has.
        """
        total = np.zeros((*gradient.shape[:-1], size))
        for gather in self.gathers:
            if gather.source == source:
                matrix = sp.csr_array(
                    (gather.factors, (gather.places, gather.targets)), (size, self.size)
                )
                total = total + (matrix @ gradient.T).T
        return total

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
