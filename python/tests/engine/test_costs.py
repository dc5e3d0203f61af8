"""What the boundary costs. Times are recorded, not judged; what is kept is judged."""

import gc
import time

import numpy as np
from programs import case, quadratic

from ffo.engine._machine import functions


def resident() -> int:
    """Bytes of memory of this process, 0 where the system does not say."""
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * 4096
    except OSError:
        return 0


def test_ten_thousand_steps_leave_nothing_behind():
    program = quadratic()
    q = np.random.default_rng(0).normal(size=(8, 2))
    dy = np.ones((8, 2))

    def steps(count):
        for _ in range(count):
            program.forward({"q": q}).backward(dy)
        gc.collect()

    steps(3000)
    handles, before = functions().held(), resident()
    steps(10_000)
    assert functions().held() == handles
    grown = (resident() - before) / 2**20
    print(f"10 000 steps: {grown:+.1f} MB")
    # The heap breathes; 10 kB that each step left behind would be 100 MB.
    assert grown < 100


def test_handles_are_given_back():
    before = functions().held()
    program = case("all", 1).program()
    runs = [program.forward(case("all", 1).values(), warm_keys=[1]) for _ in range(5)]
    assert functions().held() == before + 7
    del runs, program
    gc.collect()
    assert functions().held() == before


def test_the_cost_of_crossing_is_on_record():
    program = quadratic()
    q, dy = np.random.default_rng(0).normal(size=(8, 2)), np.ones((8, 2))
    of = functions()
    count = 2000
    for _ in range(count):
        program.forward({"q": q}).backward(dy)

    def each(call):
        start = time.perf_counter()
        for _ in range(count):
            call()
        return (time.perf_counter() - start) / count * 1e6

    run = program.forward({"q": q})
    print(f"\nempty call {each(of.held):.1f} µs")
    print(f"forward, 8 instances of n = 2 {each(lambda: program.forward({'q': q})):.0f} µs")
    print(f"backward {each(lambda: run.backward(dy)):.0f} µs")
    large = np.zeros((12_500, 100))
    many = quadratic(100).forward({"q": large})
    times = []
    for _ in range(5):
        start = time.perf_counter()
        of.array(many.handle, 0, large.shape)
        times.append(time.perf_counter() - start)
    print(f"10 MB out {min(times) * 1e3:.1f} ms")
