package io.ffolayer.internal.proof;

import io.ffolayer.internal.linalg.dense.NullSpaceMethod;
import io.ffolayer.program.ProgramData;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The relations among some rows of a small program, v with A_Nᵀv = 0, and the directions that
/// neither they nor P determine, by orthogonal factors: what proofs are made of, to rounding.
public final class RowRelations {
  /// Variables and rows together that orthogonal factors are made of: milliseconds.
  private static final int SMALL = 200;

  /// Of a relation among rows that are well apart.
  private static final double ROUNDING = 2 * Math.ulp(1.0);

  private final int[] kept;
  private final int m;
  private final NullSpaceMethod rows;

  private RowRelations(int[] kept, int m, NullSpaceMethod rows) {
    this.kept = kept;
    this.m = m;
    this.rows = rows;
  }

  /// Of the rows alone. Null where there are too many, or curved cones, or numbers beyond all
  /// units.
  public static @Nullable RowRelations of(ProgramData data, int instance, int[] kept) {
    return of(data, instance, kept, false);
  }

  /// Of the rows beside P, for [#freePart]. Null as above.
  public static @Nullable RowRelations besideP(ProgramData data, int instance, int[] kept) {
    return of(data, instance, kept, true);
  }

  private static @Nullable RowRelations of(
      ProgramData data, int instance, int[] kept, boolean withP) {
    int n = data.structure().variables(), m = data.structure().rows();
    if (!data.structure().isPolyhedral() || n + kept.length > SMALL) return null;
    double[] p = new double[n * n];
    if (withP) data.p().copySymmetricTo(instance, p, 0, n);
    double[] vectors = new double[kept.length * n], unit = new double[m];
    for (int e = 0; e < kept.length; e++) {
      unit[kept[e]] = 1;
      data.addTransposedProduct(instance, unit, 0, vectors, e * n);
      unit[kept[e]] = 0;
    }
    NullSpaceMethod rows = new NullSpaceMethod(n, n, p, kept.length, vectors);
    return rows.isFinite() ? new RowRelations(kept, m, rows) : null;
  }

  /// Whether the relations of the rows with multipliers hold most of bᵀz. Otherwise Aᵀz is small
  /// beside its terms only because these are large multipliers that cancel, of rows that are
  /// repeated. Nor may what b has along the relations be the rounding of these, which is the larger
  /// the less the other rows are apart. True where nobody can tell.
  ///
  /// @param user the program in the units of the user, where rows that are equal are so to the bit
  /// @param z its multipliers, m values at `zAt`
  public static boolean bear(ProgramData user, int instance, double[] z, int zAt) {
    int m = user.structure().rows();
    int[] kept = IntStream.range(0, m).filter(i -> z[zAt + i] != 0).toArray();
    RowRelations relations = of(user, instance, kept);
    if (relations == null) return true;
    double[] part = relations.part(Arrays.copyOfRange(z, zAt, zAt + m));
    double[] b = user.rhs().values();
    int bAt = user.rhs().offset(instance);
    double whole = 0, borne = 0;
    for (int i : kept) {
      whole += b[bAt + i] * z[zAt + i];
      borne += b[bAt + i] * part[i];
    }
    return borne <= whole / 2 && relations.isVisible(b, bAt);
  }

  private boolean isVisible(double[] b, int bAt) {
    double size = 0, contradiction = 0;
    for (int row : kept) size += b[bAt + row] * b[bAt + row];
    for (int v = 0; v < rows.dependentRows(); v++) {
      double along = 0;
      for (int e = 0; e < kept.length; e++) along += rows.relation(v)[e] * b[bAt + kept[e]];
      contradiction += along * along;
    }
    return Math.sqrt(contradiction) > ROUNDING / rows.separation() * Math.sqrt(size);
  }

  /// The part of multipliers that the rows bear without any error, m values; 0 in other rows.
  public double[] part(double[] z) {
    double[] part = new double[m];
    for (int v = 0; v < rows.dependentRows(); v++) {
      double along = 0;
      for (int e = 0; e < kept.length; e++) along += rows.relation(v)[e] * z[kept[e]];
      for (int e = 0; e < kept.length; e++) part[kept[e]] += along * rows.relation(v)[e];
    }
    return part;
  }

  /// The part of a direction along which neither the rows move nor the objective bends, n values.
  public double[] freePart(double[] y) {
    double[] part = new double[y.length];
    for (double[] free : rows.freeDirections()) {
      double along = 0;
      for (int j = 0; j < free.length; j++) along += free[j] * y[j];
      for (int j = 0; j < free.length; j++) part[j] += along * free[j];
    }
    return part;
  }
}
