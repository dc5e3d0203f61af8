"""A layer without a framework: batches, policies, options."""

import numpy as np
import problems
import pytest

from ffo.cvxpy import canonicalise
from ffo.layer import LayerCore, UnsolvedError, Warm
from ffo.layer.options import options_of


@pytest.fixture(scope="module")
def core():
    problem, parameters, x = problems.quadratic()
    constraint = problem.constraints[0]
    return LayerCore(canonicalise(problem, parameters, [x, constraint.dual_variables[0]]))


def test_a_batch_is_its_instances_bit_for_bit(core):
    values = problems.quadratic_values(batch=5)
    together = core.forward(values)
    cotangents = [np.ones(output.shape) for output in together.outputs]
    gradients = together.backward(cotangents, [True] * 3)
    total = np.zeros_like(values[1])
    for i in range(5):
        alone = core.forward([values[0][i], values[1], values[2][i]])
        for batched, single in zip(together.outputs, alone.outputs, strict=True):
            np.testing.assert_array_equal(batched[i], single)
        q, g, h = alone.backward([c[i] for c in cotangents], [True] * 3)
        np.testing.assert_array_equal(gradients[0][i], q)
        np.testing.assert_array_equal(gradients[2][i], h)
        total += g
    np.testing.assert_allclose(gradients[1], total, atol=1e-14)


def test_an_empty_batch_has_empty_outputs_and_gradients_of_zero(core):
    values = problems.quadratic_values(batch=0)
    solved = core.forward(values)
    assert [output.shape for output in solved.outputs] == [(0, 4), (0, 3)]
    gradients = solved.backward([np.zeros((0, 4)), None], [True, True, False])
    assert gradients[0].shape == (0, 4) and gradients[2] is None
    np.testing.assert_array_equal(gradients[1], np.zeros((3, 4)))
    assert [change.shape for change in solved.forward_mode([None] * 3)] == [(0, 4), (0, 3)]


def test_a_parameter_that_the_problem_drops_has_a_gradient_of_zero():
    import cvxpy as cp

    x, p, zero = cp.Variable(2), cp.Parameter(2), cp.Parameter(name="zero")
    problem = cp.Problem(cp.Minimize(cp.sum_squares(x - p) + 0 * zero))
    solved = LayerCore(canonicalise(problem, [p, zero], [x])).forward([np.ones((3, 2)), np.ones(3)])
    gradients = solved.backward([np.ones((3, 2))], [True, True])
    np.testing.assert_allclose(gradients[0], np.ones((3, 2)))
    np.testing.assert_array_equal(gradients[1], np.zeros(3))


def test_a_batch_axis_that_only_a_dropped_parameter_has_counts():
    import cvxpy as cp

    x, p, zero = cp.Variable(2), cp.Parameter(2), cp.Parameter(name="zero")
    problem = cp.Problem(cp.Minimize(cp.sum_squares(x - p) + 0 * zero))
    solved = LayerCore(canonicalise(problem, [p, zero], [x])).forward([np.ones(2), np.ones(3)])
    np.testing.assert_allclose(solved.outputs[0], np.ones((3, 2)))
    np.testing.assert_allclose(solved.backward([np.ones((3, 2))], [True, True])[0], [3, 3])
    np.testing.assert_allclose(solved.forward_mode([np.ones(2), None])[0], np.ones((3, 2)))


def test_unsolved_instances_follow_the_policy_and_spoil_no_other(core):
    values = problems.quadratic_values(batch=3)
    values[1] = np.stack([values[1]] * 3)
    values[1][1], values[2][1] = 0, -1  # 0 ≤ −1
    with pytest.raises(UnsolvedError, match=r"1 of 3 .*1: infeasible") as raised:
        core.forward(values)
    assert raised.value.statuses == ("solved", "infeasible", "solved")
    for policy, filled in (("nan", np.isnan), ("mask", lambda array: array == 0)):
        solved = core.forward(values, unsolved=policy)
        np.testing.assert_array_equal(solved.ok, [True, False, True])
        assert filled(solved.outputs[0][1]).all()
        gradients = solved.backward([np.ones((3, 4)), np.ones((3, 3))], [True] * 3)
        assert all(np.isfinite(gradient).all() for gradient in gradients)
        assert all((gradient[1] == 0).all() for gradient in gradients)
        alone = core.forward([value[0] for value in values])
        np.testing.assert_array_equal(solved.outputs[0][0], alone.outputs[0])
    with pytest.raises(ValueError, match="unsolved"):
        core.forward(values, unsolved="ignore")


def test_warm_starts_change_times_not_answers(core):
    from ffo.engine import WarmStarts

    values = problems.quadratic_values(batch=4)
    store = WarmStarts()
    cold = core.forward(values)
    for _ in range(2):
        warm = core.forward(values, warm=Warm(store, [7, 8, 9, 10]))
        np.testing.assert_allclose(warm.outputs[0], cold.outputs[0], atol=1e-8)
    with pytest.raises(ValueError, match="one key an instance"):
        core.forward(values, warm=Warm(store, [1, 2]))


def test_shapes_that_do_not_fit_are_named(core):
    q, g, h = problems.quadratic_values(batch=2)
    with pytest.raises(ValueError, match=r"\(q, G, h\), got 2 for 3"):
        core.forward([q, g])
    with pytest.raises(ValueError, match=r"shape for parameter 1 \(G\).*\(3, 4\).*got \(4, 3\)"):
        core.forward([q, g.T, h])
    with pytest.raises(ValueError, match="dimensionality for parameter 0"):
        core.forward([q[None], g, h])
    with pytest.raises(ValueError, match="Inconsistent batch sizes: q: 2, h: 1"):
        core.forward([q, g, h[:1]])


def test_tolerances_of_other_solvers_are_taken_without_effect():
    assert (
        options_of({"eps": 1e-3, "tol_gap_abs": 1e-13, "acceleration_lookback": 0, "mode": "lsqr"})
        == {}
    )
    assert options_of({"tolerance": 1e-4, "max_iters": 7}) == {
        "tolerance": 1e-4,
        "max_iterations": 7,
    }
    with pytest.raises(TypeError, match="no solver argument 'tolerence'"):
        options_of({"tolerence": 1e-4})
    with pytest.raises(ValueError, match="must be positive"):
        options_of({"eps": 0})


def test_a_time_limit_and_threads_reach_the_engine(core):
    values = problems.quadratic_values(batch=2)
    core.forward(values, solver_args={"threads": 1, "time_limit": 60.0})
    with pytest.raises(UnsolvedError, match="time_limit"):
        core.forward(values, solver_args={"time_limit": 1e-9})
