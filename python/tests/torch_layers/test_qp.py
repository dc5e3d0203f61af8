"""Quadratic programs under the names of qpth and of the paper."""

import pytest
import torch

from ffo.qp import QPFunction, ffoqp
from ffo.torch import UnsolvedError

DOUBLE = {"dtype": torch.float64}
EMPTY = torch.Tensor()


def program(batch=3, n=5, inequalities=4, equalities=2, seed=0):
    torch.manual_seed(seed)
    root = torch.randn(batch, n, n, **DOUBLE)
    values = [
        root @ root.mT + torch.eye(n, **DOUBLE),
        torch.randn(batch, n, **DOUBLE),
        torch.randn(inequalities, n, **DOUBLE),
        torch.rand(batch, inequalities, **DOUBLE),
        torch.randn(equalities, n, **DOUBLE),
        torch.zeros(equalities, **DOUBLE),
    ]
    return [value.requires_grad_() for value in values]


@pytest.mark.parametrize("function", [QPFunction, ffoqp])
def test_gradients_pass_gradcheck(function):
    assert torch.autograd.gradcheck(function(verbose=-1), program())


def test_rows_may_be_missing():
    q, p, g, h, a, b = program()
    assert torch.autograd.gradcheck(lambda *v: QPFunction()(*v, EMPTY, EMPTY), (q, p, g, h))
    assert torch.autograd.gradcheck(
        lambda *v: QPFunction()(*v[:2], EMPTY, EMPTY, *v[2:]), (q, p, a, b)
    )
    solution = QPFunction()(q, p, EMPTY, EMPTY, EMPTY, EMPTY)
    torch.testing.assert_close(solution, -torch.linalg.solve(q, p))


def test_the_answer_has_a_batch_axis_always():
    q, p, g, h, a, b = program()
    assert QPFunction()(q[0], p[0], g, h[0], a, b).shape == (1, 5)
    assert QPFunction()(q, p[0], g, h[0], a, b).shape == (3, 5)


def test_kkt_conditions_hold():
    q, p, g, h, a, b = (value.detach() for value in program(seed=1))
    z = QPFunction()(q, p, g, h, a, b)
    assert (z @ g.T - h).max() < 1e-9
    torch.testing.assert_close(z @ a.T, torch.zeros(3, 2, **DOUBLE), atol=1e-9, rtol=0)


def test_the_gradient_of_what_is_shared_is_the_sum():
    q, p, g, h, a, b = program()
    (whole,) = torch.autograd.grad(QPFunction()(q, p, g, h, a, b).sum(), g)
    each = sum(
        torch.autograd.grad(QPFunction()(q[i], p[i], g, h[i], a, b).sum(), g)[0] for i in range(3)
    )
    torch.testing.assert_close(whole, each)


def test_misuse_is_named():
    q, p, g, h, a, b = program()
    with pytest.raises(ValueError, match=r"G has shape \(4, 5\), expected \(3, 5\)"):
        QPFunction()(q, p, g, h[:, :3], a, b)
    with pytest.raises(ValueError, match="given together"):
        QPFunction()(q, p, g, EMPTY, a, b)
    with pytest.raises(UnsolvedError, match="invalid_data"):
        QPFunction()(-q, p, g, h, a, b)
