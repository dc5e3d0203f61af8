package io.ffolayer.program.matrix;

/// What a newcomer writes: the differences x_{i+1} − x_i around a circle, in no file of the
/// library, and without an entry.
public record Differences(int columns) implements Layout.Operator {
  @Override
  public int rows() {
    return columns;
  }

  @Override
  public int size() {
    return 0;
  }

  @Override
  public void add(double[] numbers, int at, double[] x, int xAt, double[] out, int outAt) {
    for (int i = 0; i < columns; i++) out[outAt + i] += x[xAt + (i + 1) % columns] - x[xAt + i];
  }

  @Override
  public void addTransposed(
      double[] numbers, int at, double[] x, int xAt, double[] out, int outAt) {
    for (int i = 0; i < columns; i++) {
      out[outAt + (i + 1) % columns] += x[xAt + i];
      out[outAt + i] -= x[xAt + i];
    }
  }
}
