"""Batches: what has an axis, what is shared, and what does not fit."""

import copy
import pickle

import numpy as np
import pytest
from programs import case, quadratic

from ffo.engine import Affine, Constant, MisuseError, Parameter, Program


def batch_of(one, size, names):
    """Values in which some slots differ between the instances, by a little."""
    random = np.random.default_rng(11)
    values = one.values()
    for name in names:
        noise = 0.01 * random.normal(size=(size, *values[name].shape))
        if name == "p":
            noise = noise @ noise.transpose(0, 2, 1)
        values[name] = values[name] + noise
    return values


@pytest.mark.parametrize("names", [["q"], ["b", "p"], ["a"], ["p", "q", "a", "b"]])
def test_a_batch_is_its_instances_bit_for_bit(names):
    one = case("all", 2)
    program = one.program()
    values = batch_of(one, 5, names)
    dy = np.random.default_rng(1).normal(size=(5, one.n))
    run = program.forward(values)
    assert run.solved.all()
    gradients = run.backward(dy)
    sums = {name: np.zeros_like(gradients[name]) for name in gradients}
    for i in range(5):
        alone = program.forward({k: v[i] if k in names else v for k, v in values.items()})
        assert (alone.y[0] == run.y[i]).all()
        own = alone.backward(dy[i])
        for name in gradients:
            if name in names:
                assert (gradients[name][i] == own[name]).all(), name
            else:
                sums[name] += own[name]
    for name in set(gradients) - set(names):
        np.testing.assert_allclose(gradients[name], sums[name], rtol=1e-12, atol=1e-12)


def test_flat_blocks_are_blocks():
    one = case("equalities", 1)
    program = one.program()
    values = batch_of(one, 3, ["p", "a"])
    flat = {k: v.reshape(3, -1) if k in ("p", "a") else v for k, v in values.items()}
    run = program.forward(flat)
    assert (run.y == program.forward(values).y).all()
    assert run.backward(np.ones((3, one.n)))["a"].shape == (3, one.m * one.n)


def test_an_empty_batch_is_solved_by_nobody():
    one = case("all", 2)
    values = one.values() | {"q": np.zeros((0, one.n))}
    run = one.program().forward(values)
    assert run.y.shape == (0, one.n) and run.z.shape == (0, one.m) and run.status_names == []
    gradients = run.backward(np.zeros((0, one.n)))
    assert gradients["q"].shape == (0, one.n)
    assert (gradients["a"] == 0).all() and gradients["a"].shape == (one.m, one.n)
    assert run.forward_mode({"q": np.zeros((0, one.n))}).dy.shape == (0, one.n)


def test_a_program_of_constants_is_solved_once():
    program = Program(n=1, p=Constant(np.eye(1)), q=Constant(np.array([-3.0])))
    assert program.parameters == () and program.m == 0
    assert program.forward().y == pytest.approx(3.0)


def test_lists_and_other_dtypes_are_taken():
    assert quadratic().forward({"q": [-1, 2]}).y.tolist() == [[1, 0]]
    single = np.array([[-1, 2], [-3, 4]], dtype=np.float32)[::-1]
    assert quadratic().forward({"q": single}).y.tolist() == [[3, 0], [1, 0]]


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({}, "no value for parameter 'q'"),
        ({"q": np.zeros(3)}, r"q has shape \(3,\), expected \(2,\)"),
        (
            {"q": np.zeros((4, 2)), "r": 1},
            r"there is no parameter \['r'\]; this program has \['q'\]",
        ),
    ],
)
def test_what_does_not_fit_is_refused_by_name(values, text):
    with pytest.raises(MisuseError, match=text):
        quadratic().forward(values)


def test_two_batch_axes_that_differ_are_refused():
    one = case("inequalities", 0)
    values = one.values() | {"q": np.zeros((3, one.n)), "b": np.zeros((4, one.m))}
    with pytest.raises(MisuseError, match="b has a batch axis of 4, q one of 3"):
        one.program().forward(values)
    with pytest.raises(MisuseError, match="q has a batch axis of 2, batch one of 5"):
        quadratic().forward({"q": np.zeros((2, 2))}, batch=5)
    with pytest.raises(MisuseError, match="a batch of 5 without a batched parameter"):
        quadratic().forward({"q": np.zeros(2)}, batch=5)


