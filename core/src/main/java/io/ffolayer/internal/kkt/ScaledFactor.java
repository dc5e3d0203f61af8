package io.ffolayer.internal.kkt;

/// A factor of the matrix diag(g, h) K diag(g, h) as one of K.
public final class ScaledFactor implements KktFactor {
  private final KktFactor inner;
  private final double[] columnUnit;
  private final double[] rowUnit;

  /// @param inner of the scaled matrix
  public ScaledFactor(KktFactor inner, Origin origin) {
    this.inner = inner;
    columnUnit = origin.columnUnit().clone();
    rowUnit = origin.rowUnit().clone();
  }

  @Override
  public int[] keptRows() {
    return inner.keptRows();
  }

  @Override
  public boolean isDoubtful() {
    return inner.isDoubtful();
  }

  @Override
  public int workSize() {
    return inner.workSize();
  }

  @Override
  public void solve(double[] y, int yAt, double[] z, int zAt, double[] work) {
    scale(y, yAt, z, zAt);
    inner.solve(y, yAt, z, zAt, work);
    scale(y, yAt, z, zAt);
  }

  private void scale(double[] y, int yAt, double[] z, int zAt) {
    for (int j = 0; j < columnUnit.length; j++) y[yAt + j] *= columnUnit[j];
    for (int i = 0; i < rowUnit.length; i++) z[zAt + i] *= rowUnit[i];
  }

  @Override
  public long bytes() {
    return inner.bytes() + 8L * (columnUnit.length + rowUnit.length);
  }
}
