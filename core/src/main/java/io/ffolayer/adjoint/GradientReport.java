package io.ffolayer.adjoint;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/// How far to trust the gradient of one instance.
///
/// @param active number of rows held as equalities; of a curved cone those directions count in
///   which the slack stays on the face that it lies on
/// @param margin distance of the nearest row, or curved cone, from changing side, in scaled units
///   (1 = the size of its own terms); +∞ without inequalities
/// @param residual relative residual ‖K d + rhs‖∞ / ‖rhs‖∞ of the direction in its linear system
/// @param errorEstimate bound on the Euclidean error of the gradient of any one slot of the program
///   (P, q, A, b), absolute; +∞ where the active set is uncertain. It covers the error of the
///   forward solution and of the linear solve, not a kink
/// @param flags reasons to look twice
public record GradientReport(
    int active, double margin, double residual, double errorEstimate, Set<Flag> flags) {
  /// The report of an instance that was not solved and has no gradient.
  public static final GradientReport NONE =
      new GradientReport(0, Double.POSITIVE_INFINITY, 0, Double.POSITIVE_INFINITY, Set.of());

  /// The report of an instance that a time limit or an interruption kept from a direction: its
  /// gradient is zero.
  public static final GradientReport STOPPED =
      new GradientReport(
          0, Double.POSITIVE_INFINITY, 0, Double.POSITIVE_INFINITY, Set.of(Flag.STOPPED));

  public GradientReport {
    EnumSet<Flag> copy = EnumSet.noneOf(Flag.class);
    copy.addAll(flags);
    flags = Collections.unmodifiableSet(copy);
  }

  /// The part of a gradient below which an error leaves two digits.
  private static final double TWO_DIGITS = 1e-2;

  /// This report with [Flag#LARGE_ERROR] where its estimate is larger than a hundredth of the
  /// gradient.
  ///
  /// @param size the Euclidean length of the gradient in the slot where it is longest
  public GradientReport against(double size) {
    if (errorEstimate <= TWO_DIGITS * size || flags.contains(Flag.STOPPED)) return this;
    EnumSet<Flag> more = EnumSet.of(Flag.LARGE_ERROR);
    more.addAll(flags);
    return new GradientReport(active, margin, residual, errorEstimate, more);
  }

  /// The same with more reasons to look twice; without an estimate where the active set is
  /// uncertain.
  public GradientReport with(Set<Flag> more) {
    if (flags.containsAll(more)) return this;
    Set<Flag> all = EnumSet.copyOf(more);
    all.addAll(flags);
    double estimate =
        all.contains(Flag.ACTIVE_SET_UNCERTAIN) ? Double.POSITIVE_INFINITY : errorEstimate;
    return new GradientReport(active, margin, residual, estimate, all);
  }

  /// Whether there is no gradient because the backward pass was stopped.
  public boolean isStopped() {
    return flags.contains(Flag.STOPPED);
  }

  /// Whether nothing speaks against the gradient.
  public boolean isClean() {
    return flags.isEmpty();
  }
}
