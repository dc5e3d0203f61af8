package io.ffolayer.model;

import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.Monotonicity;
import io.ffolayer.model.rule.Sign;
import io.ffolayer.program.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A function with known curvature: its rules and its graph form together, one file per atom.
///
/// An implementation is a record whose components are its constants (an exponent, a number of
/// entries). What must be affine in the variables for the composition to be convex follows from
/// curvature and monotonicity (disciplined convex programming; Grant, Boyd, Ye 2006).
///
/// An atom without a cone of its own may return other atoms from [#graph]; a norm of entries may be
/// a sum of absolute values.
public interface Atom {
  /// The name in messages.
  String name();

  /// The shape of the value.
  ///
  /// @throws io.ffolayer.program.matrix.ShapeException if the arguments do not fit
  int[] shape(List<Expression> arguments);

  /// What is known of the sign of the value.
  Sign sign(List<Expression> arguments);

  /// The curvature of the atom itself in its arguments, as far as their signs decide it.
  Curvature curvature(List<Expression> arguments);

  /// How the value changes when argument i grows. Only asked where `i` is no coefficient.
  Monotonicity monotonicity(int i, List<Expression> arguments);

  /// Whether argument i is a coefficient, like P of xᵀPx: it holds no variable, and if it depends
  /// on parameters, then affinely, and the other arguments do not.
  default boolean isCoefficient(int i) {
    return false;
  }

  /// Constraints on the arguments that the atom's domain implies, for checks and for the user; the
  /// graph form must imply them by itself.
  default List<Constraint> domain(List<Expression> arguments) {
    return List.of();
  }

  /// The value at numbers: an independent formula, not the graph form. NaN or an infinity of the
  /// right sign outside the domain.
  Tensor value(List<Tensor> arguments);

  /// The value as an expression whose epigraph (convex atom) or hypograph (concave atom) is that of
  /// the atom over the variables and constraints that it adds to the graph:
  ///
  /// ```
  /// f(x) ≤ t  ⇔  graph(x) ≤ t for some values of the added variables
  /// ```
  ///
  /// @param arguments affine expressions, shaped like the arguments of the atom
  /// @return an affine expression, or one of other atoms with the same curvature
  Expression graph(List<Expression> arguments, Graph graph);

  /// The atom as a quadratic, which the objective takes as it is, without cones; null if it is
  /// none.
  default @Nullable Quadratic quadratic(List<Expression> arguments) {
    return null;
  }

  /// log(f(eᵘ)) as an expression in u, where its curvature in u is known: the atom in a geometric
  /// program. Null if it is not known.
  ///
  /// @param logarithms the logarithms u of the arguments; a coefficient ([#isCoefficient]) as it is
  default @Nullable Expression logarithm(List<Expression> logarithms) {
    return null;
  }

  /// Where the graph form of an atom puts its own variables and constraints.
  interface Graph {
    /// A new variable, entries row-major.
    Variable variable(int... shape);

    /// The new variables must satisfy this constraint. It may use other atoms, by their own rules.
    void subjectTo(Constraint constraint);
  }

  /// An atom that is a quadratic of an affine expression.
  sealed interface Quadratic {
    /// The affine expression v.
    Expression vector();

    /// v_k² for every entry of v; the atom has the shape of v.
    record Squares(Expression vector) implements Quadratic {}

    /// Σ v_k², a number.
    record SumOfSquares(Expression vector) implements Quadratic {}

    /// vᵀMv, a number; M symmetric, without variables.
    record Form(Expression vector, Expression matrix) implements Quadratic {}
  }
}
