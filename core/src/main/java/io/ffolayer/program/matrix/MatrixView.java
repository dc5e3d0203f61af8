package io.ffolayer.program.matrix;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A matrix of a batch – P, a block of rows of A, or A whole – and all that is asked of one: the
/// only place that knows how its entries stand.
///
/// The numbers are those of every instance, each method says of which: `data.a().add(i, y, …)`. A
/// view is immutable, is made once a batch, and allocates nothing per instance.
///
/// Vectors are given by an array and the position of their first element. Where a method *adds* or
/// *raises*, what stands in the array before counts; the caller clears it.
///
/// P is symmetric: dense in full, or sparse with its upper triangle only. What is asked of it as a
/// whole has `symmetric` in its name; the other methods see the entries that are stored.
///
/// A matrix by an operator has no entries ([Layout.Operator]): what needs them throws an
/// [UnsupportedOperationException] that says what to try.
public abstract sealed class MatrixView permits DenseView, SparseView, StackedView, OperatorView {
  private final int rows;
  private final int columns;

  MatrixView(int rows, int columns) {
    this.rows = rows;
    this.columns = columns;
  }

  /// The matrices whose numbers stand on one layout.
  public static MatrixView of(Layout layout, Batched numbers) {
    return switch (layout) {
      case Layout.Dense dense -> new DenseView(dense, numbers);
      case Layout.Sparse sparse -> new SparseView(sparse, numbers);
      case Layout.Operator operator -> new OperatorView(operator, numbers);
    };
  }

  /// The blocks one below the other.
  ///
  /// @param columns of every block
  public static MatrixView stacked(int columns, List<MatrixView> blocks) {
    return blocks.size() == 1 ? blocks.getFirst() : new StackedView(columns, blocks);
  }

  public final int rows() {
    return rows;
  }

  public final int columns() {
    return columns;
  }

  /// Whether more than products can be asked for.
  public boolean hasEntries() {
    return true;
  }

  // ---- products

  /// out += M x.
  public abstract void add(int instance, double[] x, int xAt, double[] out, int outAt);

  /// out += Mᵀ x. Dense rows with `x[i] = 0` are not read.
  public abstract void addTransposed(int instance, double[] x, int xAt, double[] out, int outAt);

  /// out += P x.
  public abstract void addSymmetric(int instance, double[] x, int xAt, double[] out, int outAt);

  /// out += ½(M + Mᵀ) x for a square matrix that is stored as P is, but need not be symmetric: a
  /// change of P.
  public abstract void addSymmetricPart(int instance, double[] x, int xAt, double[] out, int outAt);

  /// out += M x on the listed rows, ascending; what stands in out for the other rows afterwards
  /// means nothing.
  public void addListed(int instance, int[] listed, double[] x, int xAt, double[] out, int outAt) {
    if (readsSingleRows()) for (int i : listed) addRow(instance, i, x, xAt, out, outAt);
    else if (listed.length > 0) add(instance, x, xAt, out, outAt);
  }

  /// Whether [#addRow] costs one row.
  public abstract boolean readsSingleRows();

  /// out[i] += (M x)[i].
  abstract void addRow(int instance, int i, double[] x, int xAt, double[] out, int outAt);

  // ---- products in doubled precision

  /// sums += M x, from the sum `first` on. An operator multiplies in working precision.
  public abstract void add(int instance, double[] x, int xAt, DoubledSums sums, int first);

  /// sums += Mᵀ x.
  public abstract void addTransposed(int instance, double[] x, int xAt, DoubledSums sums);

  /// sums += P x.
  public abstract void addSymmetric(int instance, double[] x, int xAt, DoubledSums sums);

  // ---- sizes of the terms of products, which rounding is relative to

  /// out += |M| |x|.
  public abstract void addSizes(int instance, double[] x, int xAt, double[] out, int outAt);

  /// out_i += Σ_j |m_ij||x_j| for some rows; what stands in out for the others afterwards means
  /// nothing.
  ///
  /// @param wanted which rows; row 0 at `first`, as in `out`
  public abstract void addSizes(
      int instance, boolean[] wanted, int first, double[] x, double[] out);

  /// out_i ← max(out_i, max_j |m_ij||x_j|) for some rows; what stands in out for the others
  /// afterwards means nothing.
  ///
  /// @param wanted which rows; row 0 at `first`, as in `out`
  public abstract void raiseLargestTerms(
      int instance, boolean[] wanted, int first, double[] x, double[] out);

  /// out += |M|ᵀ |x|. Dense rows with `x[i] = 0` are not read.
  public abstract void addTransposedSizes(
      int instance, double[] x, int xAt, double[] out, int outAt);

  /// out += |P| |x|.
  public abstract void addSymmetricSizes(
      int instance, double[] x, int xAt, double[] out, int outAt);

