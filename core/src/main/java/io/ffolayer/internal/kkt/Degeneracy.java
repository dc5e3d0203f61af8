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

  /// Takes out of a right-hand side what no solution can match, or out of a solution what is
  /// undetermined.
  public void project(double[] y, int yAt, double[] z, int zAt) {
    look();
    if (variables.count() > 0) variables.project(y, yAt);
    if (rows.count() > 0) rows.project(z, zAt);
  }
}
