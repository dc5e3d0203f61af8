package io.ffolayer.decision;

import io.ffolayer.program.Tensor;
import io.ffolayer.solve.Status;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What decides: costs → the best decisions, argmin or argmax of cᵀw + r(w) over w ∈ S, for a
/// batch. S and r may not depend on c.
///
/// Where several decisions are best, it may take any of them, but for equal costs always the same;
/// losses then have several subgradients, and give one.
public interface Decider {
  /// Decides a batch.
  ///
  /// @param costs `[B, n]`, a row per instance
  /// @return a decision for each row, which depends on that row alone; a row that holds NaN or an
  ///   infinity gets [Status#INVALID_DATA]
  /// @throws io.ffolayer.program.matrix.ShapeException if the costs have another shape
  Decisions decide(Tensor costs);

  /// Whether the best decision has the least or the greatest objective.
  default Sense sense() {
    return Sense.MINIMIZE;
  }

  /// Whether the objective is cᵀw alone: r = 0.
  default boolean isLinear() {
    return true;
  }

  /// The same decisions as those of a problem that is minimised, in costs −c where this one is
  /// maximised.
  default Decider minimizing() {
    if (sense() == Sense.MINIMIZE) return this;
    Decider maximizing = this;
    return new Decider() {
      @Override
      public Decisions decide(Tensor costs) {
        return maximizing.decide(Rows.negated(costs)).negated();
      }

      @Override
      public boolean isLinear() {
        return maximizing.isLinear();
      }
    };
  }

  /// Least or greatest.
  enum Sense {
    MINIMIZE,
    MAXIMIZE
  }

  /// Decides one instance: c → w, both of n numbers; null where there is no decision.
  @FunctionalInterface
  interface Function {
    double @Nullable [] decide(double[] costs);
  }

  /// A decider by a plain function, for example a path by dynamic programming or an integer program
  /// by enumeration: argmin cᵀw. It is called instance after instance, with an array of its own.
  ///
  /// Where the function gives null, the instance is [Status#INFEASIBLE].
  static Decider of(Function function) {
    return of(Sense.MINIMIZE, function);
  }

  /// The same for a function that minimises or maximises.
  static Decider of(Sense sense, Function function) {
    return new Decider() {
      @Override
      public Decisions decide(Tensor costs) {
        return each(function, costs);
      }

      @Override
      public Sense sense() {
        return sense;
      }
    };
  }

  private static Decisions each(Function function, Tensor costs) {
    Rows.requireMatrix("costs", costs);
    int batch = costs.axis(0), n = costs.axis(1);
    double[] values = new double[batch * n];
    Status[] statuses = new Status[batch];
    for (int i = 0; i < batch; i++) {
      double[] c = Rows.row(costs, i);
      boolean isFinite = Rows.isFinite(c);
      double[] w = isFinite ? function.decide(c) : null;
      if (w != null) System.arraycopy(checked(w, n, i), 0, values, i * n, n);
      statuses[i] = w != null ? Status.SOLVED : isFinite ? Status.INFEASIBLE : Status.INVALID_DATA;
    }
    return new Decisions(Tensor.wrap(values, batch, n), new double[batch], Arrays.asList(statuses));
  }

  private static double[] checked(double[] w, int n, int instance) {
    if (w.length != n || !Rows.isFinite(w))
      throw new IllegalArgumentException(
          "the decision of instance %d is %s, expected %d finite numbers, one per cost. Maybe return null where there is none"
              .formatted(instance, w.length == n ? Arrays.toString(w) : w.length + " numbers", n));
    return w;
  }
}
