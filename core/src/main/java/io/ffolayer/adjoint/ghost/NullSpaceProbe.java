package io.ffolayer.adjoint.ghost;

import io.ffolayer.internal.face.ActiveRows;
import io.ffolayer.internal.scale.CombinationTerms;
import io.ffolayer.program.Auxiliaries;
import io.ffolayer.program.ProgramStructure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// The null space of the ghost system K, as its factor knows it, or seen from outside by one
/// product and one solve for each of its dimensions.
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

  /// Dimensions beyond this number are not looked for.
  private static final int MOST = 32;

  private final int n;
  private final Auxiliaries auxiliaries;
  private final int m;

  /// Of the variables with a meaning of their own, and of the auxiliary ones.
  boolean freeDirections;

  boolean hiddenDirections;

  /// The relations among the rows of the last face, rotated: vectors v with A_Nᵀv = 0, of length 1
  /// in units in which the rows are.
  final List<double[]> relations = new ArrayList<>();

  /// Whether some of them hold only nearly: the rows are told apart by less than their rounding
  /// bears, and what is said of them may be that of others.
  boolean isInexact;

  NullSpaceProbe(ProgramStructure structure) {
    n = structure.variables();
    auxiliaries = structure.auxiliaries();
    m = structure.rows();
  }

  /// Asks a ghost system that is open on the rows of an instance.
  void ask(Visited visited, GhostSystem ghost, ActiveRows rows) {
    relations.clear();
    freeDirections = hiddenDirections = isInexact = false;
    GhostSystem.NullSpace known = ghost.nullSpace();
    if (known == null) {
      probe(visited, ghost, rows);
    } else {
      for (double[] y : known.free()) sort(y, MISSING * largest(y, n));
      relations.addAll(Arrays.asList(known.relations()));
    }
    for (double[] relation : relations) isInexact |= !holds(visited, rows, relation);
  }

  private static double largest(double[] x, int count) {
    double largest = 0;
    for (int j = 0; j < count; j++) largest = Math.max(largest, Math.abs(x[j]));
    return largest;
  }

  /// Takes what is missing in y as a free direction.
  private void sort(double[] missing, double least) {
    for (int j = 0; j < n; j++) {
      if (Math.abs(missing[j]) <= least) continue;
      boolean isAuxiliary = auxiliaries.hasVariable(j);
      freeDirections |= !isAuxiliary;
      hiddenDirections |= isAuxiliary;
    }
  }

  private void probe(Visited visited, GhostSystem ghost, ActiveRows rows) {
    SplittableRandom random = new SplittableRandom(SEED);
    double[] unit = rowUnits(visited);
    boolean found = true;
    while (found && relations.size() < MOST && !visited.watch.isStopped())
      found = draw(visited, ghost, rows, random, unit);
  }

  /// 1/‖a_i‖ of every row: the parts of a random vector in all rows then have one size.
  private double[] rowUnits(Visited visited) {
    double[] unit = new double[m];
    if (visited.data.hasEntries()) visited.data.a().addSquaredRowNorms(visited.instance, unit, 0);
    for (int i = 0; i < m; i++) unit[i] = unit[i] > 0 ? 1 / Math.sqrt(unit[i]) : 1;
    return unit;
  }

  /// @return whether there was a relation in the rows that is not among those found
  private boolean draw(
      Visited visited, GhostSystem ghost, ActiveRows rows, SplittableRandom random, double[] unit) {
    double[] r = signs(random, n), rows0 = signs(random, m);
    for (int i = 0; i < m; i++) rows0[i] *= unit[i];
    double[] z = new double[m], y = new double[n];
    visited.addRowProduct(r, z);
    for (int i = 0; i < m; i++) z[i] = -z[i];
    rows.settle(z, rows0);
    for (int i = 0; i < m; i++) z[i] = -z[i];
    visited.addQuadraticProduct(r, y);
    visited.addTransposedProduct(rows0, y);
    ghost.solve(y, z);
    for (int j = 0; j < n; j++) y[j] = r[j] - y[j];
    for (int i = 0; i < m; i++) z[i] = rows0[i] - z[i];
    for (int j = 0; j < n; j++) if (!(Math.abs(y[j]) <= Double.MAX_VALUE)) y[j] = 1;
    sort(y, MISSING);
    return addRelation(rows, z, unit);
  }

  private static double[] signs(SplittableRandom random, int size) {
    double[] r = random.doubles(size, 0.5, 1).toArray();
    for (int j = 0; j < size; j++) if (random.nextBoolean()) r[j] = -r[j];
    return r;
  }

  /// Takes what is missing in z as a relation, but for its parts along those found.
  private boolean addRelation(ActiveRows rows, double[] missing, double[] unit) {
    rows.rotation.apply(missing, 0);
    boolean any = false;
    for (int i = 0; i < m; i++) any |= !(Math.abs(missing[i]) <= MISSING * unit[i]);
    if (!any) return false;
    for (int round = 0; round < 2; round++)
      for (double[] known : relations) {
        double along = dot(known, missing, unit) / dot(known, known, unit);
        for (int i = 0; i < m; i++) missing[i] -= along * known[i];
      }
    double length = Math.sqrt(dot(missing, missing, unit));
    if (length <= MISSING) return false;
    for (int i = 0; i < m; i++) missing[i] /= length;
    relations.add(missing);
    return length < Double.POSITIVE_INFINITY;
  }

  private static double dot(double[] x, double[] y, double[] unit) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) sum += x[i] / unit[i] * (y[i] / unit[i]);
    return sum;
  }

  /// Whether Aᵀv is 0 but for rounding.
  private boolean holds(Visited visited, ActiveRows rows, double[] relation) {
    double[] v = relation.clone();
    rows.rotation.applyTransposed(v, 0);
    return new CombinationTerms(visited.data, visited.instance).vanish(v, 0);
  }
}
