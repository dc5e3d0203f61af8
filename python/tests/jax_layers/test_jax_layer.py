"""The layer of JAX: transformations, types, policies."""

import pickle

import jax
import jax.numpy as jnp
import numpy as np
import problems
import pytest
from jax.test_util import check_grads

from ffo.jax import FFOLayer, UnsolvedError
from ffo.layer import LayerCore


@pytest.fixture(autouse=True)
def double():
    with jax.enable_x64(True):
        yield


@pytest.fixture(scope="module")
def layer():
    problem, parameters, x = problems.quadratic()
    return FFOLayer(problem, parameters, [x, problem.constraints[0].dual_variables[0]])


@pytest.fixture(scope="module")
def given():
    return problems.quadratic_values(3)


def loss(layer, *values):
    return sum(jnp.sum(jnp.sin(out)) for out in layer(*values))


def gradients(layer, values):
    solved = layer.core.forward(values)
    return solved.backward([np.cos(out) for out in solved.outputs], [True] * len(values))


@pytest.mark.parametrize("transform", [lambda f: f, jax.jit])
def test_gradients_are_those_of_the_core(layer, given, transform):
    mine = transform(jax.grad(lambda *v: loss(layer, *v), argnums=(0, 1, 2)))(*given)
    for ours, want in zip(mine, gradients(layer, given), strict=True):
        np.testing.assert_allclose(ours, want, atol=1e-12)


