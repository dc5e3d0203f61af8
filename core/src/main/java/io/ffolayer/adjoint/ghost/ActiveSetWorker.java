package io.ffolayer.adjoint.ghost;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.Flag;
import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.internal.face.ActiveRows;
import io.ffolayer.internal.face.Norms;
import io.ffolayer.program.PrimalDual;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Watch;
import java.util.Arrays;
import java.util.EnumSet;

/// The active-set Lagrangian hypergradient at one solution, whatever solves the ghost problem (Zhao
/// et al. 2026, Algorithm 1; the correction and the error estimate are ours).
///
/// ```
/// snap      (s, z) to the face that scaled slack against scaled dual tells; K = [ P Aᵀ; A −H ] on its active and curved rows
/// correct   K e = −(r₁, r₂):  r₁ = Py + q + Aᵀz,  r₂ = Ay + s − b;   s, z, y move to b − A(y + e_y), z + e_z, y + e_y
///           flat rows:    (y, z) + e is the solution if every row stays on its side (that is the certificate: with K linear it
///                         is then a KKT point); if a row does not, snap there and try again
///           curved cones: snap there, and again until the step is small: Newton's method on the face; the certificate is that
///                         the last step was small and left the face the same
/// direct    K d = −(u, v), then f: what is left of the right-hand side in the system of the last face, solved with the factor
///           at hand
/// report    ∂q ‖f_y‖ · ∂b ‖f_z‖ · ∂P ‖dy‖‖e_y‖ + ‖f_y‖‖y‖ · ∂A ‖dz‖‖e_y‖ + ‖e_z‖‖dy‖ + ‖f_z‖‖y‖ + ‖z‖‖f_y‖, twice
/// ```
///
/// Uncorrected, e and f are the errors of the gradient that is returned; corrected, the last e and
/// f bound what is left. Three back-substitutions and six products with the data per instance where
/// the forward solution is tight.
///
/// Where dense programs spend the time (n = m = 100, 36 µs per instance with all in the cache,
/// beside 96 for the forward pass): half in the back-substitutions, which are four triangular
/// solves each, a quarter in the products. Tried without gain: A·dy on the active rows alone, one
/// row at a time.
final class ActiveSetWorker implements Adjoint.Worker {
  /// Corrections tried before the active set is called uncertain.
  private static final int MOST_CORRECTIONS = 8;

  /// A correction smaller than this part of the solution needs no further one.
  private static final double SMALL = 1e-9;

  /// A correction below this part of the active tolerance changes no side, and saves a product with
  /// A.
  private static final double STILL = 1e-2;

  /// A correction that moves a curved block by a larger part of its distance from the nearest kink
  /// leaves its face uncertain.
  private static final double NEAR = 0.05;

  private static final int MOST_REFINEMENTS = 4;
  private static final double ROUNDING = 8 * Math.ulp(1.0);

  private final GhostSystem ghost;
  private final double activeTolerance;
  private final boolean corrected;
  private final int n;
  private final int named;
  private final int m;
  private final ActiveRows rows;
  private final NullSpaceProbe nullSpace;
  private final double[] y;
  private final double[] s;
  private final double[] z;
  private final double[] dualResidual;
  private final double[] atz;
  private final double[] ay;
  private final double[] ey;
  private final double[] ez;
  private final double[] fy;
  private final double[] fz;
  private final double[] trialY;
  private final double[] trialZ;
  private final double[] trialS;
  private final PrimalDual points;
  private final EnumSet<Flag> flags = EnumSet.noneOf(Flag.class);

  private ProgramData data;
  private int instance;
  private Watch watch = Watch.unlimited();

  /// Whether the visited instance has a direction: it was solved, and the watch lets it be found.
  private boolean answers;

  private boolean solvable;
  private boolean settled;
  private boolean hiddenDirections;
  private double margin;
  private double errorY;
  private double errorZ;
  private GradientReport report;

  @SuppressWarnings(
      "NullAway.Init") // data and report are set by visit and direction, before any use
  ActiveSetWorker(
      ProgramStructure structure, GhostSystem ghost, double activeTolerance, boolean corrected) {
    this.ghost = ghost;
    this.activeTolerance = activeTolerance;
    this.corrected = corrected;
    n = structure.variables();
    m = structure.rows();
    rows = new ActiveRows(structure);
    nullSpace = new NullSpaceProbe(structure);
    named = structure.named();
    y = new double[n];
    s = new double[m];
    z = new double[m];
    dualResidual = new double[n];
    atz = new double[n];
    ay = new double[m];
    ey = new double[n];
    ez = new double[m];
    fy = new double[n];
    fz = new double[m];
    trialY = new double[n];
    trialZ = new double[m];
    trialS = new double[m];
    points = new PrimalDual(n, m, y, z);
  }

