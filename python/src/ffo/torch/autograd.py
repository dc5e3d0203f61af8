"""The layer as an operation of autograd and of ``torch.func``.

Three functions: `Solve` gives outputs, `Pull` gradients (reverse mode), `Push` tangents (forward
mode). Each of the last two works on the pass that `Solve` left in the `Call`.

Under ``vmap`` a level of batching either was there when the programs were solved – then it is one
more batch axis of the pass – or came later, as the rows of a Jacobian do – then there are several
cotangents for one pass. A scalar *marker*, which is an output of `Solve` and gets an axis for each
level that the pass has, tells the two apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from ffo.layer.core import LayerCore, Solved

from .arrays import Kind, array_of

_NO_MORE = (
    "The gradient of a layer cannot be differentiated again {}. Second derivatives are there for "
    "autograd's own "
    "backward passes, of programs without logarithms. Maybe take central differences of the "
    "gradient."
)


class Call:
    """One call of a layer: what it solves with, and the pass once it is solved."""

    def __init__(self, core: LayerCore, kind: Kind, options: dict[str, Any]) -> None:
        self.core, self.kind, self.options = core, kind, options
        self.solved: Solved | None = None

    def solve(self, values: Sequence[torch.Tensor]) -> tuple[torch.Tensor, ...]:
        """Solves and keeps the pass; the outputs, without a graph."""
        self.solved = self.core.forward([array_of(value) for value in values], **self.options)
        return tuple(self.kind.tensor(output) for output in self.solved.outputs)

    def shapes(self) -> list[tuple[int, ...]]:
        """The shapes of the parameters, without batch axes."""
        return [parameter.shape for parameter in self.core.canonical.parameters]


def solve(call: Call, values: Sequence[torch.Tensor]) -> tuple[torch.Tensor, ...]:
    """The outputs of a call, differentiable."""
    if torch._C._are_functorch_transforms_active():
        return Solve.apply(call, *values)[:-1]
    return SolveAlone.apply(call, *values)


class SolveAlone(torch.autograd.Function):
    """``(call, *values) → outputs`` outside of ``torch.func``, whose dispatch costs as much as a
    small solve.
    """

    @staticmethod
    def forward(ctx, call: Call, *values: torch.Tensor):
        ctx.call = call
        ctx.set_materialize_grads(False)
        ctx.save_for_backward(*values)
        ctx.save_for_forward(*values)
        return call.solve(values)

    @staticmethod
    def backward(ctx, *gradients):
        wanted = tuple(ctx.needs_input_grad[1:])
        values = ctx.saved_tensors
        if all(gradient is None for gradient in gradients):
            return (None, *[None] * len(values))
        arguments = (ctx.call, wanted, 0, _marker(), *values, *gradients)
        plain = not torch.is_grad_enabled() and not torch._C._are_functorch_transforms_active()
        return (None, *(Pull.forward(*arguments) if plain else Pull.apply(*arguments)))

    @staticmethod
    def jvp(ctx, _, *tangents):
        return Push.apply(ctx.call, 0, _marker(), *ctx.saved_tensors, *tangents)


class Solve(torch.autograd.Function):
    """``(call, *values) → (*outputs, marker)`` under the transformations of ``torch.func``."""

    @staticmethod
    def forward(call: Call, *values: torch.Tensor):
        return (*call.solve(values), _marker())

    @staticmethod
    def setup_context(ctx, inputs, output):
        call, *values = inputs
        ctx.call = call
        ctx.set_materialize_grads(False)
        ctx.mark_non_differentiable(output[-1])
        ctx.save_for_backward(output[-1], *values)
        ctx.save_for_forward(output[-1], *values)

    @staticmethod
    def backward(ctx, *gradients):
        marker, *values = ctx.saved_tensors
        wanted = tuple(ctx.needs_input_grad[1:])
        if all(gradient is None for gradient in gradients[:-1]):
            return (None, *[None] * len(values))
        pulled = Pull.apply(ctx.call, wanted, 0, marker, *values, *gradients[:-1])
        return (None, *pulled)

    @staticmethod
    def jvp(ctx, _, *tangents):
        marker, *values = ctx.saved_tensors
        pushed = Push.apply(ctx.call, 0, marker, *values, *tangents)
        return (*pushed, None)

    @staticmethod
    def vmap(info, in_dims, call: Call, *values):
        size, dims, shapes = info.batch_size, in_dims[1:], call.shapes()
        *outputs, marker = Solve.apply(call, *flattened(values, dims, shapes, size))
        axes = lead(values, dims, shapes)
        unflattened = [out.reshape(size, *axes, *out.shape[1:]) for out in outputs]
        return (*unflattened, marker.expand(size, *marker.shape)), (0,) * (len(outputs) + 1)


class Pull(torch.autograd.Function):
    """``(call, wanted, several, marker, *values, *gradients of outputs) → gradients of values``.

    ``several`` is 0, or how many cotangents stand on a leading axis of every gradient. The values
    are arguments only so that a second derivative finds its way here and is refused.
    """

    @staticmethod
    def forward(call: Call, wanted, several: int, marker, *tensors):
        count = len(wanted)
        gradients = [None if tensor is None else array_of(tensor) for tensor in tensors[count:]]
        rounds = []
        for k in range(max(several, 1)):
            picked = [g if g is None or not several else g[k] for g in gradients]
            rounds.append(call.solved.backward(picked, wanted))
        kind = call.kind
        if not several:
            return tuple(None if g is None else kind.tensor(g) for g in rounds[0])
        return tuple(
            kind.tensor(np.stack([pulled[i] for pulled in rounds])) if wanted[i] else None
            for i in range(count)
        )

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.call, ctx.wanted, ctx.several, _, *tensors = inputs
        ctx.set_materialize_grads(False)
        ctx.save_for_backward(*tensors)

    @staticmethod
    def backward(ctx, *directions):
        if ctx.several or torch._C._are_functorch_transforms_active():
            raise NotImplementedError(_NO_MORE.format("under torch.func"))
        if not ctx.call.solved.has_second_derivatives:
            raise NotImplementedError(_NO_MORE.format("of a geometric program"))
        bent = Bend.apply(ctx.call, ctx.wanted, *ctx.saved_tensors, *directions)
        return (None, None, None, None, *bent)

    @staticmethod
    def jvp(ctx, *_):
        raise NotImplementedError(_NO_MORE.format("in forward mode"))

    @staticmethod
    def vmap(info, in_dims, call: Call, wanted, several: int, marker, *tensors):
        size, count, shapes = info.batch_size, len(wanted), call.shapes()
        values, gradients = tensors[:count], tensors[count:]
        value_dims, gradient_dims = in_dims[4 : 4 + count], in_dims[4 + count :]
        fronted = [
            fronted_or_none(g, d, size) for g, d in zip(gradients, gradient_dims, strict=True)
        ]
        if in_dims[3] is None:
            merged = [g if g is None or not several else g.flatten(0, 1) for g in fronted]
            pulled = Pull.apply(call, wanted, size * max(several, 1), marker, *values, *merged)
            return _each(pulled, lambda g: g.unflatten(0, (size, several)) if several else g)
        inner = marker.select(in_dims[3], 0)
        flat = flattened(values, value_dims, shapes, size)
        axes = len(lead(values, value_dims, shapes))
        merged = [merged_level(g, several, axes) for g in fronted]
        pulled = Pull.apply(call, wanted, several, inner, *flat, *merged)
        results = [
            None
            if g is None
            else _split_level(
                g, several, size, lead(values, value_dims, shapes), _own_axes(v, d, s)
            )
            for g, v, d, s in zip(pulled, values, value_dims, shapes, strict=True)
        ]
        return _each(results, lambda g: g)


class Bend(torch.autograd.Function):
    """``(call, wanted, *values, *gradients of outputs, *directions of values) → gradients of values
    and of gradients``: the backward pass of `Pull`."""

    @staticmethod
    def forward(ctx, call: Call, wanted, *tensors):
        count = len(wanted)
        arrays = [None if tensor is None else array_of(tensor) for tensor in tensors]
        gradients, directions = arrays[count:-count], arrays[-count:]
        bent = call.solved.curvature(gradients, directions, wanted)
        changes = call.solved.forward_mode(directions)
        back = [None if g is None else c for g, c in zip(gradients, changes, strict=True)]
        return tuple(None if array is None else call.kind.tensor(array) for array in (*bent, *back))

    @staticmethod
    def backward(ctx, *_):
        raise NotImplementedError(_NO_MORE.format("three times"))


class Push(torch.autograd.Function):
    """``(call, several, marker, *values, *tangents of values) → tangents of outputs``; forward mode
    of `Solve`.
    """

    @staticmethod
    def forward(call: Call, several: int, marker, *tensors):
        count = len(tensors) // 2
        tangents = [None if tensor is None else array_of(tensor) for tensor in tensors[count:]]
        rounds = []
        for k in range(max(several, 1)):
            picked = [t if t is None or not several else t[k] for t in tangents]
            rounds.append(call.solved.forward_mode(picked))
        stacked = [np.stack(each) for each in zip(*rounds, strict=True)] if several else rounds[0]
        return tuple(call.kind.tensor(change) for change in stacked)

    @staticmethod
    def setup_context(ctx, inputs, output):
        pass

    @staticmethod
    def backward(ctx, *_):
        raise NotImplementedError(_NO_MORE.format("in forward mode"))

    @staticmethod
    def vmap(info, in_dims, call: Call, several: int, marker, *tensors):
        size, shapes, count = info.batch_size, call.shapes(), len(tensors) // 2
        values, tangents = tensors[:count], tensors[count:]
        value_dims, tangent_dims = in_dims[3 : 3 + count], in_dims[3 + count :]
        fronted = [fronted_or_none(t, d, size) for t, d in zip(tangents, tangent_dims, strict=True)]
        if in_dims[2] is None:
            merged = [t if t is None or not several else t.flatten(0, 1) for t in fronted]
            pushed = Push.apply(call, size * max(several, 1), marker, *values, *merged)
            return _each(pushed, lambda t: t.unflatten(0, (size, several)) if several else t)
        axes = lead(values, value_dims, shapes)
        flat = flattened(values, value_dims, shapes, size)
        merged = [
            None
            if t is None
            else merged_level(
                _with_own_axes(t, several, axes, _own_axes(v, d, s)), several, len(axes)
            )
            for t, v, d, s in zip(fronted, values, value_dims, shapes, strict=True)
        ]
        pushed = Push.apply(call, several, marker.select(in_dims[2], 0), *flat, *merged)
        return _each(pushed, lambda t: _split_level(t, several, size, axes, len(axes)))


def _marker() -> torch.Tensor:
    return torch.zeros(())


def lead(values: Sequence[torch.Tensor], dims, shapes) -> tuple[int, ...]:
    """The batch axis that the values have of their own beside a level of ``vmap``: ``(B,)`` or
    ``()``.
    """
    for value, dim, shape in zip(values, dims, shapes, strict=True):
        if _own_axes(value, dim, shape):
            own = list(value.shape)
            if dim is not None:
                own.pop(dim)
            return (own[0],)
    return ()


def flattened(values, dims, shapes, size: int) -> list[torch.Tensor]:
    """The values with a level of ``vmap`` and a batch axis of their own as one batch axis."""
    axes = lead(values, dims, shapes)
    flat = []
    for value, dim, shape in zip(values, dims, shapes, strict=True):
        own = axes if _own_axes(value, dim, shape) else ()
        front = value.expand(size, *value.shape) if dim is None else value.movedim(dim, 0)
        if axes and not own:
            front = front.unsqueeze(1).expand(size, *axes, *shape)
        flat.append(front.flatten(0, 1) if axes else front)
    return flat


def fronted_or_none(tensor, dim, size: int):
    """A tensor with a level of ``vmap`` as its first axis."""
    if tensor is None:
        return None
    return tensor.expand(size, *tensor.shape) if dim is None else tensor.movedim(dim, 0)


def merged_level(tensor, several: int, axes: int):
    """``(V, [several], [B], …)`` as ``([several], V·B, …)``."""
    if tensor is None:
        return None
    if several:
        tensor = tensor.movedim(1, 0)
    first = 1 if several else 0
    return tensor.flatten(first, first + 1) if axes else tensor


def _split_level(
    tensor: torch.Tensor, several: int, size: int, axes: tuple[int, ...], own: int
) -> torch.Tensor:
    """The way back of [merged_level]; a value without an own batch axis gets the sum over it."""
    first = 1 if several else 0
    tensor = tensor.unflatten(first, (size, *axes)) if axes else tensor
    if axes and not own:
        tensor = tensor.sum(first + 1)
    return tensor.movedim(first, 0)


def _with_own_axes(
    tensor: torch.Tensor, several: int, axes: tuple[int, ...], own: int
) -> torch.Tensor:
    """``(V, [several], …)`` with the batch axis that the other values have."""
    if not axes or own:
        return tensor
    place = 2 if several else 1
    return tensor.unsqueeze(place).expand(*tensor.shape[:place], *axes, *tensor.shape[place:])


def _own_axes(value: torch.Tensor, dim, shape: tuple[int, ...]) -> int:
    return value.dim() - (dim is not None) - len(shape)


def _each(tensors, change):
    results = tuple(None if tensor is None else change(tensor) for tensor in tensors)
    return results, tuple(None if result is None else 0 for result in results)
