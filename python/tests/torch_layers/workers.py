"""Data sets whose workers call the layer, or do not."""

import problems
import torch
from torch.utils.data import Dataset

from ffo.torch import FFOLayer


class Solved(Dataset):
    """Solutions as samples: its workers call the layer."""

    def __init__(self):
        problem, parameters, x = problems.quadratic()
        self.layer = FFOLayer(problem, parameters, [x])
        self.values = [torch.tensor(value) for value in problems.quadratic_values(4)]

    def __len__(self):
        return 4

    def __getitem__(self, i):
        q, g, h = self.values
        return self.layer(q[i], g, h[i])[0]


class Plain(Dataset):
    """Numbers as samples."""

    def __len__(self):
        return 8

    def __getitem__(self, i):
        return torch.full((4,), float(i))


def call(queue, layer, values):
    """Calls a layer and puts what came of it into a queue."""
    try:
        layer(*values)
        queue.put("solved")
    except Exception as error:  # noqa: BLE001
        queue.put(f"{type(error).__name__}: {error}")
