package io.ffolayer.adjoint.approximate;

import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.internal.cone.Rotation;
import io.ffolayer.internal.face.Norms;
import io.ffolayer.internal.kkt.KktSystem;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.solve.Watch;
import java.util.Arrays;

/// The point of the central path at μ, by Newton's method on
///
/// ```
/// Py + q + Aᵀz = 0,   Ay + s = b,   z = −μ∇F(s):   K (Δy, Δz) = (−r_d, −r_p + shift),   Δs = −shift − H Δz
/// ```
///
/// with H the scaling of each cone at (s, z), which at a central point is (μ∇²F(s))⁻¹. It starts
/// from the centre of every cone at the forward y, and its target comes down to μ by tenths.
final class CentralPath {
  private static final int MOST_STEPS = 200;
  private static final double REDUCTION = 0.1;
  private static final double BACK = 0.95;
  private static final int MOST_HALVINGS = 40;

  /// Steps go on until the residuals are this small beside their terms.
  private static final double ACCURACY = 1e-13;

  /// Or until they are this small and fall no further.
  private static final double STILL = 1e-7;

  private final KktSystem kkt;
  private final ConeBlock[] cones;
  private final int degree;
  final Rotation rotation;
  final double[] l;
  final double[] y;
  final double[] s;
  final double[] z;
  private final double[] shift;
  private final double[] dy;
  private final double[] ds;
  private final double[] dz;

  /// The largest residual of the point, beside its terms.
  double left;

  private boolean[] absent = new boolean[0];

  CentralPath(ProgramStructure structure, KktSystem kkt) {
    this.kkt = kkt;
    int n = structure.variables(), m = structure.rows();
    cones = ConeBlock.of(structure);
    degree = Math.max(1, Arrays.stream(cones).mapToInt(ConeBlock::degree).sum());
    rotation = new Rotation(cones);
    l = new double[m];
    y = new double[n];
    s = new double[m];
    z = new double[m];
    shift = new double[m];
    dy = new double[n];
    ds = new double[m];
    dz = new double[m];
  }

  /// Goes to the point of one instance, and leaves the system factored there.
  ///
  /// @param start y to start from, at `at`
  /// @return whether it was found, to working precision
  boolean find(ProgramData data, int instance, double[] start, int at, double mu, Watch watch) {
    System.arraycopy(start, at, y, 0, y.length);
    kkt.load(data, instance);
    for (ConeBlock cone : cones) cone.start(s, z);
    begin(data, instance, mu);
    left = Double.POSITIVE_INFINITY;
    for (int step = 0; step < MOST_STEPS && !watch.isStopped(); step++) {
      double target = Math.max(mu, REDUCTION * Math.max(complementarity(), mu));
      if (!factor(target)) return false;
      double before = left;
      left = residuals(data, instance, target);
      boolean isStill = left <= STILL && left >= 0.5 * before;
      if (target == mu && (left <= ACCURACY || isStill)) return leave();
      if (!move()) return false;
    }
    return false;
  }

  /// Absent rows have no dual.
  private boolean leave() {
    for (int i = 0; i < z.length; i++) if (absent[i]) z[i] = 0;
    return true;
  }

  /// The centre of every cone, in units in which the slacks are those of the start, or larger.
  private void begin(ProgramData data, int instance, double mu) {
    int m = s.length;
    double[] b = data.rhs().values();
    int bAt = data.rhs().offset(instance);
    absent = new boolean[m];
    double[] ay = new double[m];
    data.addRowProduct(instance, y, 0, ay, 0);
    double slack = Math.sqrt(mu);
    for (int i = 0; i < m; i++) {
      absent[i] = b[bAt + i] == Double.POSITIVE_INFINITY;
      if (!absent[i]) slack = Math.max(slack, Math.abs(b[bAt + i] - ay[i]));
    }
    double dual = Math.max(1, mu / slack);
    for (int i = 0; i < m; i++) {
      s[i] *= slack;
      z[i] *= dual;
    }
  }

