"""What a slot of a program – P, q, A or b – is made of, and the cones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ._errors import MisuseError

Pattern = tuple  # (indptr, indices): compressed columns, rows ascending in each
Cones = Sequence[tuple]
"""Cones in the order of their rows, each a tuple of its kind and its size:

``("zero", rows)``, ``("nonnegative", rows)``, ``("second_order", rows)`` with the bound first,
``("psd", order)``: order·(order+1)/2 rows, the upper triangle column by column, off-diagonal entries
times √2; ``("exponential",)``: (x, y, w) with y·exp(x/y) ≤ w; ``("power", alpha)``: (x, y, w) with
xᵅ y¹⁻ᵅ ≥ |w|.
"""

_KINDS = ("zero", "nonnegative", "second_order", "psd", "exponential", "power")
_DENSE, _SPARSE = 0, 1
_CONSTANT, _SAME, _SUM = 0, 1, 2


@dataclass(frozen=True)
class Constant:
    """A slot whose numbers are known.

    values: of q or b the vector; of P or A a matrix – or, with a pattern, its stored entries
    pattern: (indptr, indices) of compressed columns with ascending rows; of P the upper triangle
    """

    values: np.ndarray
    pattern: Pattern | None = None


@dataclass(frozen=True)
class Parameter:
    """A slot whose numbers come with each call, under the name of the slot.

    pattern: as of a constant; without one P and A are dense. A dense P must be symmetric, a sparse
        one holds its upper triangle. Gradients have the layout of the values
    """

    pattern: Pattern | None = None


@dataclass(frozen=True)
class Affine:
    """A slot that is an affine function of named parameters: offset + Σ Mₖ θₖ.

    maps: for each parameter that it depends on, Mₖ as (slot places, parameter places, factors), or
        as any sparse matrix with ``tocoo``; entries at the same place add up
    offset: the numbers at θ = 0; default zero
    pattern: as of a parameter
    """

    maps: Mapping[str, object]
    offset: np.ndarray | None = None
    pattern: Pattern | None = None


Slot = Constant | Parameter | Affine


@dataclass
class Wire:
    """The ints and doubles that describe a program to the engine."""

    ints: list = field(default_factory=list)
    doubles: list = field(default_factory=list)

    def add(self, *numbers) -> None:
        """Appends ints: single ones, or arrays of them."""
        self.ints.extend(np.atleast_1d(np.asarray(n, dtype=np.int32)) for n in numbers)

    def add_doubles(self, values) -> None:
        self.doubles.append(np.asarray(values, dtype=np.float64).ravel())

    def arrays(self) -> tuple[np.ndarray, np.ndarray]:
        ints = np.concatenate(self.ints) if self.ints else np.empty(0, np.int32)
        doubles = np.concatenate(self.doubles) if self.doubles else np.empty(0)
        return np.ascontiguousarray(ints), np.ascontiguousarray(doubles)


def write_cones(cones: Cones, wire: Wire) -> int:
    """Describes the cones and returns how many rows they have."""
    rows = 0
    wire.add(len(cones))
    for cone in cones:
        kind = cone[0]
        if kind not in _KINDS:
            raise MisuseError(f"there is no cone {kind!r}. Maybe one of {', '.join(_KINDS)}")
        if len(cone) != (1 if kind == "exponential" else 2):
            raise MisuseError(f"{cone!r} is no cone; a cone is (kind, size), or ('exponential',)")
        size = 3 if kind in ("exponential", "power") else _whole(cone)
        wire.add(_KINDS.index(kind), size)
        if kind == "power":
            wire.add_doubles(cone[1])
        rows += size * (size + 1) // 2 if kind == "psd" else size
    return rows


def _whole(cone: tuple) -> int:
    if int(cone[1]) != cone[1] or cone[1] < 0:
        raise MisuseError(f"the size of a cone is a whole number, got {cone!r}")
    return int(cone[1])


def shape(slot: Slot, full: tuple[int, ...]) -> tuple[int, ...]:
    """The shape of the numbers of a slot: `full`, or that of its stored entries."""
    return full if slot.pattern is None else (len(slot.pattern[1]),)


def write_layout(slot: Slot, wire: Wire) -> None:
    """Describes the layout of a matrix."""
    if slot.pattern is None:
        wire.add(_DENSE)
    else:
        indptr, indices = slot.pattern
        wire.add(_SPARSE, indptr, indices)


def write_map(
    name: str, slot: Slot, size: int, shapes: Mapping[str, tuple[int, ...]], wire: Wire
) -> None:
    """Describes where the numbers of a slot come from, given the shapes of the parameters."""
    parameters = list(shapes)
    if isinstance(slot, Constant):
        wire.add(_CONSTANT)
        wire.add_doubles(_numbers(name, slot.values, size))
    elif isinstance(slot, Parameter):
        wire.add(_SAME, parameters.index(name))
    elif (parameter := _same(slot, size, shapes)) is not None:
        wire.add(_SAME, parameters.index(parameter))
    else:
        wire.add(_SUM)
        offset = np.zeros(size) if slot.offset is None else slot.offset
        wire.add_doubles(_numbers(name, offset, size))
        wire.add(len(slot.maps))
        for parameter, matrix in slot.maps.items():
            _write_term(name, parameter, matrix, parameters, wire)


def _same(slot: Affine, size: int, shapes: Mapping[str, tuple[int, ...]]) -> str | None:
    """The parameter that an affine slot is, number by number, if it is one: the engine then works
    on its array without a copy."""
    if len(slot.maps) != 1 or (slot.offset is not None and np.any(slot.offset)):
        return None
    ((parameter, matrix),) = slot.maps.items()
    if parameter not in shapes or int(np.prod(shapes[parameter])) != size:
        return None
    if hasattr(matrix, "tocoo") or any(len(part) != size for part in matrix):
        return None
    places, sources, factors = (np.asarray(part) for part in matrix)
    same = np.array_equal(places, sources) and np.all(factors == 1)
    return parameter if same and np.array_equal(np.sort(places), np.arange(size)) else None


def _write_term(name: str, parameter: str, matrix, parameters: Sequence[str], wire: Wire) -> None:
    if parameter not in parameters:
        raise MisuseError(
            f"the map of {name} reads a parameter {parameter!r}; there are {list(parameters)}"
        )
    if hasattr(matrix, "tocoo"):
        entries = matrix.tocoo()
        matrix = (entries.row, entries.col, entries.data)
    places, sources, factors = (np.asarray(part).ravel() for part in matrix)
    if not len(places) == len(sources) == len(factors):
        raise MisuseError(f"the three lists of the map of {name} in {parameter!r} differ in length")
    wire.add(parameters.index(parameter), len(places), places, sources)
    wire.add_doubles(factors)


def _numbers(name: str, values, size: int) -> np.ndarray:
    array = np.asarray(values, dtype=np.float64)
    if array.size != size:
        raise MisuseError(f"{name} has {array.size} numbers, expected {size}")
    return array
