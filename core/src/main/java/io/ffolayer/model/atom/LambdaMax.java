package io.ffolayer.model.atom;

import io.ffolayer.model.Atom.Graph;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Variable;
import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.Sign;
import java.util.List;

/// The largest eigenvalue of the symmetric part of X: convex. It is ≤ t ⇔ tI − X is positive
/// semidefinite.
public record LambdaMax() implements SpectralAtom {
  @Override
  public String name() {
    return "lambdaMax";
  }

  @Override
  public Sign sign(List<Expression> arguments) {
    return Sign.UNKNOWN;
  }

  @Override
  public Curvature curvature(List<Expression> arguments) {
    return Curvature.CONVEX;
  }

  @Override
  public double at(double[] eigenvalues) {
    return eigenvalues[eigenvalues.length - 1];
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    Expression x = arguments.getFirst();
    Variable t = graph.variable();
    graph.subjectTo(Matrices.multipleOfIdentity(t, x.shape()[0]).minus(x).psd());
    return t;
  }
}
