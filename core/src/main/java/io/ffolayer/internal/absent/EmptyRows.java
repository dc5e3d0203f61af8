package io.ffolayer.internal.absent;

import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.program.matrix.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Rows that are rounding, and say nothing: 0ᵀy ≤ −1e-18 and 0ᵀy = 1e-18 are no contradictions, and
/// 1e-17 y ≤ −1e-17 beside y + x ≤ 3 does not say y ≤ −1.
///
/// A row is rounding if its right-hand side is not 0 and at most 1e-15 of the largest one (1 where
/// all others are 0; bounds at infinity aside), and every coefficient at most 1e-15 of the largest
/// of A. It counts as 0ᵀy ≤ 0: the certificate of a solution, which is relative to these sizes,
/// could not tell whether it holds. All other rows mean what they say, at any size: 1e-8 y ≤ −1e-8
/// says y ≤ −1, and 1e-17 y ≤ 0 says y ≤ 0.
public final class EmptyRows {
  private static final double ROUNDING = 1e-15;

  /// A larger right-hand side stands for no bound.
  private static final double NO_BOUND = 1e15;

  /// The data with zeros for such rows; the data themselves where there are none, the usual case:
  /// O(rows) an instance.
  public static ProgramData settled(ProgramData data) {
    Batched b = data.rhs();
    if (!data.hasEntries()) return data;
    boolean any = false;
    for (int i = 0; i < (b.isShared() ? Math.min(1, data.batch()) : data.batch()); i++)
      any |= anyTiny(b.values(), b.offset(i), b.size());
    return any ? new EmptyRows(data).settled() : data;
  }

  private final ProgramData data;
  private final boolean[] flat;
  private final double[] rhs;
  private final double[][] blocks;
  private boolean changed;

  private EmptyRows(ProgramData data) {
    this.data = data;
    flat = flat(data.structure());
    rhs = each(data.rhs());
    blocks = new double[data.rows().size()][];
    for (int k = 0; k < blocks.length; k++) blocks[k] = each(data.rows().get(k));
  }

  /// The numbers of all instances, one after the other.
  private double[] each(Batched numbers) {
    double[] all = new double[data.batch() * numbers.size()];
    for (int i = 0; i < data.batch(); i++)
      System.arraycopy(
          numbers.values(), numbers.offset(i), all, i * numbers.size(), numbers.size());
    return all;
  }

  private ProgramData settled() {
    for (int i = 0; i < data.batch(); i++) settle(i);
    if (!changed) return data;
    List<Batched> rows = new ArrayList<>();
    for (int k = 0; k < blocks.length; k++)
      rows.add(Batched.each(blocks[k], data.rows().get(k).size()));
    return new ProgramData(
        data.structure(),
        data.batch(),
        data.quadratic(),
        data.linear(),
        rows,
        Batched.each(rhs, data.rhs().size()));
  }

  /// Whether a right-hand side may be rounding beside the others, or beside 1.
  private static boolean anyTiny(double[] b, int at, int m) {
    double largest = 1;
    for (int k = at; k < at + m; k++)
      if (Math.abs(b[k]) < NO_BOUND) largest = Math.max(largest, Math.abs(b[k]));
    boolean any = false;
    for (int k = at; k < at + m; k++) any |= b[k] != 0 && Math.abs(b[k]) <= ROUNDING * largest;
    return any;
  }

  private void settle(int instance) {
    int m = data.structure().rows(), at = instance * m;
    double[] size = new double[m];
    data.a().raiseRowNorms(instance, size, 0);
    boolean[] isRounding = new boolean[m];
    double rounding = ROUNDING * size(at, size);
    for (int k = 0; k < m; k++)
      isRounding[k] = flat[k] && rhs[at + k] != 0 && Math.abs(rhs[at + k]) <= rounding;
    double largest = 0;
    for (double norm : size) largest = Math.max(largest, norm);
    for (int k = 0; k < m; k++) isRounding[k] &= size[k] <= ROUNDING * largest;
    for (int k = 0; k < m; k++)
      if (isRounding[k]) {
        rhs[at + k] = 0;
        clear(instance, k);
      }
  }

  /// The largest right-hand side of a row with coefficients, bounds at infinity aside, or 1.
  private double size(int at, double[] norm) {
    double largest = 0;
    for (int k = 0; k < norm.length; k++) {
      double size = norm[k] > 0 ? Math.abs(rhs[at + k]) : 0;
      if (size > largest && size < NO_BOUND) largest = size;
    }
    return largest > 0 ? largest : 1;
  }

  /// Row ← 0.
  private void clear(int instance, int row) {
    changed = true;
    for (int k = 0; k < blocks.length; k++) {
      int inBlock = row - data.structure().firstRow(k);
      Layout layout = data.structure().blocks().get(k).layout();
      double[] numbers = blocks[k];
      int at = instance * layout.size();
      if (inBlock < 0 || inBlock >= layout.rows()) continue;
      for (int j = 0; j < layout.columns(); j++)
        layout.forEachIn(
            j,
            (i, position) -> {
              if (i == inBlock) numbers[at + position] = 0;
            });
    }
  }

  /// Which rows are equalities or inequalities.
  private static boolean[] flat(ProgramStructure structure) {
    boolean[] flat = new boolean[structure.rows()];
    for (ProgramStructure.ConeRows part : structure.cones())
      if (part.cone().isPolyhedral()) Arrays.fill(flat, part.first(), part.end(), true);
    return flat;
  }
}
