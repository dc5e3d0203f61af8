"""A dense quadratic program as a canonical form."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from ffo.layer.core import LayerCore
from ffo.layer.form import Canonical, ParameterShape, Source
from ffo.layer.maps import AffineMap, Gather, MatrixMap
from ffo.layer.output import Output

_NAMES = ("Q", "p", "G", "h", "A", "b")
_AXES = (2, 1, 2, 1, 2, 1)


def core_of(shapes: Sequence[tuple[int, ...]]) -> LayerCore:
    """The layer for values of given shapes, made once for each size.

    Args:
        shapes: of Q, p, G, h, A, b, with or without a batch axis; empty for rows that are not
            there.

    Raises:
        ValueError: if they do not fit together.
    """
    own = [_own(name, shape, axes) for name, shape, axes in zip(_NAMES, shapes, _AXES, strict=True)]
    if own[1] is None:
        raise ValueError("p is empty; it has one number a variable.")
    n = own[1][0]
    for rows, sides in ((2, 3), (4, 5)):
        if (own[rows] is None) != (own[sides] is None):
            raise ValueError(
                f"{_NAMES[rows]} and {_NAMES[sides]} are given together or not at all."
            )
    inequalities, equalities = (0 if own[k] is None else own[k][0] for k in (3, 5))
    expected = [(n, n), (n,), (inequalities, n), (inequalities,), (equalities, n), (equalities,)]
    for name, shape, want in zip(_NAMES, own, expected, strict=True):
        if shape is not None and shape != want:
            raise ValueError(f"{name} has shape {shape}, expected {want} for {n} variables.")
    if own[0] is None:
        raise ValueError("Q is empty; it has one row a variable.")
    return _core(n, inequalities, equalities)


def _own(name: str, shape: tuple[int, ...], axes: int) -> tuple[int, ...] | None:
    """A shape without its batch axis; None where there is nothing."""
    if 0 in shape[-axes:] or not shape:
        return None
    if len(shape) not in (axes, axes + 1):
        raise ValueError(
            f"{name} has {len(shape)} axes, expected {axes} or {axes + 1} with a batch."
        )
    return tuple(shape[-axes:])


@lru_cache(maxsize=256)
def _core(n: int, inequalities: int, equalities: int) -> LayerCore:
    m = inequalities + equalities
    shapes = [(n, n), (n,), (inequalities, n), (inequalities,), (equalities, n), (equalities,)]
    there = [k for k, shape in enumerate(shapes) if shape[0]]
    place = {k: i for i, k in enumerate(there)}
    parameters = tuple(ParameterShape(_NAMES[k], shapes[k], False) for k in there)
    sources = tuple(Source(i, False, p.size, p.name) for i, p in enumerate(parameters))
    cones = [("zero", equalities)] * bool(equalities) + [("nonnegative", inequalities)] * bool(
        inequalities
    )
    blocks = [(5, 4, 0, equalities), (3, 2, equalities, inequalities)]
    blocks = [
        (place[side], place[rows], first, count) for side, rows, first, count in blocks if count
    ]
    canonical = Canonical(
        n=n,
        cones=tuple(cones),
        p=_symmetric_part(n),
        q=AffineMap(np.zeros(n), (_gather(place[1], np.arange(n), np.arange(n)),)),
        a=_rows(n, m, [(rows, first, count) for _, rows, first, count in blocks]),
        b=AffineMap(
            np.zeros(m),
            tuple(
                _gather(side, first + np.arange(count), np.arange(count))
                for side, _, first, count in blocks
            ),
        ),
        constant=AffineMap(np.zeros(1), ()),
        parameters=parameters,
        sources=sources,
        outputs=(Output("z", (n,), "y", np.arange(n), np.ones(n), False),),
        maximise=False,
    )
    return LayerCore(canonical)


def _symmetric_part(n: int) -> MatrixMap:
    """The upper triangle, column by column, of ½(Q + Qᵀ)."""
    columns = np.repeat(np.arange(n), np.arange(1, n + 1))
    rows = np.concatenate([np.arange(j + 1) for j in range(n)])
    targets = np.arange(rows.size)
    both = Gather(
        0,
        np.concatenate([targets, targets]),
        np.concatenate([rows * n + columns, columns * n + rows]),
        np.full(2 * targets.size, 0.5),
    )
    indptr = np.concatenate([[0], np.cumsum(np.arange(1, n + 1))])
    return MatrixMap((n, n), indptr, rows, AffineMap(np.zeros(rows.size), (both,)))


def _rows(n: int, m: int, blocks: Sequence[tuple[int, int, int]]) -> MatrixMap:
    """All entries of the rows: of each source those from a first row on."""
    gathers = []
    for source, first, count in blocks:
        rows, columns = np.divmod(np.arange(count * n), n)
        gathers.append(_gather(source, columns * m + first + rows, np.arange(count * n)))
    indices = np.tile(np.arange(m), n)
    return MatrixMap(
        (m, n), np.arange(n + 1) * m, indices, AffineMap(np.zeros(m * n), tuple(gathers))
    )


def _gather(source: int, targets: np.ndarray, places: np.ndarray) -> Gather:
    return Gather(source, targets, places, np.ones(targets.size))
