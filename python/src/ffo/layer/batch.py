"""Which values of a call have a batch axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .form import ParameterShape


@dataclass(frozen=True)
class Batch:
    """The batch of one call.

    Attributes:
        size: B, or None where no parameter has a batch axis.
        batched: for each parameter whether it has one.
    """

    size: int | None
    batched: tuple[bool, ...]

    @property
    def axes(self) -> tuple[int, ...]:
        """The batch axis of the outputs: ``(B,)`` or ``()``."""
        return () if self.size is None else (self.size,)

    @property
    def instances(self) -> int:
        """How many programs are solved."""
        return 1 if self.size is None else self.size

    @staticmethod
    def of(parameters: Sequence[ParameterShape], shapes: Sequence[tuple[int, ...]]) -> Batch:
        """The batch of values with given shapes.

        Args:
            parameters: those of the layer.
            shapes: one a parameter, its own shape or that with one axis in front.

        Raises:
            ValueError: if the number of values, a shape, or the sizes of the batch axes do not fit.
        """
        if len(shapes) != len(parameters):
            raise ValueError(
                f"A tensor must be provided for each CVXPY parameter ({_named(parameters)}), got "
                f"{len(shapes)} for {len(parameters)}."
            )
        batched = tuple(
            _has_batch_axis(i, parameter, tuple(shape))
            for i, (parameter, shape) in enumerate(zip(parameters, shapes, strict=True))
        )
        sizes = {shape[0] for shape, has in zip(shapes, batched, strict=True) if has}
        if len(sizes) > 1:
            given = ", ".join(
                f"{parameter.name}: {shape[0]}"
                for parameter, shape, has in zip(parameters, shapes, batched, strict=True)
                if has
            )
            raise ValueError(
                f"Inconsistent batch sizes: {given}. Every parameter with a batch axis needs the "
                f"same one; "
                "a parameter that is the same for all instances goes without the axis."
            )
        return Batch(next(iter(sizes), None), batched)


def _has_batch_axis(i: int, parameter: ParameterShape, shape: tuple[int, ...]) -> bool:
    if shape == parameter.shape:
        return False
    if len(shape) == len(parameter.shape) + 1 and shape[1:] == parameter.shape:
        return True
    what = "shape" if len(shape) - len(parameter.shape) in (0, 1) else "dimensionality"
    raise ValueError(
        f"Invalid parameter {what} for parameter {i} ({parameter.name}): "
        f"expected {_text(parameter.shape)} or {_text(('batch', *parameter.shape))}, got "
        f"{_text(shape)}."
    )


def _text(shape: tuple) -> str:
    return "(" + ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "") + ")"


def _named(parameters: Sequence[ParameterShape]) -> str:
    return ", ".join(parameter.name for parameter in parameters)
