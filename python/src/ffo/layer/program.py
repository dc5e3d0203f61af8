"""A canonical program in the engine's hands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ffo.engine import STATUSES, Affine, Constant, Options, Program, Run

from .form import Canonical
from .maps import AffineMap, MatrixMap
from .warm import Warm

# A program goes dense where its patterns fill this share of P and A, or where it is so small that a
# dense factor costs nothing. Measured on least squares, lassos and regressions of 20 to 360
# variables: at a quarter both take as long, below the sparse one is ahead, up to 20 times.
DENSE_FILL = 0.35
DENSE_SIZE = 40

_WITH_SOLUTION = np.array(
    [name in ("solved", "almost_solved", "closest_feasible") for name in STATUSES]
)


class EngineProgram:
    """Solves batches of a canonical program, its parameters given as sources."""

    def __init__(self, canonical: Canonical) -> None:
        names = [str(k) for k in range(len(canonical.sources))]
        dense = is_dense(canonical)
        # The parameter that P is, if it is the symmetric part of one.
        self._symmetric = symmetric_source(canonical.p) if dense else None
        self._program = Program(
            n=canonical.n,
            p=_quadratic(canonical.p, names, dense, self._symmetric),
            q=_vector(canonical.q, names),
            a=_rows(canonical.a, names, dense) if canonical.m else None,
            b=_vector(canonical.b, names) if canonical.m else None,
            cones=canonical.cones,
            parameters=dict(zip(names, (source.size for source in canonical.sources), strict=True)),
            meaningful=canonical.meaningful if canonical.meaningful.any() else None,
        )

    def forward(
        self,
        sources: Sequence[np.ndarray],
        options: dict[str, Any],
        keep: bool,
        warm: Warm | None,
        instances: int,
    ) -> EngineRun:
        """Solves for sources of shape ``(size,)`` or ``(B, size)``."""
        run = self._program.forward(
            {str(k): source for k, source in enumerate(sources)},
            keep=keep,
            warm_keys=None if warm is None else warm.keys_for(instances),
            warm_starts=None if warm is None else warm.store,
            options=Options(**options) if options else None,
            symmetric=() if self._symmetric is None else (str(self._symmetric),),
        )
        return EngineRun(run, instances, self._symmetric)


class EngineRun:
    """A solved batch: y and z ``(B, ·)``, statuses, and the way back."""

    def __init__(self, run: Run, instances: int, symmetric: int | None) -> None:
        self.engine = run
        self._instances = instances
        self._symmetric = symmetric
        self.ok = self._each(_WITH_SOLUTION[run.status])

    @property
    def statuses(self) -> tuple[str, ...]:
        """One word an instance."""
        return tuple(STATUSES[code] for code in self._each(self.engine.status))

    @property
    def y(self) -> np.ndarray:
        """Solutions, ``(B, n)``."""
        return self._each(self.engine.y)

    @property
    def z(self) -> np.ndarray:
        """Duals, ``(B, m)``."""
        return self._each(self.engine.z)

    @property
    def objective(self) -> np.ndarray:
        """Optimal values without the constant, ``(B,)``."""
        return self._each(self.engine.objective)

    def message(self, instance: int) -> str:
        """What an unsolved instance has to say; empty where it is solved."""
        return self.engine.message(0 if self.engine.batch == 1 else instance).rstrip(". ")

    @property
    def report(self):
        """The engine's report of the last differentiation, or None."""
        return self.engine.report

    def backward(self, dy, dz, needed: Sequence[bool]) -> list[np.ndarray | None]:
        """Gradients of the sources that are needed, in the shapes in which they were given."""
        wanted = [str(k) for k, need in enumerate(needed) if need]
        gradients = self.engine.backward(dy=self._summed(dy), dz=self._summed(dz), wanted=wanted)
        return [gradients.get(str(k)) for k in range(len(needed))]

    def forward_mode(self, tangents: Sequence[np.ndarray | None]) -> tuple[np.ndarray, np.ndarray]:
        """Changes of y and z for changes of the sources in the shapes in which they were given."""
        changes = {str(k): tangent for k, tangent in enumerate(tangents) if tangent is not None}
        moving = str(self._symmetric)
        if moving in changes:
            changes[moving] = symmetric_part(changes[moving], self.engine.program.n)
        moved = self.engine.forward_mode(changes)
        return self._each(moved.dy), self._each(moved.dz)

    def curvature(self, dy, dz, directions: Sequence[np.ndarray | None]) -> list[np.ndarray]:
        """The change of the gradients of all sources when sources move, for given dy and dz."""
        moving = {str(k): d for k, d in enumerate(directions) if d is not None}
        own = str(self._symmetric)
        if own in moving:
            moving[own] = symmetric_part(moving[own], self.engine.program.n)
        bent = self.engine.curvature(moving, dy=self._summed(dy), dz=self._summed(dz))
        return [bent[str(k)] for k in range(len(directions))]

    def _each(self, array: np.ndarray) -> np.ndarray:
        # A batch whose axis no source carries is one solve for all of it.
        return array if len(array) == self._instances else np.repeat(array, self._instances, axis=0)

    def _summed(self, array: np.ndarray | None) -> np.ndarray | None:
        if array is None or len(array) == self.engine.batch:
            return array
        return array.sum(axis=0, keepdims=True)


