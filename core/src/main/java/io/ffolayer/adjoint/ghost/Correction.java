package io.ffolayer.adjoint.ghost;

import io.ffolayer.internal.face.ActiveRows;
import io.ffolayer.internal.face.FaceNewton;
import io.ffolayer.internal.face.Norms;
import io.ffolayer.internal.scale.Point;
import io.ffolayer.internal.scale.PointProducts;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.matrix.DoubledSums;
import java.util.Arrays;

/// The way from a forward solution to the solution on its face, and the certificate that the face
/// is that of the solution: see [ActiveSetWorker].
final class Correction {
  /// Corrections tried before the active set is called uncertain.
  private static final int MOST_STEPS = 8;

  /// Corrections tried where each was shorter than the one before by [#SLOW] at least: far out on a
  /// cone Newton's method begins slowly.
  private static final int MOST_SLOW_STEPS = 40;

  private static final double SLOW = 0.9;

  /// A correction smaller than this part of the solution needs no further one.
  private static final double SMALL = 1e-9;

  /// A correction below this part of the active tolerance changes no side, and saves a product with
  /// A.
  private static final double STILL = 1e-2;

  /// A correction that moves a curved block by a larger part of its distance from the nearest kink
  /// leaves its face uncertain.
  private static final double NEAR = 0.05;

  private final GhostSystem ghost;
  private final ActiveRows rows;
  private final double activeTolerance;
  private final boolean corrected;
  private final FaceNewton newton;
  private final PointProducts products;

  /// The point of the visit.
  final Point at;

  private final Point next;

  /// ‖e_y‖ of the last step.
  double errorY;

  /// ‖e_z‖ of the last step.
  double errorZ;

  /// The largest scaled slack that the last correction left on a row that is held at 0.
  private double missed;

  /// Whether the face did not turn in the last step, so that the ghost system is that of the point.
  boolean isSettled;

  Correction(
      ProgramStructure structure,
      GhostSystem ghost,
      ActiveRows rows,
      double activeTolerance,
      boolean corrected) {
    this.ghost = ghost;
    this.rows = rows;
    this.activeTolerance = activeTolerance;
    this.corrected = corrected;
    int n = structure.variables(), m = structure.rows();
    newton = new FaceNewton(structure);
    products = new PointProducts(structure);
    at = Point.of(new double[n], new double[m], new double[m]);
    next = Point.of(new double[n], new double[m], new double[m]);
  }

  /// Goes to the forward solution, snapped to its face.
  void start(Visited visited) {
    copyForward(visited);
    products.multiply(visited.data, visited.instance, at);
    rows.scale(visited.data, visited.instance, at);
    if (rows.snap(at.s(), at.z())) products.multiplyDual(visited.data, visited.instance, at.z(), 0);
    isSettled = true;
  }

  private void copyForward(Visited visited) {
    int n = at.y().length, m = at.z().length, i = visited.instance;
    System.arraycopy(visited.solution.y(), i * n, at.y(), 0, n);
    System.arraycopy(visited.solution.s(), i * m, at.s(), 0, m);
    System.arraycopy(visited.solution.z(), i * m, at.z(), 0, m);
  }

  /// No consistent side was found: back to the forward solution itself.
  void giveUp(Visited visited) {
    copyForward(visited);
    rows.snap(at.s(), at.z());
  }

  /// Corrects the point once more, on other rows than the last time.
  ///
  /// @return whether every row stayed on its side
  boolean runAgain(Visited visited) {
    for (int k = 0; k < rows.heldCount; k++) at.s()[rows.listed[k]] = 0;
    products.multiply(visited.data, visited.instance, at);
    return run(visited);
  }

  /// Begins again at the forward solution, which is known to have a face.
  void restart(Visited visited) {
    start(visited);
    run(visited);
  }

