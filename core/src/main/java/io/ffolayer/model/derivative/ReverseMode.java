package io.ffolayer.model.derivative;

import io.ffolayer.model.Evaluation;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Operation;
import io.ffolayer.model.Parameter;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.Layout;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The first derivatives of an expression by reverse mode: after one evaluation, each cotangent
/// costs about one more, whatever the number of variables. No rule of convexity is asked; every
/// atom on the way to a wanted leaf must be a [SmoothAtom]. Immutable and thread-safe.
///
/// ```java
/// var derivative = ReverseMode.of(sumSquares(A.times(y).minus(b)), List.of(y));
/// derivative.at(Map.of(y, point)).pullBack(1).get(y); // 2 Aᵀ(Ay − b)
/// ```
public final class ReverseMode {
  private final Expression expression;
  private final List<Expression> leaves;

  /// The wanted leaves and all that is made of them.
  private final Set<Expression> depending;

  /// The operations between a wanted leaf and the expression, arguments before what is made of
  /// them.
  private final List<Operation> path = new ArrayList<>();

  /// The values of the parts without variables and parameters.
  private final Map<Expression, Tensor> constants = new HashMap<>();

  private ReverseMode(Expression expression, Collection<? extends Expression> leaves) {
    this.expression = expression;
    this.leaves = List.copyOf(leaves);
    this.depending = new HashSet<>(this.leaves);
    expression.walk(
        Expression::arguments,
        part -> {
          if (part instanceof Operation operation
              && operation.arguments().stream().anyMatch(depending::contains)) {
            requireDerivative(operation);
            depending.add(operation);
            path.add(operation);
          }
        });
    findConstants();
  }

  /// @param leaves the variables and parameters by which to differentiate
  /// @throws IllegalArgumentException if an atom on the way to one of them is not a [SmoothAtom]
  public static ReverseMode of(Expression expression, Collection<? extends Expression> leaves) {
    return new ReverseMode(expression, leaves);
  }

  private static void requireDerivative(Operation operation) {
    if (operation instanceof Operation.AtomValue atom && !(atom.atom() instanceof SmoothAtom))
      throw new IllegalArgumentException(
          "%s in %s has no first derivative everywhere. Maybe bound it by a variable of its own, f(x) ≤ t, as constraints that are smooth"
              .formatted(atom.atom().name(), operation.name()));
  }

  private void findConstants() {
    Evaluation evaluation = new Evaluation(Map.of());
    expression.walk(
        Expression::arguments,
        part -> {
          if (part.hasVariables() || part.hasParameters()) return;
          evaluation.of(part);
          constants.put(part, evaluation.value(part));
        });
  }

  /// Evaluates the expression.
  ///
  /// @param values a value for every variable and parameter that occurs
  /// @throws IllegalArgumentException if one is missing
  public At at(Map<? extends Expression, Tensor> values) {
    Map<Expression, Tensor> known = new HashMap<>(constants);
    known.putAll(values);
    return new At(new Evaluation(known));
  }

  /// The expression at one point.
  public final class At {
    private final Evaluation evaluation;
    private final Tensor value;

    private At(Evaluation evaluation) {
      this.evaluation = evaluation;
      this.value = evaluation.of(expression);
    }

    public Tensor value() {
      return value;
    }

    /// For each wanted leaf the gradient of Σ_k cotangent_k · value_k, row-major; of a parameter
    /// with a pattern, that of its stored entries. A leaf that does not occur has zeros.
    ///
    /// @param cotangent shaped like the value, row-major; read only
    public Map<Expression, double[]> pullBack(double... cotangent) {
      if (cotangent.length != value.size())
        throw new IllegalArgumentException(
            "the cotangent has %d entries, the value %d".formatted(cotangent.length, value.size()));
      Map<Expression, double[]> adjoints = new HashMap<>();
      adjoints.put(expression, cotangent.clone());
      for (Operation part : path.reversed()) {
        double[] adjoint = adjoints.remove(part);
        if (adjoint != null) new PullBack(evaluation, depending, adjoints).through(part, adjoint);
      }
      Map<Expression, double[]> gradients = new LinkedHashMap<>();
      for (Expression leaf : leaves) gradients.put(leaf, gradient(leaf, adjoints.get(leaf)));
      return gradients;
    }

    private double[] gradient(Expression leaf, double @Nullable [] adjoint) {
      Layout.Sparse pattern = leaf instanceof Parameter parameter ? parameter.pattern() : null;
      if (pattern == null) return adjoint == null ? new double[leaf.size()] : adjoint;
      double[] stored = new double[pattern.size()];
      for (int j = 0; adjoint != null && j < pattern.columns(); j++)
        for (int k = pattern.columnStart(j); k < pattern.columnStart(j + 1); k++)
          stored[k] = adjoint[pattern.rowIndex(k) * pattern.columns() + j];
      return stored;
    }
  }
}
