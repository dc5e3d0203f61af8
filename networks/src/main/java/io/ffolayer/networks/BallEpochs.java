package io.ffolayer.networks;

import static io.ffolayer.model.Affine.dot;
import static io.ffolayer.model.Affine.sum;
import static io.ffolayer.model.atom.Atoms.norm2;
import static io.ffolayer.model.atom.Atoms.sumSquares;

import io.ffolayer.ConvexLayer;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;

/// The paper's synthetic task in the unit ball, a second-order cone program (E2).
public final class BallEpochs extends SyntheticEpochs {
  /// As the lab finds it.
  public BallEpochs() {}

  @Override
  public String name() {
    return "network-ball";
  }

  @Override
  public String about() {
    return "the same in the unit ball: a network, and a second-order cone program (E2)";
  }

  @Override
  public String question() {
    return "The same as network-box with ‖z‖ ≤ 1 added: how long does an epoch spend in a layer with"
        + " a curved constraint, and how exact are its gradients?";
  }

  @Override
  ConvexLayer layer(int d) {
    Variable z = Variable.vector("z", d);
    Parameter q = Parameter.vector("q", d);
    return ConvexLayer.of(
        Problem.minimize(sumSquares(z).times(0.5).plus(dot(q, z)))
            .subjectTo(z.ge(-1), z.le(0), sum(z).le(3), norm2(z).le(1)));
  }

  @Override
  boolean isPublished() {
    return false;
  }

  @Override
  String remark() {
    return "The best decision is −y/‖y‖: here it depends on the features. The same direction for every sample, −1/√d everywhere, has a loss of −½/√d.";
  }
}
