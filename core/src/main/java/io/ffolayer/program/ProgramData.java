package io.ffolayer.program;

import io.ffolayer.program.matrix.Batched;
import io.ffolayer.program.matrix.DoubledSums;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.program.matrix.Products;
import io.ffolayer.program.matrix.ShapeException;
import java.util.Arrays;
import java.util.List;

/// The numbers of a batch of programs of one structure. Immutable by agreement: nobody writes to
/// the arrays.
///
/// @param structure what the instances share
/// @param batch B, the number of instances, ≥ 0
/// @param quadratic P on its layout
/// @param linear q, n values
/// @param rows A, one entry per block of the structure, on the block's layout
/// @param rhs b, m values; +∞ where an inequality is absent
public record ProgramData(
    ProgramStructure structure,
    int batch,
    Batched quadratic,
    Batched linear,
    List<Batched> rows,
    Batched rhs) {
  public ProgramData {
    rows = List.copyOf(rows);
    expect("P", quadratic, structure.quadratic().size(), batch);
    expect("q", linear, structure.variables(), batch);
    expect("b", rhs, structure.rows(), batch);
    if (rows.size() != structure.blocks().size())
      throw new ShapeException(
          rows.size() + " blocks of rows for " + structure.blocks().size() + " in the structure");
    for (int k = 0; k < rows.size(); k++)
      expect("A, block " + k, rows.get(k), structure.blocks().get(k).layout().size(), batch);
  }

  private static void expect(String slot, Batched values, int size, int batch) {
    if (values.size() != size)
      throw new ShapeException(
          slot + " has " + values.size() + " values per instance, expected " + size);
    if (!values.isShared() && values.values().length < (long) batch * size)
      throw new ShapeException(
          slot
              + " has "
              + values.values().length
              + " values for "
              + batch
              + " instances of "
              + size);
  }

  /// out += P y.
  public void addQuadraticProduct(int instance, double[] y, int yAt, double[] out, int outAt) {
    Products.addSymmetric(
        structure.quadratic(), quadratic.values(), quadratic.offset(instance), y, yAt, out, outAt);
  }

  /// out += ½(P + Pᵀ) y: the product with the symmetric part, for changes of P that need not be
  /// symmetric.
  public void addSymmetricPartProduct(int instance, double[] y, int yAt, double[] out, int outAt) {
    double[] p = quadratic.values();
    int at = quadratic.offset(instance);
    if (structure.quadratic() instanceof Layout.Sparse) {
      addQuadraticProduct(instance, y, yAt, out, outAt);
      return;
    }
    int n = structure.variables();
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++)
        out[outAt + i] += 0.5 * (p[at + i * n + j] + p[at + j * n + i]) * y[yAt + j];
  }

  /// out += A y, all rows.
  public void addRowProduct(int instance, double[] y, int yAt, double[] out, int outAt) {
    int row = outAt;
    for (int k = 0; k < rows.size(); k++) {
      Layout layout = structure.blocks().get(k).layout();
      Products.add(layout, rows.get(k).values(), rows.get(k).offset(instance), y, yAt, out, row);
      row += layout.rows();
    }
  }

  /// out += A y on the listed rows, ascending; what stands in out for the other rows afterwards
  /// means nothing.
  public void addRowProduct(
      int instance, int[] listed, double[] y, int yAt, double[] out, int outAt) {
    int row = 0, from = 0;
    for (int k = 0; k < rows.size(); k++) {
      Layout layout = structure.blocks().get(k).layout();
      int to = from;
      while (to < listed.length && listed[to] < row + layout.rows()) to++;
      Products.addRows(
          layout,
          rows.get(k).values(),
          rows.get(k).offset(instance),
          listed,
          from,
          to,
          row,
          y,
          yAt,
          out,
          outAt + row);
      from = to;
      row += layout.rows();
    }
  }

  /// out += Aᵀ z, all rows.
  public void addTransposedProduct(int instance, double[] z, int zAt, double[] out, int outAt) {
    int row = zAt;
    for (int k = 0; k < rows.size(); k++) {
      Layout layout = structure.blocks().get(k).layout();
      Products.addTransposed(
          layout, rows.get(k).values(), rows.get(k).offset(instance), z, row, out, outAt);
      row += layout.rows();
    }
  }

  /// out += |A|ᵀ |z|, all rows: the sizes of the terms of [#addTransposedProduct], which rounding
  /// is relative to.
  public void addTransposedSizes(int instance, double[] z, int zAt, double[] out, int outAt) {
    int row = zAt;
    for (int k = 0; k < rows.size(); k++) {
      Layout layout = structure.blocks().get(k).layout();
      Products.addTransposedSizes(
          layout, rows.get(k).values(), rows.get(k).offset(instance), z, row, out, outAt);
      row += layout.rows();
    }
  }

  /// out += |A| |y|: the sizes of the terms of [#addRowProduct].
  public void addRowSizes(int instance, double[] y, int yAt, double[] out, int outAt) {
    int row = outAt;
    for (int k = 0; k < rows.size(); k++) {
      Layout layout = structure.blocks().get(k).layout();
      Products.addSizes(
          layout, rows.get(k).values(), rows.get(k).offset(instance), y, yAt, out, row);
      row += layout.rows();
    }
  }

  /// out += |P| |y|: the sizes of the terms of [#addQuadraticProduct].
  public void addQuadraticSizes(int instance, double[] y, int yAt, double[] out, int outAt) {
    Products.addSymmetricSizes(
        structure.quadratic(), quadratic.values(), quadratic.offset(instance), y, yAt, out, outAt);
  }

  /// out ← Py + q + Aᵀz in doubled precision.
  ///
  /// @param out n values
  /// @param low overwritten, n values
  public void dualResidual(
      int instance, double[] y, int yAt, double[] z, int zAt, double[] out, double[] low) {
    int n = structure.variables();
    System.arraycopy(linear.values(), linear.offset(instance), out, 0, n);
    Arrays.fill(low, 0, n, 0);
    DoubledSums sums = new DoubledSums(out, low);
    sums.addSymmetric(
        structure.quadratic(), quadratic.values(), quadratic.offset(instance), y, yAt);
    int row = zAt;
    for (int k = 0; k < rows.size(); k++) {
      Layout layout = structure.blocks().get(k).layout();
      sums.addTransposed(layout, rows.get(k).values(), rows.get(k).offset(instance), z, row);
      row += layout.rows();
    }
    sums.finish(n);
  }

  /// out ← Ay + s − b in doubled precision; 0 where b = +∞.
  ///
  /// @param out m values
  /// @param low overwritten, m values
  public void primalResidual(
      int instance, double[] y, int yAt, double[] s, int sAt, double[] out, double[] low) {
    int m = structure.rows();
    int bAt = rhs.offset(instance);
    for (int i = 0; i < m; i++) out[i] = -rhs.values()[bAt + i];
    Arrays.fill(low, 0, m, 0);
    DoubledSums sums = new DoubledSums(out, low);
    for (int i = 0; i < m; i++) sums.addProduct(i, s[sAt + i], 1);
    int row = 0;
    for (int k = 0; k < rows.size(); k++) {
      Layout layout = structure.blocks().get(k).layout();
      sums.add(layout, rows.get(k).values(), rows.get(k).offset(instance), y, yAt, row);
      row += layout.rows();
    }
    sums.finish(m);
    for (int i = 0; i < m; i++) if (rhs.values()[bAt + i] == Double.POSITIVE_INFINITY) out[i] = 0;
  }
}