def test_a_cotangent_of_another_shape_is_refused():
    run = quadratic().forward({"q": np.zeros((3, 2))})
    with pytest.raises(MisuseError, match=r"dy has shape \(3, 3\), expected \(3, 2\)"):
        run.backward(np.zeros((3, 3)))
    with pytest.raises(MisuseError, match=r"there is no parameter \['p'\]"):
        run.backward(np.zeros((3, 2)), wanted=["p"])


def test_a_structure_that_is_none_is_refused_with_its_reason():
    with pytest.raises(MisuseError, match="there is no cone 'positive'"):
        Program(n=1, a=Parameter(), b=Parameter(), cones=[("positive", 1)])
    with pytest.raises(MisuseError, match="the cones have 2 rows"):
        Program(n=1, cones=[("nonnegative", 2)])
    with pytest.raises(MisuseError, match="a has 3 numbers, expected 2"):
        Program(n=1, a=Constant(np.zeros(3)), b=Parameter(), cones=[("nonnegative", 2)])
    with pytest.raises(MisuseError, match="stores its upper triangle only"):
        Program(n=2, p=Parameter((np.array([0, 1, 1]), np.array([1]))))
    with pytest.raises(MisuseError, match="not ascending"):
        pattern = (np.array([0, 2]), np.array([1, 0]))
        Program(n=1, a=Parameter(pattern), b=Parameter(), cones=[("nonnegative", 2)])
    with pytest.raises(MisuseError, match="between 0 and 1, got 2"):
        Program(n=1, a=Parameter(), b=Parameter(), cones=[("power", 2.0)])


def test_copies_and_pickles_answer_the_same():
    one = case("all", 4)
    program = one.program()
    values = one.values()
    expected = program.forward(values).y
    for other in (copy.deepcopy(program), pickle.loads(pickle.dumps(program))):
        assert (other.forward(values).y == expected).all()


def test_affine_slots_are_the_maps_of_their_parameters():
    one = case("second-order", 6)
    random = np.random.default_rng(2)
    map_q = random.normal(size=(one.n, 3))
    rows, columns = np.nonzero(np.ones((one.n, 3)))
    places = np.arange(one.m)
    program = Program(
        n=one.n,
        p=Constant(one.numbers["p"]),
        q=Affine({"theta": (rows, columns, map_q[rows, columns])}, offset=one.numbers["q"]),
        a=Constant(one.numbers["a"]),
        b=Affine({"shift": (places, np.zeros(one.m, int), np.ones(one.m))}, one.numbers["b"]),
        cones=one.cones,
        parameters={"theta": 3, "shift": 1},
    )
    theta = 0.1 * random.normal(size=(4, 3))
    run = program.forward({"theta": theta, "shift": np.zeros(1)})
    values = one.values() | {"q": one.numbers["q"] + theta @ map_q.T}
    other = one.program().forward(values)
    np.testing.assert_allclose(run.y, other.y, atol=1e-9)
    dy = random.normal(size=(4, one.n))
    gradients, expected = run.backward(dy), other.backward(dy)
    np.testing.assert_allclose(gradients["theta"], expected["q"] @ map_q, atol=1e-8)
    np.testing.assert_allclose(gradients["shift"], [expected["b"].sum()], atol=1e-8)


def test_an_affine_slot_reads_what_is_declared():
    with pytest.raises(MisuseError, match="reads a parameter 'theta'"):
        Program(n=2, q=Affine({"theta": ([0], [0], [1.0])}))
    with pytest.raises(MisuseError, match="place 2 of a slot with 2 values"):
        Program(n=2, q=Affine({"theta": ([2], [0], [1.0])}), parameters={"theta": 1})


@pytest.mark.parametrize("threads", [1, 2, 7])
def test_answers_do_not_depend_on_threads(threads):
    from ffo.engine import Options

    one = case("all", 2)
    values = batch_of(one, 9, ["q", "a"])
    run = one.program().forward(values)
    other = one.program(options=Options(threads=threads)).forward(values)
    assert (other.y == run.y).all() and (other.z == run.z).all()
