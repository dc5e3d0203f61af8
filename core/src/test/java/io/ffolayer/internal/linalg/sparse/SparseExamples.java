package io.ffolayer.internal.linalg.sparse;

import java.util.Arrays;
import java.util.Random;
import java.util.TreeSet;

/// Seeded sparse matrices for the tests of this package.
public final class SparseExamples {

  private SparseExamples() {}

  public static CompressedColumns diagonal(int n) {
    int[] start = new int[n + 1];
    int[] index = new int[n];
    Arrays.setAll(start, j -> j);
    Arrays.setAll(index, j -> j);
    return CompressedColumns.of(n, n, start, index);
  }

  /// The upper triangle of a band matrix.
  static CompressedColumns band(int n, int width) {
    Entries entries = new Entries();
    for (int i = 0; i < n; i++) {
      for (int j = i; j < Math.min(n, i + width + 1); j++) {
        entries.add(i, j);
      }
    }
    return entries.pattern(n, n);
  }

  /// Dense first row and column, and the diagonal: full fill in the natural order, none from the
  /// other end.
  static CompressedColumns arrow(int n) {
    Entries entries = new Entries();
    for (int i = 0; i < n; i++) {
      entries.add(0, i);
      entries.add(i, i);
    }
    return entries.pattern(n, n);
  }

  /// The five-point grid of side × side points.
  static CompressedColumns grid(int side) {
    Entries entries = new Entries();
    for (int v = 0; v < side * side; v++) {
      entries.add(v, v);
      if (v % side + 1 < side) {
        entries.add(v, v + 1);
      }
      if (v + side < side * side) {
        entries.add(v, v + side);
      }
    }
    return entries.pattern(side * side, side * side);
  }

  /// Rows of `width` neighbouring entries that move across the columns.
  public static CompressedColumns slidingRows(int rows, int cols, int width) {
    Entries entries = new Entries();
    for (int i = 0; i < rows; i++) {
      int first = (int) ((long) i * cols / rows);
      for (int j = first; j < Math.min(cols, first + width); j++) {
        entries.add(i, j);
      }
    }
    return entries.pattern(rows, cols);
  }

  static CompressedColumns random(int rows, int cols, int nonzeros, Random random) {
    Entries entries = new Entries();
    while (entries.size() < Math.min((long) nonzeros, (long) rows * cols)) {
      entries.add(random.nextInt(rows), random.nextInt(cols));
    }
    return entries.pattern(rows, cols);
  }

  /// The upper triangle, with diagonal, of a random symmetric matrix.
  public static CompressedColumns randomUpper(int n, int offDiagonal, Random random) {
    Entries entries = new Entries();
    for (int j = 0; j < n; j++) {
      entries.add(j, j);
    }
    for (int k = 0; k < offDiagonal && n > 0; k++) {
      int i = random.nextInt(n);
      int j = random.nextInt(n);
      entries.add(Math.min(i, j), Math.max(i, j));
    }
    return entries.pattern(n, n);
  }

  public static double[] gaussian(int length, Random random) {
    double[] values = new double[length];
    Arrays.setAll(values, k -> random.nextGaussian());
    return values;
  }

  /// Values that make the symmetric matrix of this upper triangle diagonally dominant and positive
  /// definite.
  public static double[] definite(CompressedColumns upper, Random random) {
    double[] values = gaussian(upper.nonzeros(), random);
    double[] sums = new double[upper.cols()];
    for (int j = 0; j < upper.cols(); j++) {
      for (int p = upper.columnStart()[j]; p < upper.columnStart()[j + 1]; p++) {
        int i = upper.rowIndex()[p];
        if (i != j) {
          sums[i] += Math.abs(values[p]);
          sums[j] += Math.abs(values[p]);
        }
      }
    }
    for (int j = 0; j < upper.cols(); j++) {
      for (int p = upper.columnStart()[j]; p < upper.columnStart()[j + 1]; p++) {
        if (upper.rowIndex()[p] == j) {
          values[p] = sums[j] + 0.5 + random.nextDouble();
        }
      }
    }
    return values;
  }

  public static double[][] dense(CompressedColumns a, double[] values) {
    double[][] dense = new double[a.rows()][a.cols()];
    for (int j = 0; j < a.cols(); j++) {
      for (int p = a.columnStart()[j]; p < a.columnStart()[j + 1]; p++) {
        dense[a.rowIndex()[p]][j] = values[p];
      }
    }
    return dense;
  }

  static double[][] symmetric(CompressedColumns upper, double[] values) {
    double[][] dense = dense(upper, values);
    for (int i = 0; i < dense.length; i++) {
      for (int j = 0; j < i; j++) {
        dense[i][j] = dense[j][i];
      }
    }
    return dense;
  }

  static double[] times(double[][] a, double[] x) {
    double[] y = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < x.length; j++) {
        y[i] += a[i][j] * x[j];
      }
    }
    return y;
  }

  public static double distance(double[] x, double[] y) {
    double distance = 0;
    for (int i = 0; i < x.length; i++) {
      distance = Math.max(distance, Math.abs(x[i] - y[i]));
    }
    return distance;
  }

  private static final class Entries {

    private final TreeSet<Long> places = new TreeSet<>();

    void add(int i, int j) {
      places.add(((long) j << 32) | i);
    }

    int size() {
      return places.size();
    }

    CompressedColumns pattern(int rows, int cols) {
      int[] row = places.stream().mapToInt(p -> (int) (p & 0xffffffffL)).toArray();
      int[] col = places.stream().mapToInt(p -> (int) (p >> 32)).toArray();
      return TripletAssembly.distinct(rows, cols, row, col).pattern();
    }
  }
}
