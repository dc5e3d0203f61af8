package io.ffolayer.adjoint.ghost;

import io.ffolayer.internal.face.ActiveRows;
import io.ffolayer.internal.face.Norms;
import io.ffolayer.internal.linalg.dense.DenseLu;
import io.ffolayer.internal.linalg.dense.PolyhedronVertex;
import io.ffolayer.program.ProgramStructure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Where active rows depend on each other, the multipliers are not unique: with every relation v,
/// A_Nᵀv = 0, z + cv is one too, as long as it stays in K*. Relax the rows by ε: of all multipliers
/// the one with the least σᵀz, σ > 0 the sizes of the relaxations, tells how the solution moves
/// (Gauvin 1977; Ralph & Dempe 1995), for a generic σ it is a vertex of their set, and the
/// inequalities without a multiplier there are those that the relaxed program leaves. The others
/// are independent. So inequalities that depend on others are let go of, in a way that belongs to
/// one side of the kink, the same for all of them; equalities never are.
///
/// σ is random, seeded, in the lengths of the rows: the choice depends neither on the multiplier
/// that the solver found nor on how rows are scaled. A curved cone on its smooth boundary counts as
/// one inequality. At an apex, and where a semidefinite matrix has a kernel of more than one
/// dimension, multipliers stay as they are.
final class DependentMultipliers {
  private static final long SEED = 0xC0FEL;

  /// Relative to the largest entry of a relation, what takes no part in it.
  private static final double NO_PART = 1e-8;

  /// Relative to the largest multiplier, what keeps vertices apart that rounding would confuse.
  private static final double APART = 1e-10;

  private final int m;
  private final boolean[] equality;
  private final int[] first;
  private final int[] end;

  DependentMultipliers(ProgramStructure structure) {
    m = structure.rows();
    equality = structure.equalities();
    first = new int[m];
    end = new int[m];
    for (int i = 0; i < m; i++) end[i] = (first[i] = i) + 1;
    for (ProgramStructure.ConeRows part : structure.cones()) {
      if (part.cone().isPolyhedral()) continue;
      Arrays.fill(first, part.first(), part.end(), part.first());
      Arrays.fill(end, part.first(), part.end(), part.end());
    }
  }

  /// Moves the multipliers to their vertex.
  ///
  /// @param relations among the active rows, rotated; used up
  /// @param z multipliers of the user, moved
  /// @return the rotated rows to let go of, whose multiplier is 0 now
  int[] release(Visited visited, ActiveRows rows, List<double[]> relations, double[] z) {
    double[] multiplier = z.clone();
    rows.rotation.apply(multiplier, 0);
    for (int i = 0; i < m; i++)
      if (rows.l[i] == 0 && !equality[i] && !isLoneRow(rows, i)) eliminate(relations, i);
    int[] bounded = bounded(rows, relations);
    double[] length = lengths(visited, rows, bounded);
    List<double[]> basis = orthonormalize(relations, bounded, length);
    int k = basis.size();
    if (k == 0) return new int[0];
    double[] q = new double[bounded.length * k];
    for (int b = 0; b < bounded.length; b++)
      for (int j = 0; j < k; j++) q[b * k + j] = length[b] * basis.get(j)[bounded[b]];
    int[] tight =
        PolyhedronVertex.find(
            bounded.length, k, q, start(multiplier, bounded, length), weights(bounded));
    if (tight == null || !move(multiplier, basis, bounded, tight)) return new int[0];
    rows.rotation.applyTransposed(multiplier, 0);
    System.arraycopy(multiplier, 0, z, 0, m);
    return Arrays.stream(tight).map(row -> bounded[row]).toArray();
  }

  /// Whether a row is the only one of its cone that is active: it then carries an inequality.
  private boolean isLoneRow(ActiveRows rows, int row) {
    for (int i = first[row]; i < end[row]; i++) if (i != row && rows.l[i] == 0) return false;
    return true;
  }

  /// Goes on with those combinations of the relations that a row takes no part in.
  private static void eliminate(List<double[]> relations, int row) {
    double[] pivot = null;
    for (double[] v : relations)
      if (Math.abs(v[row]) > NO_PART * Norms.largest(v, 0, v.length)
          && (pivot == null || Math.abs(v[row]) > Math.abs(pivot[row]))) pivot = v;
    if (pivot == null) return;
    relations.remove(pivot);
    for (double[] v : relations) {
      double factor = v[row] / pivot[row];
      for (int i = 0; i < v.length; i++) v[i] -= factor * pivot[i];
    }
  }