  // ---- sizes of entries

  /// max |m_ij|; NaN where an entry is.
  public abstract double largest(int instance);

  /// The same for a positive semidefinite P, whose largest entry stands on its diagonal: no more is
  /// read of a dense one.
  public abstract double largestSemidefinite(int instance);

  /// Whether no entry is NaN or infinite.
  public abstract boolean allFinite(int instance);

  /// out_j ← m_jj.
  public abstract void diagonal(int instance, double[] out);

  /// out_i += Σ_j m_ij².
  public abstract void addSquaredRowNorms(int instance, double[] out, int outAt);

  /// out_i += Σ_j m_ij² weight_j, the diagonal of M diag(weight) Mᵀ.
  public abstract void addWeightedSquares(int instance, double[] weight, double[] out, int outAt);

  /// out_i ← max(out_i, max_j |m_ij|).
  public abstract void raiseRowNorms(int instance, double[] out, int outAt);

  /// The ∞-norms of diag(row) M diag(column), up to the factor of the row or column itself:
  ///
  /// ```
  /// rowNorm_i ← max(·, max_j |m_ij| column_j),    columnNorm_j ← max(·, max_i row_i |m_ij|)
  /// ```
  ///
  /// @param first where the rows of this matrix begin in `row` and `rowNorm`
  public abstract void raiseScaledNorms(
      int instance,
      double[] row,
      int first,
      double[] column,
      double[] rowNorm,
      double[] columnNorm);

  /// The largest part that a unit of each variable has in a row, not counting the rows of which its
  /// part reaches a limit:
  ///
  /// ```
  /// part_j ← max(·, max_i |m_ij| perRow_i < limit_j)
  /// ```
  ///
  /// @param perRow 1/size of each row, 0 where the row counts nowhere
  /// @param first where the rows of this matrix begin in `perRow`
  public abstract void raiseParts(
      int instance, double[] perRow, int first, double[] limit, double[] part);

  /// The same for P: norm_j ← max(·, max_i scale_i |p_ij|).
  ///
  /// @param scale null for ones
  public abstract void raiseSymmetricNorms(int instance, double @Nullable [] scale, double[] norm);

  // ---- entries elsewhere

  /// Writes diag(row) M diag(column), both of any sign, to the first instance of a view of the same
  /// layout. Entries of a row with factor 0 become 0.
  ///
  /// @param first where the rows of this matrix begin in `row`
  public abstract void scaleInto(
      int instance, double[] row, int first, double[] column, MatrixView out);

  /// Writes all entries row by row, entry (i, j) at `at` + i·stride + j.
  public abstract void copyTo(int instance, double[] out, int at, int stride);

  /// The same for P, both triangles.
  public abstract void copySymmetricTo(int instance, double[] out, int at, int stride);

  /// Writes the entries of the upper triangle of P, by [Layout#upperTriangle].
  public abstract void copyUpperTriangleTo(int instance, double[] out);

  /// Writes the rows into a matrix in panels of eight rows (`DenseKernels`).
  ///
  /// @param first the row of the panel matrix that row 0 becomes
  /// @param stride distance of two panels
  public abstract void packRows(int instance, double[] panels, int first, int stride);

  /// Writes the matrices of up to eight instances side by side, entry (i, j) of lane l at `at` + 8
  /// (i·columns + j) + l. A shared matrix fills all lanes, so that it serves every later run.
  ///
  /// @param from the instance of lane 0
  /// @param count of instances
  public abstract void packLanes(int from, int count, double[] out, int at);

  /// What [#forEach] does with an entry.
  public interface Entry {
    void accept(int i, int j, double value);
  }

  /// Visits the stored entries; a dense matrix stores its zeros too. For what is not asked often: a
  /// call an entry.
  public abstract void forEach(int instance, Entry entry);

  /// Some of the rows of one instance, copied, as the matrix of all instances.
  ///
  /// @param kept which rows; row 0 at `first`
  public abstract MatrixView rowsWhere(int instance, boolean[] kept, int first);

  // ---- the numbers

  /// Whether all instances have the same numbers.
  public abstract boolean isShared();

  /// Whether these are the same numbers as those of another view, at every instance of both, for as
  /// long as what they belong to lives ([Batched#origin]).
  public abstract boolean sameAs(MatrixView other);

  /// Whether the entries stand row by row, without gaps, in one array: [#numbers] at its offset.
  public boolean isRowMajor() {
    return false;
  }

  /// How the entries stand.
  ///
  /// @throws IllegalStateException for blocks that were stacked
  public abstract Layout layout();

  /// The numbers on the layout.
  ///
  /// @throws IllegalStateException for blocks that were stacked
  public abstract Batched numbers();
}
