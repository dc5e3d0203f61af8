package io.ffolayer.model;

import java.util.ArrayList;
import java.util.List;

/// A convex problem in the modeller's words. Immutable: each call returns a new problem.
///
/// ```java
/// var problem = Problem.maximize(dot(mu, w).minus(sumSquares(L.times(w))).minus(gamma.times(norm1(w))))
///                      .subjectTo(sum(w).eq(1), w.le(0.2), norm2(w).le(0.8));
/// ```
public final class Problem {
  private final boolean maximize;
  private final boolean geometric;
  private final Expression objective;
  private final List<Constraint> constraints;
  private final OptimalValue optimalValue;

  private Problem(
      boolean maximize,
      boolean geometric,
      Expression objective,
      List<Constraint> constraints,
      OptimalValue optimalValue) {
    if (!objective.isScalar())
      throw new io.ffolayer.program.matrix.ShapeException(
          "the objective %s has shape %s, not that of a number. Maybe take its sum()"
              .formatted(objective.name(), Operation.shapeText(objective)));
    this.maximize = maximize;
    this.geometric = geometric;
    this.objective = objective;
    this.constraints = List.copyOf(constraints);
    this.optimalValue = optimalValue;
  }

  public static Problem minimize(Expression objective) {
    return new Problem(false, false, objective, List.of(), new OptimalValue());
  }

  public static Problem maximize(Expression objective) {
    return new Problem(true, false, objective, List.of(), new OptimalValue());
  }

  public Problem subjectTo(Constraint... more) {
    return subjectTo(List.of(more));
  }

  public Problem subjectTo(List<Constraint> more) {
    List<Constraint> all = new ArrayList<>(constraints);
    all.addAll(more);
    return new Problem(maximize, geometric, objective, all, optimalValue);
  }

  /// The same problem, read by the rules of disciplined geometric programming: every variable is
  /// positive and stands as eᵘ, and the logarithms of objective and constraints are convex in u.
  /// Parameters are positive too. Duals and slacks are those of the logarithms: a dual says by how
  /// many percent the optimal value changes where a side of its constraint changes by one percent.
  public Problem asGeometricProgram() {
    return new Problem(maximize, true, objective, constraints, optimalValue);
  }

  /// Checks that the problem is convex by the rules, and rightly parametric. A geometric program is
  /// checked when its layer is made.
  ///
  /// @throws io.ffolayer.model.rule.DcpException if a rule of convexity is broken
  /// @throws io.ffolayer.model.rule.DppException if one of parametrization is
  public void requireDisciplined() {
    if (!geometric) Discipline.check(this);
  }

  public boolean isMaximization() {
    return maximize;
  }

  public boolean isGeometric() {
    return geometric;
  }

  public Expression objective() {
    return objective;
  }

  public List<Constraint> constraints() {
    return constraints;
  }

  /// The objective at the solution, with the sign in which it is written.
  public OptimalValue optimalValue() {
    return optimalValue;
  }
}
