package io.ffolayer.program.canonical;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A number beside every entry of y, z, s and beside the optimal value of each instance of a batch:
/// the change of a solution, or the cotangents of a loss. Instance i of y at i·n, of z and s at
/// i·m.
public final class SolutionDifferential {
  private final double[] y;
  private final double[] z;
  private final double[] value;
  private double @Nullable [] s;
  private double @Nullable [] tightS;

  /// All zero.
  public SolutionDifferential(int batch, int variables, int rows) {
    y = new double[batch * variables];
    z = new double[batch * rows];
    value = new double[batch];
  }

  /// The array beside a vector; that of the slacks is made when it is first asked for.
  public double[] of(Output.Vector vector) {
    return switch (vector) {
      case Y -> y;
      case Z -> z;
      case S -> s();
      case TIGHT_S -> tightS();
    };
  }

  public double[] y() {
    return y;
  }

  public double[] z() {
    return z;
  }

  public double[] s() {
    double[] slacks = s == null ? new double[z.length] : s;
    s = slacks;
    return slacks;
  }

  /// Beside the tight slacks.
  public double[] tightS() {
    double[] slacks = tightS == null ? new double[z.length] : tightS;
    tightS = slacks;
    return slacks;
  }

  /// Beside the optimal value, one number per instance.
  public double[] value() {
    return value;
  }

  /// Whether the array of the slacks was asked for.
  public boolean hasSlack() {
    return s != null;
  }

  /// Whether the array of the tight slacks was asked for.
  public boolean hasTightSlack() {
    return tightS != null;
  }

  /// Makes everything zero again.
  public void clear() {
    Arrays.fill(y, 0);
    Arrays.fill(z, 0);
    Arrays.fill(value, 0);
    s = null;
    tightS = null;
  }
}
