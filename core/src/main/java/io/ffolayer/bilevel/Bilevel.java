package io.ffolayer.bilevel;

import io.ffolayer.ConvexLayer;
import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.bilevel.function.ExpressionFunction;
import io.ffolayer.bilevel.function.SmoothFunction;
import io.ffolayer.bilevel.inner.InnerProblem;
import io.ffolayer.bilevel.oracle.FirstOrderOracle;
import io.ffolayer.bilevel.outer.Hyperobjective;
import io.ffolayer.bilevel.outer.OuterMethod;
import io.ffolayer.bilevel.outer.OuterRecord;
import io.ffolayer.bilevel.outer.OuterRun;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.Watch;
import java.util.List;

/// A bilevel problem, minimize F(x) = f(x, y*(x)), y*(x) the solution of a lower level. Immutable
/// and thread-safe.
///
/// ```java
/// var problem = Bilevel.minimize(upper).subjectTo(argmin(lower));
/// OuterRecord record = problem.solve(new Adam(0.05, 200), x0, 1);
/// ```
public final class Bilevel implements Hyperobjective {
  private static final double[] ONE = {1};

  private final SmoothFunction upper;
  private final LowerLevel lower;

  private Bilevel(SmoothFunction upper, LowerLevel lower) {
    this.upper = upper;
    this.lower = lower;
  }

  /// A bilevel problem without its lower level.
  public record Upper(SmoothFunction objective) {
    /// @throws IllegalArgumentException if the objective is an expression of an x or y of another
    ///   length
    public Bilevel subjectTo(LowerLevel lower) {
      if (objective instanceof ExpressionFunction upper) {
        requireLength("x", upper.outer(), lower.outer());
        requireLength("y", upper.inner(), lower.inner());
      }
      return new Bilevel(objective, lower);
    }

    private static void requireLength(String name, int upper, int lower) {
      if (upper != lower)
        throw new IllegalArgumentException(
            "%s has %d numbers in the upper objective and %d in the lower level. Maybe give both the same lists"
                .formatted(name, upper, lower));
    }
  }

  /// @param upper f, one row
  public static Upper minimize(SmoothFunction upper) {
    if (upper.rows() != 1)
      throw new IllegalArgumentException(
          "an objective has one row, this one has %d".formatted(upper.rows()));
    return new Upper(upper);
  }

  /// An upper objective in the modeller's words.
  ///
  /// @param parameters what x is made of, in this order
  /// @param variables what y is made of, in this order
  public static Upper minimize(
      Expression upper, List<Parameter> parameters, List<Variable> variables) {
    return minimize(ExpressionFunction.of(upper, parameters, variables));
  }

  /// A lower level of functions, with the defaults of the oracle.
  public static LowerLevel argmin(InnerProblem problem) {
    return argmin(problem, FirstOrderOracle.of(problem));
  }

  /// A lower level of functions.
  public static LowerLevel argmin(InnerProblem problem, FirstOrderOracle oracle) {
    oracle.inner().requireForm(problem);
    return new FunctionLevel(problem, oracle);
  }

  /// A lower level in the modeller's words, as a [ConvexLayer].
  ///
  /// @param parameters what x is made of, in this order; one that does not occur moves nothing
  /// @param variables what y is made of, in this order
  public static LowerLevel argmin(
      Problem problem, List<Parameter> parameters, List<Variable> variables) {
    return argmin(ConvexLayer.of(problem), parameters, variables);
  }

  /// A lower level that is a layer: of a program, or with another solver or adjoint. Where the
  /// layer answers with the closest feasible program ([ConvexLayer#withClosestFeasible]), that
  /// answer is y*, and the report of the evaluation has
  /// [io.ffolayer.adjoint.Flag#CLOSEST_FEASIBLE].
  public static LowerLevel argmin(
      ConvexLayer layer, List<Parameter> parameters, List<Variable> variables) {
    return new LayerLevel(layer, parameters, variables);
  }

  /// Runs an outer method without bounds, listener and time limit; for these see [#run].
  ///
  /// @param seed of what the method draws
  public OuterRecord solve(OuterMethod method, double[] start, long seed) {
    return run().run(method, start, seed);
  }

  /// A run that can be given a set for x, a listener and a watch, and resumed.
  public OuterRun run() {
    return OuterRun.of(this);
  }

  /// y*(x), or the last point of the solver.
  public double[] y(double[] x) {
    return lower.at(x, Watch.unlimited()).y();
  }

  @Override
  public int size() {
    return lower.outer();
  }

  @Override
  public Evaluation at(double[] x, Watch watch) {
    LowerLevel.Solved solved = lower.at(x, watch);
    double[] gradient = new double[x.length];
    if (solved.status() != Status.SOLVED && solved.status() != Status.CLOSEST_FEASIBLE)
      return new Evaluation(
          Double.POSITIVE_INFINITY, gradient, solved.status(), GradientReport.NONE);
    double[] y = solved.y();
    double[] cotangent = new double[y.length];
    upper.addProductY(x, y, ONE, cotangent);
    LowerLevel.Pulled pulled = solved.pullBack(cotangent);
    upper.addProductX(x, y, ONE, gradient);
    for (int k = 0; k < gradient.length; k++) gradient[k] += pulled.byX()[k];
    return new Evaluation(upper.number(x, y), gradient, Status.SOLVED, pulled.report());
  }
}
