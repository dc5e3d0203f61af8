"""Between tensors and arrays: types, devices, strides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch


@dataclass(frozen=True)
class Kind:
    """What the outputs of a call are made as.

    Attributes:
        dtype: of the outputs.
        device: where they live; the engine works in the memory of the host.
    """

    dtype: torch.dtype
    device: torch.device

    @staticmethod
    def of(tensors: Sequence[torch.Tensor]) -> Kind:
        """The common type of floating-point tensors, and the device they share.

        Raises:
            ValueError: if they are on several devices, or complex.
        """
        if not tensors:
            return Kind(torch.get_default_dtype(), torch.device("cpu"))
        devices = {tensor.device for tensor in tensors}
        if len(devices) > 1:
            raise ValueError(
                f"The values are on several devices: {', '.join(sorted(map(str, devices)))}."
            )
        dtype = tensors[0].dtype
        for tensor in tensors[1:]:
            dtype = torch.promote_types(dtype, tensor.dtype)
        if dtype.is_complex:
            raise ValueError("Complex values have no place in a layer.")
        return Kind(
            dtype if dtype.is_floating_point else torch.get_default_dtype(), tensors[0].device
        )

    def tensor(self, array: np.ndarray) -> torch.Tensor:
        """An array of doubles as a tensor."""
        return torch.from_numpy(np.ascontiguousarray(array)).to(
            dtype=self.dtype, device=self.device
        )


def array_of(tensor: torch.Tensor) -> np.ndarray:
    """The values of a tensor as doubles in the memory of the host."""
    return tensor.detach().to(device="cpu", dtype=torch.float64).numpy()
