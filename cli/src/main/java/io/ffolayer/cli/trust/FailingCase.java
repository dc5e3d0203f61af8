package io.ffolayer.cli.trust;

import io.ffolayer.adjoint.Flag;
import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.io.json.JsonWriter;
import io.ffolayer.lab.trust.Program;
import io.ffolayer.lab.trust.StatedProgram;
import io.ffolayer.lab.trust.StatedProgram.Form;
import io.ffolayer.lab.trust.Trial;
import io.ffolayer.program.Cone;
import io.ffolayer.program.ExponentialCone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.PowerCone;
import io.ffolayer.program.ProductCone;
import io.ffolayer.program.PsdCone;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.ZeroCone;
import java.util.Arrays;
import java.util.List;

/// One failure of a sweep as JSON: what was asked, what came, and a file for `ffo solve`.
public record FailingCase(Trial trial) {
  /// What the sweep knows of it, the file among it as "file".
  public void write(JsonWriter json) {
    json.text("problem", trial.name())
        .text("verdict", trial.verdict().name())
        .text("status", trial.status().name())
        .text("slot", trial.accuracy().slot())
        .number("error", trial.accuracy().error());
    GradientReport report = trial.report();
    if (report != null)
      json.texts("flags", report.flags().stream().map(Flag::name).toList())
          .number("errorEstimate", report.errorEstimate())
          .number("margin", report.margin());
    json.object("truth", this::writeTruth);
    json.object("file", this::writeFile);
  }

  /// The solution, and the gradient: at a kink one from each side.
  private void writeTruth(JsonWriter json) {
    json.numbers("x", trial.solution());
    List<String> slots = trial.slots();
    json.list(
        "gradients",
        trial.gradients(),
        (part, gradient) -> {
          for (int k = 0; k < slots.size(); k++) part.numbers(slots.get(k), gradient.get(k));
        });
  }

  /// A problem file that asks the same.
  public void writeFile(JsonWriter json) {
    json.list("problems", List.of(trial.program()), this::write);
    json.text("adjoint", trial.setting().implicit() ? "implicit" : "first-order")
        .number("tolerance", trial.setting().tolerance());
  }

  private void write(JsonWriter json, Program program) {
    Form form = trial.setting().form();
    double[][] p = program.p();
    if (p != null) write(json, "P", p, program.n(), form.hasSparseP());
    json.numbers("q", program.q());
    int equalities = StatedProgram.equalities(program.cones()), m = program.m();
    boolean conic = equalities < 0;
    int ofA = conic ? m : equalities;
    if (ofA > 0) write(json, "A", "b", program, 0, ofA);
    if (m > ofA) write(json, "G", "h", program, ofA, m);
    if (conic) json.list("cones", program.cones(), FailingCase::write);
    json.numbers("cotangent", program.loss().c()).numbers("dualCotangent", program.loss().d());
  }

  private void write(
      JsonWriter json, String matrix, String vector, Program program, int from, int to) {
    double[][] rows = Arrays.copyOfRange(program.a(), from, to);
    write(json, matrix, rows, program.n(), trial.setting().form().hasSparseA());
    json.numbers(vector, Arrays.copyOfRange(program.b(), from, to));
  }

  private static void write(
      JsonWriter json, String name, double[][] matrix, int columns, boolean sparse) {
    double[] all = Arrays.stream(matrix).flatMapToDouble(Arrays::stream).toArray();
    if (!sparse) {
      json.rows(name, matrix.length, columns, all);
      return;
    }
    int[] stored =
        java.util.stream.IntStream.range(0, all.length).filter(k -> all[k] != 0).toArray();
    json.object(
        name,
        part ->
            part.integer("rows", matrix.length)
                .integer("cols", columns)
                .integers("i", Arrays.stream(stored).map(k -> k / columns).toArray())
                .integers("j", Arrays.stream(stored).map(k -> k % columns).toArray())
                .numbers("v", Arrays.stream(stored).mapToDouble(k -> all[k]).toArray()));
  }

  private static void write(JsonWriter json, Cone cone) {
    switch (cone) {
      case ZeroCone c -> json.integer("zero", c.size());
      case NonnegativeCone c -> json.integer("nonneg", c.size());
      case SecondOrderCone c -> json.integer("soc", c.size());
      case PsdCone c -> json.integer("psd", c.order());
      case ExponentialCone c -> json.integer("exp", 1);
      case PowerCone c -> json.number("power", c.alpha());
      case ProductCone c -> throw new IllegalArgumentException("products are taken apart");
    }
  }
}