def program_of(canonical: Canonical) -> EngineProgram:
    """The program; starts the engine if it has not started."""
    return EngineProgram(canonical)


def is_dense(canonical: Canonical) -> bool:
    """Whether the whole program is dense, by measured fill, whatever blocks it was written in."""
    n, m = canonical.n, canonical.m
    if n + m <= DENSE_SIZE:
        return True
    diagonal = int(
        np.count_nonzero(
            canonical.p.indices == np.repeat(np.arange(n), np.diff(canonical.p.indptr))
        )
    )
    entries = 2 * canonical.p.indices.size - diagonal + canonical.a.indices.size
    return entries >= DENSE_FILL * n * (n + m)


def _vector(entries: AffineMap, names: Sequence[str], pattern=None):
    if not entries.gathers:
        return Constant(entries.constant, pattern)
    maps = {names[g.source]: (g.targets, g.places, g.factors) for g in entries.gathers}
    return Affine(maps, entries.constant, pattern)


def symmetric_source(matrix: MatrixMap) -> int | None:
    """The source S of which an upper triangle is that of a multiple of ½(S + Sᵀ), if there is one.

    Then the engine can read S in its own place, once it is symmetric. That every other map reads
    the symmetric part of S as well follows from how CVXPY's symmetric parameters are read.
    """
    n, gathers = matrix.shape[1], matrix.entries.gathers
    if len(gathers) != 1 or np.any(matrix.entries.constant) or gathers[0].targets.size != n * n:
        return None
    (gather,) = gathers
    columns = np.repeat(np.arange(n), np.diff(matrix.indptr))
    rows, columns = matrix.indices[gather.targets], columns[gather.targets]
    one, other = rows * n + columns, columns * n + rows
    fits = (gather.places == one) | (gather.places == other)
    halves = np.where(one == other, gather.factors, 2 * gather.factors)
    distinct = np.unique(gather.places).size == n * n
    return gather.source if fits.all() and distinct and np.all(halves == halves[0]) else None


def symmetric_part(values: np.ndarray, n: int) -> np.ndarray:
    """Matrices, flat, made symmetric; the same array if they are."""
    matrices = values.reshape(*values.shape[:-1], n, n)
    if np.array_equal(matrices, np.swapaxes(matrices, -1, -2)):
        return values
    return (0.5 * (matrices + np.swapaxes(matrices, -1, -2))).reshape(values.shape)


def _quadratic(matrix: MatrixMap, names: Sequence[str], dense: bool, symmetric: int | None):
    if matrix.indices.size == 0:
        return None
    if symmetric is not None:
        (gather,) = matrix.entries.gathers
        places = np.arange(matrix.shape[1] ** 2)
        factor = np.sum(gather.factors[gather.targets == gather.targets[0]])
        return Affine({names[symmetric]: (places, places, np.full(places.size, factor))})
    if not dense:
        return _vector(matrix.entries, names, (matrix.indptr, matrix.indices))
    n = matrix.shape[1]
    columns = np.repeat(np.arange(n), np.diff(matrix.indptr))
    off = np.flatnonzero(matrix.indices != columns)
    both = np.concatenate([matrix.indices * n + columns, columns[off] * n + matrix.indices[off]])
    origin = np.concatenate([np.arange(columns.size), off])
    return _dense(matrix.entries, both, origin, n * n, names)


def _rows(matrix: MatrixMap, names: Sequence[str], dense: bool):
    if not dense:
        return _vector(matrix.entries, names, (matrix.indptr, matrix.indices))
    n = matrix.shape[1]
    columns = np.repeat(np.arange(n), np.diff(matrix.indptr))
    places = matrix.indices.astype(np.int64) * n + columns
    return _dense(matrix.entries, places, np.arange(columns.size), matrix.shape[0] * n, names)


def _dense(
    entries: AffineMap, places: np.ndarray, origin: np.ndarray, size: int, names: Sequence[str]
):
    """The map to a row-major array: entry ``origin[k]`` of the pattern stands at ``places[k]``."""
    constant = np.zeros(size)
    constant[places] = entries.constant[origin]
    order = np.argsort(origin, kind="stable")
    first = np.searchsorted(origin[order], np.arange(entries.size + 1))
    maps = {}
    for gather in entries.gathers:
        counts = np.diff(first)[gather.targets]
        start = np.repeat(first[gather.targets], counts)
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        targets = places[order[start + within]]
        maps[names[gather.source]] = (
            targets,
            np.repeat(gather.places, counts),
            np.repeat(gather.factors, counts),
        )
    return Affine(maps, constant) if maps else Constant(constant)
