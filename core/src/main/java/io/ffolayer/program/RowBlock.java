package io.ffolayer.program;

import io.ffolayer.program.matrix.Layout;
import io.ffolayer.program.matrix.ShapeException;

/// A block of consecutive rows of A whose slack lies in one cone and whose entries have one layout:
/// a dense block of equalities may stand above a sparse block of bounds.
public record RowBlock(Cone cone, Layout layout) {
  public RowBlock {
    if (cone.size() != layout.rows())
      throw new ShapeException(
          "a block of " + layout.rows() + " rows in a cone of size " + cone.size());
  }

  public int rows() {
    return layout.rows();
  }
}
