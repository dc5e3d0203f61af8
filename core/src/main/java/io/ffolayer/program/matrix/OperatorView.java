package io.ffolayer.program.matrix;

import io.ffolayer.internal.linalg.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/// Products only: what needs entries is refused.
final class OperatorView extends MatrixView {
  private final Layout.Operator layout;
  private final Batched numbers;

  OperatorView(Layout.Operator layout, Batched numbers) {
    super(layout.rows(), layout.columns());
    this.layout = layout;
    this.numbers = numbers;
  }

  @Override
  public boolean hasEntries() {
    return false;
  }

  @Override
  public void add(int instance, double[] x, int xAt, double[] out, int outAt) {
    layout.add(numbers.values(), numbers.offset(instance), x, xAt, out, outAt);
  }

  @Override
  public void addTransposed(int instance, double[] x, int xAt, double[] out, int outAt) {
    layout.addTransposed(numbers.values(), numbers.offset(instance), x, xAt, out, outAt);
  }

  @Override
  public void addSymmetric(int instance, double[] x, int xAt, double[] out, int outAt) {
    add(instance, x, xAt, out, outAt);
  }

  @Override
  public void addSymmetricPart(int instance, double[] x, int xAt, double[] out, int outAt) {
    double[] twice = new double[rows()];
    add(instance, x, xAt, twice, 0);
    addTransposed(instance, x, xAt, twice, 0);
    for (int i = 0; i < twice.length; i++) out[outAt + i] += 0.5 * twice[i];
  }

  @Override
  public boolean readsSingleRows() {
    return false;
  }

  @Override
  void addRow(int instance, int i, double[] x, int xAt, double[] out, int outAt) {
    throw layout.noEntries("single rows");
  }

  @Override
  public void add(int instance, double[] x, int xAt, DoubledSums sums, int first) {
    double[] product = new double[rows()];
    add(instance, x, xAt, product, 0);
    for (int i = 0; i < product.length; i++) sums.addProduct(first + i, product[i], 1);
  }

  @Override
  public void addTransposed(int instance, double[] x, int xAt, DoubledSums sums) {
    double[] product = new double[columns()];
    addTransposed(instance, x, xAt, product, 0);
    for (int j = 0; j < product.length; j++) sums.addProduct(j, product[j], 1);
  }

  @Override
  public void addSymmetric(int instance, double[] x, int xAt, DoubledSums sums) {
    add(instance, x, xAt, sums, 0);
  }

  /// Of the numbers that the products depend on.
  @Override
  public boolean allFinite(int instance) {
    return Kernels.dense().allFinite(layout.size(), numbers.values(), numbers.offset(instance));
  }

  @Override
  public boolean isShared() {
    return numbers.isShared();
  }

  @Override
  public boolean sameAs(MatrixView other) {
    return other instanceof OperatorView that
        && layout.equals(that.layout)
        && numbers.sameAs(that.numbers);
  }

  @Override
  public Layout layout() {
    return layout;
  }

  @Override
  public Batched numbers() {
    return numbers;
  }

  @Override
  public void addSizes(int instance, double[] x, int xAt, double[] out, int outAt) {
    throw layout.noEntries("the sizes of terms");
  }

  @Override
  public void addSizes(int instance, boolean[] wanted, int first, double[] x, double[] out) {
    throw layout.noEntries("sizes of terms");
  }

  @Override
  public void raiseLargestTerms(
      int instance, boolean[] wanted, int first, double[] x, double[] out) {
    throw layout.noEntries("sizes of terms");
  }

  @Override
  public void addTransposedSizes(int instance, double[] x, int xAt, double[] out, int outAt) {
    throw layout.noEntries("the sizes of terms");
  }

  @Override
  public void addSymmetricSizes(int instance, double[] x, int xAt, double[] out, int outAt) {
    throw layout.noEntries("the sizes of terms");
  }

  @Override
  public double largest(int instance) {
    throw layout.noEntries("the largest entry");
  }

  @Override
  public double largestSemidefinite(int instance) {
    throw layout.noEntries("the largest entry");
  }

  @Override
  public void diagonal(int instance, double[] out) {
    throw layout.noEntries("the diagonal");
  }

  @Override
  public void addSquaredRowNorms(int instance, double[] out, int outAt) {
    throw layout.noEntries("norms of rows");
  }

  @Override
  public void addWeightedSquares(int instance, double[] weight, double[] out, int outAt) {
    throw layout.noEntries("norms of rows");
  }

  @Override
  public void raiseRowNorms(int instance, double[] out, int outAt) {
    throw layout.noEntries("norms of rows");
  }

  @Override
  public void raiseScaledNorms(
      int instance,
      double[] row,
      int first,
      double[] column,
      double[] rowNorm,
      double[] columnNorm) {
    throw layout.noEntries("norms of rows and columns");
  }

  @Override
  public void raiseParts(int instance, double[] perRow, int first, double[] limit, double[] part) {
    throw layout.noEntries("sizes of terms");
  }

  @Override
  public void raiseSymmetricNorms(int instance, double @Nullable [] scale, double[] norm) {
    throw layout.noEntries("norms of columns");
  }

  @Override
  public void scaleInto(int instance, double[] row, int first, double[] column, MatrixView out) {
    throw layout.noEntries("entries to scale");
  }

  @Override
  public void copyTo(int instance, double[] out, int at, int stride) {
    throw layout.noEntries("entries");
  }

  @Override
  public void copySymmetricTo(int instance, double[] out, int at, int stride) {
    throw layout.noEntries("entries");
  }

  @Override
  public void copyUpperTriangleTo(int instance, double[] out) {
    throw layout.noEntries("entries");
  }

  @Override
  public void packRows(int instance, double[] panels, int first, int stride) {
    throw layout.noEntries("rows");
  }

  @Override
  public void packLanes(int from, int count, double[] out, int at) {
    throw layout.noEntries("entries");
  }

  @Override
  public void forEach(int instance, Entry entry) {
    throw layout.noEntries("entries");
  }

  @Override
  public MatrixView rowsWhere(int instance, boolean[] kept, int first) {
    throw layout.noEntries("single rows");
  }
}