  /// Moves to the solution of the ghost problem until it moves no further; says whether every row
  /// stayed on its side. On curved cones, where that is Newton's method on the face, the last step
  /// must have been small as well.
  boolean run(Visited visited) {
    boolean opened = false;
    boolean certain = false;
    boolean moved = true;
    boolean shrinks = true;
    double before = 0, length = Double.POSITIVE_INFINITY;
    missed = 0;
    for (int step = 0; moved && goesOn(step, shrinks); step++) {
      if (step > 0 && visited.watch.isStopped()) return false;
      if (!opened && !ghost.open(visited, rows)) return false;
      step(visited);
      if (!(errorY + errorZ < Double.POSITIVE_INFINITY)) return false;
      boolean sameSides = rows.consistent(next.s(), next.z(), activeTolerance);
      double turned = rows.faces.move(at.s(), at.z(), next.s(), next.z(), activeTolerance);
      certain = sameSides && turned <= NEAR;
      if (!corrected) return certain;
      opened = isSettled = sameSides && turned <= SMALL;
      double sizeY = Norms.euclidean(next.y(), 0, next.y().length);
      double sizeZ = Norms.euclidean(next.z(), 0, next.z().length);
      moved = !opened || errorY > SMALL * sizeY || errorZ > SMALL * sizeZ;
      before = length;
      length = share(errorY, sizeY) + share(errorZ, sizeZ);
      shrinks &= length < SLOW * before;
      if (!sameSides) rows.snap(next.s(), next.z());
      adopt();
      if (moved && goesOn(step + 1, shrinks)) products.multiply(visited.data, visited.instance, at);
    }
    if (moved && shrinks) addRest(length / before);
    return certain;
  }

  private static double share(double error, double size) {
    return error > 0 ? error / size : 0;
  }

  private static boolean goesOn(int step, boolean shrinks) {
    return step < (shrinks ? MOST_SLOW_STEPS : MOST_STEPS);
  }

  /// Where the steps still shrink by a factor, they have that much more to go: the sum of a
  /// geometric series.
  private void addRest(double factor) {
    double all = 1 / (1 - factor);
    errorY *= all;
    errorZ *= all;
  }

  /// One correction: e, and the point (y, z) + e with its slack.
  private void step(Visited visited) {
    newton.residual(visited.data, visited.instance, at, products, rows);
    double[] ey = newton.step.y(), ez = newton.step.z(), ay = products.ay;
    if (ghost.nullSpace() != null && visited.data.hasEntries()) sharpenResidual(visited);
    ghost.solve(ey, ez);
    errorY = Norms.euclidean(ey, 0, ey.length);
    errorZ = Norms.euclidean(ez, 0, ez.length);
    newton.move(at, next);
    boolean still =
        rows.isFlat && errorY <= STILL * activeTolerance * Norms.euclidean(at.y(), 0, ey.length);
    if (!still) {
      Arrays.fill(ay, 0.0);
      visited.addRowProduct(next.y(), ay);
    }
    FaceNewton.slack(visited.data, visited.instance, ay, next);
    if (!still) missed = missed(visited);
    for (int k = 0; k < rows.heldCount; k++) next.s()[rows.listed[k]] = 0;
  }

  /// −(r₁, r₂) in doubled precision: of rows that are ε apart the difference of the residuals is ε
  /// of what a point is off.
  private void sharpenResidual(Visited visited) {
    double[] ey = newton.step.y(), ez = newton.step.z();
    ProgramData data = visited.data;
    DoubledSums columns = new DoubledSums(ey.length), sums = new DoubledSums(ez.length);
    double[] dual = data.dualResidual(visited.instance, at.y(), 0, at.z(), 0, columns);
    double[] primal = data.primalResidual(visited.instance, at.y(), 0, at.s(), 0, sums);
    for (int j = 0; j < ey.length; j++) ey[j] = -dual[j];
    for (int k = 0; k < rows.listedCount; k++) ez[rows.listed[k]] = -primal[rows.listed[k]];
  }

  private double missed(Visited visited) {
    double largest = rows.largestHeldSlack(next.s());
    if (largest <= activeTolerance) return largest;
    rows.scaleHeld(visited.data, visited.instance);
    return rows.largestHeldSlack(next.s());
  }

  /// Whether the rows that are held at 0 were so after the last correction: rows that depend on
  /// each other may contradict each other, and then the point is none of the program.
  boolean holds() {
    return missed <= activeTolerance;
  }

  private void adopt() {
    System.arraycopy(next.y(), 0, at.y(), 0, at.y().length);
    System.arraycopy(next.s(), 0, at.s(), 0, at.s().length);
    System.arraycopy(next.z(), 0, at.z(), 0, at.z().length);
  }
}
