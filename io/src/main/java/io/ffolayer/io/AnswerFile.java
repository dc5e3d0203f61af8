package io.ffolayer.io;

import io.ffolayer.adjoint.Flag;
import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.io.json.JsonWriter;
import io.ffolayer.io.value.ValueWriter;
import io.ffolayer.solve.Reduction;
import io.ffolayer.solve.Residuals;
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

  /// Writes the fields of the file: a list of results, and the times in seconds.
  public void write(JsonWriter json) {
    json.list("results", answers, AnswerFile::write);
    json.object(
        "seconds",
        seconds -> {
          forward.write(seconds, "forward");
          if (backward != null) backward.write(seconds, "backward");
        });
  }

  private static void write(JsonWriter json, Answer answer) {
    Answer.Outcome outcome = answer.outcome();
    json.text("status", outcome.status().name());
    if (outcome.message() != null) json.text("message", outcome.message());
    switch (answer.problem()) {
      case MatrixProblem problem -> MatrixAnswer.writeSolution(json, problem, answer);
      case WordedProblem problem -> WordedAnswer.writeSolution(json, answer);
    }
    json.object("residuals", residuals -> write(residuals, outcome.residuals()));
    Answer.Slopes slopes = answer.gradients();
    if (slopes != null) {
      json.object("gradients", gradients -> writeGradients(gradients, answer.problem(), slopes));
      json.object("report", report -> write(report, slopes.report()));
    }
    json.text("solver", outcome.solver()).integer("iterations", outcome.iterations());
    Reduction taken = outcome.reduction();
    if (!taken.equals(Reduction.NONE)) json.object("presolve", presolve -> write(presolve, taken));
  }

  private static void write(JsonWriter json, Reduction taken) {
    json.integer("variables", taken.variables())
        .integer("rows", taken.rows())
        .integer("dependent", taken.dependent());
  }

  private static void writeGradients(JsonWriter json, StatedProblem problem, Answer.Slopes slopes) {
    problem
        .parameters()
        .forEach((name, value) -> {
          // A slot without entries has no parameter.
          double[] gradient = slopes.slots().getOrDefault(name, new double[0]);
          if (slopes.wants(name)) ValueWriter.write(json, name, value, gradient);
        });
  }

  private static void write(JsonWriter json, Residuals residuals) {
    json.number("primal", known(residuals.primal()))
        .number("dual", known(residuals.dual()))
        .number("gap", known(residuals.gap()));
  }

  private static void write(JsonWriter json, GradientReport report) {
    json.integer("active", report.active())
        .number("margin", known(report.margin()))
        .number("residual", known(report.residual()))
        .number("errorEstimate", known(report.errorEstimate()))
        .texts("flags", report.flags().stream().map(Flag::name).toList());
  }

  /// A measure that overflowed on the way says nothing: infinite.
  private static double known(double measure) {
    return Double.isNaN(measure) ? Double.POSITIVE_INFINITY : measure;
  }
}
