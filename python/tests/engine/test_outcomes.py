"""Statuses, certificates, limits, reports, and what is kept between calls."""

import numpy as np
import pytest
from programs import case, quadratic

from ffo.engine import (
    ActiveSetMonitor,
    Constant,
    MisuseError,
    Options,
    Parameter,
    Program,
    UnsupportedError,
    WarmStarts,
)


def interval(**more):
    """min q·y over lower ≤ y ≤ upper, b = (−lower, upper)."""
    return Program(
        n=1,
        q=Parameter(),
        a=Constant(np.array([[-1.0], [1.0]])),
        b=Parameter(),
        cones=[("nonnegative", 2)],
        **more,
    )


def test_one_bad_instance_spoils_no_other():
    q = np.array([[1.0], [1.0], [-1.0], [np.nan], [-1.0]])
    b = np.array([[0.0, 1], [-2, 1], [0, np.inf], [0, 1], [0, 2]])
    run = interval().forward({"q": q, "b": b})
    assert run.status_names == ["solved", "infeasible", "unbounded", "invalid_data", "solved"]
    np.testing.assert_allclose(run.y.ravel(), [0, 0, 0, 0, 2], atol=1e-9)
    assert run.solved.tolist() == [True, False, False, False, True]
    assert run.message(0) == "" and "q holds NaN" in run.message(3)
    gradients = run.backward(np.ones((5, 1)))
    np.testing.assert_allclose(gradients["b"][4], [0, 1], atol=1e-9)
    assert (gradients["b"][1:4] == 0).all()


def test_certificates_prove_what_they_say():
    q = np.array([[1.0], [-1.0]])
    b = np.array([[-2.0, 1], [0, np.inf]])
    run = interval().forward({"q": q, "b": b})
    z, y = run.certificate[0], run.ray[1]
    assert (z >= 0).all() and z[0] == pytest.approx(z[1]) and b[0] @ z == pytest.approx(-1)
    assert q[1] @ y == pytest.approx(-1)
    assert (run.certificate[1] == 0).all() and (run.ray[0] == 0).all()


def test_the_closest_feasible_answer_comes_on_request():
    program = interval(options=Options(closest_feasible=1e6))
    run = program.forward({"q": np.zeros(1), "b": np.array([-2.0, 1])})
    assert run.status_names == ["closest_feasible"] and run.answered.all()
    assert run.y[0, 0] == pytest.approx(1.5, abs=1e-4)


def stopped(iterations, **more):
    return Options(max_iterations=iterations, solver="interior_point", **more)


def test_a_limit_leaves_the_best_point_with_its_residuals():
    one = case("semidefinite", 3)
    program, values = one.program(), one.values()
    run = program.forward(values, options=stopped(3))
    assert run.status_names == ["iteration_limit"]
    assert (run.y == 0).all() and "out of iterations" in run.message(0)
    y, z, s = run.best
    assert np.isfinite(run.residuals).all() and run.residuals.max() > 1e-9
    exact = program.forward(values)
    assert np.abs(y - exact.y).max() < 10 * np.abs(exact.y).max()
    scale = np.abs(values["b"]).max() + np.abs(values["a"]).max()
    gap = np.abs(values["a"] @ y[0] + s[0] - values["b"]).max()
    assert gap <= 10 * scale * max(run.residuals[0, 0], 1e-12)
    assert z.shape == (1, one.m)


def test_an_answer_within_the_looser_tolerance_is_read_and_differentiated():
    one = case("semidefinite", 3)
    program, values = one.program(), one.values()
    first = program.forward(values, options=stopped(3))
    loose = 1.1 * first.residuals.max()
    run = program.forward(values, options=stopped(3, almost_solved=loose))
    assert run.status_names == ["almost_solved"] and run.answered.all() and not run.solved.any()
    assert (run.y == first.best[0]).all()
    assert np.isfinite(run.backward(np.ones((1, one.n)))["q"]).all()
    tight = program.forward(values, options=stopped(3, almost_solved=loose / 2))
    assert tight.status_names == ["iteration_limit"]


def test_a_time_limit_is_a_status():
    one = case("semidefinite", 3)
    run = one.program().forward(one.values(), options=Options(time_limit=0.0))
    assert run.status_names == ["time_limit"]


def test_convexity_is_asked_to_the_tolerance_of_the_caller():
    factor = np.random.default_rng(0).normal(size=(6, 2)).astype(np.float32)
    p = (factor @ factor.T).astype(np.float64)
    program = Program(
        n=6,
        p=Parameter(),
        q=Parameter(),
        a=Constant(np.eye(6)),
        b=Constant(np.ones(6)),
        cones=[("nonnegative", 6)],
    )
    q = np.ones(6)
    values = {"p": p + 1e-9 * np.eye(6), "q": factor.astype(float) @ np.ones(2)}
    assert program.forward(values).solved.all()
    bent = {"p": p - 1e-3 * np.eye(6), "q": q}
    assert program.forward(bent).status_names == ["invalid_data"]
    assert "semidefinite" in program.forward(bent).message(0)


