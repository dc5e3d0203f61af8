package io.ffolayer.internal.kkt.conic;

import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.matrix.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The layouts of UᵀA, and how the numbers of A get there; for all threads.
///
/// A dense block stays dense. In a sparse block the rows of one curved cone all get the union of
/// their patterns, because U mixes them; the others keep their own.
public final class RotatedStructure {
  /// The rows of a curved cone: row-major with `columns` columns from `at` on in the work of their
  /// block.
  record Part(int cone, int at, int columns) {}

  /// One block of rows with curved cones among them.
  ///
  /// @param source for each entry of a sparse block its place in the work
  /// @param place for each number of the work its place among the values of the rotated layout
  record Block(List<Part> parts, int[] source, int[] place) {
    boolean isRotated() {
      return !parts.isEmpty();
    }
  }

  /// What the KKT systems see: the same cones, rotated layouts.
  public final ProgramStructure rows;

  final List<Block> blocks = new ArrayList<>();

  final ConeBlock[] cones;

  public RotatedStructure(ProgramStructure original) {
    cones = ConeBlock.of(original);
    List<RowBlock> rotated = new ArrayList<>();
    int cone = 0;
    int firstRow = 0;
    for (RowBlock block : original.blocks()) {
      int firstCone = cone;
      while (cone < cones.length && cones[cone].end() <= firstRow + block.rows()) cone++;
      Layout layout =
          switch (block.layout()) {
            case Layout.Dense dense -> addDense(dense, cones, firstCone, cone, firstRow);
            case Layout.Sparse sparse -> addSparse(sparse, cones, firstCone, cone, firstRow);
            case Layout.Operator operator -> throw operator.noEntries("rows to rotate");
          };
      rotated.add(new RowBlock(block.cone(), layout));
      firstRow += block.rows();
    }
    rows = new ProgramStructure(original.quadratic(), rotated);
  }

  private Layout addDense(Layout.Dense layout, ConeBlock[] cones, int from, int to, int firstRow) {
    List<Part> parts = new ArrayList<>();
    int n = layout.columns();
    for (int k = from; k < to; k++)
      if (cones[k].rotationSize() > 0) parts.add(new Part(k, (cones[k].first() - firstRow) * n, n));
    blocks.add(new Block(parts, new int[0], new int[0]));
    return layout;
  }

  private Layout addSparse(
      Layout.Sparse layout, ConeBlock[] cones, int from, int to, int firstRow) {
    SparseFill fill = new SparseFill(layout);
    for (int k = from; k < to; k++) {
      int first = cones[k].first() - firstRow;
      int end = cones[k].end() - firstRow;
      if (cones[k].rotationSize() > 0) fill.addUnion(k, first, end);
      else fill.addRows(first, end);
    }
    if (fill.parts.isEmpty()) {
      blocks.add(new Block(List.of(), new int[0], new int[0]));
      return layout;
    }
    Layout.Sparse rotated = fill.layout();
    int[] place = new int[rotated.size()];
    for (int w = 0; w < place.length; w++) place[w] = rotated.position(fill.row[w], fill.column[w]);
    blocks.add(new Block(fill.parts, fill.source, place));
    return rotated;
  }

  /// The rotated pattern of a sparse block, cone by cone.
  private static final class SparseFill {
    final List<Part> parts = new ArrayList<>();
    final int[] source;
    int[] row;
    int[] column;

    private final Layout.Sparse from;
    private final int[] rowStart;
    private final int[] rowEntry;
    private final int[] columnOf;
    private final int[] slot;
    private int size;

    SparseFill(Layout.Sparse from) {
      this.from = from;
      source = new int[from.size()];
      row = new int[Math.max(1, from.size())];
      column = new int[row.length];
      slot = new int[from.columns()];
      columnOf = new int[from.size()];
      rowEntry = new int[from.size()];
      rowStart = new int[from.rows() + 2];
      for (int i : from.rowIndices()) rowStart[i + 2]++;
      for (int i = 2; i < rowStart.length; i++) rowStart[i] += rowStart[i - 1];
      for (int j = 0; j < from.columns(); j++)
        for (int e = from.columnStart(j); e < from.columnStart(j + 1); e++) {
          columnOf[e] = j;
          rowEntry[rowStart[from.rowIndex(e) + 1]++] = e;
        }
    }

    void addRows(int first, int end) {
      for (int i = first; i < end; i++)
        for (int k = rowStart[i]; k < rowStart[i + 1]; k++) {
          source[rowEntry[k]] = size;
          append(i, columnOf[rowEntry[k]]);
        }
    }

    void addUnion(int cone, int first, int end) {
      int[] union = new int[from.columns()];
      int columns = 0;
      for (int k = rowStart[first]; k < rowStart[end]; k++) {
        int j = columnOf[rowEntry[k]];
        if (slot[j] > 0) continue;
        union[columns++] = j;
        slot[j] = columns;
      }
      int start = size;
      for (int i = first; i < end; i++) {
        for (int k = rowStart[i]; k < rowStart[i + 1]; k++)
          source[rowEntry[k]] = size + slot[columnOf[rowEntry[k]]] - 1;
        for (int c = 0; c < columns; c++) append(i, union[c]);
      }
      for (int c = 0; c < columns; c++) slot[union[c]] = 0;
      if (columns > 0) parts.add(new Part(cone, start, columns));
    }

    private void append(int i, int j) {
      if (size == row.length) {
        row = Arrays.copyOf(row, 2 * size);
        column = Arrays.copyOf(column, 2 * size);
      }
      row[size] = i;
      column[size++] = j;
    }

    Layout.Sparse layout() {
      return Layout.Sparse.ofEntries(
          from.rows(), from.columns(), Arrays.copyOf(row, size), Arrays.copyOf(column, size));
    }
  }
}
