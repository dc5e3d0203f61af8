package io.ffolayer.model.atom;

import static io.ffolayer.model.Affine.trace;

import io.ffolayer.model.Atom.Graph;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Constraint;
import io.ffolayer.model.Expression;
import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.Sign;
import java.util.List;

/// tr X⁻¹ of the symmetric part of X ≻ 0, +∞ elsewhere: convex. X⁻¹ ⪯ T ⇔ [X I; I T] ⪰ 0 by the
/// Schur complement. One block of order 2n; a block of order n + 1 for every diagonal entry of X⁻¹
/// would have n/4 times as many rows.
public record TraceInv() implements SmoothSpectralAtom {
  @Override
  public String name() {
    return "traceInv";
  }

  @Override
  public Sign sign(List<Expression> arguments) {
    return Sign.NONNEGATIVE;
  }

  @Override
  public Curvature curvature(List<Expression> arguments) {
    return Curvature.CONVEX;
  }

  @Override
  public List<Constraint> domain(List<Expression> arguments) {
    return List.of(arguments.getFirst().psd());
  }

  @Override
  public double at(double[] eigenvalues) {
    double sum = 0;
    for (double value : eigenvalues) sum += value > 0 ? 1 / value : Double.POSITIVE_INFINITY;
    return sum;
  }

  @Override
  public double slope(double eigenvalue) {
    return -1 / (eigenvalue * eigenvalue);
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    Expression x = arguments.getFirst();
    int n = x.shape()[0];
    Expression t = Matrices.lowerTriangle(graph, n);
    graph.subjectTo(Matrices.bordered(x, Constant.identity(n, 1), t).psd());
    return trace(t);
  }
}
