package io.ffolayer.highs;

import io.ffolayer.solve.Analysis;
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import io.ffolayer.solve.external.ExternalAnswer;
import io.ffolayer.solve.external.ExternalAnswer.Claim;
import io.ffolayer.solve.external.ExternalProgram;
import io.ffolayer.solve.external.ExternalSolver;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// HiGHS (Huangfu, Hall, *Parallelizing the dual revised simplex method*, 2018;
/// [highs.dev](https://highs.dev)): linear programs by its simplex or interior-point method, convex
/// quadratic ones by its active-set method, in the user's process through the C interface.
///
/// Rows are handed over as they are; cones other than the zero and the nonnegative one are refused.
/// An answer is SOLVED only where its residuals are within the tolerance, and infeasible or
/// unbounded only with a proof ([ExternalSolver]). HiGHS's own tolerances are absolute
/// (`primal_feasibility_tolerance`, `dual_feasibility_tolerance`, from 1e-7 to 1e-10, and
/// `ipm_optimality_tolerance`); it drops entries of A below 1e-12 and refuses numbers above 1e15,
/// in units in which most are about 1. Its `qp_regularization_value` is 0 here, so that a quadratic
/// program is solved and not its neighbour.
///
/// A time limit is HiGHS's own `time_limit`. An interruption is seen once an iteration where the
/// program is linear; while a quadratic program is solved HiGHS asks nobody, and only the limit
/// ends it. A guess serves as the basis to start from where the program is linear.
///
/// Every instance has a model of its own in HiGHS, on one thread: answers do not depend on the
/// batch or on the number of threads. The library is loaded at first use: the one that is named
/// here, or else by the system property `ffolayer.highs.library`, or else that of the jar
/// `com.google.ortools:ortools-linux-x86-64`. The JVM wants `--enable-native-access`.
///
/// @param tolerance bound on the relative primal, dual and gap residual of a solved instance, in
///   [1e-12, 1e-2]; default 1e-9
/// @param method for linear programs; default what HiGHS chooses
/// @param library a libhighs of the user's own, version 1.7 or newer with integers of 32 bits; null
///   for the others
public record Highs(double tolerance, Method method, @Nullable Path library)
    implements ExternalSolver {
  /// How linear programs are solved.
  public enum Method {
    /// What HiGHS chooses.
    CHOOSE("choose"),
    /// The revised simplex method.
    SIMPLEX("simplex"),
    /// The interior-point method, with crossover to a vertex.
    INTERIOR_POINT("ipm");

    private final String option;

    Method(String option) {
      this.option = option;
    }
  }

  public Highs {
    if (!(tolerance >= 1e-12 && tolerance <= 1e-2))
      throw new IllegalArgumentException("tolerance must be in [1e-12, 1e-2], got " + tolerance);
  }

  public Highs() {
    this(1e-9, Method.CHOOSE, null);
  }

  public Highs withTolerance(double bound) {
    return new Highs(bound, method, library);
  }

  public Highs withMethod(Method other) {
    return new Highs(tolerance, other, library);
  }

  /// With a libhighs of the user's own.
  public Highs withLibrary(Path file) {
    return new Highs(tolerance, method, file);
  }

  /// @throws UnsupportedOperationException if there is no libhighs for this platform
  @Override
  public Prepared prepare(Analysis analysis) {
    HighsLibrary.of(library);
    return ExternalSolver.super.prepare(analysis);
  }

  @Override
  public ExternalAnswer solve(
      ExternalProgram program, WarmStart.@Nullable Point guess, Watch watch) {
    try (HighsModel model = new HighsModel(HighsLibrary.of(library))) {
      setOptions(model, program, watch.secondsLeft());
      setTolerances(model);
      model.stopBy(watch);
      if (!model.pass(program))
        return ExternalAnswer.without(
            Claim.NONE, 0, "it refuses the numbers. Maybe some exceed 1e15: rescale the program");
      if (guess != null && program.isLinear())
        model.startAt(tightRows(program, guess), program.variables());
      return model.run(program);
    }
  }

  private void setOptions(HighsModel model, ExternalProgram program, double seconds) {
    model.set("output_flag", false);
    model.set("threads", 1);
    model.set("parallel", "off");
    model.set("solver", method.option);
    model.set("small_matrix_value", 1e-12);
    model.set("infinite_cost", Double.POSITIVE_INFINITY);
    model.set("infinite_bound", Double.POSITIVE_INFINITY);
    // The active-set method may cycle, without an end of its own.
    model.set("qp_iteration_limit", 1000 + 10 * (program.variables() + program.rowCount()));
    if (seconds < Double.POSITIVE_INFINITY) model.set("time_limit", Math.max(0, seconds));
  }

  private void setTolerances(HighsModel model) {
    double feasibility = Math.clamp(tolerance, 1e-10, 1e-7);
    model.set("primal_feasibility_tolerance", feasibility);
    model.set("dual_feasibility_tolerance", feasibility);
    model.set("ipm_optimality_tolerance", Math.clamp(tolerance, 1e-12, 1e-8));
    model.set("qp_regularization_value", 0.0);
  }

  /// The rows of a guess that hold with equality, at most n: equalities first, then those with the
  /// largest duals.
  private static boolean[] tightRows(ExternalProgram program, WarmStart.Point guess) {
    boolean[] tight = new boolean[program.rowCount()];
    IntStream.range(0, tight.length)
        .filter(i -> program.equality()[i] || guess.z()[i] > guess.s()[i])
        .boxed()
        .sorted(
            Comparator.comparingDouble(
                i -> program.equality()[i] ? Double.NEGATIVE_INFINITY : -guess.z()[i]))
        .limit(program.variables())
        .forEach(i -> tight[i] = true);
    return tight;
  }
}
