"""A solved batch, and what is differentiated through it."""

from __future__ import annotations

import ctypes
import weakref
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ._errors import MisuseError
from ._functions import address
from ._machine import functions, release

STATUSES = (
    "solved",
    "infeasible",
    "closest_feasible",
    "unbounded",
    "iteration_limit",
    "time_limit",
    "interrupted",
    "invalid_data",
    "almost_solved",
)
"""The names of statuses, by their numbers."""

_ANSWERED = ("solved", "almost_solved", "closest_feasible")

FLAGS = (
    "weakly_active",
    "dependent_rows",
    "non_unique",
    "active_set_uncertain",
    "large_error",
    "step_in_noise",
    "closest_feasible",
    "stopped",
)
"""The names of flags, by their bits."""

_BACKWARD, _TANGENTS, _CURVATURE = 1, 2, 3
_Y, _Z, _S, _OBJECTIVE, _STATUS, _ITERATIONS, _RESIDUALS = range(7)
_RAY, _CERTIFICATE, _ACTIVE, _REDUCTION, _SECONDS = range(7, 12)
_BEST_Y, _BEST_Z, _BEST_S = range(12, 15)
_MESSAGE, _SOLVER = 0, 1
_CALL_SECONDS = -6


@dataclass(frozen=True)
class Report:
    """How far to trust the gradients of a batch: arrays of length B.

    active: number of rows held as equalities
    margin: distance of the nearest row from changing side, in scaled units; inf without inequalities
    residual: relative residual of the direction in its linear system
    error_estimate: bound on the Euclidean error of the gradient of any one slot, absolute; inf
        where the active set is uncertain, or an instance was not solved
    flags: the sum of the bits of :data:`ffo.engine.FLAGS`; 0 where nothing speaks against it
    """

    active: np.ndarray
    margin: np.ndarray
    residual: np.ndarray
    error_estimate: np.ndarray
    flags: np.ndarray

    def flag_names(self, instance: int) -> tuple[str, ...]:
        """The reasons to look twice at the gradient of an instance."""
        bits = int(self.flags[instance])
        return tuple(name for k, name in enumerate(FLAGS) if bits >> k & 1)


class Gradients(dict):
    """The gradient of each parameter that was wanted, in the shape of what was given; summed over
    the batch where it was given for all instances. `report` says how far to trust them; `seconds`
    is what the engine took."""

    report: Report
    seconds: float = 0.0


@dataclass(frozen=True)
class Tangents:
    """The change of the solutions along a change of the parameters: [B, n], [B, m], [B, m], [B];
    zero where an instance was not solved."""

    dy: np.ndarray
    dz: np.ndarray
    ds: np.ndarray
    dobjective: np.ndarray
    report: Report


