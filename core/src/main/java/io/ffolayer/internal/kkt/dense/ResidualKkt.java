package io.ffolayer.internal.kkt.dense;

import io.ffolayer.internal.kkt.Degeneracy;
import io.ffolayer.internal.kkt.KeptFactor;
import io.ffolayer.internal.kkt.KktSystem;
import io.ffolayer.internal.kkt.Origin;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.solve.Factor;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The KKT system of a program with residual variables ([ResidualStructure]): they are eliminated
/// exactly, and what is left is the system of a dense program.
///
/// The residual w of row i, with its entry a there and p on the diagonal of P, has the equation pw
/// + az = r_w. Put in its row, that softens it:
///
/// ```
/// A_i x + aw − l z = r_i    ⇒    A_i x − (l + a²/p) z = r_i − a r_w/p,      w = (r_w − az)/p
/// ```
///
/// So a row of weight l of the whole is one of weight l + a²/p of what is left. With the rows of
/// least squares, ‖w‖², w = Ax − b, the dense system eliminates these in turn, into the normal
/// equations AᵀA, where that keeps enough digits, and refines; a sparse factor would take the same
/// number of flops, and index every entry of A four times.
///
/// Where a p is 0 or small – a penalty whose weight is a parameter – there is no factor, and
/// another system has to take over.
public final class ResidualKkt implements KktSystem, Degeneracy.Source {
  /// Rows are not made softer than this, relative to a².
  private static final double SOFTEST = 1e8;

  private final ResidualStructure structure;
  private final int[] residual;
  private final DenseKkt dense;
  private final ProgramData left;
  private final double[] quadratic;
  private final double[] rows;

  /// p of every variable that is a residual.
  private final double[] p;

  /// a of every row that has a residual, and the r_w of a solve.
  private final double[] a;

  private final double[] right;
  private final double[] l;
  private final double[] softened;
  private final double[] x;
  private final Degeneracy degeneracy;
  private boolean factored;

  public ResidualKkt(ResidualStructure structure) {
    this.structure = structure;
    residual = structure.residual;
    dense = new DenseKkt(structure.dense);
    int n = structure.dense.variables(), m = structure.dense.rows();
    quadratic = new double[n * n];
    rows = new double[m * n];
    left =
        new ProgramData(
            structure.dense,
            1,
            Batched.each(quadratic, n * n),
            Batched.each(new double[n], n),
            List.of(Batched.each(rows, m * n)),
            Batched.each(new double[m], m));
    p = new double[structure.left.length];
    a = new double[m];
    right = new double[m];
    l = new double[m];
    softened = new double[m];
    x = new double[n];
    degeneracy = new Degeneracy(this, structure.left.length, m);
  }

  @Override
  public void load(ProgramData data, int instance) {
    factored = false;
    loadQuadratic(data.quadratic().values(), data.quadratic().offset(instance));
    Arrays.fill(rows, 0);
    int first = 0;
    for (int k = 0; k < data.rows().size(); k++) {
      Layout layout = structure.original.blocks().get(k).layout();
      loadRows(layout, data.rows().get(k).values(), data.rows().get(k).offset(instance), first);
      first += layout.rows();
    }
    dense.load(left, 0);
  }

  private void loadQuadratic(double[] values, int at) {
    Layout.Sparse upper = (Layout.Sparse) structure.original.quadratic();
    int n = x.length;
    Arrays.fill(quadratic, 0);
    for (int j = 0; j < upper.columns(); j++)
      for (int e = upper.columnStart(j); e < upper.columnStart(j + 1); e++) {
        int row = structure.left[upper.rowIndex(e)], column = structure.left[j];
        if (column == ResidualStructure.NONE) p[j] = values[at + e];
        else quadratic[row * n + column] = quadratic[column * n + row] = values[at + e];
      }
  }

  private void loadRows(Layout layout, double[] values, int at, int first) {
    switch (layout) {
      case Layout.Dense block -> {
        for (int i = 0; i < block.rows(); i++)
          for (int j = 0; j < block.columns(); j++)
            put(first + i, j, values[at + i * block.columns() + j]);
      }
      case Layout.Operator block -> throw block.noEntries("entries");
      case Layout.Sparse block -> {
        for (int j = 0; j < block.columns(); j++)
          for (int e = block.columnStart(j); e < block.columnStart(j + 1); e++)
            put(first + block.rowIndex(e), j, values[at + e]);
      }
    }
  }

