"""The layer in other processes: workers that call it are spawned, workers that do not may be
forked.
"""

import multiprocessing
import os

import torch
from torch.utils.data import DataLoader
from workers import Measured, Plain, Solved, call


def test_eight_spawned_workers_call_the_layer():
    data = Measured(count=32)
    expected = torch.stack([Solved.__getitem__(data, i) for i in range(32)])
    loader = DataLoader(data, batch_size=4, num_workers=8, multiprocessing_context="spawn")
    solutions, processes, megabytes, threads = map(torch.cat, zip(*loader))
    torch.testing.assert_close(solutions, expected, atol=1e-9, rtol=0)
    assert len(processes.unique()) == 8 and os.getpid() not in processes
    # With one thread a call the engine has those of the virtual machine alone.
    assert megabytes.max() < 150 and threads.max() < 40
    print(f"each worker: at most +{megabytes.max():.0f} MB, +{threads.max()} threads")


def test_forked_workers_that_do_not_call_it_do_no_harm():
    data = Solved()
    before = data[0]
    loader = DataLoader(Plain(), batch_size=2, num_workers=8, multiprocessing_context="fork")
    for batch in loader:
        x = data.layer(
            torch.zeros_like(data.values[0][: len(batch)]),
            data.values[1],
            data.values[2][: len(batch)],
        )[0]
        assert x.shape == batch.shape
    torch.testing.assert_close(data[0], before)


def test_a_forked_child_that_calls_it_is_told_to_spawn():
    data = Solved()
    data[0]
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    child = context.Process(target=call, args=(queue, data.layer, data.values))
    child.start()
    answer = queue.get(timeout=30)
    child.join(timeout=30)
    assert "ForkError" in answer and "spawn" in answer
