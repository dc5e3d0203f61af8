package io.ffolayer.adjoint;

import io.ffolayer.program.Cone;
import io.ffolayer.program.ProductCone;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.solve.Solution;
import io.ffolayer.testing.Answer;
import io.ffolayer.testing.PlainProgram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// A program over cones with a known solution: b = Ay + s and q = −Py − Aᵀz for a chosen pair (s,
/// z).
///
/// @param program its numbers; that rows may be equalities is said by the cones
record ConeExample(
    String name, List<Cone> cones, PlainProgram program, double[] y, double[] s, double[] z) {

  /// A random strictly complementary one; every other has sparse rows.
  static ConeExample random(long seed, List<Cone> cones) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] pair = new ConePairs(random).of(new ProductCone(cones));
    return with(seed, cones, pair[0], pair[1], random);
  }

  static ConeExample with(
      long seed, List<Cone> cones, double[] s, double[] z, SplittableRandom random) {
    int m = s.length;
    int n = m + 2;
    double density = seed % 2 == 0 ? 1 : 0.7;
    double[][] a = new double[m][n];
    for (double[] row : a)
      for (int j = 0; j < n; j++)
        row[j] = random.nextDouble() < density ? random.nextGaussian() : 0;
    double[][] root = new double[n][n];
    for (double[] row : root) for (int j = 0; j < n; j++) row[j] = random.nextGaussian();
    double[][] p = new double[n][n];
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++) {
        p[i][j] = i == j ? 0.3 : 0;
        for (double[] row : root) p[i][j] += row[i] * row[j] / n;
      }
    double[] y = new double[n];
    for (int j = 0; j < n; j++) y[j] = random.nextGaussian();
    return of("seed " + seed + ", " + cones, cones, p, a, y, s, z);
  }

  /// The program with this solution.
  static ConeExample of(
      String name,
      List<Cone> cones,
      double[][] p,
      double[][] a,
      double[] y,
      double[] s,
      double[] z) {
    int m = s.length;
    int n = y.length;
    double[] q = new double[n];
    double[] b = s.clone();
    for (int j = 0; j < n; j++) {
      for (int i = 0; i < n; i++) q[j] -= p[j][i] * y[i];
      for (int i = 0; i < m; i++) q[j] -= a[i][j] * z[i];
    }
    for (int i = 0; i < m; i++) for (int j = 0; j < n; j++) b[i] += a[i][j] * y[j];
    return new ConeExample(
        name, cones, new PlainProgram(p, q, a, b, new boolean[m]), y.clone(), s, z);
  }

  ProgramStructure structure(boolean sparse) {
    int n = program.n();
    if (sparse)
      return new ProgramStructure(
          pattern(program.p(), true),
          List.of(new RowBlock(new ProductCone(cones), pattern(program.a(), false))));
    List<RowBlock> blocks = new ArrayList<>();
    for (Cone cone : cones) blocks.add(new RowBlock(cone, new Layout.Dense(cone.size(), n)));
    return new ProgramStructure(new Layout.Dense(n, n), blocks);
  }

  private static Layout.Sparse pattern(double[][] matrix, boolean upper) {
    int[] i = new int[matrix.length * matrix[0].length];
    int[] j = new int[i.length];
    int count = 0;
    for (int row = 0; row < matrix.length; row++)
      for (int column = upper ? row : 0; column < matrix[row].length; column++)
        if (matrix[row][column] != 0) {
          i[count] = row;
          j[count++] = column;
        }
    return Layout.Sparse.ofEntries(
        matrix.length, matrix[0].length, Arrays.copyOf(i, count), Arrays.copyOf(j, count));
  }

  /// Everything dense, a block for each cone; or everything sparse, in one block.
  ProgramData data(boolean sparse) {
    ProgramStructure structure = structure(sparse);
    List<Batched> rows = new ArrayList<>();
    for (int k = 0; k < structure.blocks().size(); k++)
      rows.add(values(structure.blocks().get(k).layout(), program.a(), structure.firstRow(k)));
    return new ProgramData(
        structure,
        1,
        values(structure.quadratic(), program.p(), 0),
        Batched.shared(program.q()),
        rows,
        Batched.shared(program.b()));
  }

  private static Batched values(Layout layout, double[][] matrix, int first) {
    double[] values = new double[layout.size()];
    switch (layout) {
      case Layout.Dense dense -> {
        for (int i = 0; i < dense.rows(); i++)
          System.arraycopy(matrix[first + i], 0, values, i * dense.columns(), dense.columns());
      }
      case Layout.Operator operator -> throw operator.noEntries("entries");
      case Layout.Sparse sparse -> {
        for (int j = 0; j < sparse.columns(); j++)
          for (int k = sparse.columnStart(j); k < sparse.columnStart(j + 1); k++)
            values[k] = matrix[first + sparse.rowIndex(k)][j];
      }
    }
    return Batched.shared(values);
  }

  Solution solution(ProgramData data) {
    return Answer.solved(data.structure(), y, s, z);
  }

  @Override
  public String toString() {
    return name;
  }
}
