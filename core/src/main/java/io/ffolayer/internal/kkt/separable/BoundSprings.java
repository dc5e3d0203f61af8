package io.ffolayer.internal.kkt.separable;

/// The bounds of a separable program under given weights as springs, by their place k among the
/// bounds ([SeparableProgram#boundRow]): what each has of every class, zero where it does not
/// belong to that class.
///
/// Every bound *fixes* its variable (l = 0), is *weak* (d l ≥ a²) or *strong*, or is dropped (l =
/// ∞).
final class BoundSprings {
  /// a, where it fixes.
  final double[] fixing;

  /// a/l, where 0 < l < ∞.
  final double[] pulling;

  /// a/l of a weak one, 1/l beside it: z = (a dy − r)/l.
  final double[] weakPerMove;

  final double[] weakPerShift;

  /// a²/l of a strong one.
  final double[] stiffness;

  /// l, where 0 < l < ∞.
  final double[] weight;

  /// 0 where dropped, otherwise 1.
  final double[] present;

  BoundSprings(int rows) {
    fixing = new double[rows];
    pulling = new double[rows];
    weakPerMove = new double[rows];
    weakPerShift = new double[rows];
    stiffness = new double[rows];
    weight = new double[rows];
    present = new double[rows];
  }

  /// Takes the entry a and the weight l of bound k; as weak where it is a spring.
  void set(int k, double a, double l) {
    boolean spring = l > 0 && l < Double.POSITIVE_INFINITY;
    fixing[k] = l == 0 ? a : 0;
    double perWeight = spring ? 1 / l : 0;
    pulling[k] = a * perWeight;
    stiffness[k] = 0;
    weakPerMove[k] = pulling[k];
    weakPerShift[k] = perWeight;
    weight[k] = spring ? l : 0;
    present[k] = l == Double.POSITIVE_INFINITY ? 0 : 1;
  }

  /// Whether bound k is stiffer than the curvature d of its variable: nearly active.
  boolean isStrong(int k, double a, double d) {
    return !(present[k] == 0 || d * weight[k] >= a * a);
  }

  /// Moves spring k to the strong ones.
  void strengthen(int k, double a) {
    stiffness[k] = a * pulling[k];
    weakPerMove[k] = weakPerShift[k] = 0;
  }
}
