package io.ffolayer.model.atom;

import io.ffolayer.model.Atom.Graph;
import io.ffolayer.model.Atom.Quadratic;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Operation;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.derivative.SmoothAtom;
import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.DppException;
import io.ffolayer.model.rule.Monotonicity;
import io.ffolayer.model.rule.Sign;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.ShapeException;
import java.util.List;

/// xᵀPx, P symmetric without variables: convex where P is positive semidefinite, concave where −P
/// is.
///
/// A constant P = ±WᵀW is ± the sum of squares of Wx, with as many rows as P has rank. A parameter
/// P (declared semidefinite: [Parameter#psd]) can stand in the objective only: no affine function
/// of P gives W.
///
/// @param form CONVEX, CONCAVE or UNKNOWN, as P decides: [#of] finds it, once
public record QuadForm(Curvature form) implements SmoothAtom {
  /// The form with this matrix. About 3n³ flops where it is a constant.
  public static QuadForm of(Expression matrix) {
    Tensor constant = Matrices.constant(matrix);
    return new QuadForm(constant == null ? ofParameter(matrix) : ofConstant(constant));
  }

  private static Curvature ofConstant(Tensor matrix) {
    double[] eigenvalues = Matrices.eigenvalues(matrix);
    double rounding = Matrices.rounding(eigenvalues);
    if (eigenvalues[0] >= -rounding) return Curvature.CONVEX;
    return eigenvalues[eigenvalues.length - 1] <= rounding ? Curvature.CONCAVE : Curvature.UNKNOWN;
  }

  /// What is declared of a parameter, of a multiple of one, or of a sum.
  private static Curvature ofParameter(Expression p) {
    if (p instanceof Parameter parameter)
      return parameter.domain() == Parameter.Domain.PSD ? Curvature.CONVEX : Curvature.UNKNOWN;
    if (p instanceof Operation.Scaling scaling)
      return ofParameter(scaling.arguments().getFirst()).times(Sign.of(scaling.factor()));
    if (p instanceof Operation.Addition sum)
      return sum.arguments().stream()
          .map(term -> of(term).form)
          .reduce(Curvature.CONSTANT, Curvature::plus);
    return Curvature.UNKNOWN;
  }

  @Override
  public String name() {
    return "quadForm";
  }

  @Override
  public Sign sign(List<Expression> arguments) {
    if (form == Curvature.CONVEX) return Sign.NONNEGATIVE;
    return form == Curvature.CONCAVE ? Sign.NONPOSITIVE : Sign.UNKNOWN;
  }

  @Override
  public Curvature curvature(List<Expression> arguments) {
    return form;
  }

  @Override
  public Monotonicity monotonicity(int i, List<Expression> arguments) {
    Sign entries = arguments.getLast().sign();
    Monotonicity away = Monotonicity.awayFromZero(arguments.getFirst().sign());
    // 2Px has the sign of x where no entry of P is negative.
    return form == Curvature.CONVEX && entries.isNonnegative() ? away : Monotonicity.NEITHER;
  }

  @Override
  public boolean isCoefficient(int i) {
    return i == 1;
  }

  @Override
  public int[] shape(List<Expression> arguments) {
    int[] p = arguments.getLast().shape();
    Matrices.requireSquare(name(), p);
    if (arguments.getFirst().size() != p[0])
      throw new ShapeException(
          "quadForm of %s, which has %d entries, with %s of order %d"
              .formatted(
                  arguments.getFirst().name(),
                  arguments.getFirst().size(),
                  arguments.getLast().name(),
                  p[0]));
    return new int[0];
  }

  @Override
  public Tensor value(List<Tensor> arguments) {
    double[] x = arguments.getFirst().values();
    double[] p = arguments.getLast().values();
    double sum = 0;
    for (int i = 0; i < x.length; i++)
      for (int j = 0; j < x.length; j++) sum += x[i] * p[i * x.length + j] * x[j];
    return Tensor.scalar(sum);
  }

  @Override
  public double[][] pullBack(List<Tensor> arguments, double[] cotangent) {
    double[] x = arguments.getFirst().values();
    double[] p = arguments.getLast().values();
    int n = x.length;
    double[] byVector = new double[n];
    double[] byMatrix = new double[n * n];
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++) {
        byVector[i] += cotangent[0] * (p[i * n + j] + p[j * n + i]) * x[j];
        byMatrix[i * n + j] = cotangent[0] * x[i] * x[j];
      }
    return new double[][] {byVector, byMatrix};
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    Expression x = vector(arguments);
    Expression p = arguments.getLast();
    Tensor constant = Matrices.constant(p);
    if (constant == null)
      throw new DppException(
          "quadForm(%s, %s) with a parameter inside may stand in the objective only, as a term of its own. Maybe sumSquares(W·x) with a parameter W, WᵀW = %s"
              .formatted(x.name(), p.name(), p.name()));
    Expression squares = Atoms.sumSquares(Matrices.root(constant).times(x));
    return form == Curvature.CONCAVE ? squares.negate() : squares;
  }

  @Override
  public Quadratic quadratic(List<Expression> arguments) {
    return new Quadratic.Form(vector(arguments), arguments.getLast());
  }

  private static Expression vector(List<Expression> arguments) {
    Expression x = arguments.getFirst();
    return x.reshape(x.size());
  }
}
