"""The module: shapes, types, policies, copies."""

import copy
import io
import pickle
import threading
import warnings

import cvxpy as cp
import numpy as np
import problems
import pytest
import torch

from ffo.torch import FFOLayer, UnsolvedError

DOUBLE = {"dtype": torch.float64}


@pytest.fixture(scope="module")
def layer():
    problem, parameters, x = problems.quadratic()
    return FFOLayer(problem, parameters, [x, problem.constraints[0].dual_variables[0]])


def tensors(batch, dtype=torch.float64, grad=True):
    return [
        torch.tensor(v, dtype=dtype, requires_grad=grad) for v in problems.quadratic_values(batch)
    ]


def test_outputs_have_the_batch_axis_of_the_parameters(layer):
    assert [tuple(out.shape) for out in layer(*tensors(None))] == [(4,), (3,)]
    assert [tuple(out.shape) for out in layer(*tensors(1))] == [(1, 4), (1, 3)]
    assert [tuple(out.shape) for out in layer(*tensors(5))] == [(5, 4), (5, 3)]
    assert [tuple(out.shape) for out in layer(*tensors(0))] == [(0, 4), (0, 3)]


def test_gradients_pass_gradcheck_batched_and_not(layer):
    assert torch.autograd.gradcheck(layer, tensors(None))
    assert torch.autograd.gradcheck(layer, tensors(3), check_forward_ad=True)


def test_every_cone_passes_gradcheck():
    problem, parameters, values, variables = problems.every_cone()
    layer = FFOLayer(problem, parameters, variables[:3], solver_args={"tolerance": 1e-11})
    given = [torch.tensor(value, requires_grad=True, **DOUBLE) for value in values]
    assert torch.autograd.gradcheck(layer, given)


def test_single_precision_comes_back_in_single(layer):
    single = layer(*tensors(2, torch.float32))
    assert all(out.dtype == torch.float32 for out in single)
    for a, b in zip(single, layer(*tensors(2)), strict=True):
        torch.testing.assert_close(a, b.float(), atol=1e-5, rtol=1e-5)
    single[0].sum().backward()
    half = layer(*(t.bfloat16() for t in tensors(2)))
    assert half[0].dtype == torch.bfloat16
    mixed = tensors(2)
    assert layer(mixed[0].float(), *mixed[1:])[0].dtype == torch.float64
    whole = layer(
        torch.zeros(4, dtype=torch.int64),
        torch.zeros(3, 4, dtype=torch.int64),
        torch.ones(3, dtype=torch.int64),
    )
    assert whole[0].dtype == torch.get_default_dtype()


def test_gradients_come_in_the_type_of_their_parameters(layer):
    q, g, h = tensors(2)
    small = q.detach().float().requires_grad_()
    layer(small, g, h)[0].sum().backward()
    assert small.grad.dtype == torch.float32 and g.grad.dtype == torch.float64


def test_only_what_needs_gradients_gets_them(layer):
    q, g, h = tensors(2)
    layer(q, g.detach(), h.detach())[0].sum().backward()
    assert q.grad is not None and g.grad is None
    with torch.no_grad():
        assert not layer(q, g, h)[0].requires_grad


def test_strides_and_views_do_not_matter(layer):
    q, g, h = tensors(3, grad=False)
    expected = layer(q, g, h)[0]
    strided = torch.zeros(6, 4, **DOUBLE)
    strided[::2] = q
    torch.testing.assert_close(
        layer(strided[::2], g.T.contiguous().T, h)[0], expected, atol=0, rtol=0
    )
    expanded = layer(q[:1].expand(3, 4), g, h[:1].expand(3, 3))[0]
    torch.testing.assert_close(expanded, expected[:1].expand(3, 4), atol=0, rtol=0)


def test_outputs_may_be_changed_in_place(layer):
    q, g, h = tensors(2)
    x = layer(q, g, h)[0]
    x.clamp_(min=-10)
    x.sum().backward()
    assert q.grad is not None


def test_backward_may_come_twice_and_sums(layer):
    q, g, h = tensors(2)
    loss = layer(q, g, h)[0].square().sum()
    loss.backward(retain_graph=True)
    once = q.grad.clone()
    loss.backward()
    torch.testing.assert_close(q.grad, 2 * once)


def test_unsolved_instances_follow_the_policy(layer):
    q, g, h = tensors(3, grad=False)
    g = g.expand(3, 3, 4).clone()
    g[1], h[1] = 0, -1
    with pytest.raises(UnsolvedError, match="1: infeasible"):
        layer(q, g, h)
    q.requires_grad_()
    x, _ = layer(q, g, h, unsolved="nan")
    assert layer.status == ("solved", "infeasible", "solved")
    assert layer.solved.tolist() == [True, False, True]
    assert torch.isnan(x[1]).all() and torch.isfinite(x[[0, 2]]).all()
    x, _ = layer(q, g, h, unsolved="mask")
    x.sum().backward()
    assert torch.isfinite(q.grad).all() and (q.grad[1] == 0).all()


def test_status_and_report_speak_of_the_last_call():
    problem, parameters, x = problems.quadratic()
    fresh = FFOLayer(problem, parameters, [x])
    with pytest.raises(RuntimeError, match="not called"):
        _ = fresh.status
    q, g, h = tensors(2)
    (solution,) = fresh(q, g, h)
    assert fresh.report() is None
    solution.sum().backward()
    report = fresh.report()
    assert report.margin.shape == (2,) and np.all(report.error_estimate < 1e-6)
    expected = 0.5 * solution.square().sum(1) + (q * solution).sum(1)
    torch.testing.assert_close(fresh.value(), expected.detach())


