"""Where the solves of a call begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Warm:
    """Starts from the last solutions under the same keys.

    Attributes:
        store: an ``ffo.engine.WarmStarts``.
        keys: one an instance; None for its place in the batch.
    """

    store: Any
    keys: Sequence | np.ndarray | None = None

    def keys_for(self, instances: int) -> np.ndarray | Sequence:
        """The keys of a batch.

        Raises:
            ValueError: if there is another number of keys than instances.
        """
        if self.keys is None:
            return np.arange(instances)
        if len(self.keys) != instances:
            raise ValueError(
                f"{len(self.keys)} warm_keys for {instances} instances; give one key an instance."
            )
        return np.asarray(self.keys) if hasattr(self.keys, "__array__") else self.keys
