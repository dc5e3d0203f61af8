package io.ffolayer.program.canonical;

import io.ffolayer.internal.linalg.sparse.CompressedColumns;
import io.ffolayer.internal.linalg.sparse.LdlFactor;
import io.ffolayer.internal.linalg.sparse.LdlSymbolic;
import io.ffolayer.internal.linalg.sparse.UpLookingStructure;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.program.matrix.ShapeException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The pattern of a sparse matrix that is declared positive semidefinite, made ready for the check
/// of its values: a sparse factorisation an instance. A pattern with entries on one side of the
/// diagonal only stands for both sides.
public final class SemidefinitePattern {
  private final Layout.Sparse pattern;
  private final UpLookingStructure structure;
  private final LdlSymbolic symbolic;

  /// Where each entry of the pattern stands in the triangle that is factored.
  private final int[] place;

  /// The entry on the other side, the entry itself on the diagonal, or −1 where there is none.
  private final int[] mirror;

  /// @throws ShapeException if the pattern is not square, or neither symmetric nor one triangle
  public SemidefinitePattern(Layout.Sparse pattern) {
    this.pattern = pattern;
    boolean isTriangle = pattern.isUpperTriangular() || pattern.isLowerTriangular();
    if (pattern.rows() != pattern.columns() || !(isTriangle || pattern.isSymmetric()))
      throw new ShapeException(
          "a semidefinite matrix has a symmetric pattern, or one triangle of it. Maybe add the mirrored entries");
    Layout.Sparse upper = upper(pattern);
    symbolic =
        LdlSymbolic.analyse(
            CompressedColumns.of(
                upper.rows(), upper.columns(), upper.columnStarts(), upper.rowIndices()));
    structure = new UpLookingStructure(symbolic);
    place = new int[pattern.size()];
    mirror = new int[pattern.size()];
    for (int j = 0; j < pattern.columns(); j++)
      for (int k = pattern.columnStart(j); k < pattern.columnStart(j + 1); k++) {
        int i = pattern.rowIndex(k);
        place[k] = symbolic.entryPosition(upper.position(Math.min(i, j), Math.max(i, j)));
        mirror[k] = isTriangle && i != j ? -1 : pattern.position(j, i);
      }
  }

  /// The upper triangle with all of the diagonal.
  private static Layout.Sparse upper(Layout.Sparse pattern) {
    int n = pattern.columns();
    long[] keys = new long[pattern.size() + n];
    for (int j = 0; j < n; j++) {
      keys[pattern.size() + j] = (long) j * n + j;
      for (int k = pattern.columnStart(j); k < pattern.columnStart(j + 1); k++) {
        int i = pattern.rowIndex(k);
        keys[k] = (long) Math.max(i, j) * n + Math.min(i, j);
      }
    }
    keys = Arrays.stream(keys).sorted().distinct().toArray();
    int[] rows = Arrays.stream(keys).mapToInt(key -> (int) (key % n)).toArray();
    int[] columns = Arrays.stream(keys).mapToInt(key -> (int) (key / n)).toArray();
    return Layout.Sparse.ofEntries(n, n, rows, columns);
  }

  /// As it was given.
  public Layout.Sparse pattern() {
    return pattern;
  }

  /// What is wrong with values on the pattern, beginning at `at`, in words that follow "parameter
  /// p", or null.
  ///
  /// @param tolerance of an asymmetry and of an eigenvalue below 0, in parts of the largest entry
  @Nullable String complaint(double[] values, int at, double tolerance) {
    double largest = 0;
    for (int k = 0; k < pattern.size(); k++) largest = Math.max(largest, Math.abs(values[at + k]));
    if (largest == 0) return null;
    String asymmetric = asymmetry(values, at, tolerance * largest);
    if (asymmetric != null) return asymmetric;
    double[] upper = new double[symbolic.upper().nonzeros()];
    for (int k = 0; k < place.length; k++) {
      boolean isPair = mirror[k] >= 0 && mirror[k] != k;
      upper[place[k]] += (isPair ? 0.5 : 1) * (values[at + k] / largest);
    }
    double[] sign = new double[pattern.columns()];
    Arrays.fill(sign, 1);
    for (int j = 0; j < sign.length; j++) upper[symbolic.diagonalPosition(j)] += tolerance;
    LdlFactor factor = structure.newFactor();
    return factor.factor(upper, 0, sign, 0)
        ? null
        : "is declared positive semidefinite and has an eigenvalue below " + -tolerance * largest;
  }

  private @Nullable String asymmetry(double[] values, int at, double allowed) {
    for (int j = 0; j < pattern.columns(); j++)
      for (int k = pattern.columnStart(j); k < pattern.columnStart(j + 1); k++) {
        double here = values[at + k], there = mirror[k] < 0 ? here : values[at + mirror[k]];
        if (Math.abs(here - there) > allowed)
          return "is declared positive semidefinite, but entry (%d, %d) is %s and entry (%d, %d) is %s"
              .formatted(pattern.rowIndex(k), j, here, j, pattern.rowIndex(k), there);
      }
    return null;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SemidefinitePattern that && pattern.equals(that.pattern);
  }

  @Override
  public int hashCode() {
    return pattern.hashCode();
  }
}
