package io.ffolayer.cli.file;

import io.ffolayer.adjoint.Flag;
import io.ffolayer.adjoint.GradientReport;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answers to a problem file, with the layout of `ffo solve`.
///
/// @param answers in the order of the problems
/// @param forward time of solving all of them
/// @param backward time of differentiating them; null if no problem has a cotangent
public record AnswerFile(List<Answer> answers, Timing forward, @Nullable Timing backward) {
  public AnswerFile {
    answers = List.copyOf(answers);
  }

  public void write(Json json) {
    json.list("results", answers, AnswerFile::write);
    json.object(
        "seconds",
        seconds -> {
          forward.write(seconds, "forward");
          if (backward != null) backward.write(seconds, "backward");
        });
  }

  private static void write(Json json, Answer answer) {
    json.text("status", answer.status().name());
    if (answer.message() != null) json.text("message", answer.message());
    Answer.Point point = answer.point();
    Problem problem = answer.problem();
    if (point != null) {
      json.numbers("x", point.x());
      writeDual(json, problem, point.dual());
      json.numbers(
              "slack", problem.isConic() ? point.slack() : ofInequalities(problem, point.slack()))
          .number("objective", point.objective());
    }
    Answer.Certificate proof = answer.certificate();
    if (proof != null)
      json.object("certificate", certificate -> write(certificate, problem, proof));
    json.object(
        "residuals",
        residuals ->
            residuals
                .number("primal", answer.residuals().primal())
                .number("dual", answer.residuals().dual())
                .number("gap", answer.residuals().gap()));
    Answer.Slopes slopes = answer.gradients();
    if (slopes != null) {
      json.object("gradients", gradients -> writeGradients(gradients, answer.problem(), slopes));
      json.object("report", report -> write(report, slopes.report()));
    }
    json.text("solver", answer.solver()).integer("iterations", answer.iterations());
  }

  /// Of a quadratic program equalities and inequalities apart.
  private static void writeDual(Json json, Problem problem, double[] dual) {
    if (problem.isConic()) json.numbers("dual", dual);
    else
      json.numbers("equalityDual", Arrays.copyOf(dual, problem.rowsOfA()))
          .numbers("inequalityDual", ofInequalities(problem, dual));
  }

  private static double[] ofInequalities(Problem problem, double[] rows) {
    return Arrays.copyOfRange(rows, problem.rowsOfA(), rows.length);
  }

  private static void write(Json json, Problem problem, Answer.Certificate certificate) {
    switch (certificate) {
      case Answer.Certificate.Infeasible proof -> writeDual(json, problem, proof.dual());
      case Answer.Certificate.Unbounded ray -> json.numbers("x", ray.x());
    }
  }

  private static void write(Json json, GradientReport report) {
    json.integer("active", report.active())
        .number("margin", report.margin())
        .number("residual", report.residual())
        .number("errorEstimate", report.errorEstimate())
        .texts("flags", report.flags().stream().map(Flag::name).toList());
  }

  private static void writeGradients(Json json, Problem problem, Answer.Slopes slopes) {
    write(json, "P", problem.p(), slopes);
    write(json, "q", problem.q(), slopes);
    write(json, "A", problem.a(), slopes);
    write(json, "b", problem.b(), slopes);
    write(json, "G", problem.g(), slopes);
    write(json, "h", problem.h(), slopes);
  }

  private static void write(
      Json json, String slot, double @Nullable [] vector, Answer.Slopes slopes) {
    if (vector != null && slopes.wants(slot)) json.numbers(slot, of(slot, slopes));
  }

  private static void write(Json json, String slot, @Nullable Matrix matrix, Answer.Slopes slopes) {
    if (!slopes.wants(slot)) return;
    double[] gradient = of(slot, slopes);
    switch (matrix) {
      case null -> {}
      case Matrix.Rows rows -> json.rows(slot, rows.rows(), rows.columns(), gradient);
      case Matrix.Diagonal diagonal -> json.object(slot, part -> part.numbers("diag", gradient));
      case Matrix.Triplets triplets ->
          json.object(slot, part -> writeTriplets(part, triplets, gradient));
    }
  }

  private static void writeTriplets(Json json, Matrix.Triplets triplets, double[] gradient) {
    double[] v = new double[triplets.i().length];
    for (int k = 0; k < v.length; k++) v[k] = gradient[triplets.position(k)];
    json.integer("rows", triplets.rows())
        .integer("cols", triplets.columns())
        .integers("i", triplets.i())
        .integers("j", triplets.j())
        .numbers("v", v);
  }

  /// Empty where the slot has no entry.
  private static double[] of(String slot, Answer.Slopes slopes) {
    return slopes.slots().getOrDefault(slot, new double[0]);
  }
}
