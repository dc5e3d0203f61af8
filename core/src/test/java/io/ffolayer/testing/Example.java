package io.ffolayer.testing;

import io.ffolayer.solve.Status;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A program together with what is known about it beforehand.
///
/// @param name says the kind, the sizes and the seed
/// @param outcomes the right statuses: one, except where a program has neither a feasible point nor
///   a bounded dual
/// @param y the solution where there is exactly one, else null
/// @param z the duals where there are exactly one, else null
/// @param margin the smallest max(s_i, z_i) over the inequalities: distance from the next change of
///   the active rows
public record Example(
    String name,
    Family family,
    PlainProgram program,
    Set<Status> outcomes,
    double @Nullable [] y,
    double @Nullable [] z,
    double margin) {

  /// What a program demands of its solver.
  public enum Family {
    /// P positive definite, independent active rows.
    STRICTLY_CONVEX,
    /// P diagonal and positive, most rows bounds on one variable.
    SEPARABLE,
    /// P singular, the solution unique all the same.
    SEMIDEFINITE,
    /// P = 0, the solution a vertex.
    LINEAR,
    /// Weakly active, repeated or dependent rows, or more than one solution.
    DEGENERATE,
    /// No y satisfies the rows.
    INFEASIBLE,
    /// The objective has no lower bound.
    UNBOUNDED,
    /// Numbers of very different sizes.
    BADLY_SCALED
  }

  public Face face() {
    if (y == null || z == null) throw new IllegalStateException(name + " has no unique solution");
    double[] s = program.slack(y);
    boolean[] active = new boolean[program.m()];
    for (int i = 0; i < active.length; i++) active[i] = program.equality()[i] || z[i] > s[i];
    return new Face(active);
  }

  public boolean isSolvable() {
    return outcomes.contains(Status.SOLVED);
  }

  @Override
  public String toString() {
    return name;
  }
}
