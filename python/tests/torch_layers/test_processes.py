"""The layer in other processes: workers that call it are spawned, workers that do not may be
forked.
"""

import multiprocessing

import torch
from torch.utils.data import DataLoader
from workers import Plain, Solved, call


def test_spawned_workers_call_the_layer():
    data = Solved()
    expected = torch.stack([data[i] for i in range(4)])
    loader = DataLoader(data, batch_size=2, num_workers=2, multiprocessing_context="spawn")
    torch.testing.assert_close(torch.cat(list(loader)), expected, atol=1e-9, rtol=0)


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
