package io.ffolayer.adjoint.ghost;

import io.ffolayer.internal.face.ActiveRows;
import io.ffolayer.program.ProgramStructure;
import java.util.Arrays;
import java.util.SplittableRandom;

/// Whether the ghost system K is singular, seen from outside by one product and one solve.
///
/// For a generic r the solution x of K x = K r is r again where K is regular. Where it is not, x
/// lacks the part of r in the null space (or has another one), and since that is the product of {y:
/// Py = 0, A_N y = 0} and {z: A_Nᵀz = 0}, what is left in y tells of free directions and what is
/// left in z of dependent rows. Small pivots of a regularised factor are only a hint: at a vertex
/// of a linear program they are small and right.
final class NullSpaceProbe {
  private static final long SEED = 0xFACEL;

  /// Far above the error of a solve that deserves the name, far below the part of a random vector
  /// in any one direction.
  private static final double MISSING = 1e-5;

  private final int n;
  private final int named;
  private final int m;
  private final double[] randomY;
  private final double[] randomZ;
  private final double[] y;
  private final double[] z;
  private final double[] expectedZ;

  /// Of the named variables, and of those behind them.
  boolean freeDirections;

  boolean hiddenDirections;
  boolean dependentRows;

  NullSpaceProbe(ProgramStructure structure) {
    n = structure.variables();
    named = structure.named();
    m = structure.rows();
    SplittableRandom random = new SplittableRandom(SEED);
    randomY = random.doubles(n, 0.5, 1).map(v -> random.nextBoolean() ? v : -v).toArray();
    randomZ = random.doubles(m, 0.5, 1).map(v -> random.nextBoolean() ? v : -v).toArray();
    y = new double[n];
    z = new double[m];
    expectedZ = new double[m];
  }

  /// Asks a ghost system that is open on the rows of an instance.
  void ask(Visited visited, GhostSystem ghost, ActiveRows rows) {
    System.arraycopy(randomZ, 0, expectedZ, 0, m);
    Arrays.fill(z, 0.0);
    visited.addRowProduct(randomY, z);
    for (int i = 0; i < m; i++) z[i] = -z[i];
    rows.settle(z, expectedZ);
    for (int i = 0; i < m; i++) z[i] = -z[i];
    Arrays.fill(y, 0.0);
    visited.addQuadraticProduct(randomY, y);
    visited.addTransposedProduct(expectedZ, y);
    ghost.solve(y, z);
    freeDirections = anyMissing(0, named);
    hiddenDirections = anyMissing(named, n);
    dependentRows = false;
    for (int i = 0; i < m; i++) dependentRows |= !(Math.abs(z[i] - expectedZ[i]) <= MISSING);
  }

  private boolean anyMissing(int from, int to) {
    boolean missing = false;
    for (int j = from; j < to; j++) missing |= !(Math.abs(y[j] - randomY[j]) <= MISSING);
    return missing;
  }
}
