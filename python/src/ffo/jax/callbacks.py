"""What a layer of JAX runs on the host.

``jax.pure_callback`` calls the host once for a whole ``vmap``: every level of it is one more
leading axis of every argument. From the solve to its derivatives a traced program can carry arrays
only, so the solve returns beside its outputs

* a *ticket*, under which the pass is kept; where it is gone, the derivative solves again,
* a *marker* that numbers the instances along the leading axes. In the derivatives it is constant
  along axes that came later, as those of a Jacobian's rows do: these are several directions for
  one pass.

In the derivatives (``derivatives.py``) a leading axis that an argument does not have is one of size
1.
"""

from __future__ import annotations

import itertools
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ffo.layer.core import LayerCore, Solved

_KEPT = 64


class Passes:
    """The last passes, by ticket. Thread-safe."""

    def __init__(self) -> None:
        self._passes: OrderedDict[int, Solved] = OrderedDict()
        self._tickets = itertools.count(1)
        self._lock = threading.Lock()

    def keep(self, solved: Solved) -> int:
        """Keeps a pass and returns its ticket."""
        with self._lock:
            ticket = next(self._tickets) & 0x7FFFFFFF
            self._passes[ticket] = solved
            while len(self._passes) > _KEPT:
                self._passes.popitem(last=False)
            return ticket

    def get(self, ticket: int) -> Solved | None:
        """The pass of a ticket, or None where others took its place."""
        with self._lock:
            return self._passes.get(ticket)


_passes = Passes()


