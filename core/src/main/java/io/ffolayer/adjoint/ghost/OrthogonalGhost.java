package io.ffolayer.adjoint.ghost;

import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.internal.cone.Rotation;
import io.ffolayer.internal.face.ActiveRows;
import io.ffolayer.internal.linalg.dense.NullSpaceMethod;
import io.ffolayer.program.ProgramStructure;
import java.util.Arrays;

/// The ghost problem by orthogonal factors, for active rows that depend on each other or nearly do,
/// and for directions that P does not determine ([NullSpaceMethod]): what other factors square – a
/// row that has the part ε outside the span of others leaves them a pivot of ε² – is kept here.
///
/// A curved row â·d − l z = r stands with a variable t of its own, as â·d − √l t = r and the
/// objective ½t²: z = t/√l. So its weight costs no digits of P.
///
/// Where the system is singular the answer is that of its pseudoinverse in the user's units: of a
/// right-hand side what no solution can match is left out, and of the solutions the shortest is
/// given.
///
/// About 10 (n + k)³ flops in plain loops: a tenth of a millisecond for ten variables and rows, a
/// second at [#LARGEST].
final class OrthogonalGhost implements GhostSystem {
  /// Variables and rows that take part, together.
  static final int LARGEST = 600;

  private final int n;
  private final int rowCount;
  private final Rotation rotation;
  private NullSpaceMethod method;
  private NullSpace nullSpace;
  private int[] kept = new int[0];

  @SuppressWarnings("NullAway.Init") // method and null space are set by open, before any solve
  OrthogonalGhost(ProgramStructure structure) {
    n = structure.variables();
    rowCount = structure.rows();
    rotation = new Rotation(ConeBlock.of(structure));
  }

  /// Whether a face is small enough.
  static boolean fits(ActiveRows rows, int variables) {
    int size = variables;
    for (double l : rows.l) size += l == 0 ? 1 : l < Double.POSITIVE_INFINITY ? 2 : 0;
    return size <= LARGEST;
  }

  @Override
  public boolean open(Visited visited, ActiveRows rows) {
    rotation.set(rows.rotation);
    kept = new int[rows.l.length];
    int count = 0, curved = 0;
    for (int i = 0; i < rows.l.length; i++) {
      if (rows.l[i] == Double.POSITIVE_INFINITY) continue;
      if (rows.l[i] > 0) curved++;
      kept[count++] = i;
    }
    kept = Arrays.copyOf(kept, count);
    int order = n + curved;
    double[] vectors = new double[count * order];
    int next = n;
    for (int e = 0; e < count; e++) {
      visited.copyRotatedRow(rotation, kept[e], vectors, e * order);
      if (rows.l[kept[e]] > 0) vectors[e * order + next++] = -Math.sqrt(rows.l[kept[e]]);
    }
    method = new NullSpaceMethod(n, order, quadratic(visited, order), count, vectors);
    nullSpace = findNullSpace();
    return method.isFinite();
  }

  private double[] quadratic(Visited visited, int order) {
    double[] p = new double[order * order];
    double[] unit = new double[n], column = new double[n];
    for (int j = 0; j < n; j++) {
      unit[j] = 1;
      Arrays.fill(column, 0);
      visited.addQuadraticProduct(unit, column);
      for (int i = 0; i < n; i++) p[i * order + j] = column[i];
      unit[j] = 0;
    }
    for (int j = n; j < order; j++) p[j * (order + 1)] = 1;
    return p;
  }

  @Override
  public void solve(double[] y, double[] z) {
    rotation.apply(z, 0);
    double[] right = new double[kept.length];
    for (int e = 0; e < kept.length; e++) right[e] = z[kept[e]];
    method.solve(y, right);
    Arrays.fill(z, 0);
    for (int e = 0; e < kept.length; e++) z[kept[e]] = right[e];
    rotation.applyTransposed(z, 0);
  }

  @Override
  public NullSpace nullSpace() {
    return nullSpace;
  }

  private NullSpace findNullSpace() {
    double[][] relations = new double[method.dependentRows()][rowCount];
    for (int v = 0; v < relations.length; v++)
      for (int e = 0; e < kept.length; e++) relations[v][kept[e]] = method.relation(v)[e];
    return new NullSpace(method.freeDirections(), relations);
  }

  @Override
  public boolean maybeSingular() {
    return true;
  }
}
