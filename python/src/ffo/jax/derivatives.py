"""The layer as a function of JAX that has a derivative.

The derivative is linear in the direction, and JAX derives the reverse from the forward mode: a
primitive *push*, from changes of the values to changes of the outputs, whose transpose is another,
*pull*, from gradients of the outputs to those of the values. Each is the other's transpose, and
runs once on the host, whatever the number of values: the gradient of a loss costs one backward
pass. Both work on the pass that the solve left (``callbacks.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax.custom_derivatives import SymbolicZero
from jax.extend.core import Primitive
from jax.interpreters import ad, batching, mlir

from .callbacks import Host

_NO_MORE = (
    "The derivative of a layer cannot be differentiated again with respect to the parameters. "
    "Maybe take central differences of the gradient."
)


def differentiable(host: Host):
    """The layer as a function of a list of arrays."""
    outputs = tuple(jax.ShapeDtypeStruct(shape, host.dtype) for shape in host.output_shapes)
    number = jax.ShapeDtypeStruct((), np.int32)

    @jax.custom_jvp
    def solve(values):
        return _call(host.solve, outputs, *values)

    # Derived once more where the values move in two ways at once.
    @jax.custom_jvp
    def solve_and_keep(values):
        return _call(host.solve_and_keep, (*outputs, number, number), *values)

    @solve_and_keep.defjvp
    def again(_primals, _tangents):
        raise NotImplementedError(_NO_MORE)

    def moved(primals, tangents):
        (values,), (changes,) = primals, tangents
        moving = tuple(i for i, d in enumerate(changes) if not isinstance(d, SymbolicZero))
        *results, ticket, marker = solve_and_keep(values)
        pushed = _push.bind(
            ticket, marker, *values, *(changes[i] for i in moving), host=host, which=moving
        )
        return tuple(results), tuple(pushed)

    solve.defjvp(moved, symbolic_zeros=True)
    return solve


def _call(function: Callable, results: tuple, *arguments) -> tuple:
    """A function of the host: called at once on arrays that are there, by a callback in a trace."""
    if any(isinstance(argument, jax.core.Tracer) for argument in arguments):
        return tuple(jax.pure_callback(function, results, *arguments, vmap_method="broadcast_all"))
    return tuple(jnp.asarray(result) for result in function(*map(np.asarray, arguments)))


# Both take the ticket, the marker and the values, then arrays of directions; ``which`` are the
# values that move, or whose gradients are wanted.
_push = Primitive("ffo_push")
_pull = Primitive("ffo_pull")


def _shapes(primitive: Primitive, host: Host, which) -> tuple[list, list]:
    """Of the directions that go in, and of those that come out."""
    values = [host.shapes[i] for i in which]
    return (values, host.output_shapes) if primitive is _push else (host.output_shapes, values)


def _abstract(primitive, ticket, marker, *arrays, host, which):
    count = len(marker.shape)
    lead = np.broadcast_shapes(*(a.shape[:count] for a in (ticket, marker, *arrays)))
    return [
        jax.core.ShapedArray((*lead, *shape), host.dtype)
        for shape in _shapes(primitive, host, which)[1]
    ]


def _run(primitive, *arrays, host, which):
    function = partial(host.push if primitive is _push else host.pull, which)
    results = tuple(
        jax.ShapeDtypeStruct(aval.shape, aval.dtype)
        for aval in _abstract(primitive, *arrays, host=host, which=which)
    )
    return list(_call(function, results, *arrays))


def _moved(primitive, primals, tangents, *, host, which):
    """Linear in the directions; what they are linear with does not move."""
    fixed = 2 + len(host.shapes)
    if not all(type(d) is ad.Zero or d.dtype == jax.dtypes.float0 for d in tangents[:fixed]):
        raise NotImplementedError(_NO_MORE)
    directions = [ad.instantiate_zeros(d) if type(d) is ad.Zero else d for d in tangents[fixed:]]
    bind = partial(primitive.bind, *primals[:fixed], host=host, which=which)
    return bind(*primals[fixed:]), bind(*directions)


def _transposed(primitive, gradients, ticket, marker, *arrays, host, which):
    fixed = len(host.shapes)
    values, directions = arrays[:fixed], arrays[fixed:]
    if all(type(g) is ad.Zero for g in gradients):
        return [None] * (2 + len(arrays))
    given = [ad.instantiate_zeros(g) if type(g) is ad.Zero else g for g in gradients]
    other = _pull if primitive is _push else _push
    # Of a pull only all outputs together can be asked for; of a push the values that move.
    back = other.bind(ticket, marker, *values, *given, host=host, which=which)
    results = [
        _summed(b, d.aval.shape) if ad.is_undefined_primal(d) else None
        for b, d in zip(back, directions, strict=True)
    ]
    return [None] * (2 + fixed) + results


def _summed(array, shape):
    """The sum over leading axes that a direction does not have."""
    axes = tuple(k for k in range(array.ndim) if shape[k] != array.shape[k])
    return jnp.sum(array, axis=axes, keepdims=True) if axes else array


def _batched(primitive, arrays, axes, *, host, which):
    fronted = [
        jnp.expand_dims(a, 0) if axis is None else jnp.moveaxis(a, axis, 0)
        for a, axis in zip(arrays, axes, strict=True)
    ]
    results = primitive.bind(*fronted, host=host, which=which)
    return results, [0] * len(results)


def _register(primitive: Primitive) -> None:
    primitive.multiple_results = True
    run = partial(_run, primitive)
    primitive.def_impl(run)
    primitive.def_abstract_eval(partial(_abstract, primitive))
    mlir.register_lowering(primitive, mlir.lower_fun(run, multiple_results=True))
    ad.primitive_jvps[primitive] = partial(_moved, primitive)
    ad.primitive_transposes[primitive] = partial(_transposed, primitive)
    batching.primitive_batchers[primitive] = partial(_batched, primitive)


_register(_push)
_register(_pull)
