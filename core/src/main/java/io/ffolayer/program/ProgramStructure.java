package io.ffolayer.program;

import io.ffolayer.program.matrix.Layout;
import io.ffolayer.program.matrix.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What every instance of a batch shares: sizes, cones, and the layout of P and of each block of
/// rows of A.
///
/// @param quadratic layout of P, n×n: dense and symmetric, or sparse with the upper triangle only
///   (without entries: P = 0)
/// @param blocks the blocks of rows of A, in the order of s, z and b
/// @param auxiliaries the variables and rows that only help to state the program
public record ProgramStructure(Layout quadratic, List<RowBlock> blocks, Auxiliaries auxiliaries) {
  public ProgramStructure {
    blocks = List.copyOf(blocks);
    int n = quadratic.columns();
    if (quadratic.rows() != n)
      throw new ShapeException("P has shape [" + quadratic.rows() + ", " + n + "], not square");
    if (quadratic instanceof Layout.Sparse sparse && !sparse.isUpperTriangular())
      throw new ShapeException("a sparse P stores its upper triangle only");
    for (RowBlock block : blocks)
      if (block.layout().columns() != n)
        throw new ShapeException(
            "rows with " + block.layout().columns() + " columns for " + n + " variables");
    auxiliaries.requireWithin(n, blocks.stream().mapToInt(RowBlock::rows).sum());
  }

  /// Without auxiliaries.
  public ProgramStructure(Layout quadratic, List<RowBlock> blocks) {
    this(quadratic, blocks, Auxiliaries.NONE);
  }

  /// n.
  public int variables() {
    return quadratic.columns();
  }

  /// m, the number of rows of A.
  public int rows() {
    int rows = 0;
    for (RowBlock block : blocks) rows += block.rows();
    return rows;
  }

  /// Index of the first row of block k.
  public int firstRow(int k) {
    int row = 0;
    for (int j = 0; j < k; j++) row += blocks.get(j).rows();
    return row;
  }

  /// A cone that is no product, and its first row.
  public record ConeRows(Cone cone, int first) {
    /// One past the last row.
    public int end() {
      return first + cone.size();
    }
  }

  /// The cones in the order of their rows, products taken apart.
  public List<ConeRows> cones() {
    List<ConeRows> cones = new ArrayList<>();
    int row = 0;
    for (RowBlock block : blocks) {
      List<Cone> factors =
          block.cone() instanceof ProductCone product ? product.factors() : List.of(block.cone());
      for (Cone factor : factors) {
        cones.add(new ConeRows(factor, row));
        row += factor.size();
      }
    }
    return cones;
  }

  /// Whether K is {0}ᵖ × R₊ᵐ in some order of the rows: a quadratic program.
  public boolean isPolyhedral() {
    return blocks.stream().allMatch(block -> block.cone().isPolyhedral());
  }

  /// For each row whether it is an equality (its slack lies in the zero cone).
  public boolean[] equalities() {
    boolean[] equality = new boolean[rows()];
    for (ConeRows part : cones())
      if (part.cone() instanceof ZeroCone) Arrays.fill(equality, part.first(), part.end(), true);
    return equality;
  }

  /// Whether P and every block of rows are dense.
  public boolean isDense() {
    return quadratic instanceof Layout.Dense
        && blocks.stream().allMatch(b -> b.layout() instanceof Layout.Dense);
  }

  /// Whether P and every block of rows are given by entries, none by an operator.
  public boolean hasEntries() {
    return !(quadratic instanceof Layout.Operator)
        && blocks.stream().noneMatch(b -> b.layout() instanceof Layout.Operator);
  }

  /// Number of stored entries of P and A.
  public long entries() {
    long entries = quadratic.size();
    for (RowBlock block : blocks) entries += block.layout().size();
    return entries;
  }
}
