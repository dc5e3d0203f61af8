package io.ffolayer.internal.kkt.separable;

/// The active bounds a y_j = r that fix a variable, by ascending row: row, variable and entry of
/// each.
record FixingBounds(int[] row, int[] variable, double[] value) {
  /// Those among the rows that are kept.
  static FixingBounds among(int[] keptRows, SeparableProgram program) {
    int count = 0;
    for (int i : keptRows) if (program.variable(i) >= 0) count++;
    FixingBounds bounds = new FixingBounds(new int[count], new int[count], new double[count]);
    int at = 0;
    for (int i : keptRows) {
      if (program.variable(i) < 0) continue;
      bounds.row[at] = i;
      bounds.variable[at] = program.variable(i);
      bounds.value[at++] = program.value(i);
    }
    return bounds;
  }

  /// α_j = Σ a² over the bounds that fix j, 0 where none does.
  double[] squares(int variables) {
    double[] alpha = new double[variables];
    for (int f = 0; f < row.length; f++) alpha[variable[f]] += value[f] * value[f];
    return alpha;
  }

  /// φ_j += Σ a r over the bounds that fix j, r their right-hand sides in z.
  void gather(double[] z, int zAt, double[] phi, int phiAt) {
    for (int f = 0; f < row.length; f++) phi[phiAt + variable[f]] += value[f] * z[zAt + row[f]];
  }

  /// Their multipliers z = a φ_j/√α_j, from the forces φ in the metric of √α.
  ///
  /// @param unit 1/√α_j
  void write(double[] unit, double[] phi, int phiAt, double[] z, int zAt) {
    for (int f = 0; f < row.length; f++) {
      int j = variable[f];
      z[zAt + row[f]] = value[f] * unit[j] * phi[phiAt + j];
    }
  }

  long bytes() {
    return 16L * row.length;
  }
}
