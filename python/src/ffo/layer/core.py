"""A layer without a framework: NumPy in, NumPy out. The layers of PyTorch and JAX are dressings of
it.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np

from .batch import Batch
from .form import Canonical
from .options import options_of
from .program import program_of
from .warm import Warm

Unsolved = Literal["raise", "nan", "mask"]
_POLICIES = ("raise", "nan", "mask")


class UnsolvedError(RuntimeError):
    """An instance has no solution, and the policy is to raise.

    Attributes:
        statuses: the status of every instance of the batch.
    """

    def __init__(self, message: str, statuses: Sequence[str]) -> None:
        super().__init__(message)
        self.statuses = tuple(statuses)

    def __reduce__(self):
        return UnsolvedError, (self.args[0], self.statuses)


class LayerCore:
    """Solves a canonical program for values of its parameters and differentiates.

    Thread-safe and immutable but for the program of the engine, which is made on first use in each
    process. Copies and pickles carry the canonical form.
    """

    def __init__(
        self,
        canonical: Canonical,
        solver_args: Mapping[str, Any] | None = None,
        unsolved: Unsolved = "raise",
    ) -> None:
        """
        Args:
            canonical: the program.
            solver_args: options of every call that names no others.
            unsolved: what happens to instances without a solution; see [LayerCore.forward].
        """
        self.canonical = canonical
        self.options = options_of(solver_args)
        self.unsolved = require_policy(unsolved)
        self._lock = threading.Lock()
        self._program = None

    def __getstate__(self):
        return {
            name: value
            for name, value in self.__dict__.items()
            if name not in ("_lock", "_program", "_compiled_number")
        }

    def __setstate__(self, state):
        self.__dict__.update(state)
        self._lock, self._program = threading.Lock(), None

    def __deepcopy__(self, memo):
        return self  # Nothing in it changes.

    def batch_of(self, shapes: Sequence[tuple[int, ...]]) -> Batch:
        """The batch of values with given shapes; raises ValueError if they do not fit."""
        return Batch.of(self.canonical.parameters, shapes)

    def forward(
        self,
        values: Sequence[np.ndarray],
        *,
        solver_args: Mapping[str, Any] | None = None,
        unsolved: Unsolved | None = None,
        keep: bool = True,
        warm: Warm | None = None,
    ) -> Solved:
        """Solves for a batch.

        Args:
            values: one array a parameter, ``shape`` or ``(B, *shape)``.
            solver_args: options of this call, before those of the layer.
            unsolved: ``"raise"`` raises UnsolvedError if an instance has no solution; ``"nan"``
                returns NaN for it; ``"mask"`` returns zeros for it. Either way it adds nothing to
                gradients.
            keep: whether gradients will be asked for.
            warm: where solves begin, a store and a key per instance.

        Raises:
            ValueError: if shapes do not fit.
            UnsolvedError: if the policy says so.
        """
        arrays = [np.asarray(value, dtype=np.float64) for value in values]
        batch = self.batch_of([array.shape for array in arrays])
        policy = self.unsolved if unsolved is None else require_policy(unsolved)
        if batch.size == 0:
            return Solved.nothing(self, arrays, batch)
        sources = self._sources(arrays, batch)
        options = {**self.options, **options_of(solver_args)}
        run = self.program.forward(sources, options, keep, warm, batch.instances)
        solved = Solved(self, arrays, batch, run)
        if policy == "raise":
            solved.require_all()
        elif not solved.ok.all():
            solved.fill(np.nan if policy == "nan" else 0.0)
        return solved

    @property
    def program(self):
        """The program of the engine, made on first use."""
        if self._program is None:
            with self._lock:
                if self._program is None:
                    self._program = program_of(self.canonical)
        return self._program

    def _sources(self, arrays: list[np.ndarray], batch: Batch) -> list[np.ndarray]:
        sources = []
        for source in self.canonical.sources:
            array = arrays[source.parameter]
            if source.logarithm:
                self._require_positive(source, array)
                array = np.log(array)
            axes = batch.axes if batch.batched[source.parameter] else ()
            sources.append(np.ascontiguousarray(array).reshape((*axes, source.size)))
        return sources

    def _require_positive(self, source, array: np.ndarray) -> None:
        if not np.all(array > 0):
            raise ValueError(
                f"Parameter {source.name} of a geometric program must be positive, got "
                f"{float(np.min(array))}."
            )


class Solved:
    """A batch that was solved.

    Attributes:
        outputs: one array an output of the layer, ``shape`` or ``(B, *shape)``.
        batch: what had a batch axis.
        ok: which instances have a solution, ``(B,)``.
    """

    def __init__(self, core: LayerCore, values: list[np.ndarray], batch: Batch, run) -> None:
        self._core, self._values, self._run = core, values, run
        self.batch = batch
        self.ok: np.ndarray = run.ok
        self._flat = [
            output.values(run.y if output.vector == "y" else run.z)
            for output in core.canonical.outputs
        ]

    @property
    def statuses(self) -> tuple[str, ...]:
        """One word an instance: ``"solved"``, ``"infeasible"``, ``"unbounded"`` …"""
        return self._run.statuses

    @staticmethod
    def nothing(core: LayerCore, values: list[np.ndarray], batch: Batch) -> Solved:
        """The answer to an empty batch."""
        return Solved(core, values, batch, _EmptyRun(core.canonical))

    @property
    def outputs(self) -> list[np.ndarray]:
        """The outputs, with a batch axis where a parameter had one."""
        shapes = (output.shape for output in self._core.canonical.outputs)
        return [
            flat.reshape((*self.batch.axes, *shape))
            for flat, shape in zip(self._flat, shapes, strict=True)
        ]

    @property
    def value(self) -> np.ndarray:
        """The optimal value of each instance, ``(B,)``, in the words of the user's problem but for
        the logarithm of geometric ones.
        """
        canonical = self._core.canonical
        constant = canonical.constant.values(self._core._sources(self._values, self.batch))
        value = self._run.objective + constant.ravel()
        return -value if canonical.maximise else value

    @property
    def report(self):
        """What the engine says of the gradients, after [Solved.backward]; see ``ffo.engine``."""
        return self._run.report

    @property
    def run(self):
        """The engine's own account of the solve."""
        return self._run

    def record(self, monitor, keys: Sequence[int] | None) -> None:
        """Tells an ``ffo.engine.ActiveSetMonitor`` which rows are active, by key or place."""
        engine = self._run.engine
        monitor.record(np.arange(engine.batch) if keys is None else keys, engine)

    def require_all(self) -> None:
        """Raises UnsolvedError if an instance has no solution."""
        if self.ok.all():
            return
        bad = np.flatnonzero(~self.ok)
        named = ", ".join(f"{i}: {self.statuses[i]}" for i in bad[:8]) + (
            ", …" if bad.size > 8 else ""
        )
        reason = self._run.message(int(bad[0]))
        raise UnsolvedError(
            f"{bad.size} of {self.ok.size} instances have no solution ({named}). "
            + (f"Of instance {bad[0]} the engine says: {reason}. " if reason else "")
            + 'Maybe pass unsolved="nan" or unsolved="mask" and look at layer.status.',
            self.statuses,
        )

    def fill(self, value: float) -> None:
        """Writes a value into the outputs of instances without a solution."""
        for flat in self._flat:
            flat[~self.ok] = value

    def backward(
        self, gradients: Sequence[np.ndarray | None], wanted: Sequence[bool]
    ) -> list[np.ndarray | None]:
        """Gradients of the parameters for gradients of the outputs.

        Args:
            gradients: one an output, in its shape; None counts as zero.
            wanted: for each parameter whether its gradient is needed.

        Returns:
            One array a wanted parameter in the shape of its value, so summed over the batch where
            the value has no batch axis; None for the others.
        """
        results: list[np.ndarray | None] = [None] * len(wanted)
        needed = [bool(wanted[source.parameter]) for source in self._core.canonical.sources]
        dy, dz = self._pulled(gradients)
        pulled: list[np.ndarray | None] = [None] * len(needed)
        if self.batch.size != 0 and any(needed) and not (dy is None and dz is None):
            pulled = self._run.backward(dy, dz, needed)
        for source, gradient in zip(self._core.canonical.sources, pulled, strict=True):
            if gradient is None:
                continue
            value = self._values[source.parameter]
            gradient = gradient.reshape(value.shape)
            if source.logarithm:
                gradient = gradient / value
            before = results[source.parameter]
            results[source.parameter] = gradient if before is None else before + gradient
        return [
            np.zeros(value.shape) if want and result is None else result
            for result, value, want in zip(results, self._values, wanted, strict=True)
        ]

    def forward_mode(self, tangents: Sequence[np.ndarray | None]) -> list[np.ndarray]:
        """Changes of the outputs, in their shapes, for changes of the parameters in the shapes of
        their values; None is no change.
        """
        if self.batch.size == 0:
            return [np.zeros_like(output) for output in self.outputs]
        pushed = []
        for source in self._core.canonical.sources:
            tangent, value = tangents[source.parameter], self._values[source.parameter]
            if tangent is not None:
                tangent = np.asarray(tangent, dtype=np.float64)
                tangent = np.ascontiguousarray(tangent / value if source.logarithm else tangent)
                axes = self.batch.axes if self.batch.batched[source.parameter] else ()
                tangent = tangent.reshape((*axes, source.size))
            pushed.append(tangent)
        dy, dz = self._run.forward_mode(pushed)
        changes = []
        for output, flat in zip(self._core.canonical.outputs, self._flat, strict=True):
            change = output.push(dy if output.vector == "y" else dz, flat)
            change[~self.ok] = 0
            changes.append(change.reshape((*self.batch.axes, *output.shape)))
        return changes

    @property
    def has_second_derivatives(self) -> bool:
        """Whether [Solved.curvature] knows the layer: not where logarithms or exponentials are
        taken.
        """
        form = self._core.canonical
        return not any(s.logarithm for s in form.sources) and not any(
            output.exponential for output in form.outputs
        )

    def curvature(
        self,
        gradients: Sequence[np.ndarray | None],
        directions: Sequence[np.ndarray | None],
        wanted: Sequence[bool],
    ) -> list[np.ndarray | None]:
        """The change of what [Solved.backward] returns for the same gradients when the parameters
        move: a product of the Hessian of ⟨gradients, outputs⟩ with a direction.

        By the difference of two gradients, so right to about 1e-7.

        Args:
            gradients: one an output; None counts as zero.
            directions: one a parameter, in the shape of its value; None does not move.
            wanted: for each parameter whether its part of the product is needed.
        """
        form = self._core.canonical
        dy, dz = self._pulled(gradients)
        moving = [directions[source.parameter] for source in form.sources]
        if self.batch.size == 0 or (dy is None and dz is None) or all(d is None for d in moving):
            return [
                np.zeros(value.shape) if want else None
                for value, want in zip(self._values, wanted, strict=True)
            ]
        given = self._core._sources(self._values, self.batch)
        flat = [
            None if d is None else np.asarray(d, dtype=np.float64).reshape(g.shape)
            for d, g in zip(moving, given, strict=True)
        ]
        bent = self._run.curvature(dy, dz, flat)
        results: list[np.ndarray | None] = [None] * len(wanted)
        for source, change in zip(form.sources, bent, strict=True):
            results[source.parameter] = change.reshape(self._values[source.parameter].shape)
        return [
            None if not want else np.zeros(value.shape) if result is None else result
            for result, value, want in zip(results, self._values, wanted, strict=True)
        ]

    def _pulled(self, gradients) -> tuple[np.ndarray | None, np.ndarray | None]:
        sums: dict[str, np.ndarray | None] = {"y": None, "z": None}
        sizes = {"y": self._core.canonical.n, "z": self._core.canonical.m}
        instances = self.batch.instances
        for output, flat, gradient in zip(
            self._core.canonical.outputs, self._flat, gradients, strict=True
        ):
            if gradient is None:
                continue
            if sums[output.vector] is None:
                sums[output.vector] = np.zeros((instances, sizes[output.vector]))
            gradient = np.asarray(gradient, dtype=np.float64).reshape(instances, output.size)
            if not self.ok.all():
                gradient = np.where(self.ok[:, None], gradient, 0)
                flat = np.where(self.ok[(slice(None), *[None] * (flat.ndim - 1))], flat, 0)
            output.pull(gradient, flat, sums[output.vector])
        return sums["y"], sums["z"]


class _EmptyRun:
    """The run of no instance."""

    statuses: tuple[str, ...] = ()
    report = None

    def __init__(self, canonical: Canonical) -> None:
        self.y, self.z = np.zeros((0, canonical.n)), np.zeros((0, canonical.m))
        self.ok = np.zeros(0, dtype=bool)
        self.objective = np.zeros(0)


def require_policy(policy: str) -> Unsolved:
    """The policy, or a ValueError that lists them."""
    if policy not in _POLICIES:
        raise ValueError(
            f"unsolved must be one of {', '.join(map(repr, _POLICIES))}, got {policy!r}."
        )
    return policy