class Host:
    """What one call of a layer runs on the host.

    Attributes:
        shapes: of the values as the caller sees them, with a batch axis or without.
    """

    def __init__(
        self,
        core: LayerCore,
        options: dict[str, Any],
        dtype: np.dtype,
        shapes: Sequence[tuple[int, ...]],
        remember: Callable[[Solved], None],
    ) -> None:
        self.core, self.options, self.dtype, self.shapes = core, options, dtype, list(shapes)
        self.remember = remember
        self.batch = core.batch_of(self.shapes)
        self.output_shapes = [
            (*self.batch.axes, *output.shape) for output in core.canonical.outputs
        ]

    def solve(self, *values) -> tuple[np.ndarray, ...]:
        """The outputs."""
        solved, lead = self._solved(values, keep=False)
        return self._outputs(solved, lead)

    def solve_and_keep(self, *values) -> tuple[np.ndarray, ...]:
        """The outputs, the ticket and the marker."""
        solved, lead = self._solved(values, keep=True)
        ticket = np.full(lead, _passes.keep(solved), dtype=np.int32)
        marker = np.arange(int(np.prod(lead, dtype=int)), dtype=np.int32).reshape(lead)
        return (*self._outputs(solved, lead), ticket, marker)

    def pull(self, wanted, ticket, marker, *arrays) -> tuple[np.ndarray, ...]:
        """The gradients of the values that are wanted, ``(lead, shape)``, for those of the outputs.

        Args:
            wanted: indices of the values.
            *arrays: the values, then a gradient an output.
        """
        solved, marks = self._pass(ticket, marker, arrays[: len(self.shapes)])
        shapes = [self.shapes[i] for i in wanted]
        return self._each_round(
            marks,
            (arrays[len(self.shapes) :], self.output_shapes),
            lambda gradients, lead: self._pulled(solved, gradients, lead, wanted),
            shapes,
        )

    def push(self, moving, ticket, marker, *arrays) -> tuple[np.ndarray, ...]:
        """The changes of the outputs, ``(lead, shape)``, for those of the values that move.

        Args:
            moving: indices of the values.
            *arrays: the values, then a change for each that moves.
        """
        solved, marks = self._pass(ticket, marker, arrays[: len(self.shapes)])
        shapes = [self.shapes[i] for i in moving]
        return self._each_round(
            marks,
            (arrays[len(self.shapes) :], shapes),
            lambda tangents, lead: self._pushed(solved, tangents, lead, moving),
            self.output_shapes,
        )

    def _pass(self, ticket, marker, values) -> tuple[Solved, np.ndarray]:
        """The pass, solved again where it is gone, and the marker."""
        marker = np.asarray(marker)
        axes = _axes_of_pass(marker)
        solved = _passes.get(int(np.asarray(ticket).ravel()[0])) if np.size(ticket) else None
        if solved is None:
            lead = tuple(marker.shape[axis] for axis in axes)
            index = tuple(slice(None) if k in axes else 0 for k in range(marker.ndim))
            first = [
                np.broadcast_to(np.asarray(value)[index], (*lead, *shape))
                for value, shape in zip(values, self.shapes, strict=True)
            ]
            solved, _ = self._solved(first, keep=True)
        self.remember(solved)
        return solved, marker

    def _each_round(self, marker, given, run, shapes) -> tuple[np.ndarray, ...]:
        """Runs once for each place along the leading axes that the pass does not have.

        Args:
            marker: which it has.
            given: arrays, ``(lead, shape)``, and their shapes.
            run: from arrays with the leading axes of the pass, and these, to results that have
                them, too.
            shapes: of the results.
        """
        arrays, own = given
        leads = [a.shape[: a.ndim - len(shape)] for a, shape in zip(arrays, own, strict=True)]
        whole, axes = np.broadcast_shapes(marker.shape, *leads), _axes_of_pass(marker)
        order = [*(axis for axis in range(len(whole)) if axis not in axes), *axes]
        count = len(order) - len(axes)
        several = tuple(whole[axis] for axis in order[:count])
        lead = tuple(whole[axis] for axis in order[count:])
        times = int(np.prod(several, dtype=int))
        rounds = [
            np.broadcast_to(a, (*whole, *shape))
            .transpose(*order, *range(len(whole), a.ndim))
            .reshape(times, *lead, *shape)
            for a, shape in zip(map(np.asarray, arrays), own, strict=True)
        ]
        done = [run([r[k] for r in rounds], lead) for k in range(times)]
        inverse = np.argsort(order)
        results = []
        for i, shape in enumerate(shapes):
            stacked = np.stack([d[i] for d in done]) if done else np.zeros((0, *lead, *shape))
            stacked = stacked.reshape((*several, *lead, *shape))
            stacked = stacked.transpose(*inverse, *range(len(whole), stacked.ndim))
            results.append(stacked.astype(self.dtype))
        return tuple(results)

    def _pulled(self, solved: Solved, gradients, lead, wanted) -> list[np.ndarray]:
        """One round: the gradients of the values that are wanted, ``(lead, shape)``."""
        axes = solved.batch.axes if lead else self.batch.axes
        flat = [
            g.reshape((*axes, *output.shape))
            for g, output in zip(gradients, self.core.canonical.outputs, strict=True)
        ]
        pulled = solved.backward(flat, [i in wanted for i in range(len(self.shapes))])
        results = []
        for i in wanted:
            gradient = pulled[i]
            if lead and self.batch.axes and not self.batch.batched[i]:
                own = self.core.canonical.parameters[i].shape
                gradient = gradient.reshape((*lead, *self.batch.axes, *own)).sum(axis=len(lead))
            results.append(gradient.reshape((*lead, *self.shapes[i])))
        return results

    def _pushed(self, solved: Solved, tangents, lead, moving) -> list[np.ndarray]:
        """One round: the changes of the outputs, ``(lead, shape)``."""
        changes: list[np.ndarray | None] = [None] * len(self.shapes)
        for i, tangent in zip(moving, tangents, strict=True):
            changes[i] = self._flattened(tangent, i, lead) if lead else tangent
        return [
            change.reshape((*lead, *shape))
            for change, shape in zip(solved.forward_mode(changes), self.output_shapes, strict=True)
        ]

    def _solved(self, values, keep: bool) -> tuple[Solved, tuple[int, ...]]:
        arrays = [np.asarray(value) for value in values]
        lead = arrays[0].shape[: arrays[0].ndim - len(self.shapes[0])] if arrays else ()
        if lead:
            arrays = [self._flattened(array, i, lead) for i, array in enumerate(arrays)]
        solved = self.core.forward(arrays, keep=keep, **self.options)
        self.remember(solved)
        return solved, lead

    def _flattened(self, array: np.ndarray, i: int, lead: tuple[int, ...]) -> np.ndarray:
        """A value with leading axes, those and the batch axis as one."""
        own = self.core.canonical.parameters[i].shape
        if self.batch.axes and not self.batch.batched[i]:
            array = np.broadcast_to(
                array.reshape((*lead, *[1] * len(self.batch.axes), *own)),
                (*lead, *self.batch.axes, *own),
            )
        return array.reshape(-1, *own)

    def _outputs(self, solved: Solved, lead: tuple[int, ...]) -> tuple[np.ndarray, ...]:
        return tuple(
            output.astype(self.dtype).reshape((*lead, *shape))
            for output, shape in zip(solved.outputs, self.output_shapes, strict=True)
        )


def _axes_of_pass(marker: np.ndarray) -> list[int]:
    """The leading axes along which the marker changes."""
    return [
        axis
        for axis in range(marker.ndim)
        if marker.shape[axis] > 1 and np.any(np.take(marker, 0, axis) != np.take(marker, 1, axis))
    ]
