package io.ffolayer.io;

import io.ffolayer.io.json.JsonWriter;
import java.util.Arrays;

/// Writes solution or certificate of a problem by matrices: of a quadratic program with equalities
/// and inequalities apart.
final class MatrixAnswer {
  private MatrixAnswer() {}

  static void writeSolution(JsonWriter json, MatrixProblem problem, Answer answer) {
    if (answer.point() instanceof Answer.Rows point) {
      json.numbers("x", point.x());
      writeDual(json, problem, point.dual());
      double[] slack = point.slack();
      json.numbers("slack", problem.isConic() ? slack : ofInequalities(problem, slack))
          .number("objective", point.objective());
    }
    Answer.Certificate proof = answer.certificate();
    if (proof != null)
      json.object("certificate", certificate -> write(certificate, problem, proof));
  }

  private static void writeDual(JsonWriter json, MatrixProblem problem, double[] dual) {
    if (problem.isConic()) json.numbers("dual", dual);
    else
      json.numbers("equalityDual", Arrays.copyOf(dual, problem.rowsOfA()))
          .numbers("inequalityDual", ofInequalities(problem, dual));
  }

  private static double[] ofInequalities(MatrixProblem problem, double[] rows) {
    return Arrays.copyOfRange(rows, problem.rowsOfA(), rows.length);
  }

  private static void write(
      JsonWriter json, MatrixProblem problem, Answer.Certificate certificate) {
    switch (certificate) {
      case Answer.Certificate.Infeasible proof -> writeDual(json, problem, proof.dual());
      case Answer.Certificate.Unbounded ray -> json.numbers("x", ray.x());
    }
  }
}
