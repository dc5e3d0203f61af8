"""What CVXPY makes of a problem, and what we keep of it."""

import pickle

import atoms
import cvxpy as cp
import cvxpy.settings as s
import numpy as np
import problems
import pytest

from ffo.cvxpy import canonicalise
from ffo.cvxpy.conventions import StandardForm, rows_of
from ffo.cvxpy.quadratic import with_all_quadratic_terms
from ffo.layer import LayerCore


@pytest.mark.parametrize("name", atoms.ATOMS)
def test_maps_give_the_matrices_that_cvxpy_gives(name):
    drawn = atoms.draw(name, seed=1)
    form = canonicalise(drawn.problem, drawn.parameters, drawn.variables)
    for parameter, value in zip(drawn.parameters, drawn.values, strict=True):
        parameter.value = value
    problem = cp.Problem(
        with_all_quadratic_terms(drawn.problem.objective), drawn.problem.constraints
    )
    data, _, _ = problem.get_problem_data(StandardForm())
    program = data[s.PARAM_PROB]
    quadratic = program.P is not None
    p, q, d, a, b = (
        (None, *program.apply_parameters())
        if not quadratic
        else program.apply_parameters(quad_obj=True)
    )
    sources = [np.ravel(drawn.values[source.parameter]) for source in form.sources]
    np.testing.assert_allclose(form.q.values(sources), q, atol=1e-12)
    np.testing.assert_allclose(form.b.values(sources), b, atol=1e-12)
    np.testing.assert_allclose(form.constant.values(sources), [d], atol=1e-12)
    np.testing.assert_allclose(
        form.a.matrix(form.a.entries.values(sources)).toarray(), -a.toarray(), atol=1e-12
    )
    upper = form.p.matrix(form.p.entries.values(sources)).toarray()
    expected = np.zeros((form.n, form.n)) if p is None else np.triu(p.toarray())
    np.testing.assert_allclose(upper, expected, atol=1e-12)
    assert sum(map(rows_of, form.cones)) == form.m


def test_transposed_maps_are_transposed():
    problem, parameters, values, variables = problems.every_cone()
    form = canonicalise(problem, parameters, variables)
    rng = np.random.default_rng(0)
    for entries in (form.p.entries, form.q, form.a.entries, form.b):
        for k, source in enumerate(form.sources):
            others = [np.zeros(other.size) for other in form.sources]
            others[k] = rng.normal(size=source.size)
            gradient = rng.normal(size=entries.size)
            forward = gradient @ (entries.values(others) - entries.constant)
            assert forward == pytest.approx(
                others[k] @ entries.transposed(gradient, k, source.size), abs=1e-10
            )


def test_variables_and_duals_are_those_of_another_solver():
    problem, parameters, values, variables = problems.every_cone()
    outputs = LayerCore(canonicalise(problem, parameters, variables)).forward(values).outputs
    for parameter, value in zip(parameters, values, strict=True):
        parameter.value = value
    problem.solve(solver=cp.CLARABEL, tol_gap_abs=1e-12, tol_gap_rel=1e-12, tol_feas=1e-12)
    for variable, output in zip(variables, outputs, strict=True):
        # CVXPY saves some vectors as columns.
        value = np.reshape(variable.value, output.shape)
        np.testing.assert_allclose(output, value, atol=2e-6, err_msg=variable.name())


def test_a_symmetric_parameter_is_read_as_the_mean_of_its_triangles():
    x, p = cp.Variable(3), cp.Parameter((3, 3), PSD=True)
    core = LayerCore(
        canonicalise(cp.Problem(cp.Minimize(cp.quad_form(x, p) - cp.sum(x))), [p], [x])
    )
    rng = np.random.default_rng(0)
    value = np.eye(3) * 4 + rng.normal(size=(3, 3))
    solved = core.forward([value])
    np.testing.assert_allclose(
        solved.outputs[0], np.linalg.solve(value + value.T, np.ones(3)), rtol=1e-9
    )
    gradient = solved.backward([np.ones(3)], [True])[0]
    np.testing.assert_allclose(gradient, gradient.T, atol=1e-12)


def test_diagonal_and_sparse_leaves_keep_their_shapes():
    diagonal, sparse = (
        cp.Variable((3, 3), diag=True),
        cp.Variable((3, 3), sparsity=[(0, 1), (1, 2)]),
    )
    d, t = cp.Parameter((3, 3), diag=True), cp.Parameter((3, 3), sparsity=[(0, 1), (1, 2)])
    objective = cp.sum_squares(diagonal - d) + cp.sum_squares(sparse - t)
    core = LayerCore(canonicalise(cp.Problem(cp.Minimize(objective)), [d, t], [diagonal, sparse]))
    values = [np.diag([1.0, 2, 3]), np.array([[0.0, 5, 0], [0, 0, 6], [0, 0, 0]])]
    solved = core.forward(values)
    for output, value in zip(solved.outputs, values, strict=True):
        np.testing.assert_allclose(output, value, atol=1e-9)
    gradients = solved.backward([np.ones((3, 3)), np.ones((3, 3))], [True, True])
    np.testing.assert_allclose(gradients[0], np.eye(3), atol=1e-9)
    np.testing.assert_allclose(gradients[1], values[1] != 0, atol=1e-9)