  @Override
  public PrimalDual points() {
    return points;
  }

  @Override
  public boolean[] active(int k) {
    return rows.active();
  }

  @Override
  public GradientReport report(int k) {
    return report;
  }

  @Override
  public void visit(ProgramData visited, Solution solution, int from, int to, Watch asked) {
    if (to != from + 1)
      throw new IllegalArgumentException(
          "this adjoint visits one instance at a time, got %d to %d".formatted(from, to - 1));
    data = visited;
    instance = from;
    watch = asked;
    answers = solution.isSolved(from);
    report = GradientReport.NONE;
    if (answers && !stops()) visit(solution);
  }

  /// Asks the watch.
  private boolean stops() {
    if (watch.stop() == null) return false;
    answers = false;
    report = GradientReport.STOPPED;
    return true;
  }

  private void visit(Solution solution) {
    flags.clear();
    System.arraycopy(solution.y(), instance * n, y, 0, n);
    System.arraycopy(solution.s(), instance * m, s, 0, m);
    System.arraycopy(solution.z(), instance * m, z, 0, m);
    products(y, z);
    rows.scale(data, instance, y, dualResidual, atz);
    addGradient();
    if (rows.snap(s, z)) renewForce();
    solvable = settled = true;
    hiddenDirections = false;
    boolean certain = correct(solution);
    if (!answers) return;
    if (!certain) returnToForward(solution);
    margin = rows.margin();
    if (certain && margin <= activeTolerance) chooseWeakRows(solution);
    if (solvable && ghost.maybeSingular() && !stops()) probe();
  }

  private void probe() {
    nullSpace.ask(data, instance, ghost, rows);
    if (nullSpace.dependentRows) flags.add(Flag.DEPENDENT_ROWS);
    if (nullSpace.freeDirections) flags.add(Flag.NON_UNIQUE);
    hiddenDirections = nullSpace.hiddenDirections;
  }

  /// No consistent side was found: the gradient is taken at the forward solution itself, and said
  /// to be uncertain.
  private void returnToForward(Solution solution) {
    flags.add(Flag.ACTIVE_SET_UNCERTAIN);
    System.arraycopy(solution.y(), instance * n, y, 0, n);
    System.arraycopy(solution.s(), instance * m, s, 0, m);
    System.arraycopy(solution.z(), instance * m, z, 0, m);
    rows.snap(s, z);
    solvable = ghost.open(data, solution, instance, rows, watch);
  }

  /// dualResidual = Py, atz = Aᵀz, ay = Ay.
  private void products(double[] pointY, double[] pointZ) {
    Arrays.fill(dualResidual, 0.0);
    Arrays.fill(atz, 0.0);
    Arrays.fill(ay, 0.0);
    data.addQuadraticProduct(instance, pointY, 0, dualResidual, 0);
    data.addTransposedProduct(instance, pointZ, 0, atz, 0);
    data.addRowProduct(instance, pointY, 0, ay, 0);
  }

  /// dualResidual += q + Aᵀz.
  private void addGradient() {
    double[] q = data.linear().values();
    int qAt = data.linear().offset(instance);
    for (int j = 0; j < n; j++) dualResidual[j] += q[qAt + j] + atz[j];
  }

  /// What the snap changed in z must leave the dual residual too.
  private void renewForce() {
    double[] before = fy;
    System.arraycopy(atz, 0, before, 0, n);
    Arrays.fill(atz, 0.0);
    data.addTransposedProduct(instance, z, 0, atz, 0);
    for (int j = 0; j < n; j++) dualResidual[j] += atz[j] - before[j];
  }

