"""Data sets whose workers call the layer, or do not."""

import os

import problems
import torch
from torch.utils.data import Dataset

from ffo.torch import FFOLayer


class Solved(Dataset):
    """Solutions as samples: its workers call the layer."""

    def __init__(self, count=4):
        problem, parameters, x = problems.quadratic()
        self.layer = FFOLayer(problem, parameters, [x], solver_args={"threads": 1})
        self.values = [torch.tensor(value) for value in problems.quadratic_values(count)]

    def __len__(self):
        return len(self.values[0])

    def __getitem__(self, i):
        q, g, h = self.values
        return self.layer(q[i], g, h[i])[0]


class Measured(Solved):
    """The same, with the worker's process, and the megabytes and threads that the engine added
    there."""

    before = None

    def __getitem__(self, i):
        before = self.before = self.before or state()
        solution = super().__getitem__(i)
        return solution, os.getpid(), *(now - then for now, then in zip(state(), before))


def state() -> tuple[float, int]:
    """Megabytes of memory and threads of this process; zeros where the system does not say."""
    if not os.path.exists("/proc/self/statm"):
        return 0.0, 0
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096 / 2**20, len(os.listdir("/proc/self/task"))


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
