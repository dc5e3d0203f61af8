"""The layer as an opaque operator for ``torch.compile``: two operators that compiled graphs call
and do not look into.

A compiled graph hands tensors from the forward to the backward part, not Python objects. So the
forward operator returns a ticket beside its outputs, and the last passes are kept by ticket; where
the pass of a ticket is gone, the backward operator solves again.
"""

from __future__ import annotations

import ast
import itertools
import threading
import weakref
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

import torch

from ffo.layer.core import LayerCore, Solved

from .arrays import Kind, array_of

_KEPT = 32

_cores: weakref.WeakValueDictionary[int, LayerCore] = weakref.WeakValueDictionary()
_numbers = itertools.count(1)
_passes: OrderedDict[int, Solved] = OrderedDict()
_tickets = itertools.count(1)
_lock = threading.Lock()


def number_of(core: LayerCore) -> int:
    """The number by which compiled graphs know a layer in this process."""
    number = core.__dict__.get("_compiled_number")
    if number is None or _cores.get(number) is not core:
        number = next(_numbers)
        core.__dict__["_compiled_number"] = number
        _cores[number] = core
    return number


def solve(
    core: LayerCore,
    values: Sequence[torch.Tensor],
    solver_args: Mapping[str, Any] | None,
    unsolved: str | None,
    number: int,
) -> tuple[torch.Tensor, ...]:
    """What the layer returns, as one operator."""
    # A text, because operators take no dictionaries, and by repr, because graphs can trace that.
    named = ", ".join(f"{name!r}: {value!r}" for name, value in (solver_args or {}).items())
    options = f"{{'solver_args': {{{named}}}, 'unsolved': {unsolved!r}}}"
    return tuple(_solve(list(values), number, options)[:-1])


@torch.library.custom_op("ffo::solve", mutates_args=())
def _solve(values: list[torch.Tensor], layer: int, options: str) -> list[torch.Tensor]:
    solved = _cores[layer].forward(
        [array_of(value) for value in values], **ast.literal_eval(options)
    )
    ticket = next(_tickets)
    with _lock:
        _passes[ticket] = solved
        while len(_passes) > _KEPT:
            _passes.popitem(last=False)
    kind = Kind.of(values)
    return [*(kind.tensor(output) for output in solved.outputs), torch.tensor(ticket)]


@_solve.register_fake
def _(values, layer, options):
    core = _cores[layer]
    axes = ()
    for value, parameter in zip(values, core.canonical.parameters, strict=True):
        if value.dim() > len(parameter.shape):
            axes = (value.shape[0],)
    kind = Kind.of(values)
    outputs = [
        torch.empty((*axes, *output.shape), dtype=kind.dtype, device=kind.device)
        for output in core.canonical.outputs
    ]
    return [*outputs, torch.empty((), dtype=torch.int64)]


@torch.library.custom_op("ffo::pull", mutates_args=())
def _pull(
    values: list[torch.Tensor],
    gradients: list[torch.Tensor],
    ticket: torch.Tensor,
    layer: int,
    options: str,
) -> list[torch.Tensor]:
    with _lock:
        solved = _passes.get(int(ticket))
    if solved is None:
        solved = _cores[layer].forward(
            [array_of(value) for value in values], **ast.literal_eval(options)
        )
    pulled = solved.backward([array_of(gradient) for gradient in gradients], [True] * len(values))
    return [
        torch.from_numpy(array).to(dtype=value.dtype, device=value.device)
        for array, value in zip(pulled, values, strict=True)
    ]


@_pull.register_fake
def _(values, gradients, ticket, layer, options):
    return [torch.empty_like(value, memory_format=torch.contiguous_format) for value in values]


def _setup_context(ctx, inputs, output) -> None:
    values, ctx.layer, ctx.options = inputs
    ctx.count = len(values)
    ctx.save_for_backward(*values, *output)


def _backward(ctx, gradients):
    saved = ctx.saved_tensors
    values, outputs, ticket = saved[: ctx.count], saved[ctx.count : -1], saved[-1]
    given = [
        torch.zeros_like(output) if gradient is None else gradient
        for gradient, output in zip(gradients[:-1], outputs, strict=True)
    ]
    return _pull(list(values), given, ticket, ctx.layer, ctx.options), None, None


_solve.register_autograd(_backward, setup_context=_setup_context)
