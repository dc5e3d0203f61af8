package io.ffolayer.program.matrix;

import io.ffolayer.internal.linalg.kernel.InterleavedKernels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Blocks of rows one below the other, each on a layout of its own: A whole. The only loops over
/// blocks.
final class StackedView extends MatrixView {
  private final MatrixView[] blocks;

  /// The first row of each block.
  private final int[] first;

  StackedView(int columns, List<MatrixView> blocks) {
    super(blocks.stream().mapToInt(MatrixView::rows).sum(), columns);
    this.blocks = blocks.toArray(MatrixView[]::new);
    first = new int[this.blocks.length];
    for (int k = 1; k < first.length; k++) first[k] = first[k - 1] + this.blocks[k - 1].rows();
  }

  private static IllegalStateException notSymmetric() {
    return new IllegalStateException("a stack of blocks of rows is not symmetric");
  }

  private static IllegalStateException noLayout() {
    return new IllegalStateException(
        "a stack of blocks has a layout per block. Maybe ask its blocks");
  }

  @Override
  public boolean hasEntries() {
    for (MatrixView block : blocks) if (!block.hasEntries()) return false;
    return true;
  }

  @Override
  public void add(int instance, double[] x, int xAt, double[] out, int outAt) {
    for (int k = 0; k < blocks.length; k++) blocks[k].add(instance, x, xAt, out, outAt + first[k]);
  }

  @Override
  public void addTransposed(int instance, double[] x, int xAt, double[] out, int outAt) {
    for (int k = 0; k < blocks.length; k++)
      blocks[k].addTransposed(instance, x, xAt + first[k], out, outAt);
  }

  @Override
  public void addSymmetric(int instance, double[] x, int xAt, double[] out, int outAt) {
    throw notSymmetric();
  }

  @Override
  public void addSymmetricPart(int instance, double[] x, int xAt, double[] out, int outAt) {
    throw notSymmetric();
  }

  @Override
  public void addListed(int instance, int[] listed, double[] x, int xAt, double[] out, int outAt) {
    int next = 0;
    for (int k = 0; k < blocks.length; k++) {
      MatrixView block = blocks[k];
      int end = first[k] + block.rows(), from = next;
      while (next < listed.length && listed[next] < end) next++;
      if (block.readsSingleRows())
        for (int e = from; e < next; e++)
          block.addRow(instance, listed[e] - first[k], x, xAt, out, outAt + first[k]);
      else if (from < next) block.add(instance, x, xAt, out, outAt + first[k]);
    }
  }

  @Override
  public boolean readsSingleRows() {
    return false;
  }

  @Override
  void addRow(int instance, int i, double[] x, int xAt, double[] out, int outAt) {
    int k = 0;
    while (i >= first[k] + blocks[k].rows()) k++;
    blocks[k].addRow(instance, i - first[k], x, xAt, out, outAt + first[k]);
  }

  @Override
  public void add(int instance, double[] x, int xAt, DoubledSums sums, int from) {
    for (int k = 0; k < blocks.length; k++) blocks[k].add(instance, x, xAt, sums, from + first[k]);
  }

  @Override
  public void addTransposed(int instance, double[] x, int xAt, DoubledSums sums) {
    for (int k = 0; k < blocks.length; k++)
      blocks[k].addTransposed(instance, x, xAt + first[k], sums);
  }

  @Override
  public void addSymmetric(int instance, double[] x, int xAt, DoubledSums sums) {
    throw notSymmetric();
  }

  @Override
  public void addSizes(int instance, double[] x, int xAt, double[] out, int outAt) {
    for (int k = 0; k < blocks.length; k++)
      blocks[k].addSizes(instance, x, xAt, out, outAt + first[k]);
  }

  @Override
  public void addSizes(int instance, boolean[] wanted, int from, double[] x, double[] out) {
    for (int k = 0; k < blocks.length; k++)
      blocks[k].addSizes(instance, wanted, from + first[k], x, out);
  }

  @Override
  public void raiseLargestTerms(
      int instance, boolean[] wanted, int from, double[] x, double[] out) {
    for (int k = 0; k < blocks.length; k++)
      blocks[k].raiseLargestTerms(instance, wanted, from + first[k], x, out);
  }

  @Override
  public void addTransposedSizes(int instance, double[] x, int xAt, double[] out, int outAt) {
    for (int k = 0; k < blocks.length; k++)
      blocks[k].addTransposedSizes(instance, x, xAt + first[k], out, outAt);
  }

