"""Squares of affine expressions without the variables that CVXPY gives them.

``sum_squares(L @ x − b)`` reaches us as ½tᵀDt with a new variable t and rows Mx + diag(a) t = b.
Each t stands in one row and in no other, so it can be taken out exactly: with N = −M/a and c = b/a,
t = Nx + c and

    P ← P_xx + NᵀDN      q ← q_x + Nᵀ(Dc + q_t)

in x alone, the rows gone. Where L is as tall as x is long, the program is half as large in both
directions. The products are taken for each call, since N may depend on parameters, and their
derivatives bring the gradients of P and q back:

    ∂N = 2DN ∂P + (Dc + q_t) ∂qᵀ      ∂D = diag(N ∂P Nᵀ) + c ∘ N∂q      ∂c = D N∂q      ∂q_t = N∂q
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from .form import Canonical, Source
from .maps import AffineMap, Gather, MatrixMap


@dataclass(frozen=True)
class Squares:
    """The squares of a program, and the program without them.

    Attributes:
        kept, rows: variables and rows of the whole program that stay.
        taken: the variables t.
        n_map: N row by row, k × (number of kept variables); c_map, d_map, q_map: c, D and q_t.
        outer: the program in the kept variables, with more sources at the end: NᵀDN, unless it
            is constant and part of P, and Nᵀ(Dc + q_t).
        used: which sources of the whole program the outer one reads, in its order.
    """

    kept: np.ndarray
    rows: np.ndarray
    taken: np.ndarray
    n_map: AffineMap
    c_map: AffineMap
    d_map: AffineMap
    q_map: AffineMap
    outer: Canonical
    used: tuple[int, ...]

    @property
    def is_fixed(self) -> bool:
        """Whether NᵀDN is constant."""
        return not (self.n_map.gathers or self.d_map.gathers)

    @property
    def maps(self) -> tuple[AffineMap, ...]:
        """N, c, D, q_t."""
        return self.n_map, self.c_map, self.d_map, self.q_map


def squares_of(form: Canonical) -> Squares | None:
    """The squares that can be taken out, or None where there are none or it would not help.

    Variables and rows that an output reads stay. The products are dense, so it is only done where N
    is, and not much wider than tall.
    """
    if not form.outputs or not any(cone[0] == "zero" for cone in form.cones):
        return None
    matrix = _Pattern(form)
    taken, rows = matrix.squares()
    kept = np.setdiff1d(np.arange(form.n), taken)
    entries = np.count_nonzero(np.isin(matrix.row, rows)) - taken.size
    if taken.size == 0 or kept.size > 4 * taken.size or entries < 0.25 * taken.size * kept.size:
        return None
    return _Taking(form, matrix, taken, rows, kept).squares()


class _Pattern:
    """Where the rows of a program have entries, and which are constant."""

    def __init__(self, form: Canonical) -> None:
        self.form = form
        self.row = np.asarray(form.a.indices)
        self.column = np.repeat(np.arange(form.n), np.diff(form.a.indptr))
        self.p_row = np.asarray(form.p.indices)
        self.p_column = np.repeat(np.arange(form.n), np.diff(form.p.indptr))
        self.fixed = np.ones(self.row.size, dtype=bool)
        for gather in form.a.entries.gathers:
            self.fixed[gather.targets] = False

    def squares(self) -> tuple[np.ndarray, np.ndarray]:
        """Variables that are squares alone and stand in one equality, and these equalities."""
        n, m = self.form.n, self.form.m
        zero = self.form.cones[0][1] if self.form.cones[0][0] == "zero" else 0
        diagonal = self.p_row == self.p_column
        squared = np.zeros(n, dtype=bool)
        squared[self.p_column[diagonal]] = True
        mixed = np.zeros(n, dtype=bool)
        mixed[self.p_row[~diagonal]] = mixed[self.p_column[~diagonal]] = True
        once = np.bincount(self.column, minlength=n) == 1
        read = np.zeros(n, dtype=bool)
        heard = np.zeros(m, dtype=bool)
        for output in self.form.outputs:
            (read if output.vector == "y" else heard)[output.places] = True
        candidate = squared & ~mixed & once & ~read
        usable = candidate[self.column] & self.fixed & (self.row < zero) & ~heard[self.row]
        usable &= self.form.a.entries.constant != 0
        # One variable for each row: the first.
        rows, first = np.unique(self.row[usable], return_index=True)
        return self.column[usable][first], rows


class _Taking:
    """Makes the maps of N, c, D, q_t and of what is left."""

    def __init__(self, form: Canonical, matrix: _Pattern, taken, rows, kept) -> None:
        self.form, self.matrix = form, matrix
        order = np.argsort(rows)
        self.taken, self.rows, self.kept = taken[order], rows[order], kept
        self.left = np.setdiff1d(np.arange(form.m), rows)
        place = np.full(form.n, -1)
        place[kept] = np.arange(kept.size)
        self.new_column = place

    def squares(self) -> Squares:
        form, k, n = self.form, self.taken.size, self.kept.size
        square = np.isin(self.matrix.column, self.taken)
        scale = np.zeros(form.m)
        scale[self.matrix.row[square]] = form.a.entries.constant[square]
        number = np.full(form.m, -1)
        number[self.rows] = np.arange(k)
        inner = (number[self.matrix.row] >= 0) & ~square
        at = number[self.matrix.row] * n + self.new_column[self.matrix.column]
        weights = -1 / np.where(scale == 0, 1, scale)
        n_map = _moved(form.a.entries, np.where(inner, at, -1), k * n, weights[self.matrix.row])
        c_map = _moved(form.b, number, k, -weights)
        d_map = self._diagonal(k)
        q_number = np.full(form.n, -1)
        q_number[self.taken] = np.arange(k)
        q_map = _moved(form.q, q_number, k)
        fixed = None
        if not (n_map.gathers or d_map.gathers):
            inner_rows = n_map.constant.reshape(k, n)
            fixed = inner_rows.T @ (d_map.constant[:, None] * inner_rows)
        outer, used = _without_unused(self._outer(fixed), len(form.sources))
        return Squares(self.kept, self.left, self.taken, n_map, c_map, d_map, q_map, outer, used)

    def _diagonal(self, k: int) -> AffineMap:
        number = np.full(self.form.n, -1)
        number[self.taken] = np.arange(k)
        return _moved(self.form.p.entries, number[self.matrix.p_column], k)

    def _outer(self, fixed: np.ndarray | None) -> Canonical:
        form, n = self.form, self.kept.size
        count = len(form.sources)
        added = [] if fixed is not None else [Source(-1, False, n * n, "NᵀDN")]
        sources = (*form.sources, *added, Source(-1, False, n, "Nᵀ(Dc + q)"))
        zero = form.cones[0][1] - self.taken.size
        cones = (("zero", zero),) * bool(zero) + form.cones[1:]
        kept_row = np.full(form.m, -1)
        kept_row[self.left] = np.arange(self.left.size)
        everywhere = np.arange(n)
        linear = _moved(form.q, self.new_column, n)
        product = Gather(len(sources) - 1, everywhere, everywhere, np.ones(n))
        return replace(
            form,
            n=n,
            cones=cones,
            p=self._quadratic(count, fixed),
            q=AffineMap(linear.constant, (*linear.gathers, product)),
            a=_restricted(form.a, kept_row, self.new_column, self.left.size, n),
            b=_moved(form.b, kept_row, self.left.size),
            sources=sources,
            outputs=tuple(
                replace(o, places=(self.new_column if o.vector == "y" else kept_row)[o.places])
                for o in form.outputs
            ),
        )

    def _quadratic(self, source: int, fixed: np.ndarray | None) -> MatrixMap:
        """P_xx + NᵀDN, every entry of the upper triangle."""
        n = self.kept.size
        columns = np.repeat(np.arange(n), np.arange(1, n + 1))
        rows = np.arange(columns.size) - columns * (columns + 1) // 2
        own = self.new_column[self.matrix.p_row], self.new_column[self.matrix.p_column]
        at = np.where(own[1] >= 0, own[1] * (own[1] + 1) // 2 + own[0], -1)
        alone = _moved(self.form.p.entries, at, columns.size)
        indptr = np.concatenate([[0], np.cumsum(np.arange(1, n + 1))])
        if fixed is not None:
            whole = AffineMap(alone.constant + fixed[rows, columns], alone.gathers)
            return MatrixMap((n, n), indptr, rows, whole)
        entries = np.arange(columns.size)
        half = np.full(2 * columns.size, 0.5)
        # Both triangles, so that the engine may read the source where it stands.
        product = Gather(
            source,
            np.concatenate([entries, entries]),
            np.concatenate([rows * n + columns, columns * n + rows]),
            half,
        )
        whole = AffineMap(alone.constant, (*alone.gathers, _merged(product)))
        return MatrixMap((n, n), indptr, rows, whole)


def _without_unused(outer: Canonical, count: int) -> tuple[Canonical, tuple[int, ...]]:
    """Without the sources among the first that no map reads, and which stay."""
    maps = (outer.p.entries, outer.q, outer.a.entries, outer.b)
    used = tuple(k for k in range(count) if any(k in entries.sources for entries in maps))
    number = {k: i for i, k in enumerate((*used, *range(count, len(outer.sources))))}

    def renamed(entries: AffineMap) -> AffineMap:
        gathers = tuple(replace(g, source=number[g.source]) for g in entries.gathers)
        return AffineMap(entries.constant, gathers)

    return (
        replace(
            outer,
            p=replace(outer.p, entries=renamed(outer.p.entries)),
            q=renamed(outer.q),
            a=replace(outer.a, entries=renamed(outer.a.entries)),
            b=renamed(outer.b),
            sources=tuple(outer.sources[k] for k in number),
        ),
        used,
    )


def _merged(gather: Gather) -> Gather:
    """The same with entries that occur twice added."""
    keys = np.stack([gather.targets, gather.places], axis=1)
    unique, inverse = np.unique(keys, axis=0, return_inverse=True)
    factors = np.bincount(inverse.ravel(), weights=gather.factors)
    return Gather(gather.source, unique[:, 0], unique[:, 1], factors)


def _moved(
    entries: AffineMap, at: np.ndarray, size: int, weights: np.ndarray | None = None
) -> AffineMap:
    """The map whose entry ``at[i]`` is the i-th of another, times a weight; entries at −1 are left
    out.
    """
    weights = np.ones(at.size) if weights is None else weights
    there = at >= 0
    constant = np.zeros(size)
    constant[at[there]] = (entries.constant * weights)[there]
    gathers = []
    for gather in entries.gathers:
        stays = there[gather.targets]
        if stays.any():
            targets = gather.targets[stays]
            factors = gather.factors[stays] * weights[targets]
            gathers.append(Gather(gather.source, at[targets], gather.places[stays], factors))
    return AffineMap(constant, tuple(gathers))


def _restricted(matrix: MatrixMap, new_row, new_column, m: int, n: int) -> MatrixMap:
    """Some rows and columns of a matrix."""
    rows = new_row[matrix.indices]
    columns = new_column[np.repeat(np.arange(matrix.shape[1]), np.diff(matrix.indptr))]
    stays = (rows >= 0) & (columns >= 0)
    at = np.where(stays, np.cumsum(stays) - 1, -1)
    indptr = np.searchsorted(columns[stays], np.arange(n + 1))
    return MatrixMap((m, n), indptr, rows[stays], _moved(matrix.entries, at, int(stays.sum())))


class Product:
    """NᵀDN and Nᵀ(Dc + q_t) for given sources, and the way back."""

    def __init__(self, squares: Squares, sources: Sequence[np.ndarray]) -> None:
        self._squares, self._sources = squares, list(sources)
        self.given = self._sources
        self.n, self.c, self.d, self.q = self._values(sources)
        self._force = self.d * self.c + self.q

    def sources(self) -> list[np.ndarray]:
        """The sources of the outer program."""
        own = [self._sources[k] for k in self._squares.used]
        linear = _applied(np.swapaxes(self.n, -1, -2), self._force)
        if self._squares.is_fixed:
            return [*own, linear]
        weighted = self.n if np.all(self.d == 1) else self.d[..., None] * self.n
        quadratic = product(np.swapaxes(self.n, -1, -2), weighted)
        return [*own, quadratic.reshape(*quadratic.shape[:-2], -1), linear]

    def constant(self) -> np.ndarray:
        """½cᵀDc + q_tᵀc, what the objective of the outer program lacks."""
        return ((0.5 * self.d * self.c + self.q) * self.c).sum(axis=-1)

    def pulled(
        self, quadratic: np.ndarray | None, linear: np.ndarray, needed: Sequence[bool]
    ) -> list[np.ndarray | None]:
        """The gradients of the sources for those of NᵀDN, flat (None if it is constant), and of
        Nᵀ(Dc + q_t)."""
        moved = _applied(self.n, linear)
        of_n = of_d = np.zeros(0)
        if quadratic is not None:
            size = self.n.shape[-1]
            bent = product(self.n, quadratic.reshape(*quadratic.shape[:-1], size, size))
            # Each part is summed over the batch where the factor that it is for has no batch axis.
            if self._squares.d_map.gathers:
                of_d = _like((bent * self.n).sum(axis=-1), self.d) + _like(self.c * moved, self.d)
            bent *= (2 * self.d)[..., None]
            of_n = _like(bent, self.n)
            of_n += _like(self._force[..., None] * linear[..., None, :], self.n)
            of_n = of_n.reshape(*of_n.shape[:-2], -1)
        gradients = (of_n, _like(self.d * moved, self.c), of_d, _like(moved, self.q))
        results: list[np.ndarray | None] = [None] * len(self._sources)
        for entries, gradient in zip(self._squares.maps, gradients, strict=True):
            for k in entries.sources:
                if needed[k]:
                    own = entries.transposed(gradient, k, self._sources[k].shape[-1])
                    own = _like(own, self._sources[k])
                    results[k] = own if results[k] is None else results[k] + own
        return results

    def pushed(self, tangents: Sequence[np.ndarray | None]) -> list[np.ndarray]:
        """The changes of NᵀDN, flat, and of Nᵀ(Dc + q_t) for changes of the sources, as in
        [Product.sources]."""
        still = [
            np.zeros_like(s) if t is None else t
            for s, t in zip(self._sources, tangents, strict=True)
        ]
        dn, dc, dd, dq = self._values(still, linear=True)
        transposed = np.swapaxes(self.n, -1, -2)
        linear = _applied(np.swapaxes(dn, -1, -2), self._force)
        linear = linear + _applied(transposed, dd * self.c + self.d * dc + dq)
        if self._squares.is_fixed:
            return [linear]
        across = product(transposed, self.d[..., None] * dn)
        quadratic = across + np.swapaxes(across, -1, -2)
        quadratic = quadratic + product(transposed, dd[..., None] * self.n)
        return [quadratic.reshape(*quadratic.shape[:-2], -1), linear]

    def _values(self, sources, linear: bool = False) -> list[np.ndarray]:
        squares = self._squares
        values = [
            entries.values(list(sources)) - (entries.constant if linear else 0)
            for entries in squares.maps
        ]
        shape = (squares.taken.size, squares.kept.size)
        values[0] = values[0].reshape(*values[0].shape[:-1], *shape)
        return values


def product(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """``a @ b`` for batches of matrices. Where PyTorch is there it multiplies: it spreads a batch
    over its threads, while NumPy hands one small matrix after the other to all threads of its
    library, which stalls when processors are busy.
    """
    torch = sys.modules.get("torch")
    if torch is None or max(a.ndim, b.ndim) < 3:
        return np.matmul(a, b)
    return torch.matmul(torch.from_numpy(a), torch.from_numpy(b)).numpy()


def _applied(matrix: np.ndarray, vector: np.ndarray) -> np.ndarray:
    """Products of matrices and vectors, either of which may have a batch axis."""
    return product(matrix, vector[..., None])[..., 0]


def _like(gradient: np.ndarray, value: np.ndarray) -> np.ndarray:
    """Summed over the batch if the value has no batch axis."""
    return gradient.sum(axis=0) if gradient.ndim > value.ndim else gradient


def full_of(places: np.ndarray, values: np.ndarray, size: int) -> np.ndarray:
    """Values at some places, zero elsewhere, ``(B, size)``."""
    full = np.zeros((len(values), size))
    full[:, places] = values
    return full
