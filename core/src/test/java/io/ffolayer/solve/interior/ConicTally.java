package io.ffolayer.solve.interior;

import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Status;
import io.ffolayer.testing.Answer;
import io.ffolayer.testing.ConicKkt;
import io.ffolayer.testing.ConicProgram;
import java.util.ArrayList;
import java.util.List;

/// What became of a set of programs, judged by [ConicKkt], not by what the solver says of itself.
final class ConicTally {
  static final InteriorPoint SOLVER = new InteriorPoint().withTolerance(1e-8);

  /// Cone membership holds to rounding. It is measured on each block and a thousandth of the
  /// largest entry, and a block at its apex is what the terms of its rows leave when they cancel.
  private static final double OUTSIDE = 1e-11;

  private static final double EXACT = 1e-11;

  /// Statuses that are not true.
  final List<String> wrong = new ArrayList<>();

  /// Programs that have not the right status.
  final List<String> missed = new ArrayList<>();

  int count;
  int right;
  int exact;
  double iterations;
  int mostIterations;
  double worst;

  /// Solves and judges one program.
  Answer add(String name, ConicProgram program, Status expected, boolean sparse) {
    Solution solution = Answer.solve(SOLVER, program.data(sparse));
    Answer answer = Answer.of(solution, 0);
    count++;
    iterations += solution.iterations(0);
    mostIterations = Math.max(mostIterations, solution.iterations(0));
    String what = "%s: %s %s".formatted(name, answer.status(), answer.message());
    double error = error(program, answer);
    if (answer.status() == expected) right++;
    else missed.add(what);
    if (!(error <= allowed(answer.status()))) wrong.add(what + ", error " + error);
    else if (answer.status() != expected && answer.status() != Status.ITERATION_LIMIT)
      wrong.add(what);
    if (answer.status() == Status.SOLVED) {
      if (error <= EXACT) exact++;
      worst = Math.max(worst, error);
    }
    return answer;
  }

  static double allowed(Status status) {
    return switch (status) {
      case SOLVED -> 1e-7;
      case INFEASIBLE, UNBOUNDED -> 1e-5;
      default -> Double.POSITIVE_INFINITY;
    };
  }

  /// How far what the answer claims is from being so.
  static double error(ConicProgram program, Answer answer) {
    return switch (answer.status()) {
      case SOLVED -> {
        double outside =
            Math.max(
                ConicKkt.outside(program.cones(), answer.s(), false),
                ConicKkt.outside(program.cones(), answer.z(), true));
        yield outside > OUTSIDE
            ? Double.POSITIVE_INFINITY
            : ConicKkt.residual(program, answer.y(), answer.s(), answer.z());
      }
      case INFEASIBLE -> ConicKkt.infeasibilityError(program, answer.z());
      case UNBOUNDED -> ConicKkt.unboundednessError(program, answer.y(), answer.s());
      default -> 0;
    };
  }

  double meanIterations() {
    return iterations / count;
  }

  @Override
  public String toString() {
    return "%d of %d right, %d exact, worst residual %.1e, %.2f iterations, at most %d; wrong %s; missed %s"
        .formatted(right, count, exact, worst, meanIterations(), mostIterations, wrong, missed);
  }
}
