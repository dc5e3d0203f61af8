package io.ffolayer.testing;

import io.ffolayer.program.Cone;
import io.ffolayer.program.ProductCone;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.program.matrix.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One program of the standard form over any cones in plain dense numbers.
///
/// @param p P in full, symmetric
/// @param cones in the order of the rows
/// @param y the only solution, or one of several, or empty where nothing is known
public record ConicProgram(
    double[][] p,
    double[] q,
    double[][] a,
    double[] b,
    List<Cone> cones,
    double[] y,
    double[] s,
    double[] z) {
  public static ConicProgram withoutAnswer(
      double[][] p, double[] q, double[][] a, double[] b, List<Cone> cones) {
    double[] unknown = {};
    return new ConicProgram(p, q, a, b, cones, unknown, unknown, unknown);
  }

  public int n() {
    return q.length;
  }

  public int m() {
    return b.length;
  }

  public double objective(double[] point) {
    double value = 0;
    for (int i = 0; i < n(); i++) value += point[i] * (0.5 * dot(p[i], point) + q[i]);
    return value;
  }

  static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int j = 0; j < x.length; j++) sum += x[j] * y[j];
    return sum;
  }

  /// Dense matrices with a block per cone, or sparse ones with one block for their product.
  public ProgramData data(boolean sparse) {
    return data(List.of(this), sparse);
  }

  /// A batch of programs of the same cones.
  public static ProgramData data(List<ConicProgram> batch, boolean sparse) {
    ProgramStructure structure = structure(batch, sparse);
    int n = structure.variables(), m = structure.rows(), count = batch.size();
    double[] q = new double[count * n], b = new double[count * m];
    Layout pLayout = structure.quadratic();
    double[] p = new double[count * pLayout.size()];
    List<double[]> rows = new ArrayList<>();
    for (RowBlock block : structure.blocks()) rows.add(new double[count * block.layout().size()]);
    for (int t = 0; t < count; t++) {
      ConicProgram program = batch.get(t);
      System.arraycopy(program.q, 0, q, t * n, n);
      System.arraycopy(program.b, 0, b, t * m, m);
      fill(pLayout, program.p, 0, p, t * pLayout.size());
      for (int k = 0; k < rows.size(); k++) {
        Layout layout = structure.blocks().get(k).layout();
        fill(layout, program.a, structure.firstRow(k), rows.get(k), t * layout.size());
      }
    }
    List<Batched> slots = new ArrayList<>();
    for (int k = 0; k < rows.size(); k++)
      slots.add(Batched.each(rows.get(k), structure.blocks().get(k).layout().size()));
    return new ProgramData(
        structure,
        count,
        Batched.each(p, pLayout.size()),
        Batched.each(q, n),
        slots,
        Batched.each(b, m));
  }

  private static ProgramStructure structure(List<ConicProgram> batch, boolean sparse) {
    ConicProgram first = batch.getFirst();
    int n = first.n();
    List<RowBlock> blocks = new ArrayList<>();
    if (sparse) {
      if (first.m() > 0)
        blocks.add(
            new RowBlock(
                first.cones.size() == 1 ? first.cones.getFirst() : new ProductCone(first.cones),
                pattern(batch, false)));
      return new ProgramStructure(pattern(batch, true), blocks);
    }
    for (Cone cone : first.cones) blocks.add(new RowBlock(cone, new Layout.Dense(cone.size(), n)));
    return new ProgramStructure(new Layout.Dense(n, n), blocks);
  }

  /// What is not zero in some program: of the upper triangle of P, or of A.
  private static Layout.Sparse pattern(List<ConicProgram> batch, boolean quadratic) {
    int n = batch.getFirst().n();
    int rows = quadratic ? n : batch.getFirst().m();
    int[] i = new int[rows * n], j = new int[rows * n];
    int size = 0;
    for (int row = 0; row < rows; row++)
      for (int column = quadratic ? row : 0; column < n; column++)
        for (ConicProgram program : batch)
          if ((quadratic ? program.p : program.a)[row][column] != 0) {
            i[size] = row;
            j[size++] = column;
            break;
          }
    return Layout.Sparse.ofEntries(rows, n, Arrays.copyOf(i, size), Arrays.copyOf(j, size));
  }

  private static void fill(Layout layout, double[][] matrix, int first, double[] out, int at) {
    switch (layout) {
      case Layout.Dense dense -> {
        for (int k = 0; k < dense.size(); k++)
          out[at + k] = matrix[first + k / dense.columns()][k % dense.columns()];
      }
      case Layout.Operator operator -> throw operator.noEntries("entries");
      case Layout.Sparse sparse -> {
        for (int j = 0; j < sparse.columns(); j++)
          for (int k = sparse.columnStart(j); k < sparse.columnStart(j + 1); k++)
            out[at + k] = matrix[first + sparse.rowIndex(k)][j];
      }
    }
  }
}
