package io.ffolayer.internal.canon;

import io.ffolayer.model.Constraint;
import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.rule.DcpException;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.program.canonical.Output;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A geometric program as a convex problem: every variable x > 0 stands as eᵘ, every parameter p >
/// 0 as eᵛ, and objective and both sides of the constraints are replaced by their logarithms
/// ([LogarithmForms]):
///
/// ```
/// minimize f  →  minimize log f(eᵘ)        f ≤ g  →  log f(eᵘ) ≤ log g(eᵘ)        f = g  →  log f(eᵘ) = log g(eᵘ)
/// ```
///
/// (Boyd, Kim, Vandenberghe, Hassibi, *A tutorial on geometric programming*, 2007; the rules for
/// atoms: Agrawal, Diamond, Boyd, *Disciplined geometric programming*, 2019.) Variables and optimal
/// value are read back as exponentials. Duals and slacks are those of the logarithms: a dual says
/// by how many percent the optimal value changes where a side changes by one percent.
final class GeometricForm {
  private final Problem problem;
  private final LogarithmForms logarithms = new LogarithmForms();
  private final Map<Constraint, Constraint> constraints = new LinkedHashMap<>();
  private final Problem logarithmic;

  private GeometricForm(Problem problem) {
    this.problem = problem;
    Expression objective = logarithms.of(problem.objective());
    boolean fits =
        problem.isMaximization()
            ? objective.curvature().isConcave()
            : objective.curvature().isConvex();
    if (!fits)
      throw new DcpException(
          "%s objective of a geometric program must be log-log %s, and %s is log-log %s"
              .formatted(
                  problem.isMaximization() ? "a maximized" : "a minimized",
                  problem.isMaximization() ? "concave" : "convex",
                  problem.objective().name(),
                  objective.curvature().name().toLowerCase(java.util.Locale.ROOT)));
    for (Constraint constraint : problem.constraints())
      constraints.put(constraint, logarithmic(constraint));
    logarithmic =
        (problem.isMaximization() ? Problem.maximize(objective) : Problem.minimize(objective))
            .subjectTo(List.copyOf(constraints.values()));
  }

  static CanonicalForm program(Problem problem) {
    GeometricForm form = new GeometricForm(problem);
    return form.restored(ConicProblem.of(form.logarithmic).program());
  }

  /// The terms of the two sides stand in one expression, right − left or left − right: those with a
  /// negative factor against the others.
  private Constraint logarithmic(Constraint constraint) {
    Expression[] sides = PositiveSides.of(constraint);
    Expression greater = logarithms.of(sides[0]);
    Expression smaller = logarithms.of(sides[1]);
    return switch (constraint.cone()) {
      case ZeroCone zero -> {
        requireCurvature(greater.curvature().isAffine(), sides[0], "affine", constraint);
        requireCurvature(smaller.curvature().isAffine(), sides[1], "affine", constraint);
        yield greater.eq(smaller);
      }
      case NonnegativeCone nonnegative -> {
        requireCurvature(greater.curvature().isConcave(), sides[0], "concave", constraint);
        requireCurvature(smaller.curvature().isConvex(), sides[1], "convex", constraint);
        yield smaller.le(greater);
      }
      default ->
          throw new DcpException(
              constraint.name() + ": a geometric program has no cones. Maybe write inequalities");
    };
  }

  private static void requireCurvature(
      boolean holds, Expression side, String wanted, Constraint constraint) {
    if (!holds)
      throw new DcpException(
          "%s: %s must be log-log %s in a geometric program. Maybe bring it to the other side"
              .formatted(constraint.name(), side.name(), wanted));
  }

  /// The program with the outputs and parameters of the user.
  private CanonicalForm restored(CanonicalForm program) {
    Map<Differentiable, Output> outputs = new LinkedHashMap<>();
    logarithms
        .variables()
        .forEach((x, u) -> {
          if (program.outputs().contains(u)) outputs.put(x, exponential(program.output(u)));
        });
    constraints.forEach((constraint, logarithm) -> {
      outputs.put(constraint.dual(), program.output(logarithm.dual()));
      outputs.put(constraint.slack(), program.output(logarithm.slack()));
    });
    outputs.put(problem.optimalValue(), exponential(program.output(logarithmic.optimalValue())));
    Map<Parameter, Parameter> user = new HashMap<>();
    logarithms.parameters().forEach((p, v) -> user.put(v, p));
    List<Parameter> parameters = new ArrayList<>();
    for (Parameter v : program.parameters()) {
      if (logarithms.parameters().containsKey(v))
        throw new DcpException(
            "parameter %s of a geometric program is both a factor and an exponent. Maybe take two parameters of the same value"
                .formatted(v.name()));
      @Nullable Parameter p = user.get(v);
      parameters.add(p == null ? v : p);
    }
    return CanonicalForm.of(
        program.program(),
        parameters,
        outputs,
        logarithms.parameters().keySet(),
        program.canonical().tightening());
  }

  private static Output exponential(Output output) {
    return switch (output) {
      case Output.Part part ->
          new Output.Part(
              part.vector(), part.size(), part.first(), part.index(), part.scale(), true);
      case Output.Value value -> new Output.Value(value.sign(), value.constant(), true);
    };
  }
}