  /// The inequalities that take part.
  private int[] bounded(ActiveRows rows, List<double[]> relations) {
    int[] found = new int[m];
    int count = 0;
    for (int i = 0; i < m; i++) {
      boolean part = false;
      for (double[] v : relations) part |= Math.abs(v[i]) > NO_PART * Norms.largest(v, 0, v.length);
      if (part && rows.l[i] == 0 && !equality[i]) found[count++] = i;
    }
    return Arrays.copyOf(found, count);
  }

  private static double[] lengths(Visited visited, ActiveRows rows, int[] bounded) {
    double[] row = new double[visited.data.structure().variables()];
    double[] length = new double[bounded.length];
    for (int b = 0; b < bounded.length; b++) {
      visited.copyRotatedRow(rows.rotation, bounded[b], row, 0);
      double sum = 0;
      for (double a : row) sum += a * a;
      length[b] = sum > 0 ? Math.sqrt(sum) : 1;
    }
    return length;
  }

  /// Combinations of the relations that are orthonormal on the inequalities; what has no part there
  /// is one of equalities alone, and stays out.
  private static List<double[]> orthonormalize(
      List<double[]> relations, int[] bounded, double[] length) {
    List<double[]> basis = new ArrayList<>();
    for (double[] relation : relations) {
      double[] v = relation.clone();
      double before = Math.sqrt(dot(v, v, bounded, length));
      for (int round = 0; round < 2; round++)
        for (double[] known : basis) {
          double along = dot(known, v, bounded, length);
          for (int i = 0; i < v.length; i++) v[i] -= along * known[i];
        }
      double left = Math.sqrt(dot(v, v, bounded, length));
      if (!(left > NO_PART * before)) continue;
      for (int i = 0; i < v.length; i++) v[i] /= left;
      basis.add(v);
    }
    return basis;
  }

  private static double dot(double[] x, double[] y, int[] bounded, double[] length) {
    double sum = 0;
    for (int b = 0; b < bounded.length; b++)
      sum += length[b] * x[bounded[b]] * length[b] * y[bounded[b]];
    return sum;
  }

  private static double[] start(double[] multiplier, int[] bounded, double[] length) {
    SplittableRandom random = new SplittableRandom(SEED);
    double[] z = new double[bounded.length];
    double largest = 0;
    for (int b = 0; b < z.length; b++) {
      z[b] = Math.max(0, length[b] * multiplier[bounded[b]]);
      largest = Math.max(largest, z[b]);
    }
    for (int b = 0; b < z.length; b++)
      z[b] += APART * (largest > 0 ? largest : 1) * random.nextDouble(1, 2);
    return z;
  }

  /// σ, by the numbers of the rows, so that a row has the same one whatever other rows take part.
  private static double[] weights(int[] bounded) {
    double[] weight = new double[bounded.length];
    for (int b = 0; b < weight.length; b++)
      weight[b] = new SplittableRandom(SEED + bounded[b]).nextDouble(1, 2);
    return weight;
  }

  /// Brings the multipliers of tight rows to 0.
  private static boolean move(
      double[] multiplier, List<double[]> basis, int[] bounded, int[] tight) {
    int k = tight.length;
    double[] matrix = new double[k * k], c = new double[k];
    for (int e = 0; e < k; e++) {
      for (int j = 0; j < k; j++) matrix[e * k + j] = basis.get(j)[bounded[tight[e]]];
      c[e] = -multiplier[bounded[tight[e]]];
    }
    DenseLu lu = new DenseLu(k);
    if (!lu.factor(k, matrix, 0, k)) return false;
    lu.solve(c, 0);
    for (int j = 0; j < k; j++)
      for (int i = 0; i < multiplier.length; i++) multiplier[i] += c[j] * basis.get(j)[i];
    for (int row : tight) multiplier[bounded[row]] = 0;
    return true;
  }

  /// Takes rows as inactive, and with a row of a curved cone all of that cone.
  void drop(int[] released, ActiveRows rows) {
    for (int row : released) Arrays.fill(rows.l, first[row], end[row], Double.POSITIVE_INFINITY);
    rows.list();
  }
}