  @Override
  public void addSymmetricSizes(int instance, double[] x, int xAt, double[] out, int outAt) {
    throw notSymmetric();
  }

  @Override
  public double largest(int instance) {
    double largest = 0;
    for (MatrixView block : blocks) largest = Math.max(largest, block.largest(instance));
    return largest;
  }

  @Override
  public double largestSemidefinite(int instance) {
    throw notSymmetric();
  }

  @Override
  public boolean allFinite(int instance) {
    for (MatrixView block : blocks) if (!block.allFinite(instance)) return false;
    return true;
  }

  @Override
  public void diagonal(int instance, double[] out) {
    throw notSymmetric();
  }

  @Override
  public void addSquaredRowNorms(int instance, double[] out, int outAt) {
    for (int k = 0; k < blocks.length; k++)
      blocks[k].addSquaredRowNorms(instance, out, outAt + first[k]);
  }

  @Override
  public void addWeightedSquares(int instance, double[] weight, double[] out, int outAt) {
    for (int k = 0; k < blocks.length; k++)
      blocks[k].addWeightedSquares(instance, weight, out, outAt + first[k]);
  }

  @Override
  public void raiseRowNorms(int instance, double[] out, int outAt) {
    for (int k = 0; k < blocks.length; k++)
      blocks[k].raiseRowNorms(instance, out, outAt + first[k]);
  }

  @Override
  public void raiseScaledNorms(
      int instance,
      double[] row,
      int from,
      double[] column,
      double[] rowNorm,
      double[] columnNorm) {
    for (int k = 0; k < blocks.length; k++)
      blocks[k].raiseScaledNorms(instance, row, from + first[k], column, rowNorm, columnNorm);
  }

  @Override
  public void raiseParts(int instance, double[] perRow, int from, double[] limit, double[] part) {
    for (int k = 0; k < blocks.length; k++)
      blocks[k].raiseParts(instance, perRow, from + first[k], limit, part);
  }

  @Override
  public void raiseSymmetricNorms(int instance, double @Nullable [] scale, double[] norm) {
    throw notSymmetric();
  }

  @Override
  public void scaleInto(int instance, double[] row, int from, double[] column, MatrixView out) {
    MatrixView[] to = ((StackedView) out).blocks;
    for (int k = 0; k < blocks.length; k++)
      blocks[k].scaleInto(instance, row, from + first[k], column, to[k]);
  }

  @Override
  public void copyTo(int instance, double[] out, int at, int stride) {
    for (int k = 0; k < blocks.length; k++)
      blocks[k].copyTo(instance, out, at + first[k] * stride, stride);
  }

  @Override
  public void copySymmetricTo(int instance, double[] out, int at, int stride) {
    throw notSymmetric();
  }

  @Override
  public void copyUpperTriangleTo(int instance, double[] out) {
    throw notSymmetric();
  }

  @Override
  public void packRows(int instance, double[] panels, int from, int stride) {
    for (int k = 0; k < blocks.length; k++)
      blocks[k].packRows(instance, panels, from + first[k], stride);
  }

  @Override
  public void packLanes(int from, int count, double[] out, int at) {
    for (int k = 0; k < blocks.length; k++)
      blocks[k].packLanes(from, count, out, at + InterleavedKernels.LANES * first[k] * columns());
  }

  @Override
  public void forEach(int instance, Entry entry) {
    for (int k = 0; k < blocks.length; k++) {
      int row = first[k];
      blocks[k].forEach(instance, (i, j, value) -> entry.accept(row + i, j, value));
    }
  }

  @Override
  public MatrixView rowsWhere(int instance, boolean[] kept, int from) {
    MatrixView[] parts = new MatrixView[blocks.length];
    for (int k = 0; k < parts.length; k++)
      parts[k] = blocks[k].rowsWhere(instance, kept, from + first[k]);
    return new StackedView(columns(), List.of(parts));
  }

  @Override
  public boolean isShared() {
    for (MatrixView block : blocks) if (!block.isShared()) return false;
    return true;
  }

  @Override
  public boolean sameAs(MatrixView other) {
    if (!(other instanceof StackedView that) || that.blocks.length != blocks.length) return false;
    for (int k = 0; k < blocks.length; k++) if (!blocks[k].sameAs(that.blocks[k])) return false;
    return true;
  }

  @Override
  public Layout layout() {
    throw noLayout();
  }

  @Override
  public Batched numbers() {
    throw noLayout();
  }
}
