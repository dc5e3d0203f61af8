package io.ffolayer.program;

/// {0}ᵖ: the rows are equalities and their duals are free.
///
/// @param size number of rows, ≥ 0
public record ZeroCone(int size) implements Cone {
  public ZeroCone {
    if (size < 0) throw new IllegalArgumentException("the size of a cone must be ≥ 0, got " + size);
  }
}