def test_copies_pickles_and_saves_solve_the_same(layer):
    given = tensors(2)
    expected = layer(*given)[0]
    buffer = io.BytesIO()
    torch.save(layer, buffer)
    buffer.seek(0)
    for other in (
        copy.deepcopy(layer),
        pickle.loads(pickle.dumps(layer)),
        torch.load(buffer, weights_only=False),
    ):
        torch.testing.assert_close(other(*given)[0], expected, atol=0, rtol=0)


def test_a_module_around_it_keeps_its_parameters_apart(layer):
    model = torch.nn.Sequential(torch.nn.Linear(2, 4), torch.nn.Tanh())
    model.layer = layer
    assert len(list(model.parameters())) == 2 and model.state_dict().keys() == {
        "0.weight",
        "0.bias",
    }
    assert "q[4], G[3, 4], h[3]" in repr(layer)


def test_threads_do_not_meet(layer):
    given = [tensors(4) for _ in range(8)]
    expected = [layer(*one)[0].detach() for one in given]
    results: list = [None] * 8

    def work(k):
        for _ in range(5):
            x = layer(*given[k])[0]
            x.sum().backward()
            results[k] = x.detach()

    workers = [threading.Thread(target=work, args=(k,)) for k in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    for result, want in zip(results, expected, strict=True):
        torch.testing.assert_close(result, want, atol=0, rtol=0)


def test_warm_starts_by_place_and_by_key(layer):
    given = tensors(3, grad=False)
    expected = layer(*given)[0]
    for _ in range(2):
        torch.testing.assert_close(layer(*given, warm_start=True)[0], expected, atol=1e-8, rtol=0)
        torch.testing.assert_close(
            layer(*given, warm_keys=[3, 1, 4])[0], expected, atol=1e-8, rtol=0
        )


def test_a_monitor_counts_rows_that_change_sides(layer):
    from ffo.engine import ActiveSetMonitor

    q, g, h = tensors(2, grad=False)
    monitor = ActiveSetMonitor()
    layer(q, g, h, monitor=monitor, warm_keys=[0, 1])
    layer(q, g, h, monitor=monitor, warm_keys=[0, 1])
    assert monitor.end_epoch().changes == 0
    layer(q, g, h + 100, monitor=monitor, warm_keys=[0, 1])
    assert monitor.end_epoch().changes > 0


def test_what_has_no_place_is_refused_clearly():
    problem, parameters, x = problems.quadratic()
    with pytest.raises(NotImplementedError, match="custom_method"):
        FFOLayer(problem, parameters, [x], custom_method=lambda: None)
    with pytest.raises(NotImplementedError, match="own engine"):
        FFOLayer(problem, parameters, [x], solver=object())
    with pytest.warns(UserWarning, match="not with SCS"):
        FFOLayer(problem, parameters, [x], solver=cp.SCS)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        FFOLayer(
            problem,
            parameters,
            [x],
            solver="FFOLAYER",
            solver_args={"eps": 1e-8, "n_jobs_forward": 2},
        )
    with pytest.raises(ValueError, match="[Cc]omplex"):
        FFOLayer(problem, parameters, [x])(
            torch.zeros(4, dtype=torch.complex64), torch.zeros(3, 4), torch.ones(3)
        )


def test_values_that_are_no_tensors_are_named(layer):
    q, g, h = tensors(None, grad=False)
    with pytest.raises(TypeError, match=r"parameter 1 \(G\) is no tensor but a NoneType"):
        layer(q, None, h)
    with pytest.raises(ValueError, match="got 2 for 3"):
        layer(q, None)
    torch.testing.assert_close(layer(q.numpy(), g.tolist(), h)[0], layer(q, g, h)[0])


def test_geometric_programs_pass_gradcheck_and_refuse_what_is_not_positive():
    x, y = cp.Variable(pos=True), cp.Variable(pos=True)
    a, b, e = (
        cp.Parameter(pos=True, name="a"),
        cp.Parameter(pos=True, name="b"),
        cp.Parameter(name="e"),
    )
    problem = cp.Problem(cp.Minimize(a / (x * y) + b * x + y**1.5), [x**e >= 0.1, x * y <= 3 * a])
    layer = FFOLayer(problem, [a, b, e], [x, y], gp=True, solver_args={"tolerance": 1e-11})
    given = [torch.tensor(v, requires_grad=True, **DOUBLE) for v in ([1.3, 2.0], 0.8, 0.7)]
    assert torch.autograd.gradcheck(layer, given)
    with pytest.raises(ValueError, match="a of a geometric program must be positive, got -1"):
        layer(torch.tensor(-1.0), given[1], given[2])


def test_a_problem_without_parameters_is_a_constant():
    x = cp.Variable(2)
    (solution,) = FFOLayer(cp.Problem(cp.Minimize(cp.sum_squares(x - 1))), [], [x])()
    torch.testing.assert_close(solution, torch.ones(2))


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device")
def test_cuda_tensors_come_and_go_through_the_host(layer):
    given = [t.detach().cuda().requires_grad_() for t in tensors(3)]
    x = layer(*given)[0]
    x.sum().backward()
    assert x.is_cuda and given[0].grad.is_cuda
    torch.testing.assert_close(x.cpu(), layer(*tensors(3))[0])
