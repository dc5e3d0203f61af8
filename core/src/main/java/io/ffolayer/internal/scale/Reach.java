package io.ffolayer.internal.scale;

import io.ffolayer.program.Cone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.ProgramStructure.ConeRows;
import io.ffolayer.program.ZeroCone;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How far away the rows of each part of a program are: what [ObjectiveScale] needs to know of
/// them. The memory of one thread.
public final class Reach {
  /// The largest |b_i|/size_i of the rows that y = 0 violates, 0 without; and the smallest of the
  /// others, infinite without.
  final double[] farthest;

  private final double[] nearest;
  private final double[] largestSize;

  /// Whether any row has a right-hand side.
  boolean hasRightHandSide;

  /// Room for the size of each row.
  final double[] rowNorm;

  /// What the variables say by themselves.
  final VariableTerms variables;

  private final List<ConeRows> cones;

  public Reach(ProgramStructure structure, int parts) {
    cones = structure.cones();
    rowNorm = new double[structure.rows()];
    variables = new VariableTerms(structure);
    farthest = new double[parts];
    nearest = new double[parts];
    largestSize = new double[parts];
  }

  /// @param size of each row
  /// @param parts null for one
  void read(ProgramData data, int instance, double[] size, @Nullable Parts parts) {
    Arrays.fill(farthest, 0);
    Arrays.fill(nearest, Double.POSITIVE_INFINITY);
    Arrays.fill(largestSize, 0);
    hasRightHandSide = false;
    double[] b = data.rhs().values();
    int bAt = data.rhs().offset(instance);
    for (int k = 0; k < cones.size(); k++) {
      ConeRows rows = cones.get(k);
      Cone cone = rows.cone();
      int first = rows.first(), count = cone.size();
      if (!cone.isPolyhedral()) {
        int part = parts == null ? 0 : parts.ofRow(first);
        add(part, false, largest(b, bAt + first, count), largest(size, first, count));
        continue;
      }
      for (int i = first; i < rows.end(); i++) {
        double right = b[bAt + i];
        add(parts == null ? 0 : parts.ofRow(i), isViolated(cone, right), right, size[i]);
      }
    }
  }

  private void add(int part, boolean isViolated, double right, double size) {
    largestSize[part] = Math.max(largestSize[part], Math.abs(size));
    if (right == 0 || right == Double.POSITIVE_INFINITY) return;
    hasRightHandSide = true;
    if (size == 0) return;
    double distance = Math.abs(right) / Math.abs(size);
    if (isViolated) farthest[part] = Math.max(farthest[part], distance);
    else nearest[part] = Math.min(nearest[part], distance);
  }

  /// Infinite where no row has a right-hand side.
  double distance(int part) {
    return farthest[part] > 0 ? farthest[part] : nearest[part];
  }

  double of(int part, double largestP) {
    double distance = distance(part);
    return distance < Double.POSITIVE_INFINITY ? distance : own(largestP, largestSize[part]);
  }

  /// The reach where no row has a right-hand side: 1, or the unit of the largest entry where that
  /// is longer and P says how far the objective falls.
  static double own(double largestP, double largestA) {
    return largestP > 0 && largestA > 0 ? Math.max(1, 1 / largestA) : 1;
  }

  /// The largest |x_i|.
  static double largest(double[] x) {
    return largest(x, 0, x.length);
  }

  private static double largest(double[] x, int at, int length) {
    double largest = 0;
    for (int i = at; i < at + length; i++) largest = Math.max(largest, Math.abs(x[i]));
    return largest;
  }

  /// Whether y = 0 violates a row of a flat cone.
  static boolean isViolated(Cone cone, double right) {
    boolean equality = cone instanceof ZeroCone, inequality = cone instanceof NonnegativeCone;
    return right != 0 && (equality || (inequality && right < 0));
  }
}