def test_variables_without_a_meaning_raise_no_flag():
    """t bounds y from above and costs nothing: it is undetermined, and nobody minds."""

    def made(meaningful):
        return Program(
            n=2,
            p=Constant(np.diag([1.0, 0])),
            q=Parameter(),
            a=Constant(np.array([[1.0, -1], [0, 1]])),
            b=Constant(np.array([0.0, 9])),
            cones=[("nonnegative", 2)],
            meaningful=meaningful,
        )

    values, dy = {"q": np.array([-1.0, 0])}, np.array([[1.0, 0]])
    flags = made(None).forward(values).backward(dy).report.flag_names(0)
    assert "non_unique" in flags
    quiet = made(np.array([True, False])).forward(values).backward(dy)
    assert quiet.report.flag_names(0) == ()
    np.testing.assert_allclose(quiet["q"], [-1, 0], atol=1e-7)


def test_a_kink_is_flagged():
    run = quadratic().forward({"q": np.array([[0.0, 1.0]])})
    report = run.backward(np.ones((1, 2))).report
    assert "weakly_active" in report.flag_names(0)
    assert run.report is report
    assert report.margin[0] == pytest.approx(0, abs=1e-9)


def test_solvers_can_be_chosen_and_say_what_they_do_not_take():
    one = case("inequalities", 1)
    program, values = one.program(), one.values()
    expected = program.forward(values).y
    for solver in ("interior_point", "block_pivoting", "dual_active_set"):
        run = program.forward(values, options=Options(solver=solver))
        np.testing.assert_allclose(run.y, expected, atol=1e-8)
        assert solver.replace("_", "") in run.solver(0).lower()
    curved = case("second-order", 1)
    with pytest.raises(UnsupportedError, match="Maybe"):
        curved.program(options=Options(solver="block_pivoting"))
    with pytest.raises(MisuseError, match="there is no solver 'simplex'"):
        Options(solver="simplex").numbers()
    with pytest.raises(MisuseError, match="tolerance must be in"):
        program.forward(values, options=Options(tolerance=2.0))


def test_warm_starts_by_key_save_iterations():
    one = case("semidefinite", 3)
    program = one.program()
    values = one.values() | {"q": one.numbers["q"] + np.zeros((2, 1))}
    store = WarmStarts()
    cold = program.forward(values, warm_keys=[10, 11], warm_starts=store)
    warm = program.forward(values, warm_keys=["a", 11], warm_starts=store)
    assert cold.iterations[0] > 0
    assert warm.iterations[0] == cold.iterations[0] and warm.iterations[1] < cold.iterations[1]
    own = program.forward(values, warm_keys=np.array([0, 1]))
    again = program.forward(values, warm_keys=np.array([0, 1]))
    assert (again.iterations < own.iterations).all()
    with pytest.raises(MisuseError, match="3 keys for a batch of 2"):
        program.forward(values, warm_keys=[1, 2, 3])


def test_a_guess_is_taken():
    one = case("semidefinite", 3)
    program, values = one.program(), one.values()
    cold = program.forward(values)
    warm = program.forward(values, guess=(cold.y, cold.z, cold.s))
    assert warm.iterations[0] < cold.iterations[0]
    with pytest.raises(MisuseError, match="the guess of z has shape"):
        program.forward(values, guess=(cold.y, cold.z[:, 1:], cold.s))


def test_a_monitor_counts_rows_that_change_sides():
    program, monitor = quadratic(), ActiveSetMonitor()
    keys = [0, 1]
    monitor.record(keys, program.forward({"q": np.array([[1.0, 1], [1, -1]])}))
    monitor.record(keys, program.forward({"q": np.array([[1.0, -1], [1, -1]])}))
    with pytest.warns(UserWarning, match="25.0% of the rows changed"):
        epoch = monitor.end_epoch()
    assert (epoch.visits, epoch.rows, epoch.changes, epoch.share) == (2, 4, 1, 0.25)
    assert monitor.so_far().visits == 0


def test_active_rows_and_reductions_can_be_asked_for():
    run = quadratic().forward({"q": np.array([[1.0, -1.0]])})
    assert run.active.tolist() == [[True, False]]
    assert run.reduction.shape == (1, 3) and run.seconds > 0
    assert run.iterations.shape == (1,)
