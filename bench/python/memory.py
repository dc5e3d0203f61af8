"""Memory that the layer of PyTorch adds to a process: resident bytes above those after the imports,
with the first gradient and after thousands of steps; and what a step takes.

    bench/python/memory.py [--steps N] [--options OPTIONS …] [CASE …]

Each case runs in a process of its own for each of the options of the virtual machine that are to be
compared (default none: those of the package). Needs Linux, the packages of
python/requirements/all.txt and ffo. Cases are those of layers.py.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time

import layers
import numpy as np

from ffo.torch import FFOLayer


def resident() -> float:
    """Megabytes of memory of this process."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE") / 2**20


def measure(title: str, steps: int) -> str:
    """The line of one case, in this process."""
    case, _ = layers.cases()[title]
    root = case.form != "quad_form"
    run = layers.layer(case, FFOLayer, root, solver_args={"threads": 2})
    _warm_torch(case)
    before, start = resident(), time.perf_counter()
    run()
    first, seconds = resident() - before, time.perf_counter() - start
    most, times = first, []
    for k in range(steps):
        # The last half counts: by then the code is compiled.
        if k == steps // 2:
            processor = time.process_time()
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
        if k % 50 == 49:
            most = max(most, resident() - before)
    processor = (time.process_time() - processor) / (steps - steps // 2) * 1e3
    median = float(np.median(times[steps // 2 :])) * 1e3
    last = resident() - before
    return (
        f"{before:.0f} | {seconds:.1f} | +{first:.0f} | +{last:.0f} | +{most:.0f} | "
        f"{median:.2f} | {processor:.2f}"
    )


def _warm_torch(case: layers.Case) -> None:
    """What PyTorch needs for gradients of this size is its own."""
    import torch

    leaves = [torch.tensor(getattr(case, k), requires_grad=True) for k in case.batched]
    sum((leaf * leaf).sum() for leaf in leaves).backward()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--steps", type=int, default=10_000)
    parser.add_argument("--options", action="append", help="of the virtual machine, in one word")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("cases", nargs="*", help="words of names; default all")
    arguments = parser.parse_args()
    if arguments.here:
        print(measure(arguments.cases[0], arguments.steps))
        return
    print(
        "| case | options | MB before | first gradient, s | MB then | after all steps | at most | "
        "ms a step, median | ms of processors |"
    )
    print("|---" * 9 + "|")
    for title in layers.cases():
        if arguments.cases and not any(word in title for word in arguments.cases):
            continue
        for options in arguments.options or [""]:
            command = [sys.executable, __file__, "--here", f"--steps={arguments.steps}", title]
            environment = os.environ | ({"FFO_JAVA_OPTS": options} if options else {})
            done = subprocess.run(
                command, env=environment, capture_output=True, text=True, check=True
            )
            print(f"| {title} | {options} | {done.stdout.strip()} |", flush=True)


if __name__ == "__main__":
    main()
