"""Squares of affine expressions lose their variables, and nothing else changes."""

import cvxpy as cp
import numpy as np
import pytest

from ffo.cvxpy import canonicalise
from ffo.layer import LayerCore
from ffo.layer.condense import squares_of
from ffo.layer.program import CondensedProgram, EngineProgram

SHAPES = {"A": (6, 4), "b": (6,), "w": (), "G": (3, 4), "h": (3,), "q": (4,)}


def least_squares(constant: bool):
    """Two squares under constraints; the matrix of the first is a parameter or not."""
    rng = np.random.default_rng(0)
    x = cp.Variable(4)
    p = {name: cp.Parameter(shape, name=name, nonneg=name == "w") for name, shape in SHAPES.items()}
    if constant:
        p.pop("A"), p.pop("w")
    first = cp.sum_squares((rng.normal(size=(6, 4)) if constant else p["A"]) @ x - p["b"])
    second = (1.0 if constant else p["w"]) * cp.sum_squares(rng.normal(size=(5, 4)) @ x - 1)
    rows = p["G"] @ x <= p["h"]
    objective = cp.Minimize(first + second + p["q"] @ x)
    problem = cp.Problem(objective, [rows, cp.sum(x) == 1])
    return canonicalise(problem, list(p.values()), [x, rows.dual_variables[0]]), list(p)


def values_for(names, batched, seed=0):
    rng = np.random.default_rng(seed)
    scale = {"w": lambda v: np.abs(v) + 0.3, "h": lambda v: 0.3 * np.abs(v) - 0.2}
    for name in names:
        value = rng.normal(size=((3, *SHAPES[name]) if name in batched else SHAPES[name]))
        yield scale.get(name, lambda v: v)(value)


@pytest.mark.parametrize("constant", [False, True])
@pytest.mark.parametrize("batched", ["", "b", "Ab", "w", "bwGhq", "AGhq", "q"])
def test_solutions_values_and_gradients_are_those_of_the_whole_program(constant, batched):
    form, names = least_squares(constant)
    values = list(values_for(names, batched))
    condensed, whole = LayerCore(form), LayerCore(form)
    whole._program = EngineProgram(form)
    assert isinstance(condensed.program, CondensedProgram)
    first, second = condensed.forward(values), whole.forward(values)
    rng = np.random.default_rng(1)
    cotangents = [rng.normal(size=output.shape) for output in first.outputs]
    tangents = [rng.normal(size=value.shape) for value in values]
    wanted = [True] * len(values)
    pairs = [
        (first.outputs, second.outputs),
        ([first.value], [second.value]),
        (first.backward(cotangents, wanted), second.backward(cotangents, wanted)),
        (first.forward_mode(tangents), second.forward_mode(tangents)),
    ]
    for ours, theirs in pairs:
        for mine, want in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(mine, want, rtol=1e-8, atol=1e-9)


def test_only_wanted_gradients_are_made():
    form, names = least_squares(constant=False)
    values = list(values_for(names, "Ab"))
    solved = LayerCore(form).forward(values)
    for k in range(len(names)):
        wanted = [i == k for i in range(len(names))]
        gradients = solved.backward([np.ones((3, 4)), None], wanted)
        assert [gradient is not None for gradient in gradients] == wanted
        assert gradients[k].shape == values[k].shape


def test_what_a_user_reads_or_shares_stays():
    x, t, a = cp.Variable(3), cp.Variable(5), cp.Parameter((5, 3))
    definition = t == a @ x
    problem = cp.Problem(cp.Minimize(cp.sum_squares(t) - cp.sum(x)), [definition])
    assert squares_of(canonicalise(problem, [a], [x])) is not None
    assert squares_of(canonicalise(problem, [a], [x, t])) is None
    assert squares_of(canonicalise(problem, [a], [x, definition.dual_variables[0]])) is None
    bounded = cp.Problem(problem.objective, [definition, t <= 2])
    assert squares_of(canonicalise(bounded, [a], [x])) is None


def test_sparse_and_flat_squares_stay():
    x = cp.Variable(40)
    smooth = cp.Problem(cp.Minimize(cp.sum_squares(cp.diff(x)) + cp.sum_squares(x - 1)))
    assert squares_of(canonicalise(smooth, [], [x])) is None
    factors = cp.Parameter((3, 40))
    risk = cp.Problem(
        cp.Minimize(cp.sum_squares(factors @ x) + cp.sum_squares(x)), [cp.sum(x) == 1]
    )
    assert squares_of(canonicalise(risk, [factors], [x])) is None
