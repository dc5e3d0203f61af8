"""What a layer returns, as entries of the solution of a program."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np


@dataclass(frozen=True)
class Output:
    """A variable or a dual as the layer returns it: each number is one entry of y or of z times a
    factor, or exp of that.

    Attributes:
        name: for messages.
        shape: without a batch axis.
        vector: which part of the solution it is read from.
        places: entries of that vector, ``(size,)``, in C order of the output; 0 where the
            factor is 0.
        factors: ``(size,)``.
        exponential: whether exp is taken (variables of geometric programs).
    """

    name: str
    shape: tuple[int, ...]
    vector: Literal["y", "z"]
    places: np.ndarray
    factors: np.ndarray
    exponential: bool

    @property
    def size(self) -> int:
        """How many numbers."""
        return self.places.size

    def values(self, vector: np.ndarray) -> np.ndarray:
        """The output, ``(B, *shape)``, of y or z, ``(B, n or m)``."""
        flat = np.take(vector, self.places, axis=1)
        if not self._plain:
            flat *= self.factors
        if self.exponential:
            np.exp(flat, out=flat)
        return flat.reshape(vector.shape[0], *self.shape)

    def pull(self, gradient: np.ndarray, values: np.ndarray, into: np.ndarray) -> None:
        """Adds what a gradient with respect to the output is with respect to y or z.

        Args:
            gradient: ``(B, *shape)``.
            values: what [Output.values] returned.
            into: ``(B, n or m)``.
        """
        flat = gradient.reshape(gradient.shape[0], self.size)
        if self.exponential:
            flat = flat * values.reshape(values.shape[0], self.size)
        if not self._plain:
            flat = flat * self.factors
        if self._once:
            into[:, self.places] += flat
        else:
            np.add.at(into.T, self.places, flat.T)

    def push(self, tangent: np.ndarray, values: np.ndarray) -> np.ndarray:
        """The change of the output, ``(B, *shape)``, for a change of y or z, ``(B, n or m)``."""
        flat = np.take(tangent, self.places, axis=1) * self.factors
        if self.exponential:
            flat *= values.reshape(values.shape[0], self.size)
        return flat.reshape(tangent.shape[0], *self.shape)

    @cached_property
    def _plain(self) -> bool:
        return bool(np.all(self.factors == 1))

    @cached_property
    def _once(self) -> bool:
        return np.unique(self.places).size == self.places.size
