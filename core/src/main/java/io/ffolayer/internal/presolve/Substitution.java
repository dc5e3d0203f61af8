package io.ffolayer.internal.presolve;

/// A variable that a row determines, x_j = (b − Σ a_k x_k)/a_j, taken out of a program together
/// with that row; and the numbers with which its value and the multiplier of the row are found
/// again.
///
/// Every other row of the column was combined with this one, row ← row − (a_rj/a_j)·this, which
/// leaves its multiplier and its slack what they are. The multiplier of this row is then what makes
/// column j stationary. All numbers are those at the time of the substitution; the rows of the
/// column are alive after it, or were taken out by later ones.
///
/// @param variable j
/// @param equation the row that determines it
/// @param column what makes it stationary
record Substitution(int variable, Equation equation, Column column) {
  /// Some places of a vector and the factors there.
  record Entries(int[] place, double[] factor) {
    double dot(double[] x) {
      double sum = 0;
      for (int k = 0; k < place.length; k++) sum += factor[k] * x[place[k]];
      return sum;
    }
  }

  /// pivot · x_j + others · x = rhs.
  ///
  /// @param row i
  record Equation(int row, double pivot, double rhs, Entries others) {}

  /// linear + curvature · x + pivot · z_i + rows · z = 0.
  ///
  /// @param curvature row j of P
  /// @param rows the other rows of the column
  record Column(double linear, Entries curvature, Entries rows) {}

  int row() {
    return equation.row;
  }

  /// Sets x_j from the other variables.
  void restoreVariable(double[] x) {
    x[variable] = (equation.rhs - equation.others.dot(x)) / equation.pivot;
  }

  /// Sets the multiplier of the row from those of the other rows.
  ///
  /// @param objective 1 for a point, 0 for multipliers that prove a contradiction
  void restoreMultiplier(double[] x, double[] z, double objective) {
    double force = objective == 0 ? 0 : column.linear + column.curvature.dot(x);
    z[equation.row] = -(force + column.rows.dot(z)) / equation.pivot;
  }
}