def test_squares_of_symmetric_variables_are_not_lost():
    x = cp.Variable((3, 3), symmetric=True)
    problem = cp.Problem(
        cp.Minimize(cp.sum_squares(x)), [cp.trace(x) == 3, x[0, 1] == 0.2, x >> 0.1 * np.eye(3)]
    )
    solved = LayerCore(canonicalise(problem, [], [x])).forward([])
    assert solved.value[0] == pytest.approx(3.08, abs=1e-8)


def test_a_geometric_program_is_solved_in_logarithms_and_returned_in_numbers():
    x, y = cp.Variable(pos=True), cp.Variable(pos=True)
    a, e = cp.Parameter(pos=True, name="a"), cp.Parameter(name="e")
    problem = cp.Problem(cp.Minimize(1 / (x * y) + a * x), [x * y**2 + y <= 3 * a, x**e >= 0.1])
    form = canonicalise(problem, [a, e], [x, y], gp=True)
    assert [(source.parameter, source.logarithm) for source in form.sources] == [
        (0, True),
        (1, False),
    ]
    solved = LayerCore(form).forward([1.3, 0.7])
    a.value, e.value = 1.3, 0.7
    problem.solve(gp=True, solver=cp.CLARABEL, tol_gap_abs=1e-12, tol_gap_rel=1e-12, tol_feas=1e-12)
    np.testing.assert_allclose(solved.outputs, [x.value, y.value], rtol=1e-5)


def test_the_canonical_form_outlives_the_problem():
    problem, parameters, values, variables = problems.every_cone()
    core = LayerCore(canonicalise(problem, parameters, variables))
    again = pickle.loads(pickle.dumps(core))
    for first, second in zip(
        core.forward(values).outputs, again.forward(values).outputs, strict=True
    ):
        np.testing.assert_array_equal(first, second)


def test_the_problem_of_the_user_is_left_as_it_was():
    problem, parameters, values, variables = problems.every_cone()
    for parameter, value in zip(parameters, values, strict=True):
        parameter.value = value
    problem.solve(solver=cp.CLARABEL)
    duals = [np.array(variable.value) for variable in variables]
    key = problem._cache.key
    canonicalise(problem, parameters, variables)
    assert problem._cache.key == key
    for variable, value in zip(variables, duals, strict=True):
        np.testing.assert_array_equal(variable.value, value)


def test_auxiliaries_of_cvxpy_are_without_meaning():
    x = cp.Variable(3)
    form = canonicalise(cp.Problem(cp.Minimize(cp.norm1(x) + cp.sum_squares(x - 1))), [], [x])
    assert form.n > 3 and form.meaningful.sum() == 3


def test_refusals_name_the_culprit():
    x, p, q = cp.Variable(2, name="x"), cp.Parameter(2, name="p"), cp.Parameter(2, name="q")
    bilinear = cp.Problem(cp.Minimize(cp.sum_squares(cp.multiply(cp.multiply(p, q), x))))
    with pytest.raises(ValueError, match="DPP"):
        canonicalise(bilinear, [p, q], [x])
    with pytest.raises(ValueError, match="gp=True"):
        canonicalise(cp.Problem(cp.Minimize(x[0] * x[1])), [], [x])
    linear = cp.Problem(cp.Minimize(cp.sum_squares(x) + p @ x))
    with pytest.raises(ValueError, match=r"\[p\].*\[p, q\]"):
        canonicalise(linear, [p, q], [x])
    with pytest.raises(ValueError, match="list or tuple"):
        canonicalise(linear, p, [x])
    with pytest.raises(ValueError, match="variables"):
        canonicalise(linear, [p], [cp.Variable(name="other")])
    with pytest.raises(TypeError, match=r"cvxpy\.Problem"):
        canonicalise(x, [p], [x])
    z = cp.Parameter(2, complex=True, name="z")
    with pytest.raises(ValueError, match="real and the imaginary"):
        canonicalise(cp.Problem(cp.Minimize(cp.norm(x - z))), [z], [x])


@pytest.mark.parametrize("sign", [1, -1])
def test_what_cvxpy_takes_for_convex_is_convex(sign):
    """A diagonal entry below 0 by less than CVXPY's tolerance counts as 0; one further below is
    refused by CVXPY already, or where it is told to believe it, by the engine."""
    p = np.array([[-0.999 * s.EIGVAL_TOL, 0], [0, 10]])
    x, q = cp.Variable(2), cp.Parameter(2, value=[0.5, -1])
    sense = cp.Minimize if sign > 0 else cp.Maximize
    problem = cp.Problem(sense(sign * (q @ x) + cp.quad_form(x, sign * p)), [x <= 2, x >= -1])
    problem.solve(solver="FFOLAYER")
    assert problem.status == cp.OPTIMAL
    np.testing.assert_allclose(x.value, [-1, 0.05], atol=1e-7)
    (solution,) = LayerCore(canonicalise(problem, [q], [x])).forward([q.value]).outputs
    np.testing.assert_allclose(solution, [-1, 0.05], atol=1e-9)
    wrapped = cp.psd_wrap(np.diag([-1e-3, 10]))
    told = cp.Problem(cp.Minimize(q @ x + cp.quad_form(x, wrapped)), [x <= 2, x >= -1])
    with pytest.raises(cp.SolverError):
        told.solve(solver="FFOLAYER")
