package io.ffolayer.internal.cone;

/// The orthonormal U of a second-order cone of k ≥ 2 rows that belongs to a unit vector u of k − 1
/// entries: its columns are
///
/// ```
/// (1, u)/√2,   (1, −u)/√2,   (0, m₂), …, (0, m_{k−1})
/// ```
///
/// where m₁ = ∓u, m₂, … are the columns of the Householder reflection M = I − hhᵀ/(1+|u₁|), h = u ±
/// e₁ with the sign of u₁. So k − 1 numbers stand for U, and a product costs 4k flops a column.
final class AxisRotation {
  static final double ROOT2 = Math.sqrt(2);

  /// Columns that are rotated at a time: what is kept of them stays in the fastest cache.
  private static final int STRIP = 256;

  private final int size;
  private final double[] strip = new double[STRIP];

  AxisRotation(int size) {
    this.size = size;
  }

  /// u ← v/length, or e₁ if length is 0.
  static void setAxis(double[] v, int at, int count, double length, double[] u) {
    if (!(length > 0)) {
      java.util.Arrays.fill(u, 0, count, 0);
      u[0] = 1;
      return;
    }
    for (int i = 0; i < count; i++) u[i] = v[at + i] / length;
  }

  /// rows ← Uᵀ rows.
  void rotate(double[] u, double[] rows, int at, int columns) {
    for (int from = 0; from < columns; from += STRIP)
      rotateStrip(u, rows, at + from, columns, Math.min(STRIP, columns - from));
  }

  /// With p = uᵀx and q = hᵀx/(1+|u₁|) of the rows x = (x₁, …) behind the first one, t: (t + p)/√2,
  /// (t − p)/√2, xᵢ − uᵢ q.
  private void rotateStrip(double[] u, double[] rows, int at, int ld, int width) {
    double[] q = strip;
    for (int j = 0; j < width; j++) q[j] = 0;
    for (int i = 1; i < size - 1; i++) {
      int row = at + (i + 1) * ld;
      double ui = u[i];
      for (int j = 0; j < width; j++) q[j] += ui * rows[row + j];
    }
    double sign = u[0] < 0 ? -1 : 1, shrink = 1 / (1 + Math.abs(u[0]));
    for (int j = 0; j < width; j++) {
      double t = rows[at + j], x = rows[at + ld + j], p = u[0] * x + q[j];
      rows[at + j] = (t + p) / ROOT2;
      rows[at + ld + j] = (t - p) / ROOT2;
      q[j] = (p + sign * x) * shrink;
    }
    for (int i = 1; i < size - 1; i++) {
      int row = at + (i + 1) * ld;
      double ui = u[i];
      for (int j = 0; j < width; j++) rows[row + j] -= ui * q[j];
    }
  }

  /// v ← U v: with p = (v₁ − v₂)/√2 and r = Σ uᵢ v of the rows behind these two: (v₁ + v₂)/√2, u₁ p
  /// ∓ r, v + uᵢ (p − r/(1+|u₁|)).
  void rotateBack(double[] u, double[] v, int at) {
    double t = (v[at] + v[at + 1]) / ROOT2, p = (v[at] - v[at + 1]) / ROOT2, r = 0;
    for (int i = 1; i < size - 1; i++) r += u[i] * v[at + 1 + i];
    double along = p - r / (1 + Math.abs(u[0]));
    v[at] = t;
    v[at + 1] = u[0] * p - (u[0] < 0 ? -r : r);
    for (int i = 1; i < size - 1; i++) v[at + 1 + i] += u[i] * along;
  }
}
