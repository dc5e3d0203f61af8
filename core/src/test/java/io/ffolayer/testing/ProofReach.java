package io.ffolayer.testing;

/// How near a point may be that a claimed proof fails to exclude, in doubled precision and the
/// user's units: the part of the contradiction that points of the nearest sizes in the data take
/// away. 0 for a true proof, about 1 for one that only says that large numbers are large. What the
/// rounding of the proof's own numbers can make of a product counts as 0.
public final class ProofReach {
  private static final double ROUNDING = 0x1p-50;

  private ProofReach() {}

  /// Σ_j |Aᵀz|_j min_i |b_i/a_ij|, for bᵀz = −1. A feasible y has |Aᵀz|ᵀ|y| ≥ 1.
  public static double ofMultipliers(PlainProgram program, double[] z) {
    double reach = 0;
    for (int j = 0; j < program.n(); j++) {
      Accurate left = new Accurate();
      double nearest = Double.POSITIVE_INFINITY, terms = 0;
      for (int i = 0; i < program.m(); i++) {
        double a = program.a()[i][j], b = program.b()[i];
        left.addProduct(a, z[i]);
        terms += Math.abs(a * z[i]);
        if (a != 0 && b != 0) nearest = Math.min(nearest, Math.abs(b / a));
      }
      reach += part(Math.abs(left.value()), terms, nearest);
    }
    return reach;
  }

  /// Σ_j |Pd|_j |q_j|/p_jj + Σ_i |Ad|_i min_j |q_j/a_ij|, the positive part of Ad at inequalities,
  /// for qᵀd = −1. A dual feasible (y, z) has |Pd|ᵀ|y| + |Ad|ᵀ|z| ≥ 1.
  public static double ofRay(PlainProgram program, double[] d) {
    double reach = 0;
    for (int j = 0; j < program.n(); j++) {
      double curvature = program.p()[j][j];
      if (curvature > 0) reach += Math.abs(Kkt.dot(program.p()[j], d) * program.q()[j]) / curvature;
    }
    for (int i = 0; i < program.m(); i++) {
      if (program.b()[i] == Double.POSITIVE_INFINITY) continue;
      double left = Kkt.dot(program.a()[i], d), nearest = Double.POSITIVE_INFINITY;
      for (int j = 0; j < program.n(); j++)
        if (program.a()[i][j] != 0 && program.q()[j] != 0)
          nearest = Math.min(nearest, Math.abs(program.q()[j] / program.a()[i][j]));
      double leaving = program.equality()[i] ? Math.abs(left) : Math.max(0, left);
      reach += part(leaving, Kkt.sizeOfDot(program.a()[i], d), nearest);
    }
    return reach;
  }

  private static double part(double left, double terms, double size) {
    double seen = left - ROUNDING * terms;
    return seen > 0 && size < Double.POSITIVE_INFINITY ? seen * size : 0;
  }
}
