package io.ffolayer.testing;

import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.program.matrix.Layout;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// Single programs that take a solver about a second, for what has to come in between.
public final class LargePrograms {
  private LargePrograms() {}

  /// A strictly convex program with a dense P and m dense inequalities, of which 0 satisfies all.
  public static ProgramData dense(int n, int m) {
    SplittableRandom random = new SplittableRandom(1);
    double[] p = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++)
        p[i * n + j] = p[j * n + i] = 0.25 / Math.sqrt(n) * random.nextGaussian();
      p[i * n + i] = 1;
    }
    RowBlock rows = new RowBlock(new NonnegativeCone(m), new Layout.Dense(m, n));
    return data(new Layout.Dense(n, n), p, List.of(rows), List.of(normal(m * n, random)), random);
  }

  /// A strictly convex program with a sparse P that is not diagonal, and m inequalities with five
  /// entries each.
  public static ProgramData sparse(int n, int m) {
    SplittableRandom random = new SplittableRandom(2);
    TreeMap<Integer, Double> upper = new TreeMap<>(); // by column · n + row
    for (int j = 0; j < n; j++) upper.put(j * n + j, 1.0);
    for (int j = 1; j < n; j++) upper.put(j * n + random.nextInt(j), 0.1 * random.nextGaussian());
    int[] row = new int[5 * m], column = new int[5 * m];
    for (int i = 0; i < m; i++) {
      int[] chosen = random.ints(0, n).distinct().limit(5).toArray();
      for (int k = 0; k < 5; k++) {
        row[5 * i + k] = i;
        column[5 * i + k] = chosen[k];
      }
    }
    Layout p =
        Layout.Sparse.ofEntries(
            n,
            n,
            upper.keySet().stream().mapToInt(e -> e % n).toArray(),
            upper.keySet().stream().mapToInt(e -> e / n).toArray());
    RowBlock rows =
        new RowBlock(new NonnegativeCone(m), Layout.Sparse.ofEntries(m, n, row, column));
    return data(
        p,
        upper.values().stream().mapToDouble(v -> v).toArray(),
        List.of(rows),
        List.of(normal(5 * m, random)),
        random);
  }

  /// A linear program with m dense rows, of which 0 satisfies all, in the box |y| ≤ 1.
  public static ProgramData linear(int n, int m) {
    SplittableRandom random = new SplittableRandom(4);
    double[] ones = new double[n], minus = new double[n];
    Arrays.fill(ones, 1);
    Arrays.fill(minus, -1);
    RowBlock bounds = new RowBlock(new NonnegativeCone(n), Layout.Sparse.diagonal(n));
    RowBlock rows = new RowBlock(new NonnegativeCone(m), new Layout.Dense(m, n));
    return data(
        Layout.Sparse.empty(n, n),
        new double[0],
        List.of(bounds, bounds, rows),
        List.of(ones, minus, normal(m * n, random)),
        random);
  }

  /// A separable program with bounds and m dense rows.
  public static ProgramData separable(int n, int m) {
    SplittableRandom random = new SplittableRandom(3);
    RowBlock bounds = new RowBlock(new NonnegativeCone(n), Layout.Sparse.diagonal(n));
    RowBlock rows = new RowBlock(new NonnegativeCone(m), new Layout.Dense(m, n));
    double[] ones = new double[n];
    Arrays.fill(ones, 1);
    return data(
        Layout.Sparse.diagonal(n),
        ones,
        List.of(bounds, rows),
        List.of(ones, normal(m * n, random)),
        random);
  }

  private static ProgramData data(
      Layout p,
      double[] values,
      List<RowBlock> blocks,
      List<double[]> rows,
      SplittableRandom random) {
    ProgramStructure structure = new ProgramStructure(p, blocks);
    double[] q = normal(structure.variables(), random);
    double[] b = normal(structure.rows(), random);
    for (int i = 0; i < b.length; i++) b[i] = 0.1 * Math.abs(b[i]);
    return new ProgramData(
        structure,
        1,
        Batched.shared(values),
        Batched.shared(q),
        rows.stream().map(Batched::shared).toList(),
        Batched.shared(b));
  }

  private static double[] normal(int count, SplittableRandom random) {
    double[] values = new double[count];
    for (int k = 0; k < count; k++) values[k] = random.nextGaussian();
    return values;
  }
}