  private void put(int row, int variable, double value) {
    int column = structure.left[variable];
    if (column == ResidualStructure.NONE) a[row] = value;
    else rows[row * x.length + column] = value;
  }

  @Override
  public void stopWhen(BooleanSupplier stop) {
    dense.stopWhen(stop);
  }

  @Override
  public boolean factor(double[] weights, int lAt) {
    factored = false;
    for (int i = 0; i < l.length; i++) {
      l[i] = weights[lAt + i];
      softened[i] = l[i];
      if (residual[i] == ResidualStructure.NONE) continue;
      double curvature = p[residual[i]];
      if (!(curvature > 0 && a[i] * a[i] <= SOFTEST * curvature)) return false;
      softened[i] += a[i] * a[i] / curvature;
    }
    degeneracy.reset(l, 0);
    factored = dense.factor(softened, 0);
    return factored;
  }

  @Override
  public double solve(double[] y, int yAt, double[] z, int zAt, double accuracy) {
    double norm = norm(y, yAt, structure.left.length, z, zAt);
    for (int j = 0; j < structure.left.length; j++)
      if (structure.left[j] != ResidualStructure.NONE) x[structure.left[j]] = y[yAt + j];
    for (int i = 0; i < l.length; i++) {
      if (residual[i] == ResidualStructure.NONE) continue;
      right[i] = y[yAt + residual[i]];
      z[zAt + i] -= a[i] * right[i] / p[residual[i]];
    }
    double normLeft = norm(x, 0, x.length, z, zAt);
    double error = dense.solve(x, 0, z, zAt, accuracy);
    write(y, yAt, z, zAt);
    return error == 0 ? 0 : error * normLeft / norm;
  }

  /// ‖(y, z)‖∞ over the rows that are there.
  private double norm(double[] y, int yAt, int variables, double[] z, int zAt) {
    double largest = 0;
    for (int j = 0; j < variables; j++) largest = Math.max(largest, Math.abs(y[yAt + j]));
    for (int i = 0; i < l.length; i++)
      if (l[i] < Double.POSITIVE_INFINITY) largest = Math.max(largest, Math.abs(z[zAt + i]));
    return largest;
  }

  /// y ← x and the residuals, by their equations.
  private void write(double[] y, int yAt, double[] z, int zAt) {
    for (int j = 0; j < structure.left.length; j++)
      if (structure.left[j] != ResidualStructure.NONE) y[yAt + j] = x[structure.left[j]];
    for (int i = 0; i < l.length; i++)
      if (residual[i] != ResidualStructure.NONE)
        y[yAt + residual[i]] = (right[i] - a[i] * z[zAt + i]) / p[residual[i]];
  }

  @Override
  public int dependentRows() {
    return factored ? degeneracy.dependentRows() : 0;
  }

  @Override
  public int freeDirections() {
    return factored ? degeneracy.freeDirections() : 0;
  }

  @Override
  public boolean isDoubtful() {
    return factored && (dense.isDoubtful() || degeneracy.isDoubtful());
  }

  @Override
  public void project(double[] y, int yAt, double[] z, int zAt) {
    degeneracy.project(y, yAt, z, zAt);
  }

  @Override
  public boolean isSurelyRegular() {
    return dense.isSurelyRegular();
  }

  /// The regularisation is that of the dense system: the residuals have none.
  @Override
  public void shrink(double[] y, double[] z) {
    for (int j = 0; j < structure.left.length; j++)
      if (structure.left[j] != ResidualStructure.NONE) x[structure.left[j]] = y[j];
    Arrays.fill(right, 0);
    dense.shrink(x, z);
    write(y, 0, z, 0);
  }

  @Override
  public @Nullable Factor keep(Origin origin) {
    return null;
  }

  @Override
  public void resume(KeptFactor kept) {
    throw new IllegalArgumentException("this system keeps no such factors");
  }
}
