"""The engine as a solver of CVXPY."""

import cvxpy as cp
import numpy as np
import problems
import pytest

from ffo.cvxpy import FFOLAYER


def with_values(seed=0):
    problem, parameters, values, variables = problems.every_cone(seed)
    for parameter, value in zip(parameters, values, strict=True):
        parameter.value = value
    return problem, parameters, variables


@pytest.mark.parametrize("solver", ["FFOLAYER", FFOLAYER()])
def test_every_cone_is_solved_with_its_duals(solver):
    problem, _, variables = with_values()
    problem.solve(solver=solver)
    assert problem.status == cp.OPTIMAL
    ours = [np.array(variable.value) for variable in variables]
    value = problem.value
    problem.solve(solver=cp.CLARABEL, tol_gap_abs=1e-12, tol_gap_rel=1e-12, tol_feas=1e-12)
    assert value == pytest.approx(problem.value, abs=1e-7)
    for variable, mine in zip(variables, ours, strict=True):
        np.testing.assert_allclose(mine, variable.value, atol=2e-6, err_msg=variable.name())


def test_statistics_are_those_of_the_solve():
    problem, _, _ = with_values()
    problem.solve(solver="FFOLAYER")
    stats = problem.solver_stats
    assert stats.solver_name == "FFOLAYER" and stats.num_iters > 0 and stats.solve_time > 0
    assert np.max(stats.extra_stats.residuals) < 1e-8


def test_infeasible_and_unbounded_are_told_apart():
    x = cp.Variable()
    problem = cp.Problem(cp.Minimize(x), [x >= 2, x <= 1])
    assert problem.solve(solver="FFOLAYER") == np.inf and problem.status == cp.INFEASIBLE
    assert cp.Problem(cp.Minimize(x)).solve(solver="FFOLAYER") == -np.inf
    assert cp.Problem(cp.Maximize(x)).solve(solver="FFOLAYER") == np.inf


def test_an_infeasible_problem_has_a_certificate_in_its_duals():
    x = cp.Variable(2)
    problem = cp.Problem(cp.Minimize(cp.sum(x)), [x >= 2, cp.sum(x) <= 1])
    problem.solve(solver="FFOLAYER")
    lower, upper = (constraint.dual_value for constraint in problem.constraints)
    np.testing.assert_allclose(lower, upper * np.ones(2), atol=1e-9)
    assert lower @ [2, 2] - upper * 1 > 0


def test_parametric_problems_are_solved_again_and_again():
    problem, parameters, variables = with_values()
    for seed in range(3):
        for parameter, value in zip(parameters, problems.every_cone(seed)[2], strict=True):
            parameter.value = value
        problem.solve(solver="FFOLAYER")
        value = problem.value
        fresh, _, _ = with_values(seed)
        assert value == pytest.approx(fresh.solve(solver=cp.CLARABEL), abs=1e-5)


def test_warm_starts_can_be_declined():
    problem, _, variables = with_values()
    first = problem.solve(solver="FFOLAYER", warm_start=False)
    assert problem.solve(solver="FFOLAYER", warm_start=True) == pytest.approx(first, abs=1e-8)


def test_limits_and_unknown_options_are_told():
    problem, _, _ = with_values()
    with pytest.raises(TypeError, match="no solver argument"):
        problem.solve(solver="FFOLAYER", tolerence=1e-3)
    with pytest.raises(cp.SolverError):
        problem.solve(solver="FFOLAYER", time_limit=1e-9)


def test_where_a_limit_ended_the_solve_the_best_point_is_returned():
    problem, _, variables = with_values()
    problem.solve(solver="FFOLAYER", max_iters=2, warm_start=False)
    assert problem.status == cp.USER_LIMIT
    assert np.isfinite(problem.value) and np.abs(variables[0].value).max() > 0


def test_mixed_integers_are_refused():
    x = cp.Variable(2, integer=True)
    with pytest.raises(cp.SolverError):
        cp.Problem(cp.Minimize(cp.sum(x)), [x >= 0.5]).solve(solver="FFOLAYER")


