"""What a user keeps from call to call: warm starts, and which rows were active."""

from __future__ import annotations

import warnings
import weakref
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ._errors import MisuseError
from ._functions import address
from ._machine import functions, release


class _Keyed:
    """An object of the engine that knows samples by number; any other key gets a number here."""

    def __init__(self, kind: str):
        self.handle = functions().handle(kind)
        self._numbers: dict = {}
        weakref.finalize(self, release, self.handle).atexit = False

    def number(self, key) -> int:
        """The number of a key: a nonnegative integer is its own, any other key gets a negative one."""
        if isinstance(key, (int, np.integer)) and key >= 0:
            return int(key)
        return self._numbers.setdefault(key, -1 - len(self._numbers))


class WarmStarts(_Keyed):
    """The last solution of each sample, under a key of the caller's choice.

    Thread-safe; grows with the number of keys.
    """

    def __init__(self):
        super().__init__("store")


def keys_of(keys: Sequence | np.ndarray, batch: int, of: _Keyed) -> np.ndarray:
    """One 64-bit number per instance."""
    if len(keys) != batch:
        raise MisuseError(f"{len(keys)} keys for a batch of {batch}")
    array = np.asarray(keys)
    if array.dtype.kind in "iu" and array.ndim == 1 and (array >= 0).all():
        return np.ascontiguousarray(array, dtype=np.int64)
    return np.array([of.number(key) for key in keys], dtype=np.int64)


@dataclass(frozen=True)
class Epoch:
    """What a monitor saw: visits of samples that had been seen before, rows that were compared,
    and rows that had changed sides."""

    visits: int
    rows: int
    changes: int

    @property
    def share(self) -> float:
        """changes / rows, 0 without a comparison."""
        return self.changes / self.rows if self.rows else 0.0


class ActiveSetMonitor(_Keyed):
    """Counts how many rows change between active and inactive from one visit of a sample to the
    next. Many changes mean that gradients of neighbouring steps belong to different pieces of the
    solution map, and training turns noisy. Thread-safe."""

    def __init__(self):
        super().__init__("monitor")

    def record(self, keys: Sequence | np.ndarray, run) -> None:
        """Compares the solved instances of a run with their last visit, by key."""
        if run.batch == 0:
            return
        numbers = keys_of(keys, run.batch, self)
        functions().do("record", self.handle, run.handle, address(numbers))

    def so_far(self) -> Epoch:
        """The counts since the epoch began."""
        return self._counts(False)

    def end_epoch(self) -> Epoch:
        """The counts since the epoch began; begins a new one. Warns where more than a tenth of the
        rows changed sides."""
        epoch = self._counts(True)
        if epoch.share > 0.1:
            warnings.warn(
                f"{epoch.share:.1%} of the rows changed between active and inactive in this epoch. "
                "Maybe lower the learning rate",
                stacklevel=2,
            )
        return epoch

    def _counts(self, end: bool) -> Epoch:
        counts = np.empty(3)
        functions().do("epoch", self.handle, int(end), address(counts))
        return Epoch(*(int(count) for count in counts))
