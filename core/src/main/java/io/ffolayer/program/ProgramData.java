package io.ffolayer.program;

import io.ffolayer.program.matrix.Batched;
import io.ffolayer.program.matrix.DoubledSums;
import io.ffolayer.program.matrix.MatrixView;
import io.ffolayer.program.matrix.ShapeException;
import java.util.List;
import java.util.stream.IntStream;

/// The numbers of a batch of programs of one structure. Immutable by agreement: nobody writes to
/// the arrays.
///
/// P and A are asked for products, norms and entries by [#p] and [#a].
public final class ProgramData {
  private final ProgramStructure structure;
  private final int batch;
  private final MatrixView p;
  private final Batched linear;
  private final List<Batched> rows;
  private final List<MatrixView> blocks;
  private final MatrixView a;
  private final Batched rhs;

  /// @param structure what the instances share
  /// @param batch B, the number of instances, ≥ 0
  /// @param quadratic P on its layout
  /// @param linear q, n values
  /// @param rows A, one entry per block of the structure, on the block's layout
  /// @param rhs b, m values; +∞ where an inequality is absent
  public ProgramData(
      ProgramStructure structure,
      int batch,
      Batched quadratic,
      Batched linear,
      List<Batched> rows,
      Batched rhs) {
    expect("P", quadratic, structure.quadratic().size(), batch);
    expect("q", linear, structure.variables(), batch);
    expect("b", rhs, structure.rows(), batch);
    if (rows.size() != structure.blocks().size())
      throw new ShapeException(
          rows.size() + " blocks of rows for " + structure.blocks().size() + " in the structure");
    for (int k = 0; k < rows.size(); k++)
      expect("A, block " + k, rows.get(k), structure.blocks().get(k).layout().size(), batch);
    this.structure = structure;
    this.batch = batch;
    this.linear = linear;
    this.rows = List.copyOf(rows);
    this.rhs = rhs;
    p = MatrixView.of(structure.quadratic(), quadratic);
    blocks =
        IntStream.range(0, rows.size())
            .mapToObj(k -> MatrixView.of(structure.blocks().get(k).layout(), rows.get(k)))
            .toList();
    a = MatrixView.stacked(structure.variables(), blocks);
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

  /// What the instances share.
  public ProgramStructure structure() {
    return structure;
  }

  /// B, the number of instances.
  public int batch() {
    return batch;
  }

  /// P.
  public MatrixView p() {
    return p;
  }

  /// A, all rows.
  public MatrixView a() {
    return a;
  }

  /// Block k of the rows of A.
  public MatrixView block(int k) {
    return blocks.get(k);
  }

  /// Whether P and A can be asked for more than products.
  public boolean hasEntries() {
    return p.hasEntries() && a.hasEntries();
  }

  /// The numbers of P on its layout.
  public Batched quadratic() {
    return p.numbers();
  }

  /// q.
  public Batched linear() {
    return linear;
  }

  /// The numbers of each block of rows of A, on its layout.
  public List<Batched> rows() {
    return rows;
  }

  /// b.
  public Batched rhs() {
    return rhs;
  }

  /// out += P y.
  public void addQuadraticProduct(int instance, double[] y, int yAt, double[] out, int outAt) {
    p.addSymmetric(instance, y, yAt, out, outAt);
  }

  /// out += A y, all rows.
  public void addRowProduct(int instance, double[] y, int yAt, double[] out, int outAt) {
    a.add(instance, y, yAt, out, outAt);
  }

  /// out += Aᵀ z, all rows.
  public void addTransposedProduct(int instance, double[] z, int zAt, double[] out, int outAt) {
    a.addTransposed(instance, z, zAt, out, outAt);
  }

  /// Py + q + Aᵀz in doubled precision.
  ///
  /// @param sums room for n sums, overwritten
  /// @return n values, the array of the sums
  public double[] dualResidual(
      int instance, double[] y, int yAt, double[] z, int zAt, DoubledSums sums) {
    sums.start(linear.values(), linear.offset(instance));
    p.addSymmetric(instance, y, yAt, sums);
    a.addTransposed(instance, z, zAt, sums);
    return sums.finish();
  }

  /// Ay + s − b in doubled precision; 0 where b = +∞.
  ///
  /// @param sums room for m sums, overwritten
  /// @return m values, the array of the sums
  public double[] primalResidual(
      int instance, double[] y, int yAt, double[] s, int sAt, DoubledSums sums) {
    int m = structure.rows();
    int bAt = rhs.offset(instance);
    sums.startNegated(rhs.values(), bAt);
    for (int i = 0; i < m; i++) sums.addProduct(i, s[sAt + i], 1);
    a.add(instance, y, yAt, sums, 0);
    double[] residual = sums.finish();
    for (int i = 0; i < m; i++)
      if (rhs.values()[bAt + i] == Double.POSITIVE_INFINITY) residual[i] = 0;
    return residual;
  }
}
