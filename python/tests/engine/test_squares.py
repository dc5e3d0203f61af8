"""Squares with variables of their own, t = L y − c, cost and give what quadratic forms do."""

import numpy as np
import pytest

from ffo.engine import Constant, Parameter, Program

N, COUNT, ROWS = 6, 8, 9


def made(seed: int):
    """½‖L y − c‖² + qᵀy over G y ≤ h as a form in y, and with t."""
    random = np.random.default_rng(seed)
    matrix, g = random.normal(size=(COUNT, N)), random.normal(size=(ROWS, N))
    c, q = random.normal(size=COUNT), random.normal(size=N)
    h = g @ random.normal(size=N) + random.uniform(0, 1, ROWS)
    form = Program(
        n=N,
        p=Constant(matrix.T @ matrix),
        q=Constant(q - matrix.T @ c),
        a=Constant(g),
        b=Parameter(),
        cones=[("nonnegative", ROWS)],
    )
    blocks = [[-matrix, np.eye(COUNT)], [g, np.zeros((ROWS, COUNT))]]
    values = {
        "p": np.diag(np.r_[np.zeros(N), np.ones(COUNT)]),
        "q": np.r_[q, np.zeros(COUNT)],
        "a": np.block(blocks),
        "b": np.r_[-c, h],
    }
    squares = Program(
        n=N + COUNT,
        p=Parameter(),
        q=Parameter(),
        a=Parameter(),
        b=Parameter(),
        cones=[("zero", COUNT), ("nonnegative", ROWS)],
        meaningful=np.arange(N + COUNT) < N,
    )
    return form.forward({"b": h}), squares, values


@pytest.mark.parametrize("seed", range(5))
def test_a_square_is_solved_and_differentiated_as_its_form(seed):
    form, program, values = made(seed)
    run = program.forward(values)
    assert run.reduction.tolist() == [[COUNT, COUNT, 0]] and run.solver(0) == form.solver(0)
    np.testing.assert_allclose(run.y[:, :N], form.y, atol=1e-9)
    np.testing.assert_allclose(run.z[:, COUNT:], form.z, atol=1e-9)
    random = np.random.default_rng(seed + 50)
    dy, dz = random.normal(size=(1, N)), random.normal(size=(1, ROWS))
    gradients = run.backward(np.c_[dy, np.zeros((1, COUNT))], np.c_[np.zeros((1, COUNT)), dz])
    np.testing.assert_allclose(gradients["b"][COUNT:], form.backward(dy, dz)["b"], atol=1e-8)
    assert gradients.report.flags[0] == form.report.flags[0]


def test_gradients_of_every_slot_are_those_of_central_differences():
    _, program, values = made(1)
    random = np.random.default_rng(4)
    dy, dz = random.normal(size=(3, N + COUNT)), random.normal(size=(3, COUNT + ROWS))
    noise = 0.01 * random.normal(size=(3, COUNT + ROWS, N))
    values["a"] = values["a"] + np.concatenate([noise, np.zeros((3, COUNT + ROWS, COUNT))], axis=2)
    gradients = program.forward(values).backward(dy, dz)
    for name in program.parameters:
        direction = random.normal(size=values[name].shape)
        if name == "p":  # what stays convex on both sides
            direction = np.diag(np.r_[np.zeros(N), random.normal(size=COUNT)])
        sides = []
        for sign in (1, -1):
            there = program.forward(values | {name: values[name] + sign * 1e-6 * direction})
            sides.append((there.y * dy).sum() + (there.z * dz).sum())
        expected = (sides[0] - sides[1]) / 2e-6
        assert (gradients[name] * direction).sum() == pytest.approx(expected, rel=1e-5), name