  /// Moves to the solution of the ghost problem until it moves no further; says whether every row
  /// stayed on its side. On curved cones, where that is Newton's method on the face, the last step
  /// must have been small as well.
  private boolean correct(Solution solution) {
    boolean opened = false;
    boolean certain = false;
    boolean moved = true;
    for (int step = 0; step < MOST_CORRECTIONS && moved; step++) {
      if (step > 0 && stops()) return false;
      if (!opened && !ghost.open(data, solution, instance, rows, watch)) return false;
      step();
      if (!(errorY + errorZ < Double.POSITIVE_INFINITY)) return false;
      boolean sameSides = rows.consistent(trialS, trialZ, activeTolerance);
      double turned = rows.faces.move(s, z, trialS, trialZ, activeTolerance);
      certain = sameSides && turned <= NEAR;
      if (!corrected) return certain;
      opened = settled = sameSides && turned <= SMALL;
      moved =
          !opened
              || errorY > SMALL * Norms.euclidean(trialY, 0, n)
              || errorZ > SMALL * Norms.euclidean(trialZ, 0, m);
      if (!sameSides) rows.snap(trialS, trialZ);
      adopt();
      if (moved && step + 1 < MOST_CORRECTIONS) {
        products(y, z);
        addGradient();
      }
    }
    return certain;
  }

  /// One correction: e, and the point (y, z) + e with its slack.
  private void step() {
    double[] b = data.rhs().values();
    int bAt = data.rhs().offset(instance);
    for (int j = 0; j < n; j++) ey[j] = -dualResidual[j];
    Arrays.fill(ez, 0.0);
    for (int k = 0; k < rows.listedCount; k++) {
      int i = rows.listed[k];
      ez[i] = b[bAt + i] - ay[i] - s[i];
    }
    ghost.solve(ey, ez);
    errorY = Norms.euclidean(ey, 0, n);
    errorZ = Norms.euclidean(ez, 0, m);
    for (int j = 0; j < n; j++) trialY[j] = y[j] + ey[j];
    for (int i = 0; i < m; i++) trialZ[i] = z[i] + ez[i];
    boolean still = rows.isFlat && errorY <= STILL * activeTolerance * Norms.euclidean(y, 0, n);
    if (!still) {
      Arrays.fill(ay, 0.0);
      data.addRowProduct(instance, trialY, 0, ay, 0);
    }
    for (int i = 0; i < m; i++) trialS[i] = b[bAt + i] - ay[i];
    for (int k = 0; k < rows.heldCount; k++) trialS[rows.listed[k]] = 0;
  }

  private void adopt() {
    System.arraycopy(trialY, 0, y, 0, n);
    System.arraycopy(trialS, 0, s, 0, m);
    System.arraycopy(trialZ, 0, z, 0, m);
  }

  private void chooseWeakRows(Solution solution) {
    flags.add(Flag.WEAKLY_ACTIVE);
    int[] weak = rows.weak(activeTolerance);
    for (int row : weak) rows.l[row] = Double.POSITIVE_INFINITY;
    if (ghost.open(data, solution, instance, rows, watch))
      CriticalCone.choose(data, instance, ghost, weak, rows, watch);
    rows.list();
    solvable = ghost.open(data, solution, instance, rows, watch);
  }

  @Override
  public void directions(
      PrimalDual rightHandSides, int at, PrimalDual directions, int directionsAt) {
    if (answers) direct(rightHandSides, at, directions, directionsAt);
    if (!answers || stops()) directions.clear(directionsAt);
  }

  private void direct(PrimalDual rightHandSides, int at, PrimalDual directions, int directionsAt) {
    double[] u = rightHandSides.y();
    double[] v = rightHandSides.z();
    int uAt = rightHandSides.yAt(at);
    int vAt = rightHandSides.zAt(at);
    Left left = solvable ? refined(u, uAt, v, vAt) : Left.NOTHING_KNOWN;
    if (!left.isFinite()) {
      left = Left.NOTHING_KNOWN;
      flags.add(Flag.ACTIVE_SET_UNCERTAIN);
      Arrays.fill(ey, 0.0);
      Arrays.fill(ez, 0.0);
    }
    System.arraycopy(ey, 0, directions.y(), directions.yAt(directionsAt), n);
    System.arraycopy(ez, 0, directions.z(), directions.zAt(directionsAt), m);
    if (hiddenDirections && asksForHidden(u, uAt)) flags.add(Flag.NON_UNIQUE);
    report = new GradientReport(rows.count(), margin, left.residual, estimate(left), flags);
  }

  /// Whether a cotangent belongs to a variable without a name: that of a slack does.
  private boolean asksForHidden(double[] u, int uAt) {
    boolean asks = false;
    for (int j = named; j < n; j++) asks |= u[uAt + j] != 0;
    return asks;
  }

