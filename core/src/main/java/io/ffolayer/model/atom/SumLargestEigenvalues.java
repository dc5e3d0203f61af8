package io.ffolayer.model.atom;

import static io.ffolayer.model.Affine.trace;

import io.ffolayer.model.Atom.Graph;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Variable;
import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.Sign;
import io.ffolayer.program.matrix.ShapeException;
import java.util.List;

/// The sum of the k largest eigenvalues of the symmetric part of X: convex. By semidefinite duality
/// it is the least ks + tr Z over numbers s and matrices with Z ⪰ 0, Z ⪰ X − sI (Ben-Tal &
/// Nemirovski 2001, §4.2): what stands above s.
///
/// @param count k, from 1 to the order of X
public record SumLargestEigenvalues(int count) implements SpectralAtom {
  public SumLargestEigenvalues {
    if (count < 1)
      throw new IllegalArgumentException("sumLargestEigenvalues of " + count + ". Maybe 1");
  }

  @Override
  public int[] shape(List<Expression> arguments) {
    int[] shape = arguments.getFirst().shape();
    Matrices.requireSquare(name(), shape);
    if (count > shape[0])
      throw new ShapeException(
          "the sum of the %d largest eigenvalues of %s, which has %d"
              .formatted(count, arguments.getFirst().name(), shape[0]));
    return new int[0];
  }

  @Override
  public String name() {
    return "sumLargestEigenvalues[" + count + "]";
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
    double sum = 0;
    for (int i = eigenvalues.length - count; i < eigenvalues.length; i++) sum += eigenvalues[i];
    return sum;
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    Expression x = arguments.getFirst();
    int n = x.shape()[0];
    Variable s = graph.variable();
    Expression z = Matrices.lowerTriangle(graph, n);
    graph.subjectTo(z.psd());
    graph.subjectTo(z.minus(x).plus(Matrices.multipleOfIdentity(s, n)).psd());
    return s.times(count).plus(trace(z));
  }
}