  /// sᵀz/ν, where absent rows count for nothing.
  private double complementarity() {
    double sum = 0;
    for (int i = 0; i < s.length; i++) if (!absent[i]) sum += s[i] * z[i];
    return sum / degree;
  }

  private boolean factor(double target) {
    for (ConeBlock cone : cones) if (!cone.scale(s, z, target, l, rotation)) return false;
    for (int i = 0; i < l.length; i++) if (absent[i]) l[i] = Double.POSITIVE_INFINITY;
    return kkt.factor(l, 0, rotation);
  }

  /// Writes the right-hand side of the step to (dy, dz), and the shift; returns the largest
  /// residual beside its terms.
  private double residuals(ProgramData data, int instance, double target) {
    int n = y.length, m = s.length;
    Arrays.fill(shift, 0);
    for (ConeBlock cone : cones) cone.centeringShift(s, z, target, shift);
    double[] q = data.linear().values(), b = data.rhs().values();
    int qAt = data.linear().offset(instance), bAt = data.rhs().offset(instance);
    double[] py = new double[n], atz = new double[n], ay = new double[m], present = z.clone();
    for (int i = 0; i < m; i++) if (absent[i]) present[i] = 0;
    data.addQuadraticProduct(instance, y, 0, py, 0);
    data.addTransposedProduct(instance, present, 0, atz, 0);
    data.addRowProduct(instance, y, 0, ay, 0);
    double dual = 0, primal = 0, central = 0, costs = 0, rows = 0;
    for (int j = 0; j < n; j++) {
      dy[j] = -(py[j] + q[qAt + j] + atz[j]);
      dual = Math.max(dual, Math.abs(dy[j]));
      costs = Math.max(costs, Math.abs(py[j]) + Math.abs(q[qAt + j]) + Math.abs(atz[j]));
    }
    for (int i = 0; i < m; i++) {
      if (absent[i]) shift[i] = dz[i] = 0;
      if (absent[i]) continue;
      double residual = ay[i] + s[i] - b[bAt + i];
      dz[i] = -residual + shift[i];
      primal = Math.max(primal, Math.abs(residual));
      rows = Math.max(rows, Math.abs(ay[i]) + Math.abs(s[i]) + Math.abs(b[bAt + i]));
      central =
          Math.max(
              central,
              Math.abs(shift[i]) / (Math.abs(s[i]) + Math.abs(shift[i]) + Double.MIN_NORMAL));
    }
    return Math.max(central, Math.max(ratio(dual, costs), ratio(primal, rows)));
  }

  private static double ratio(double part, double whole) {
    return part == 0 ? 0 : part / whole;
  }

  /// One step, as long as it stays inside the cones.
  private boolean move() {
    rotation.apply(dz, 0);
    kkt.solve(dy, 0, dz, 0);
    for (int i = 0; i < l.length; i++) ds[i] = l[i] == Double.POSITIVE_INFINITY ? 0 : -l[i] * dz[i];
    rotation.applyTransposed(dz, 0);
    rotation.applyTransposed(ds, 0);
    for (int i = 0; i < l.length; i++) ds[i] -= shift[i];
    double longest = 1;
    for (ConeBlock cone : cones) longest = Math.min(longest, BACK * cone.longestStep(s, ds, z, dz));
    int halvings = 0;
    while (!isInside(longest) && halvings++ < MOST_HALVINGS) longest *= 0.7;
    if (halvings > MOST_HALVINGS || !(longest > 1e-10)) return false;
    for (int j = 0; j < y.length; j++) y[j] += longest * dy[j];
    for (int i = 0; i < l.length; i++) {
      s[i] += longest * ds[i];
      z[i] += longest * dz[i];
    }
    return Norms.largest(dy, 0, y.length) < Double.POSITIVE_INFINITY;
  }

  private boolean isInside(double step) {
    for (ConeBlock cone : cones)
      if (!cone.contains(s, ds, z, dz, step) || !cone.accepts(s, ds, z, dz, step)) return false;
    return true;
  }
}
