package io.ffolayer.model.atom;

import io.ffolayer.model.Atom.Graph;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Variable;
import java.util.List;

/// The largest singular value: convex. It is ≤ t ⇔ [tI X; Xᵀ tI] ⪰ 0 by the Schur complement.
public record SigmaMax() implements SingularValueAtom {
  @Override
  public String name() {
    return "sigmaMax";
  }

  @Override
  public double at(double[] singularValues) {
    return singularValues[singularValues.length - 1];
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    Expression x = arguments.getFirst();
    Variable t = graph.variable();
    Expression above = Matrices.multipleOfIdentity(t, x.shape()[0]);
    Expression below = Matrices.multipleOfIdentity(t, x.shape()[1]);
    graph.subjectTo(Matrices.bordered(above, x, below).psd());
    return t;
  }
}
