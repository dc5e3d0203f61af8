package io.ffolayer.internal.linalg.sparse;

import java.util.Arrays;

/// The pattern of the matrix [ P Aᵀ; A −D ], reordered for its factor, and where every value goes:
/// immutable, made once per structure, so that writing the values of an instance is a few loops
/// without a search.
///
/// Index k < n is variable k, index n + i is kept row i. Every diagonal entry is present: P may
/// lack its diagonal, rows of A that are single entries may be eliminated into it, and D may be 0.
/// Rows that come and go – an active set – keep their place: a row is switched off with scale 0 and
/// diagonal 1, so that its multiplier is minus its right-hand side, touching no other, and the
/// analysis stays valid for every active set.
public final class QuasiDefinitePattern {

  private final int variables;
  private final int rows;
  private final LdlSymbolic symbolic;
  private final double[] sign;
  private final int[] diagonal;
  private final int[] hessianPosition;
  private final int[] rowEntry;
  private final int[] rowOfEntry;
  private final int[] rowPosition;

  private QuasiDefinitePattern(
      CompressedColumns p, CompressedColumns a, int[] keptRows, int[] order) {
    variables = p.cols();
    rows = keptRows.length;
    rowEntry = entriesOf(a, keptRows);
    rowOfEntry = new int[rowEntry.length];
    TripletAssembly assembly = assemble(p, a, keptRows);
    symbolic =
        order.length == 0
            ? LdlSymbolic.analyse(assembly.pattern())
            : LdlSymbolic.analyse(assembly.pattern(), order);
    int[] position = assembly.position();
    hessianPosition = new int[p.nonzeros()];
    Arrays.setAll(hessianPosition, k -> symbolic.entryPosition(position[k]));
    rowPosition = new int[rowEntry.length];
    Arrays.setAll(rowPosition, k -> symbolic.entryPosition(position[p.nonzeros() + k]));
    diagonal = new int[variables + rows];
    Arrays.setAll(diagonal, symbolic::diagonalPosition);
    sign = new double[variables + rows];
    Arrays.setAll(sign, k -> symbolic.order()[k] < variables ? 1 : -1);
  }

  /// The pattern with all rows of A.
  public static QuasiDefinitePattern of(CompressedColumns p, CompressedColumns a) {
    int[] all = new int[a.rows()];
    Arrays.setAll(all, i -> i);
    return of(p, a, all);
  }

  /// The pattern with some rows of A.
  ///
  /// @param p n × n, symmetric: one triangle, or both; then both entries of a pair must be given
  ///   the same value
  /// @param a rows × n
  /// @param keptRows the rows of A that are rows of this matrix, each at most once
  public static QuasiDefinitePattern of(CompressedColumns p, CompressedColumns a, int[] keptRows) {
    return checked(p, a, keptRows, new int[0]);
  }

  /// As [#of(CompressedColumns, CompressedColumns)], in the given order of elimination instead of
  /// an approximate minimum degree order.
  static QuasiDefinitePattern inOrder(CompressedColumns p, CompressedColumns a, int[] order) {
    int[] all = new int[a.rows()];
    Arrays.setAll(all, i -> i);
    return checked(p, a, all, order);
  }

  private static QuasiDefinitePattern checked(
      CompressedColumns p, CompressedColumns a, int[] keptRows, int[] order) {
    if (p.rows() != p.cols() || a.cols() != p.cols()) {
      throw new IllegalArgumentException(
          "P must be n×n and A must have n columns, got "
              + p.rows()
              + "×"
              + p.cols()
              + " and "
              + a.rows()
              + "×"
              + a.cols());
    }
    return new QuasiDefinitePattern(p, a, keptRows, order);
  }

  /// Numbers of the entries of A in the kept rows.
  private static int[] entriesOf(CompressedColumns a, int[] keptRows) {
    boolean[] kept = new boolean[a.rows()];
    for (int i : keptRows) {
      if (kept[i]) {
        throw new IllegalArgumentException("row " + i + " is kept twice");
      }
      kept[i] = true;
    }
    int[] entries = new int[a.nonzeros()];
    int count = 0;
    for (int k = 0; k < entries.length; k++) {
      if (kept[a.rowIndex()[k]]) {
        entries[count++] = k;
      }
    }
    return Arrays.copyOf(entries, count);
  }

  /// The upper triangle in the given order: the entries of P, then those of the kept rows.
  private TripletAssembly assemble(CompressedColumns p, CompressedColumns a, int[] keptRows) {
    int[] keptAs = new int[a.rows()];
    for (int k = 0; k < keptRows.length; k++) {
      keptAs[keptRows[k]] = k;
    }
    int[] row = new int[p.nonzeros() + rowEntry.length];
    int[] col = new int[row.length];
    for (int j = 0; j < variables; j++) {
      for (int k = p.columnStart()[j]; k < p.columnStart()[j + 1]; k++) {
        row[k] = Math.min(p.rowIndex()[k], j);
        col[k] = Math.max(p.rowIndex()[k], j);
      }
    }
    int j = 0;
    for (int k = 0; k < rowEntry.length; k++) {
      int entry = rowEntry[k];
      while (a.columnStart()[j + 1] <= entry) {
        j++;
      }
      rowOfEntry[k] = keptAs[a.rowIndex()[entry]];
      row[p.nonzeros() + k] = j;
      col[p.nonzeros() + k] = variables + rowOfEntry[k];
    }
    int dimension = variables + rows;
    return TripletAssembly.merging(dimension, dimension, row, col);
  }

  public int variables() {
    return variables;
  }

  /// The number of kept rows.
  public int rows() {
    return rows;
  }

  public int dimension() {
    return variables + rows;
  }

  /// The number of values of the matrix: the length of the array that the writers fill.
  public int nonzeros() {
    return symbolic.upper().nonzeros();
  }

  public LdlSymbolic symbolic() {
    return symbolic;
  }

  /// The live signs of the pivots, in the order of elimination: read only.
  double[] sign() {
    return sign;
  }

  /// The place of diagonal entry k among the values.
  public int diagonal(int k) {
    return diagonal[k];
  }

  /// Writes the values of P, and 0 on the diagonal of the variables where P has no entry.
  public void setHessian(double[] values, double[] p, int offset) {
    for (int j = 0; j < variables; j++) {
      values[diagonal[j]] = 0;
    }
    for (int k = 0; k < hessianPosition.length; k++) {
      values[hessianPosition[k]] = p[offset + k];
    }
  }

  /// Adds `weight[j]` to the diagonal entry of every variable j, for rows on one variable that are
  /// eliminated.
  public void addToHessianDiagonal(double[] values, double[] weight, int offset) {
    for (int j = 0; j < variables; j++) {
      values[diagonal[j]] += weight[offset + j];
    }
  }

  /// Writes the kept rows of A, row i multiplied by `scale[i]`.
  public void setRows(double[] values, double[] a, int offset, double[] scale, int scaleOffset) {
    for (int k = 0; k < rowPosition.length; k++) {
      values[rowPosition[k]] = scale[scaleOffset + rowOfEntry[k]] * a[offset + rowEntry[k]];
    }
  }

  /// Writes `−d[i]` on the diagonal of every kept row i.
  public void setRowDiagonal(double[] values, double[] d, int offset) {
    for (int i = 0; i < rows; i++) {
      values[diagonal[variables + i]] = -d[offset + i];
    }
  }
}
