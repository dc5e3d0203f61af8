package io.ffolayer.model.atom;

import static io.ffolayer.model.Affine.trace;

import io.ffolayer.model.Atom.Graph;
import io.ffolayer.model.Atom.Quadratic;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Constraint;
import io.ffolayer.model.Expression;
import io.ffolayer.model.derivative.SmoothAtom;
import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.Monotonicity;
import io.ffolayer.model.rule.Sign;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.ShapeException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// tr XᵀP⁻¹X, P the symmetric part of a square matrix, ≻ 0 (+∞ elsewhere): convex in both. A vector
/// is a matrix of one column. XᵀP⁻¹X ⪯ T ⇔ [P X; Xᵀ T] ⪰ 0 by the Schur complement. Where P is a
/// constant LLᵀ, it is the sum of squares of L⁻¹X, without a semidefinite cone.
public record MatrixFrac() implements SmoothAtom {
  @Override
  public String name() {
    return "matrixFrac";
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
  public Monotonicity monotonicity(int i, List<Expression> arguments) {
    return Monotonicity.NEITHER;
  }

  @Override
  public List<Constraint> domain(List<Expression> arguments) {
    return List.of(arguments.getLast().psd());
  }

  @Override
  public int[] shape(List<Expression> arguments) {
    int[] x = arguments.getFirst().shape();
    int[] p = arguments.getLast().shape();
    Matrices.requireSquare(name(), p);
    if (x.length == 0 || x.length > 2 || x[0] != p[0])
      throw new ShapeException(
          "matrixFrac of %s, shape %s, over %s, shape %s: the first axes differ"
              .formatted(
                  arguments.getFirst().name(),
                  Arrays.toString(x),
                  arguments.getLast().name(),
                  Arrays.toString(p)));
    return new int[0];
  }

  @Override
  public Tensor value(List<Tensor> arguments) {
    Tensor x = arguments.getFirst();
    double[] factor = Matrices.inverseFactor(arguments.getLast());
    if (factor == null) return Tensor.scalar(Double.POSITIVE_INFINITY);
    int n = x.axis(0);
    int columns = x.size() / n;
    double sum = 0;
    for (int i = 0; i < n; i++)
      for (int c = 0; c < columns; c++) {
        double entry = 0;
        for (int k = 0; k < n; k++) entry += factor[i * n + k] * x.values()[k * columns + c];
        sum += entry * entry;
      }
    return Tensor.scalar(sum);
  }

  @Override
  public double[][] pullBack(List<Tensor> arguments, double[] cotangent) {
    double[] x = arguments.getFirst().values();
    double[] inverse = Matrices.spectral(arguments.getLast(), eigenvalue -> 1 / eigenvalue);
    int n = arguments.getLast().axis(0);
    int columns = x.length / n;
    double[] solved = new double[x.length];
    for (int i = 0; i < n; i++)
      for (int k = 0; k < n; k++)
        for (int c = 0; c < columns; c++)
          solved[i * columns + c] += inverse[i * n + k] * x[k * columns + c];
    double[] byMatrix = new double[n * n];
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++)
        for (int c = 0; c < columns; c++)
          byMatrix[i * n + j] -= cotangent[0] * solved[i * columns + c] * solved[j * columns + c];
    for (int k = 0; k < solved.length; k++) solved[k] *= 2 * cotangent[0];
    return new double[][] {solved, byMatrix};
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    Expression x = arguments.getFirst();
    Expression p = arguments.getLast();
    Expression whitened = whitened(arguments);
    if (whitened != null) return Atoms.sumSquares(whitened);
    int n = p.shape()[0];
    int columns = x.size() / n;
    Expression t = Matrices.lowerTriangle(graph, columns);
    graph.subjectTo(Matrices.bordered(p, x.reshape(n, columns), t).psd());
    return trace(t);
  }

  @Override
  public @Nullable Quadratic quadratic(List<Expression> arguments) {
    Expression whitened = whitened(arguments);
    return whitened == null ? null : new Quadratic.SumOfSquares(whitened);
  }

  /// W X with WᵀW = P⁻¹, where P is a constant ≻ 0; null elsewhere.
  private static @Nullable Expression whitened(List<Expression> arguments) {
    Tensor p = Matrices.constant(arguments.getLast());
    double[] factor = p == null ? null : Matrices.inverseFactor(p);
    if (p == null || factor == null) return null;
    return Constant.constant(Tensor.wrap(factor, p.shape())).times(arguments.getFirst());
  }
}
