package io.ffolayer.bilevel.inner;

import io.ffolayer.bilevel.function.CallCounts;
import io.ffolayer.bilevel.function.DerivativeCheck;
import io.ffolayer.bilevel.function.SmoothFunction;
import io.ffolayer.bilevel.function.StackedFunction;
import io.ffolayer.bilevel.set.SimpleSet;
import io.ffolayer.bilevel.set.WholeSpace;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import java.util.ArrayList;
import java.util.List;

/// The inner problem of a bilevel problem, for a given outer point x:
///
/// ```
/// minimize over y   g(x, y)    subject to   h(x, y) ≤ 0,   e(x, y) = 0,   y ∈ C
/// ```
///
/// with g and the rows of h convex in y, the rows of e affine in y, and C a set with an easy
/// projection that does not depend on x. The theory asks for a strongly convex g and linearly
/// independent gradients of the rows that hold with equality; what does not have them is reported.
/// Convexity is the user's promise: methods look for evidence against it, but prove nothing.
///
/// The Lagrangian is g + λᵀh + νᵀe with λ ≥ 0. Immutable: each call returns a new problem.
///
/// ```java
/// var problem = InnerProblem.minimize(g, 3, 10).subjectTo(h).equalTo(e).within(Box.of(10, 0, 1));
/// ```
public final class InnerProblem {
  private final int outer;
  private final SmoothFunction objective;
  private final SmoothFunction inequalities;
  private final SmoothFunction equalities;
  private final SimpleSet set;
  private final double strongConvexity;

  private InnerProblem(
      int outer,
      SmoothFunction objective,
      SmoothFunction inequalities,
      SmoothFunction equalities,
      SimpleSet set,
      double strongConvexity) {
    this.outer = outer;
    this.objective = objective;
    this.inequalities = inequalities;
    this.equalities = equalities;
    this.set = set;
    this.strongConvexity = strongConvexity;
  }

  /// @param objective g, one row
  /// @param outer the length of x, ≥ 0
  /// @param inner the length of y, ≥ 1
  public static InnerProblem minimize(SmoothFunction objective, int outer, int inner) {
    if (objective.rows() != 1)
      throw new IllegalArgumentException(
          "an objective has one row, this one has %d".formatted(objective.rows()));
    if (outer < 0 || inner < 1)
      throw new IllegalArgumentException("x of length %d, y of length %d".formatted(outer, inner));
    SmoothFunction none = SmoothFunction.none();
    return new InnerProblem(outer, objective, none, none, new WholeSpace(inner), 0);
  }

  /// A problem in the modeller's words: a ≤ b is the row a − b of h, an equality the row a − b of
  /// e, and (t, v) in a second-order cone is ‖v‖ − t ≤ 0. Rules of convexity are not asked.
  ///
  /// @param parameters what x is made of, in this order
  /// @param variables what y is made of, in this order
  /// @throws IllegalArgumentException if another variable or parameter occurs, an atom that has no
  ///   first derivative, a cone that has no smooth rows, or a geometric program
  public static InnerProblem of(
      Problem problem, List<Parameter> parameters, List<Variable> variables) {
    return new ProblemFunctions(List.copyOf(parameters), List.copyOf(variables)).of(problem);
  }

  /// Adds rows h(x, y) ≤ 0, convex in y.
  public InnerProblem subjectTo(SmoothFunction more) {
    SmoothFunction all = joined(inequalities, more);
    return new InnerProblem(outer, objective, all, equalities, set, strongConvexity);
  }

  /// Puts other rows h(x, y) ≤ 0 in the place of those before.
  public InnerProblem withInequalities(SmoothFunction other) {
    return new InnerProblem(outer, objective, other, equalities, set, strongConvexity);
  }

  /// Adds rows e(x, y) = 0, affine in y.
  public InnerProblem equalTo(SmoothFunction more) {
    SmoothFunction all = joined(equalities, more);
    return new InnerProblem(outer, objective, inequalities, all, set, strongConvexity);
  }

  /// Keeps y in a simple set, instead of the one before.
  ///
  /// @throws IllegalArgumentException if its vectors are not as long as y
  public InnerProblem within(SimpleSet other) {
    if (other.size() != set.size())
      throw new IllegalArgumentException(
          "a set of vectors of length %d, y has length %d".formatted(other.size(), set.size()));
    return new InnerProblem(outer, objective, inequalities, equalities, other, strongConvexity);
  }

  /// Promises that g − ½ modulus ‖y‖² is convex in y. Methods then need not find out how curved g
  /// is to tell how far from the solution they are.
  ///
  /// @param modulus > 0, in units of g over squared units of y
  public InnerProblem stronglyConvex(double modulus) {
    if (!(modulus > 0))
      throw new IllegalArgumentException("the modulus must be > 0, got " + modulus);
    return new InnerProblem(outer, objective, inequalities, equalities, set, modulus);
  }

  private static SmoothFunction joined(SmoothFunction rows, SmoothFunction more) {
    if (rows.rows() == 0) return more;
    return more.rows() == 0 ? rows : new StackedFunction(List.of(rows, more));
  }

  /// The same problem with the rows of its set among h and e, in the places of [#allInequalities]
  /// and [#allEqualities], and no set.
  public InnerProblem withoutSet() {
    return new InnerProblem(
        outer,
        objective,
        allInequalities(),
        allEqualities(),
        new WholeSpace(inner()),
        strongConvexity);
  }

  /// Compares all derivatives at a point with differences of the values; see [DerivativeCheck].
  public List<DerivativeCheck.Finding> checkDerivatives(double[] x, double[] y) {
    List<DerivativeCheck.Finding> findings = new ArrayList<>();
    findings.addAll(DerivativeCheck.of(objective, "g").at(x, y));
    findings.addAll(DerivativeCheck.of(inequalities, "h").at(x, y));
    findings.addAll(DerivativeCheck.of(equalities, "e").at(x, y));
    return findings;
  }

  /// The same problem, its functions passed through the counters of calls.
  public InnerProblem counted(CallCounts counts) {
    return new InnerProblem(
        outer,
        counts.objective().counting(objective),
        inequalities.rows() == 0 ? inequalities : counts.inequalities().counting(inequalities),
        equalities.rows() == 0 ? equalities : counts.equalities().counting(equalities),
        set,
        strongConvexity);
  }

  /// The length of x.
  public int outer() {
    return outer;
  }

  /// The length of y.
  public int inner() {
    return set.size();
  }

  /// g.
  public SmoothFunction objective() {
    return objective;
  }

  /// h, without the rows of the set.
  public SmoothFunction inequalities() {
    return inequalities;
  }

  /// e, without the rows of the set.
  public SmoothFunction equalities() {
    return equalities;
  }

  /// C.
  public SimpleSet set() {
    return set;
  }

  /// h, and behind it the rows that are ≤ 0 on the set.
  public SmoothFunction allInequalities() {
    return joined(inequalities, set.inequalities());
  }

  /// e, and behind it the rows that are 0 on the set.
  public SmoothFunction allEqualities() {
    return joined(equalities, set.equalities());
  }

  /// The promised modulus of strong convexity, 0 if none was promised.
  public double strongConvexity() {
    return strongConvexity;
  }
}
