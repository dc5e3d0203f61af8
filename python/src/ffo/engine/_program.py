"""A program: its structure, made ready once, and calls with numbers."""

from __future__ import annotations

import ctypes
import weakref
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from ._errors import MisuseError
from ._functions import address
from ._machine import functions, release
from ._options import Options
from ._run import Run
from ._slots import (
    Affine,
    Cones,
    Constant,
    Parameter,
    Slot,
    Wire,
    shape,
    write_cones,
    write_layout,
    write_map,
)
from ._stores import WarmStarts, keys_of

_FORWARD = 0
_SYMMETRIC = 2


class Program:
    """minimise ½ yᵀP y + qᵀy subject to A y + s = b, s ∈ K, for batches of its parameters.

    Made once: the engine analyses the structure here. Immutable; calls may come from several
    threads at once and with different batch sizes. Pickles and copies are made anew from the same
    description.

    n: number of variables
    p: P, or None for a linear objective: dense n×n and symmetric, or the upper triangle by columns
    q: n numbers; default zero
    a: m×n, dense or by columns; None without rows
    b: m numbers; +inf in a row of a nonnegative cone means that the row is absent
    cones: of the rows, in their order (see :data:`ffo.engine.Cones`)
    parameters: the number of values of each named parameter that an :class:`Affine` slot reads. A
        slot that is a :class:`Parameter` adds one of its own name
    meaningful: n booleans, False for variables that only help to state the program: that such a
        one is not determined does no harm, and no report speaks of it; default all True
    options: of calls that bring none

    Raises MisuseError where sizes or patterns do not fit, UnsupportedError where the chosen solver
    or adjoint does not take such programs.
    """

    def __init__(
        self,
        n: int,
        p: Slot | None = None,
        q: Slot | None = None,
        a: Slot | None = None,
        b: Slot | None = None,
        cones: Cones = (),
        parameters: Mapping[str, int] | None = None,
        meaningful: np.ndarray | None = None,
        options: Options | None = None,
    ):
        self._description = {
            "n": n,
            "p": p,
            "q": q,
            "a": a,
            "b": b,
            "cones": tuple(cones),
            "parameters": parameters,
            "meaningful": meaningful,
            "options": options,
        }
        self.n = int(n)
        self.options = options or Options()
        wire = Wire()
        wire.add(self.n)
        _write_auxiliaries(meaningful, self.n, wire)
        cones_wire = Wire()
        self.m = write_cones(cones, cones_wire)
        slots = self._slots(p, q, a, b)
        self.shapes = _shapes(parameters or {}, slots, self.n, self.m)
        self._write_parameters(wire)
        wire.ints.extend(cones_wire.ints)
        wire.doubles.extend(cones_wire.doubles)
        self._write_slots(slots, wire)
        self._handle = self._create(wire)
        weakref.finalize(self, release, self._handle).atexit = False

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names under which numbers are given to a call, in the order of the engine."""
        return tuple(self.shapes)

    def _slots(self, p, q, a, b) -> dict[str, Slot]:
        n, m = self.n, self.m
        none = (np.zeros(n + 1, np.int32), np.zeros(0, np.int32))
        if m and (a is None or b is None):
            raise MisuseError(f"the cones have {m} rows; a and b must be given")
        return {
            "p": p or Constant(np.zeros(0), none),
            "q": q or Constant(np.zeros(n)),
            "a": a or Constant(np.zeros((0, n))),
            "b": b or Constant(np.zeros(0)),
        }

    def _write_parameters(self, wire: Wire) -> None:
        wire.add(len(self.shapes))
        for name, own in self.shapes.items():
            points = [ord(letter) for letter in name]
            wire.add(int(np.prod(own)), len(points), points)

    def _write_slots(self, slots: dict[str, Slot], wire: Wire) -> None:
        for name, full in _full_shapes(self.n, self.m).items():
            slot = slots[name]
            if name in ("p", "a"):
                write_layout(slot, wire)
            size = int(np.prod(shape(slot, full)))
            write_map(name, slot, size, self.shapes, wire)

    def _create(self, wire: Wire) -> int:
        ints, doubles = wire.arrays()
        usual = np.array(self.options.numbers())
        return functions().handle(
            "create", address(ints), ints.size, address(doubles), doubles.size, address(usual)
        )

    def __reduce__(self):
        return _again, (self._description,)

    def forward(
        self,
        values: Mapping[str, np.ndarray] | None = None,
        batch: int | None = None,
        keep: bool = True,
        warm_keys: Sequence | np.ndarray | None = None,
        warm_starts: WarmStarts | None = None,
        guess: tuple[np.ndarray, np.ndarray, np.ndarray] | None = None,
        options: Options | None = None,
        symmetric: Collection[str] = (),
    ) -> Run:
        """Solves a batch.

        values: for each parameter its numbers, in the shape of :attr:`shapes` or flat – for all
            instances, or with a leading axis of length B for one block per instance
        batch: B, where the caller wants it checked; without a batched parameter B is 1
        keep: False where no gradient will be asked for: keeps less, and a gradient costs more
        warm_keys: one per instance, a sample's number, say: starts from the last solution under
            this key, and stores the new one. Changes times, never what counts as solved
        warm_starts: where to look for them; default a store of this program's own
        guess: (y, z, s) to start instances from that have none under their key, [B, …] each
        options: instead of the program's
        symmetric: parameters that are square matrices S, row by row, of which ½(S + Sᵀ) counts

        Raises MisuseError for a missing or unknown parameter or a wrong shape. An instance without
        a solution is a status, and spoils no other.
        """
        arrays, batched, size = self._given(values or {}, batch)
        if size == 0:
            return Run(self, 0, size, batched, arrays)
        of = functions()
        pointers = (ctypes.c_int64 * max(1, len(arrays)))(*[address(one) for one in arrays])
        marks = np.array(batched, dtype=np.uint8)
        for name in symmetric:
            marks[self.parameters.index(name)] |= _SYMMETRIC
        # The calls of a program with its own options are the many: they bring none.
        chosen = None
        if options is not None or not keep:
            chosen = np.array((options or self.options).numbers(keep))
        store, keys = self._warm(warm_keys, warm_starts, size)
        y, z, s = _guess(guess, size, self.n, self.m)
        numbers = [
            self._handle,
            size,
            address(marks),
            ctypes.addressof(pointers),
            0 if chosen is None else address(chosen),
            store,
            0 if keys is None else address(keys),
            *(0 if one is None else address(one) for one in (y, s, z)),
        ]
        return Run(self, of.call(_FORWARD, numbers), size, batched, arrays)

    def _given(self, values: Mapping, batch: int | None):
        """The arrays in the order of the parameters, what is batched, and B."""
        unknown = set(values) - set(self.shapes)
        if unknown:
            raise MisuseError(
                f"there is no parameter {sorted(unknown)}; this program has {list(self.shapes)}"
            )
        arrays, batched, size, first = [], [], batch, "batch"
        for name, own in self.shapes.items():
            if name not in values:
                raise MisuseError(f"no value for parameter {name!r}")
            array = np.ascontiguousarray(values[name], dtype=np.float64)
            each = _has_batch(name, array.shape, own)
            if each and size is not None and array.shape[0] != size:
                raise MisuseError(
                    f"{name} has a batch axis of {array.shape[0]}, {first} one of {size}"
                )
            if each:
                size, first = array.shape[0], name
            arrays.append(array)
            batched.append(each)
        if batch not in (None, 1) and not any(batched):
            raise MisuseError(f"a batch of {batch} without a batched parameter")
        return arrays, batched, 1 if size is None else size

    def _warm(self, keys, store: WarmStarts | None, batch: int):
        if keys is None:
            return 0, None
        if store is None:
            # Two threads may make one each; the last stays.
            store = self.__dict__.setdefault("_warm_starts", None) or WarmStarts()
            self._warm_starts = store
        return store.handle, keys_of(keys, batch, store)


def _again(description: dict) -> Program:
    return Program(**description)


def _full_shapes(n: int, m: int) -> dict[str, tuple[int, ...]]:
    return {"p": (n, n), "q": (n,), "a": (m, n), "b": (m,)}


def _shapes(named: Mapping[str, int], slots: dict[str, Slot], n: int, m: int) -> dict:
    """The shape of each parameter: the named ones, then the slots that are one."""
    shapes = {name: (int(size),) for name, size in named.items()}
    for name, full in _full_shapes(n, m).items():
        slot = slots[name]
        if isinstance(slot, Parameter):
            if name in shapes:
                raise MisuseError(f"the name of parameter {name!r} is that of a slot")
            shapes[name] = shape(slot, full)
        elif not isinstance(slot, (Constant, Affine)):
            raise MisuseError(f"{name} is {slot!r}, not a Constant, a Parameter or an Affine")
    return shapes


def _write_auxiliaries(meaningful, n: int, wire: Wire) -> None:
    if meaningful is None:
        wire.add(0)
        return
    mask = np.asarray(meaningful, dtype=bool)
    if mask.shape != (n,):
        raise MisuseError(f"meaningful has shape {mask.shape}, expected ({n},)")
    helpers = np.flatnonzero(~mask)
    wire.add(len(helpers), helpers)


def _has_batch(name: str, given: tuple[int, ...], own: tuple[int, ...]) -> bool:
    """Whether numbers of this shape have a batch axis."""
    flat = (int(np.prod(own)),)
    if given in (own, flat):
        return False
    if given[1:] in (own, flat):
        return True
    raise MisuseError(f"{name} has shape {given}, expected {own} or (B, …) for a batch")


def _guess(guess, batch: int, n: int, m: int):
    if guess is None:
        return None, None, None
    arrays = []
    for name, array, size in zip("yzs", guess, (n, m, m)):
        own = np.ascontiguousarray(array, dtype=np.float64)
        if own.size != batch * size:
            raise MisuseError(
                f"the guess of {name} has shape {own.shape}, expected ({batch}, {size})"
            )
        arrays.append(own)
    return arrays
