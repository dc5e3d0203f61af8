package io.ffolayer.decision;

import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.ShapeException;
import io.ffolayer.solve.Status;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// Decisions of a batch.
///
/// @param values `[B, n]`: w, zero where there is none
/// @param terms B numbers: r(w), what the objective holds beside cᵀw; 0 where there is no decision
/// @param statuses B of them: how deciding ended
public record Decisions(Tensor values, double[] terms, List<Status> statuses) {
  /// @throws ShapeException if the sizes differ
  public Decisions {
    Rows.requireMatrix("decisions", values);
    statuses = List.copyOf(statuses);
    if (terms.length != values.axis(0) || statuses.size() != values.axis(0))
      throw new ShapeException(
          "%d decisions, but %d terms and %d statuses"
              .formatted(values.axis(0), terms.length, statuses.size()));
  }

  /// Decisions that are known: each is taken as solved, r = 0.
  ///
  /// @param values `[B, n]`
  public static Decisions of(Tensor values) {
    Rows.requireMatrix("decisions", values);
    int batch = values.axis(0);
    return new Decisions(values, new double[batch], Collections.nCopies(batch, Status.SOLVED));
  }

  /// B.
  public int batch() {
    return values.axis(0);
  }

  /// n.
  public int size() {
    return values.axis(1);
  }

  /// Whether there is a decision: solved, to the solver's tolerance or to that of almost solved
  /// instances. The closest feasible problem of another is another problem, and does not count.
  public boolean isDecided(int instance) {
    return isDecided(statuses.get(instance));
  }

  static boolean isDecided(Status status) {
    return status == Status.SOLVED || status == Status.ALMOST_SOLVED;
  }

  /// How many instances have a decision.
  static int decided(List<Status> statuses) {
    return (int) statuses.stream().filter(Decisions::isDecided).count();
  }

  /// Mean over the instances with a decision, 0 if there are none.
  ///
  /// @param values 0 where an instance has none
  static double meanOfDecided(double[] values, List<Status> statuses) {
    double sum = 0;
    for (double value : values) sum += value;
    return sum / Math.max(1, decided(statuses));
  }

  /// cᵀw + r(w) of an instance.
  ///
  /// @param costs `[B, n]`
  public double objective(int instance, Tensor costs) {
    return Rows.dot(costs, instance, values, instance) + terms[instance];
  }

  /// Some of them, in the order of the numbers.
  public Decisions rows(int... instances) {
    double[] some = new double[instances.length];
    for (int k = 0; k < some.length; k++) some[k] = terms[instances[k]];
    return new Decisions(
        Rows.rows(values, instances),
        some,
        Arrays.stream(instances).mapToObj(statuses::get).toList());
  }

  /// The same decisions of the problem with the objective −cᵀw − r(w).
  Decisions negated() {
    double[] opposite = new double[terms.length];
    for (int i = 0; i < terms.length; i++) opposite[i] = 0 - terms[i];
    return new Decisions(values, opposite, statuses);
  }
}