def test_geometric_quasiconvex_and_complex_problems_go_through():
    x, y = cp.Variable(pos=True), cp.Variable(pos=True)
    assert cp.Problem(cp.Minimize(x / y + y), [x >= 2]).solve(
        solver="FFOLAYER", gp=True
    ) == pytest.approx(2 * 2**0.5)
    z = cp.Variable(2, complex=True)
    assert cp.Problem(cp.Minimize(cp.norm(z - np.array([3j, 4])))).solve(
        solver="FFOLAYER"
    ) == pytest.approx(0, abs=1e-6)
    u = cp.Variable()
    problem = cp.Problem(cp.Minimize(cp.ceil(u)), [u >= 1.5, u <= 5])
    assert problem.solve(solver="FFOLAYER", qcp=True) == pytest.approx(2)


def test_the_dual_of_a_hermitian_matrix_is_in_the_middle_of_those_of_its_real_form():
    """CVXPY states [Re X, −Im X; Im X, Re X] ⪰ 0, and reads its dual as if it had that form, too:
    of the many duals only the one in the middle has.
    """
    weights = np.array([[3, 1 + 2j], [1 - 2j, 4]])
    least = np.array([[1, 0.5 + 0.25j], [0.5 - 0.25j, 2]])
    x = cp.Variable((2, 2), hermitian=True)
    above = x >> least
    cp.Problem(cp.Minimize(cp.real(cp.trace(weights @ x))), [above]).solve(solver="FFOLAYER")
    np.testing.assert_allclose(above.dual_value, weights, atol=1e-5)


def test_verbose_prints_a_line(capfd):
    problem, _, _ = with_values()
    problem.solve(solver="FFOLAYER", verbose=True)
    assert "ffolayer: solved by" in capfd.readouterr().out


@pytest.mark.parametrize("quadratic", [True, False])
def test_backward_and_derivative_of_cvxpy_are_central_differences(quadratic):
    problem, parameters, variables = with_values()
    rng = np.random.default_rng(1)
    options = {"solver": "FFOLAYER", "use_quad_obj": quadratic, "tolerance": 1e-11}
    problem.solve(**options)
    primal = problem.variables()
    base = [np.array(parameter.value) for parameter in parameters]
    for variable in primal:
        variable.gradient = rng.normal(size=variable.shape)
    for parameter in parameters:
        direction = rng.normal(size=parameter.shape)
        parameter.delta = direction + direction.T if parameter.is_psd() else direction
    problem.backward()
    problem.derivative()
    forward = sum(np.sum(variable.gradient * variable.delta) for variable in primal)
    step, sides = 1e-5, []
    for sign in (1, -1):
        for parameter, value in zip(parameters, base, strict=True):
            parameter.value = value + sign * step * parameter.delta
        problem.solve(**options)
        sides.append(sum(np.sum(variable.gradient * variable.value) for variable in primal))
    central = (sides[0] - sides[1]) / (2 * step)
    assert forward == pytest.approx(central, rel=1e-5)
    # CVXPY writes the gradient of a symmetric parameter's upper triangle into both triangles.
    reverse = sum(
        np.sum(np.triu(parameter.gradient * parameter.delta))
        if parameter.is_psd()
        else np.sum(parameter.gradient * parameter.delta)
        for parameter in parameters
    )
    assert reverse == pytest.approx(central, rel=1e-5)


def test_a_problem_without_dpp_has_no_derivative():
    x, p = cp.Variable(2), cp.Parameter(2, value=[1.0, 2.0])
    problem = cp.Problem(cp.Minimize(cp.sum_squares(cp.multiply(p, cp.multiply(p, x)) - 1)))
    with pytest.warns(UserWarning, match="DPP"):
        problem.solve(solver="FFOLAYER")
    with pytest.raises(ValueError, match="backward"):
        problem.backward()