class Run:
    """A solved batch. Arrays are fetched from the engine when they are first asked for.

    Immutable and thread-safe; keeps the data of the call, and the factors that the backward pass
    can reuse, for as long as it lives.
    """

    def __init__(self, program, handle: int, batch: int, batched: list[bool], given: list):
        self.program = program
        self.handle = handle
        self.batch = batch
        self.batched = dict(zip(program.parameters, batched))
        self._shapes = {name: one.shape for name, one in zip(program.parameters, given)}
        self._last_report: Report | None = None
        if handle:
            weakref.finalize(self, release, handle).atexit = False

    def _array(self, which: int, *size: int) -> np.ndarray:
        shape = (self.batch, *size)
        if not self.handle:
            return np.zeros(shape)
        return functions().array(self.handle, which, shape)

    @cached_property
    def y(self) -> np.ndarray:
        """Solutions, [B, n]; zero where an instance has none: ask `status`."""
        return self._array(_Y, self.program.n)

    @cached_property
    def z(self) -> np.ndarray:
        """Duals, [B, m], in the dual cone: P y + q + Aᵀz = 0."""
        return self._array(_Z, self.program.m)

    @cached_property
    def s(self) -> np.ndarray:
        """Slacks b − A y, [B, m]; inf in absent rows."""
        return self._array(_S, self.program.m)

    @cached_property
    def objective(self) -> np.ndarray:
        """½ yᵀP y + qᵀy, [B]; zero where an instance has no solution."""
        return self._array(_OBJECTIVE)

    @cached_property
    def status(self) -> np.ndarray:
        """How the solve of each instance ended, [B]: a place in :data:`ffo.engine.STATUSES`."""
        return self._array(_STATUS).astype(np.int64)

    @property
    def status_names(self) -> list[str]:
        """The same in words."""
        return [STATUSES[code] for code in self.status]

    @property
    def solved(self) -> np.ndarray:
        """Whether each instance is solved, [B] booleans."""
        return self.status == 0

    @property
    def answered(self) -> np.ndarray:
        """Whether each instance has a point to read and to differentiate, [B] booleans: solved,
        almost solved, or the closest feasible."""
        return np.isin(self.status, [STATUSES.index(name) for name in _ANSWERED])

    @cached_property
    def iterations(self) -> np.ndarray:
        """Of the solver, [B]."""
        return self._array(_ITERATIONS).astype(np.int64)

    @cached_property
    def residuals(self) -> np.ndarray:
        """Relative primal, dual and gap residual, [B, 3]; inf where nothing is known."""
        return self._array(_RESIDUALS, 3)

    @cached_property
    def ray(self) -> np.ndarray:
        """Of an unbounded instance y with P y = 0, −A y ∈ K, qᵀy = −1; zero for others, [B, n]."""
        return self._array(_RAY, self.program.n)

    @cached_property
    def certificate(self) -> np.ndarray:
        """Of an infeasible instance z ∈ K* with Aᵀz = 0, bᵀz = −1; zero for others, [B, m]."""
        return self._array(_CERTIFICATE, self.program.m)

    @cached_property
    def best(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(y, z, s) of the best point of each instance, whatever its status: that of a solved one,
        and where a limit ended the solve the best one that was found, to be judged by
        `residuals`. Zero where these are inf."""
        n, m = self.program.n, self.program.m
        return self._array(_BEST_Y, n), self._array(_BEST_Z, m), self._array(_BEST_S, m)

    @cached_property
    def active(self) -> np.ndarray:
        """Whether a row is active, [B, m] booleans; rows of curved cones in rotated coordinates."""
        return self._array(_ACTIVE, self.program.m) != 0

    @cached_property
    def reduction(self) -> np.ndarray:
        """Variables, rows, and dependent rows among them, that presolve took out, [B, 3]."""
        return self._array(_REDUCTION, 3).astype(np.int64)

    @property
    def seconds(self) -> float:
        """That the engine took to solve the batch, checks of the data included."""
        return float(functions().array(self.handle, _SECONDS, (1,))[0]) if self.handle else 0.0

    def message(self, instance: int) -> str:
        """What an unsolved instance has to say; empty where it is solved."""
        return functions().text(self.handle, _MESSAGE, instance)

    def solver(self, instance: int) -> str:
        """The solver that gave the answer."""
        return functions().text(self.handle, _SOLVER, instance)

    @property
    def report(self) -> Report | None:
        """That of the last backward pass or forward mode of this run; None before the first."""
        return self._last_report

    def backward(
        self,
        dy: np.ndarray | None = None,
        dz: np.ndarray | None = None,
        ds: np.ndarray | None = None,
        dobjective: np.ndarray | None = None,
        wanted: Iterable[str] | None = None,
    ) -> Gradients:
        """Differentiates a scalar loss: ∂ℓ/∂y [B, n], ∂ℓ/∂z and ∂ℓ/∂s [B, m], ∂ℓ/∂objective [B].

        What is missing counts as zero. `wanted` names the parameters; default all, the others cost
        nothing. Instances that were not solved contribute nothing.
        """
        names = self._wanted(wanted)
        if not self.handle:
            return self._no_gradients(names)
        marks = np.array([name in names for name in self._shapes], dtype=np.uint8)
        cotangents = self._cotangents(dy, dz, ds, dobjective)
        numbers = [self.handle, *map(_address, cotangents), address(marks)]
        return self._gradients(_BACKWARD, numbers, names)

    def curvature(
        self,
        direction: Mapping[str, np.ndarray],
        dy: np.ndarray | None = None,
        dz: np.ndarray | None = None,
        ds: np.ndarray | None = None,
        dobjective: np.ndarray | None = None,
        wanted: Iterable[str] | None = None,
    ) -> Gradients:
        """The product of a Hessian with a direction: of ⟨dy, y⟩ + ⟨dz, z⟩ + … as a function of the
        parameters, by the difference of two gradients (two more solves; about 1e-7 relative).

        direction: for each parameter that moves, in the shape of what was given
        """
        names = self._wanted(wanted)
        if not self.handle:
            return self._no_gradients(names)
        cotangents = self._cotangents(dy, dz, ds, dobjective)
        changes, pointers = self._changes(direction)
        numbers = [self.handle, *map(_address, cotangents), ctypes.addressof(pointers)]
        gradients = self._gradients(_CURVATURE, numbers, names)
        del changes
        return gradients

    def forward_mode(self, changes: Mapping[str, np.ndarray]) -> Tangents:
        """The change of the solutions when parameters change, each in the shape of what was given;
        a parameter that is not named does not change. A change of a dense P counts with its
        symmetric part."""
        if not self.handle:
            n, m = self.program.n, self.program.m
            return Tangents(*(np.zeros((0, *k)) for k in ((n,), (m,), (m,), ())), _no_report())
        arrays, pointers = self._changes(changes)
        of = functions()
        answer = of.call(_TANGENTS, [self.handle, ctypes.addressof(pointers)])
        del arrays
        try:
            sizes = ((self.program.n,), (self.program.m,), (self.program.m,), ())
            moved = [
                of.array(answer, which, (self.batch, *size)) for which, size in enumerate(sizes)
            ]
            self._last_report = self._report(answer)
            return Tangents(*moved, self._last_report)
        finally:
            of.release(answer)

    def _gradients(self, kind: int, numbers: list[int], names: set[str]) -> Gradients:
        of = functions()
        answer = of.call(kind, numbers)
        try:
            gradients = Gradients(
                (name, of.array(answer, place, shape))
                for place, (name, shape) in enumerate(self._shapes.items())
                if name in names
            )
            gradients.report = self._report(answer) if kind == _BACKWARD else _no_report()
            gradients.seconds = float(of.array(answer, _CALL_SECONDS, (1,))[0])
        finally:
            of.release(answer)
        if kind == _BACKWARD:
            self._last_report = gradients.report
        return gradients

    def _report(self, answer: int) -> Report:
        of = functions()
        active, margin, residual, estimate, flags = (
            of.array(answer, which, (self.batch,)) for which in range(-1, -6, -1)
        )
        return Report(active.astype(np.int64), margin, residual, estimate, flags.astype(np.int64))

    def _no_gradients(self, names: set[str]) -> Gradients:
        gradients = Gradients(
            (name, np.zeros(shape)) for name, shape in self._shapes.items() if name in names
        )
        gradients.report = _no_report()
        return gradients

    def _wanted(self, wanted: Iterable[str] | None) -> set[str]:
        names = set(self._shapes if wanted is None else wanted)
        if not names <= self._shapes.keys():
            raise MisuseError(
                f"there is no parameter {sorted(names - self._shapes.keys())}; "
                f"this program has {list(self._shapes)}"
            )
        return names

    def _cotangents(self, dy, dz, ds, dobjective) -> list[np.ndarray | None]:
        sizes = ((self.program.n,), (self.program.m,), (self.program.m,), ())
        names = ("dy", "dz", "ds", "dobjective")
        given = zip(names, (dy, dz, ds, dobjective), sizes)
        return [self._cotangent(name, array, size) for name, array, size in given]

    def _cotangent(self, name: str, given, size: tuple[int, ...]) -> np.ndarray | None:
        if given is None:
            return None
        array = np.ascontiguousarray(given, dtype=np.float64)
        if array.shape != (self.batch, *size) and not (self.batch == 1 and array.shape == size):
            raise MisuseError(f"{name} has shape {array.shape}, expected {(self.batch, *size)}")
        return array

    def _changes(self, changes: Mapping[str, np.ndarray]):
        """Arrays in the order of the parameters, to be kept alive, and their addresses."""
        self._wanted(changes)
        arrays = []
        for name, shape in self._shapes.items():
            array = None
            if name in changes:
                array = np.ascontiguousarray(changes[name], dtype=np.float64)
                if array.shape != shape:
                    raise MisuseError(
                        f"the change of {name} has shape {array.shape}, expected {shape}"
                    )
            arrays.append(array)
        pointers = (ctypes.c_int64 * max(1, len(arrays)))(*map(_address, arrays))
        return arrays, pointers


def _address(array: np.ndarray | None) -> int:
    return 0 if array is None else address(array)


def _no_report() -> Report:
    return Report(*(np.zeros(0) for _ in range(5)))