def test_gradients_are_central_differences(layer, given):
    check_grads(layer, given, order=1, modes=["rev"], atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("transform", [lambda f: f, jax.jit])
def test_vmap_is_a_batch(layer, given, transform):
    q, g, h = given
    mine = transform(jax.vmap(layer, (0, None, 0)))(q, g, h)
    for ours, want in zip(mine, layer(q, g, h), strict=True):
        np.testing.assert_allclose(ours, want, atol=1e-12)
    several = np.stack([g, 2 * g])
    nested = jax.vmap(lambda one: jax.vmap(lambda a, c: layer(a, one, c)[0])(q, h))(several)
    np.testing.assert_allclose(
        nested, jax.vmap(lambda one: layer(q, one, h)[0])(several), atol=1e-12
    )


def test_gradients_of_single_instances_sum_to_that_of_the_batch(layer, given):
    q, g, h = given
    each = jax.vmap(jax.grad(lambda one, a, c: loss(layer, a, one, c)), (None, 0, 0))(g, q, h)
    whole = jax.grad(lambda one: loss(layer, q, one, h))(g)
    np.testing.assert_allclose(each.sum(0), whole, atol=1e-12)
    through = jax.grad(lambda one: loss(jax.vmap(layer, (0, None, 0)), q, one, h))(g)
    np.testing.assert_allclose(through, whole, atol=1e-12)


def test_jacobians_under_vmap_are_those_of_the_instances(layer, given):
    q, g, h = given
    several = np.stack([g, 2 * g, 3 * g])  # As many as instances, so that axes could be mistaken.

    def jacobian(one):
        return jax.jacrev(lambda a: layer(a, one, h)[0])(q)

    np.testing.assert_allclose(
        jax.vmap(jacobian)(several), np.stack([jacobian(one) for one in several]), atol=1e-12
    )
    batched = jax.jacrev(lambda a: jax.vmap(layer, (0, None, 0))(a, g, h)[0])(q)
    np.testing.assert_allclose(batched, jacobian(g), atol=1e-12)


def test_types_and_empty_batches(layer, given):
    q, g, h = (np.float32(value) for value in given)
    assert layer(q, g, h)[0].dtype == jnp.float32
    assert layer(q[:0], g, h[:0])[0].shape == (0, 4)
    assert layer(given[0][0], given[1], given[2][0])[0].shape == (4,)


def test_unsolved_instances_follow_the_policy(layer, given):
    q, g, h = given
    bad = np.ones_like(h)
    bad[1] = -1
    with pytest.raises(UnsolvedError, match="1: infeasible"):
        layer(q, 0 * g, bad)
    x = layer(q, 0 * g, bad, unsolved="nan")[0]
    assert np.isnan(x[1]).all() and np.isfinite(x[0]).all()
    assert layer.status[1] == "infeasible" and layer.solved.tolist() == [True, False, True]
    gradient = jax.jit(jax.grad(lambda a: jnp.sum(layer(a, 0 * g, bad, unsolved="mask")[0])))(q)
    assert np.isfinite(gradient).all() and (gradient[1] == 0).all()
    with pytest.raises(Exception, match="infeasible"):
        jax.block_until_ready(jax.jit(layer)(q, 0 * g, bad))


def test_a_pass_that_is_gone_is_solved_again(layer, given, monkeypatch):
    from ffo.jax import callbacks

    monkeypatch.setattr(callbacks, "_KEPT", 0)
    mine = jax.grad(lambda *v: loss(layer, *v))(*given)
    np.testing.assert_allclose(mine, gradients(layer, given)[0], atol=1e-12)


@pytest.mark.parametrize("transform", [lambda f: f, jax.jit])
def test_forward_mode_is_that_of_the_core(layer, given, transform):
    rng = np.random.default_rng(2)
    moves = [rng.standard_normal(value.shape) for value in given]
    outputs, changes = transform(lambda v, d: jax.jvp(layer, v, d))(tuple(given), tuple(moves))
    solved = layer.core.forward(given)
    for ours, want in zip(outputs, solved.outputs, strict=True):
        np.testing.assert_allclose(ours, want, atol=1e-12)
    for ours, want in zip(changes, solved.forward_mode(moves), strict=True):
        np.testing.assert_allclose(ours, want, atol=1e-12)
    _, linear = jax.linearize(layer, *given)
    for ours, want in zip(transform(linear)(*moves), changes, strict=True):
        np.testing.assert_allclose(ours, want, atol=1e-12)


def test_changes_are_central_differences(layer, given):
    check_grads(layer, given, order=1, modes=["fwd"], atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("transform", [lambda f: f, jax.jit])
def test_both_jacobians_are_the_same(layer, given, transform):
    q, g, h = given
    for which in range(3):
        forward = transform(jax.jacfwd(lambda *v: layer(*v), which))(*given)
        backward = transform(jax.jacrev(lambda *v: layer(*v), which))(*given)
        for ours, want in zip(forward, backward, strict=True):
            np.testing.assert_allclose(ours, want, atol=1e-12)
    each = jax.vmap(lambda a, c, jacobian: jacobian(lambda b: layer(b, g, c)[0])(a), (0, 0, None))
    np.testing.assert_allclose(each(q, h, jax.jacfwd), each(q, h, jax.jacrev), atol=1e-12)


def test_forward_mode_under_vmap_is_that_of_the_batch(layer, given):
    q, g, h = given
    each = jax.vmap(lambda a, c: jax.jvp(lambda b: layer(b, g, c)[0], (a,), (a,))[1])(q, h)
    whole = jax.jvp(lambda a: layer(a, g, h)[0], (q,), (q,))[1]
    np.testing.assert_allclose(each, whole, atol=1e-12)


@pytest.fixture
def calls(monkeypatch):
    """What the core was asked for: the parameters that were wanted, or "push"."""
    from ffo.layer.core import Solved

    seen = []
    backward, forward_mode = Solved.backward, Solved.forward_mode

    def seen_backward(self, gradients, wanted):
        seen.append(tuple(wanted))
        return backward(self, gradients, wanted)

    def seen_forward_mode(self, tangents):
        seen.append("push")
        return forward_mode(self, tangents)

    monkeypatch.setattr(Solved, "backward", seen_backward)
    monkeypatch.setattr(Solved, "forward_mode", seen_forward_mode)
    return seen


@pytest.mark.parametrize("transform", [lambda f: f, jax.jit])
def test_a_gradient_is_one_backward_pass_and_a_change_one_forward(layer, given, calls, transform):
    def ran():
        jax.block_until_ready(result)
        seen = list(calls)
        calls.clear()
        return seen

    result = transform(jax.grad(lambda *v: loss(layer, *v), (0, 1, 2)))(*given)
    assert ran() == [(True, True, True)]
    result = transform(jax.grad(lambda *v: loss(layer, *v), 1))(*given)
    assert ran() == [(False, True, False)]
    result = transform(lambda q: jax.jvp(lambda a: loss(layer, a, *given[1:]), (q,), (q,)))(
        given[0]
    )
    assert ran() == ["push"]


def test_second_derivatives_are_refused(layer, given):
    q, g, h = given

    def total(a):
        return jnp.sum(layer(a, g, h)[0])

    def curved(a):
        return jnp.sum(jax.grad(total)(a))

    for second in (jax.hessian(total), jax.grad(curved), jax.jit(jax.jacfwd(jax.jacfwd(total)))):
        with pytest.raises(NotImplementedError, match="differentiated again"):
            second(q)


def test_a_gradient_can_be_differentiated_by_the_cotangent(layer, given):
    q, g, h = given
    out, back = jax.vjp(lambda a: layer(a, g, h)[0], q)
    one = np.random.default_rng(3).standard_normal(out.shape)
    changed = jax.jvp(lambda c: back(c)[0], (np.zeros(out.shape),), (one,))[1]
    np.testing.assert_allclose(changed, back(one)[0], atol=1e-12)
    pushed = jax.grad(lambda c: jnp.sum(back(c)[0] * q))(np.zeros(out.shape))
    want = jax.jvp(lambda a: layer(a, g, h)[0], (q,), (q,))[1]
    np.testing.assert_allclose(pushed, want, atol=1e-12)


def test_forward_mode_of_what_is_gone_unsolved_or_empty(layer, given, monkeypatch):
    from ffo.jax import callbacks

    q, g, h = given
    want = jax.jvp(lambda a: layer(a, g, h)[0], (q,), (q,))[1]
    bad = np.ones_like(h)
    bad[1] = -1
    masked = jax.jvp(lambda a: layer(a, 0 * g, bad, unsolved="mask")[0], (q,), (q,))[1]
    assert np.isfinite(masked).all() and (masked[1] == 0).all()
    assert jax.jvp(lambda a: layer(a, g, h[:0])[0], (q[:0],), (q[:0],))[1].shape == (0, 4)
    monkeypatch.setattr(callbacks, "_KEPT", 0)
    again = jax.jvp(lambda a: layer(a, g, h)[0], (q,), (q,))[1]
    np.testing.assert_allclose(again, want, atol=1e-12)
    each = jax.vmap(lambda a, c: jax.jacfwd(lambda b: layer(b, g, c)[0])(a))(q, h)
    assert np.isfinite(each).all()


def test_pickles_solve_the_same(layer, given):
    again = pickle.loads(pickle.dumps(layer))
    assert isinstance(again.core, LayerCore)
    np.testing.assert_array_equal(again(*given)[0], layer(*given)[0])


def test_geometric_programs_have_gradients():
    import cvxpy as cp

    x, y, a = cp.Variable(pos=True), cp.Variable(pos=True), cp.Parameter(pos=True)
    problem = cp.Problem(cp.Minimize(a / (x * y) + 2 * a * x), [x * y <= 3 * a, y <= 2])
    gp = FFOLayer(problem, [a], [x, y], gp=True, solver_args={"tolerance": 1e-11})
    check_grads(gp, [1.3], order=1, modes=["fwd", "rev"], atol=1e-4, rtol=1e-4)
