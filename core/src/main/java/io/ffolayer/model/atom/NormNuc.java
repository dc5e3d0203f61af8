package io.ffolayer.model.atom;

import static io.ffolayer.model.Affine.trace;

import io.ffolayer.model.Atom.Graph;
import io.ffolayer.model.Expression;
import java.util.List;

/// The sum of the singular values: convex. It is the least ½(tr U + tr V) over [U X; Xᵀ V] ⪰ 0
/// (Fazel, Hindi, Boyd 2001).
public record NormNuc() implements SingularValueAtom {
  @Override
  public String name() {
    return "normNuc";
  }

  @Override
  public double at(double[] singularValues) {
    double sum = 0;
    for (double value : singularValues) sum += value;
    return sum;
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    Expression x = arguments.getFirst();
    Expression u = Matrices.lowerTriangle(graph, x.shape()[0]);
    Expression v = Matrices.lowerTriangle(graph, x.shape()[1]);
    graph.subjectTo(Matrices.bordered(u, x, v).psd());
    return trace(u).plus(trace(v)).times(0.5);
  }
}