  /// What a refined direction still lacks: ‖f_y‖, ‖f_z‖ and the relative residual before the last
  /// refinement.
  private record Left(double y, double z, double residual) {
    static final Left NOTHING_KNOWN =
        new Left(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

    Left plus(Left other) {
      return new Left(y + other.y, z + other.z, residual + other.residual);
    }

    boolean isFinite() {
      return y + z + residual < Double.POSITIVE_INFINITY;
    }
  }

  /// (ey, ez) = the direction.
  private Left refined(double[] u, int uAt, double[] v, int vAt) {
    for (int j = 0; j < n; j++) ey[j] = -u[uAt + j];
    for (int i = 0; i < m; i++) ez[i] = -v[vAt + i];
    rows.restrict(ez);
    double size = Math.max(Norms.largest(ey, 0, n), Norms.largest(ez, 0, m));
    if (size == 0) return new Left(0, 0, 0);
    ghost.solve(ey, ez);
    Left left = Left.NOTHING_KNOWN;
    Left first = left; // the effect of the last turn of the face
    for (int step = 0; step < MOST_REFINEMENTS; step++) {
      if (step > 0 && stops()) return left;
      double residual = residualOf(u, uAt, v, vAt) / size;
      ghost.solve(fy, fz);
      Left next = new Left(Norms.euclidean(fy, 0, n), Norms.euclidean(fz, 0, m), residual);
      if (!next.isFinite()) return left; // of the refinement before, if there was one
      left = next;
      if (!corrected) return left;
      for (int j = 0; j < n; j++) ey[j] += fy[j];
      for (int i = 0; i < m; i++) ez[i] += fz[i];
      if (step == 0) first = next;
      if (left.y <= SMALL * Norms.euclidean(ey, 0, n)
          && left.z <= SMALL * Norms.euclidean(ez, 0, m)) break;
    }
    if (!settled) left = new Left(first.y, first.z, left.residual);
    boolean isDelicate = !flags.contains(Flag.WEAKLY_ACTIVE) && rows.faces.isDelicate();
    return isDelicate ? left.plus(effectOfRounding(u, uAt, v, vAt)) : left;
  }

  /// What the direction lacks on a face that cannot be told from the one that it was made for.
  private Left effectOfRounding(double[] u, int uAt, double[] v, int vAt) {
    rows.faces.nudge(s, z);
    residualOf(u, uAt, v, vAt);
    ghost.solve(fy, fz);
    return new Left(Norms.euclidean(fy, 0, n), Norms.euclidean(fz, 0, m), 0);
  }

  /// (fy, fz) = −(u, v) − K d on the rows of the face, with d = (ey, ez); returns its largest
  /// entry. The face may have turned since K was factored: dz is brought to it first.
  private double residualOf(double[] u, int uAt, double[] v, int vAt) {
    Arrays.fill(fy, 0.0);
    Arrays.fill(fz, 0.0);
    data.addRowProduct(instance, ey, 0, fz, 0);
    for (int i = 0; i < m; i++) fz[i] = -v[vAt + i] - fz[i];
    double largest = rows.settle(fz, ez);
    data.addQuadraticProduct(instance, ey, 0, fy, 0);
    data.addTransposedProduct(instance, ez, 0, fy, 0);
    for (int j = 0; j < n; j++) fy[j] = -u[uAt + j] - fy[j];
    return Math.max(Norms.largest(fy, 0, n), largest);
  }

  /// Twice the largest of the four slots' first-order errors, with the rounding of the assembly as
  /// a floor.
  private double estimate(Left left) {
    if (flags.contains(Flag.ACTIVE_SET_UNCERTAIN)) return Double.POSITIVE_INFINITY;
    double sizeY = Norms.euclidean(y, 0, n);
    double sizeZ = Norms.euclidean(z, 0, m);
    double dy = Norms.euclidean(ey, 0, n);
    double dz = Norms.euclidean(ez, 0, m);
    double quadratic = dy * errorY + left.y * sizeY;
    double rowsError = dz * errorY + errorZ * dy + left.z * sizeY + sizeZ * left.y;
    double rounding = ROUNDING * Math.max(dy + dz, Math.max(dy * sizeY, dz * sizeY + sizeZ * dy));
    double estimate =
        2 * Math.max(Math.max(left.y, left.z), Math.max(quadratic, rowsError)) + rounding;
    return Double.isNaN(estimate) ? Double.POSITIVE_INFINITY : estimate;
  }
}
