package io.ffolayer.program;

import java.util.Arrays;

/// Pairs (y, z) of a vector of the variables and a vector of the rows, one for each position of a
/// batch, one behind the other: right-hand sides of the KKT system, directions, or points.
///
/// @param variables n, the length of one y
/// @param rows m, the length of one z
/// @param y n values a position
/// @param z m values a position
public record PrimalDual(int variables, int rows, double[] y, double[] z) {
  /// Zeros.
  public static PrimalDual zeros(ProgramStructure structure, int positions) {
    int n = structure.variables(), m = structure.rows();
    return new PrimalDual(n, m, new double[positions * n], new double[positions * m]);
  }

  /// Where the y of a position begins.
  public int yAt(int position) {
    return position * variables;
  }

  /// Where the z of a position begins.
  public int zAt(int position) {
    return position * rows;
  }

  /// Copies a pair of another place, of the same lengths.
  public void set(int position, PrimalDual other, int otherPosition) {
    System.arraycopy(other.y, other.yAt(otherPosition), y, yAt(position), variables);
    System.arraycopy(other.z, other.zAt(otherPosition), z, zAt(position), rows);
  }

  /// (y, z) ← 0.
  public void clear(int position) {
    Arrays.fill(y, yAt(position), yAt(position) + variables, 0.0);
    Arrays.fill(z, zAt(position), zAt(position) + rows, 0.0);
  }
}
