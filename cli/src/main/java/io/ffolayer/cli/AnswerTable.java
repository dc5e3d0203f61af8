package io.ffolayer.cli;

import io.ffolayer.adjoint.Flag;
import io.ffolayer.cli.terminal.Table;
import io.ffolayer.io.Answer;
import io.ffolayer.io.AnswerFile;
import io.ffolayer.solve.Reduction;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;

/// The summary of `ffo solve`: the first problems one by one, and the times.
final class AnswerTable {
  private static final int MOST_ROWS = 20;

  private final AnswerFile file;

  AnswerTable(AnswerFile file) {
    this.file = file;
  }

  void print(PrintWriter out) {
    List<Answer> answers = file.answers();
    Table table =
        new Table(
            "problem",
            "status",
            "objective",
            "residual",
            "active",
            "error estimate",
            "flags",
            "solver");
    for (int i = 0; i < Math.min(MOST_ROWS, answers.size()); i++) row(table, i, answers.get(i));
    table.print(out);
    if (answers.size() > MOST_ROWS) out.println("… and " + (answers.size() - MOST_ROWS) + " more");
    printReductions(out);
    long solved = answers.stream().filter(Answer::isSolved).count();
    out.println();
    out.println(
        "%d of %d solved; forward %s ms (min %s)%s"
            .formatted(
                solved,
                answers.size(),
                Table.milliseconds(file.forward().median()),
                Table.milliseconds(file.forward().min()),
                backward()));
  }

  /// What presolve did with the problems of the table.
  private void printReductions(PrintWriter out) {
    for (int i = 0; i < Math.min(MOST_ROWS, file.answers().size()); i++) {
      Reduction taken = file.answers().get(i).outcome().reduction();
      if (!taken.equals(Reduction.NONE))
        out.println(
            "problem %d: presolve took out %d variables and %d rows, %d of them dependent"
                .formatted(i, taken.variables(), taken.rows(), taken.dependent()));
    }
  }

  private String backward() {
    if (file.backward() == null) return "";
    return ", backward %s ms (min %s)"
        .formatted(
            Table.milliseconds(file.backward().median()),
            Table.milliseconds(file.backward().min()));
  }

  private static void row(Table table, int i, Answer answer) {
    Answer.Point point = answer.point();
    Answer.Slopes slopes = answer.gradients();
    table.row(
        String.valueOf(i),
        answer.status().name(),
        point == null ? "" : Table.number(point.objective()),
        point == null ? "" : Table.number(answer.outcome().residuals().largest()),
        slopes == null ? "" : String.valueOf(slopes.report().active()),
        slopes == null ? "" : Table.number(slopes.report().errorEstimate()),
        slopes == null
            ? ""
            : slopes.report().flags().stream().map(Flag::name).collect(Collectors.joining(" ")),
        answer.outcome().solver());
  }
}
