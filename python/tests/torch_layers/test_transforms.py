"""The layer under ``torch.func`` and ``torch.compile``."""

import problems
import pytest
import torch

from ffo.torch import FFOLayer


@pytest.fixture(scope="module")
def layer():
    problem, parameters, x = problems.quadratic()
    return FFOLayer(problem, parameters, [x, problem.constraints[0].dual_variables[0]])


@pytest.fixture(scope="module")
def given():
    return [torch.tensor(v) for v in problems.quadratic_values(3)]


def close(a, b):
    torch.testing.assert_close(a, b, atol=1e-12, rtol=1e-9)


def loss(layer, *values):
    return sum(out.sin().sum() for out in layer(*values))


def test_vmap_is_a_batch(layer, given):
    q, g, h = given
    for mine, batched in zip(torch.vmap(layer, (0, None, 0))(q, g, h), layer(q, g, h), strict=True):
        close(mine, batched)
    last = torch.vmap(layer, (1, None, 1), out_dims=1)(q.T, g, h.T)[0]
    close(last.T, layer(q, g, h)[0])


def test_vmap_around_a_batch_is_a_larger_batch(layer, given):
    q, g, h = given
    several = torch.stack([g, 2 * g])
    mine = torch.vmap(lambda one: layer(q, one, h)[0])(several)
    close(mine, torch.stack([layer(q, one, h)[0] for one in several]))
    nested = torch.vmap(lambda one: torch.vmap(lambda a, c: layer(a, one, c)[0])(q, h))(several)
    close(nested, mine)


def test_func_grad_is_autograd(layer, given):
    q, g, h = (value.clone().requires_grad_() for value in given)
    loss(layer, q, g, h).backward()
    mine = torch.func.grad(lambda *values: loss(layer, *values), argnums=(0, 1, 2))(*given)
    for ours, want in zip(mine, (q.grad, g.grad, h.grad), strict=True):
        close(ours, want)


def test_gradients_of_single_instances_sum_to_that_of_the_batch(layer, given):
    q, g, h = given
    whole = torch.func.grad(lambda one: loss(layer, q, one, h))(g)
    each = torch.vmap(torch.func.grad(lambda one, a, c: loss(layer, a, one, c)), (None, 0, 0))(
        g, q, h
    )
    close(each.sum(0), whole)
    through = torch.func.grad(lambda one: loss(torch.vmap(layer, (0, None, 0)), q, one, h))(g)
    close(through, whole)


@pytest.mark.parametrize("k", [0, 1, 2])
def test_jacobians_of_both_modes_agree(layer, given, k):
    backward = torch.func.jacrev(layer, argnums=k)(*given)
    forward = torch.func.jacfwd(layer, argnums=k)(*given)
    for ours, want in zip(backward, forward, strict=True):
        assert ours.abs().max() > 0
        torch.testing.assert_close(ours, want, atol=1e-9, rtol=1e-7)


def test_jacobians_under_vmap_are_those_of_the_instances(layer, given):
    q, g, h = given
    several = torch.stack([g, 2 * g])
    for mode in (torch.func.jacrev, torch.func.jacfwd):
        jacobian = lambda one, mode=mode: mode(lambda a: layer(a, one, h)[0])(q)  # noqa: E731
        close(torch.vmap(jacobian)(several), torch.stack([jacobian(one) for one in several]))


def test_gradients_of_what_a_batch_shares_are_sums_under_vmap_too(layer, given):
    q, g, h = given
    several = torch.stack([g, 2 * g])
    gradient = torch.func.grad(lambda one: loss(layer, q, one, h))
    close(torch.vmap(gradient)(several), torch.stack([gradient(one) for one in several]))


def test_second_derivatives_pass_gradgradcheck(layer, given):
    values = [value.clone().requires_grad_() for value in given]
    assert torch.autograd.gradgradcheck(layer, values, atol=1e-4)


def test_second_derivatives_of_squares_are_those_of_a_closed_form():
    import cvxpy as cp

    x, a, b = cp.Variable(3), cp.Parameter((5, 3)), cp.Parameter(5)
    layer = FFOLayer(cp.Problem(cp.Minimize(cp.sum_squares(a @ x - b))), [a, b], [x])
    torch.manual_seed(0)
    values = [torch.randn(2, 5, 3).double(), torch.randn(2, 5).double()]

    def hessian_product(solve):
        a, b = (value.clone().requires_grad_() for value in values)
        (slope,) = torch.autograd.grad(solve(a, b).sin().sum(), a, create_graph=True)
        return torch.autograd.grad(slope.square().sum(), (a, b))

    def least_squares(a, b):
        return torch.linalg.solve(a.mT @ a, (a.mT @ b[..., None]))[..., 0]

    for ours, want in zip(
        hessian_product(lambda *v: layer(*v)[0]), hessian_product(least_squares), strict=True
    ):
        torch.testing.assert_close(ours, want, atol=1e-5, rtol=1e-5)


def test_what_has_no_second_derivative_is_refused_and_never_wrong_in_silence(layer, given):
    import cvxpy as cp

    q, g, h = (value.clone().requires_grad_() for value in given)
    with pytest.raises(NotImplementedError, match="again in forward mode"):
        torch.func.hessian(lambda one: layer(one, g, h)[0].square().sum())(q)
    (slope,) = torch.autograd.grad(layer(q, g, h)[0].square().sum(), q, create_graph=True)
    (bend,) = torch.autograd.grad(slope.sum(), g, create_graph=True)
    with pytest.raises(NotImplementedError, match="again three times"):
        (bend.sum() + g.sum()).backward()
    x, p = cp.Variable(2, pos=True), cp.Parameter(2, pos=True)
    gp = FFOLayer(cp.Problem(cp.Minimize(cp.sum(x)), [x >= p]), [p], [x], gp=True)
    p = torch.ones(2).double().requires_grad_()
    (slope,) = torch.autograd.grad(gp(p)[0].square().sum(), p, create_graph=True)
    with pytest.raises(NotImplementedError, match="of a geometric program"):
        (slope.sum() + p.sum()).backward()


@pytest.mark.parametrize("backend", ["eager", "aot_eager"])
def test_compiled_graphs_take_it_as_one_operator(layer, given, backend):
    def model(q, g, h):
        return loss(layer, q * 2, g.tanh(), h + 1)

    compiled = torch.compile(model, fullgraph=True, backend=backend)
    grads = []
    for function in (model, compiled):
        values = [value.clone().requires_grad_() for value in given]
        result = function(*values)
        result.backward()
        grads.append([result.detach(), *(value.grad for value in values)])
    for ours, want in zip(grads[1], grads[0], strict=True):
        close(ours, want)


def test_a_compiled_backward_solves_again_where_its_pass_is_gone(layer, given, monkeypatch):
    from ffo.torch import compiled as operators

    monkeypatch.setattr(operators, "_KEPT", 0)
    values = [value.clone().requires_grad_() for value in given]
    torch.compile(lambda *v: loss(layer, *v), fullgraph=True, backend="aot_eager")(
        *values
    ).backward()
    want = [value.clone().requires_grad_() for value in given]
    loss(layer, *want).backward()
    for ours, theirs in zip(values, want, strict=True):
        close(ours.grad, theirs.grad)


def test_options_reach_the_operator(layer, given):
    q, g, h = given
    bad = h.clone()
    bad[1] = -1e6
    run = torch.compile(
        lambda a, b, c: layer(a, b, c, unsolved="mask", solver_args={"threads": 1})[0],
        fullgraph=True,
        backend="eager",
    )
    close(run(q, torch.zeros_like(g), bad)[1], torch.zeros(4, dtype=torch.float64))
