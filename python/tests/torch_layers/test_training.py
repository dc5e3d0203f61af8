"""One line changed in a training script of CvxpyLayer's users changes the losses by less than a
thousandth.
"""

import cvxpy as cp
import pytest
import torch

from ffo.torch import FFOLayer

STEPS = 100


def train(layer_class, seed=0):
    """A network predicts the linear term of a quadratic program; its solutions shall be those of
    the true term.
    """
    torch.manual_seed(seed)
    n, m, features = 20, 10, 8
    x, q = cp.Variable(n), cp.Parameter(n)
    g, h = torch.randn(m, n).double().numpy(), torch.rand(m).double().numpy()
    problem = cp.Problem(cp.Minimize(0.5 * cp.sum_squares(x) + q @ x), [g @ x <= h, cp.sum(x) == 1])
    # At its default tolerance CvxpyLayer is itself 0.14 % off.
    layer = layer_class(problem, parameters=[q], variables=[x], solver_args={"eps": 1e-8})

    truth = torch.nn.Linear(features, n).double()
    model = torch.nn.Sequential(
        torch.nn.Linear(features, 32), torch.nn.Tanh(), torch.nn.Linear(32, n)
    ).double()
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-2)
    inputs = torch.randn(4, features).double()
    (targets,) = layer(2 * truth(inputs).detach())
    losses = []
    for _ in range(STEPS):
        optimiser.zero_grad()
        (solutions,) = layer(model(inputs))
        loss = (solutions - targets).square().mean()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return torch.tensor(losses)


def test_training_goes_the_same_way_as_with_cvxpylayer():
    peers = pytest.importorskip("cvxpylayers.torch")
    theirs, ours = train(peers.CvxpyLayer), train(FFOLayer)
    assert ours[-1] < 0.2 * ours[0]
    torch.testing.assert_close(ours, theirs, rtol=1e-3, atol=0)


def test_training_is_repeated_bit_for_bit():
    torch.testing.assert_close(train(FFOLayer), train(FFOLayer), rtol=0, atol=0)
