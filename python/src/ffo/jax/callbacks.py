"""The layer between JAX's programs and the host.

``jax.pure_callback`` calls the host once for a whole ``vmap``: every level of it is one more
leading axis of every argument. From the forward to the backward part a traced program can carry
arrays only, so the forward callback returns beside its outputs

* a *ticket*, under which the pass is kept; where it is gone, the backward callback solves again,
* a *marker* that numbers the instances along the leading axes. In the backward callback it is
  constant along axes that came later, as those of a Jacobian's rows do: these are several
  cotangents for one pass.
"""

from __future__ import annotations

import itertools
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
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

    def pull(self, ticket, marker, *arrays) -> tuple[np.ndarray, ...]:
        """The gradients of the values, ``(lead, shape)``, for those of the outputs."""
        marker = np.asarray(marker)
        count = len(self.shapes)
        values, gradients = arrays[:count], [np.asarray(array) for array in arrays[count:]]
        axes = _axes_of_pass(marker)
        others = [axis for axis in range(marker.ndim) if axis not in axes]
        solved = _passes.get(int(np.asarray(ticket).ravel()[0])) if np.size(ticket) else None
        if solved is None:
            first = [
                np.asarray(v)[tuple(slice(None) if k in axes else 0 for k in range(marker.ndim))]
                for v in values
            ]
            solved, _ = self._solved(first, keep=True)
        self.remember(solved)
        lead = tuple(marker.shape[axis] for axis in axes)
        several = tuple(marker.shape[axis] for axis in others)
        order = [*others, *axes]
        rounds = [
            g.transpose(*order, *range(marker.ndim, g.ndim)).reshape(-1, *lead, *shape)
            for g, shape in zip(gradients, self.output_shapes, strict=True)
        ]
        pulled = [
            self._pulled(solved, [r[k] for r in rounds], lead)
            for k in range(int(np.prod(several, dtype=int)))
        ]
        inverse = np.argsort(order)
        results = []
        for i, shape in enumerate(self.shapes):
            stacked = np.stack([p[i] for p in pulled]) if pulled else np.zeros((0, *lead, *shape))
            stacked = stacked.reshape((*several, *lead, *shape))
            results.append(
                stacked.transpose(*inverse, *range(marker.ndim, stacked.ndim)).astype(self.dtype)
            )
        return tuple(results)

    def _pulled(
        self, solved: Solved, gradients: list[np.ndarray], lead: tuple[int, ...]
    ) -> list[np.ndarray]:
        """One round: the gradients of the values, ``(lead, shape)``."""
        axes = solved.batch.axes if lead else self.batch.axes
        flat = [
            g.reshape((*axes, *output.shape))
            for g, output in zip(gradients, self.core.canonical.outputs, strict=True)
        ]
        pulled = solved.backward(flat, [True] * len(self.shapes))
        if not lead:
            return pulled
        results = []
        for gradient, shape, batched, own in zip(
            pulled, self.shapes, self.batch.batched, self.core.canonical.parameters, strict=True
        ):
            if self.batch.axes and not batched:
                gradient = gradient.reshape((*lead, *self.batch.axes, *own.shape)).sum(
                    axis=len(lead)
                )
            results.append(gradient.reshape((*lead, *shape)))
        return results

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


def differentiable(host: Host):
    """The layer as a function of a list of arrays with a gradient of its own."""
    outputs = [jax.ShapeDtypeStruct(shape, host.dtype) for shape in host.output_shapes]
    number = jax.ShapeDtypeStruct((), np.int32)
    inputs = tuple(jax.ShapeDtypeStruct(shape, host.dtype) for shape in host.shapes)

    @jax.custom_vjp
    def solve(values):
        return _call(host.solve, tuple(outputs), *values)

    def forward(values):
        results = _call(host.solve_and_keep, (*outputs, number, number), *values)
        return results[:-2], (values, *results[-2:])

    def backward(kept, gradients):
        values, ticket, marker = kept
        return (list(_call(host.pull, inputs, ticket, marker, *values, *gradients)),)

    solve.defvjp(forward, backward)
    return solve


def _call(function: Callable, results: tuple, *arguments) -> tuple:
    """A function of the host: called at once on arrays that are there, by a callback in a trace."""
    if any(isinstance(argument, jax.core.Tracer) for argument in arguments):
        return tuple(jax.pure_callback(function, results, *arguments, vmap_method="broadcast_all"))
    return tuple(jnp.asarray(result) for result in function(*map(np.asarray, arguments)))


def _axes_of_pass(marker: np.ndarray) -> list[int]:
    """The leading axes along which the marker changes."""
    return [
        axis
        for axis in range(marker.ndim)
        if marker.shape[axis] > 1 and np.any(np.take(marker, 0, axis) != np.take(marker, 1, axis))
    ]
