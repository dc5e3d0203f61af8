package io.ffolayer.program;

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
}
