"""Gradients of every slot over every cone, through the boundary, against central differences."""

import numpy as np
import pytest
from programs import FAMILIES, case

STEP = 1e-5


def loss_of(run, dy, dz, ds):
    return float((dy * run.y).sum() + (dz * run.z).sum() + (ds * run.s).sum())


@pytest.mark.parametrize("sparse", [False, True], ids=["dense", "sparse"])
@pytest.mark.parametrize("family", FAMILIES)
def test_gradient_of_every_slot_is_that_of_central_differences(family, sparse):
    for seed in range(3):
        one = case(family, seed, sparse)
        program = one.program()
        values = one.values()
        run = program.forward(values)
        assert run.status_names == ["solved"]
        random = np.random.default_rng(100 + seed)
        dy, dz, ds = (random.normal(size=(1, k)) for k in (one.n, one.m, one.m))
        gradients = run.backward(dy, dz, ds)
        if gradients.report.flags[0] or gradients.report.margin[0] < 1e-3:
            continue  # a kink is near: there is no derivative to compare with
        for name in program.parameters:
            direction = one.direction(name, random)
            sides = []
            for sign in (1, -1):
                moved = dict(values) | {name: values[name] + sign * STEP * direction}
                there = program.forward(moved)
                assert there.solved.all()
                sides.append(loss_of(there, dy, dz, ds))
            expected = (sides[0] - sides[1]) / (2 * STEP)
            size = np.linalg.norm(gradients[name]) * np.linalg.norm(direction)
            assert (gradients[name] * direction).sum() == pytest.approx(
                expected, rel=1e-5, abs=1e-6 * max(1.0, size)
            ), (name, seed)


@pytest.mark.parametrize("family", FAMILIES)
def test_tangents_and_gradients_are_transposes(family):
    one = case(family, 1)
    run = one.program().forward(one.values())
    random = np.random.default_rng(7)
    dy, dz, ds = (random.normal(size=(1, k)) for k in (one.n, one.m, one.m))
    gradients = run.backward(dy, dz, ds)
    changes = {name: one.direction(name, random) for name in one.numbers}
    moved = run.forward_mode(changes)
    back = sum((gradients[name] * changes[name]).sum() for name in changes)
    along = (dy * moved.dy).sum() + (dz * moved.dz).sum() + (ds * moved.ds).sum()
    assert along == pytest.approx(back, rel=1e-8)


def test_optimal_value_has_the_gradient_of_the_envelope():
    one = case("all", 3)
    run = one.program().forward(one.values())
    gradients = run.backward(dobjective=np.ones(1))
    y, z = run.y[0], run.z[0]
    np.testing.assert_allclose(gradients["q"], y, atol=1e-9)
    np.testing.assert_allclose(gradients["b"], -z, atol=1e-9)
    np.testing.assert_allclose(gradients["p"], np.outer(y, y) / 2, atol=1e-9)
    np.testing.assert_allclose(gradients["a"], np.outer(z, y), atol=1e-8)
    expected = y @ one.numbers["p"] @ y / 2 + one.numbers["q"] @ y
    assert run.objective[0] == pytest.approx(expected)


def test_curvature_is_the_difference_of_gradients():
    one = case("second-order", 2)
    program = one.program()
    values = one.values()
    random = np.random.default_rng(3)
    dy = random.normal(size=(1, one.n))
    direction = {"q": random.normal(size=one.n), "b": random.normal(size=one.m)}
    product = program.forward(values).curvature(direction, dy=dy)
    sides = []
    for sign in (1, -1):
        moved = {k: v + sign * STEP * direction.get(k, 0) for k, v in values.items()}
        sides.append(program.forward(moved).backward(dy))
    for name in program.parameters:
        expected = (sides[0][name] - sides[1][name]) / (2 * STEP)
        np.testing.assert_allclose(product[name], expected, atol=1e-4)


@pytest.mark.parametrize("adjoint", ["first_order", "implicit"])
def test_both_adjoints_agree(adjoint):
    from ffo.engine import Options

    one = case("all", 5)
    dy = np.ones((1, one.n))
    usual = one.program().forward(one.values()).backward(dy)
    other = one.program().forward(one.values(), options=Options(adjoint=adjoint)).backward(dy)
    for name, gradient in usual.items():
        np.testing.assert_allclose(other[name], gradient, rtol=1e-7, atol=1e-9)


def test_only_what_is_wanted_is_there():
    one = case("inequalities", 1)
    gradients = one.program().forward(one.values()).backward(np.ones((1, one.n)), wanted={"q"})
    assert set(gradients) == {"q"}
