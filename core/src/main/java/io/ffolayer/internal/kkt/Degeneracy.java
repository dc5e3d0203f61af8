package io.ffolayer.internal.kkt;

import java.util.Arrays;

/// The null space of the last factored KKT matrix, looked for when it is first asked for.
public final class Degeneracy {
  /// The regularised factor of a system.
  public interface Source {
    /// Whether the factor says by itself that the matrix is regular.
    boolean isSurelyRegular();

    /// (y, z) ← (K + R)⁻¹R (y, z).
    void shrink(double[] y, double[] z);
  }

  /// Rounds in which undetermined multipliers are taken out, and the part of the first of them at
  /// which the rest is rounding.
  private static final int MOST_ROUNDS = 16;

  private static final double LEFT = 1e-6;

  private final Source source;
  private final NullSpace variables;
  private final NullSpace rows;
  private final boolean[] everyVariable;
  private final boolean[] active;
  private final double[] y;
  private final double[] z;
  private boolean known;

  public Degeneracy(Source source, int variables, int rows) {
    this.source = source;
    this.variables = new NullSpace(variables);
    this.rows = new NullSpace(rows);
    everyVariable = new boolean[variables];
    Arrays.fill(everyVariable, true);
    active = new boolean[rows];
    y = new double[variables];
    z = new double[rows];
  }

  /// Forgets the last matrix.
  public void reset(double[] l, int lAt) {
    known = false;
    for (int i = 0; i < active.length; i++) active[i] = l[lAt + i] == 0;
  }

  private void look() {
    if (known) return;
    known = true;
    variables.clear();
    rows.clear();
    if (source.isSurelyRegular()) return;
    variables.find(this::shrinkVariables, everyVariable);
    rows.find(this::shrinkRows, active);
  }

  private void shrinkVariables(double[] x) {
    Arrays.fill(z, 0);
    source.shrink(x, z);
  }

  private void shrinkRows(double[] x) {
    Arrays.fill(y, 0);
    source.shrink(y, x);
  }

  public int freeDirections() {
    look();
    return variables.count();
  }

  public int dependentRows() {
    look();
    return rows.count();
  }

  /// Whether a null space was found, or a vector that the map M shrinks so little that refinement
  /// with this factor is slow.
  public boolean isDoubtful() {
    look();
    return variables.count() + rows.count() > 0 || variables.isNear() || rows.isNear();
  }

  /// Takes out of the multipliers of active rows their part in the null space, by the map M of
  /// [NullSpace] twice: without a basis, of any dimension. Where the pivots of the null space are
  /// rounding to a good part, as with P = 0, some of it is left, and taken out again.
  public void removeUndetermined(double[] multipliers) {
    if (source.isSurelyRegular()) return;
    double first = 0;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      double largest = 0;
      for (int i = 0; i < z.length; i++) z[i] = active[i] ? multipliers[i] : 0;
      shrinkRows(z);
      shrinkRows(z);
      for (int i = 0; i < z.length; i++) {
        if (active[i]) multipliers[i] -= z[i];
        largest = Math.max(largest, Math.abs(z[i]));
      }
      if (round == 0) first = largest;
      if (!(largest > LEFT * first)) return;
    }
  }

  /// Takes out of a right-hand side what no solution can match, or out of a solution what is
  /// undetermined.
  public void project(double[] y, int yAt, double[] z, int zAt) {
    look();
    if (variables.count() > 0) variables.project(y, yAt);
    if (rows.count() > 0) rows.project(z, zAt);
  }
}
