package io.ffolayer.solve.interior;

import io.ffolayer.internal.kkt.Equilibration;
import io.ffolayer.internal.scale.Point;
import io.ffolayer.internal.scale.ResidualMeasure;
import io.ffolayer.program.ProgramData;
import io.ffolayer.solve.Residuals;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.WarmStart;

/// Points, certificates and guesses between equilibrated units and those of the user.
final class UserUnits {
  private final Equilibration equilibration;
  private final ResidualMeasure measure;

  UserUnits(Equilibration equilibration) {
    this.equilibration = equilibration;
    measure = new ResidualMeasure(equilibration.scaled().structure());
  }

  /// Writes (y, s, z) into the solution and measures it there.
  Residuals write(Iterate point, ProgramData data, int instance, Solution solution) {
    double f = equilibration.solutionScale(), c = equilibration.objectiveScale();
    double[] column = equilibration.column(), row = equilibration.row();
    int n = column.length, m = row.length, yAt = instance * n, rowAt = instance * m;
    for (int j = 0; j < n; j++) solution.y()[yAt + j] = f * column[j] * point.y[j];
    for (int i = 0; i < m; i++) {
      boolean absent = equilibration.absent()[i];
      solution.s()[rowAt + i] = absent ? Double.POSITIVE_INFINITY : f * point.s[i] / row[i];
      solution.z()[rowAt + i] = absent ? 0 : row[i] * point.z[i] / c;
    }
    measure.measure(
        data, instance, new Point(solution.y(), yAt, solution.s(), solution.z(), rowAt));
    return new Residuals(measure.primal(), measure.dual(), measure.gap());
  }

  /// Writes z, scaled to bᵀz = −1; y and s become 0.
  void writeMultipliers(double[] z, ProgramData data, int instance, Solution solution) {
    solution.clear(instance);
    double[] row = equilibration.row();
    int m = row.length, rowAt = instance * m;
    double[] b = data.rhs().values();
    int bAt = data.rhs().offset(instance);
    double sum = 0;
    for (int i = 0; i < m; i++) {
      if (equilibration.absent()[i]) continue;
      solution.z()[rowAt + i] = row[i] * z[i];
      sum -= b[bAt + i] * solution.z()[rowAt + i];
    }
    for (int i = 0; i < m; i++) solution.z()[rowAt + i] /= sum;
  }

  /// Writes a ray, scaled to qᵀy = −1, and its s = −Ay; z becomes 0.
  void writeRay(Iterate ray, ProgramData data, int instance, Solution solution) {
    solution.clear(instance);
    double[] column = equilibration.column(), row = equilibration.row();
    int n = column.length, m = row.length, yAt = instance * n, rowAt = instance * m;
    double[] q = data.linear().values();
    int qAt = data.linear().offset(instance);
    double sum = 0;
    for (int j = 0; j < n; j++) {
      solution.y()[yAt + j] = column[j] * ray.y[j];
      sum -= q[qAt + j] * solution.y()[yAt + j];
    }
    for (int j = 0; j < n; j++) solution.y()[yAt + j] /= sum;
    for (int i = 0; i < m; i++) solution.s()[rowAt + i] = ray.s[i] / row[i] / sum;
  }

  /// Reads a guess.
  ///
  /// @return false if it is not one for this program, or not finite
  boolean read(WarmStart.Point guess, Iterate point) {
    double[] column = equilibration.column(), row = equilibration.row();
    int n = column.length, m = row.length;
    if (guess.y().length != n || guess.s().length != m || guess.z().length != m) return false;
    double f = equilibration.solutionScale(), c = equilibration.objectiveScale();
    double sum = 0;
    for (int j = 0; j < n; j++) {
      point.y[j] = guess.y()[j] / (f * column[j]);
      sum += 0 * point.y[j];
    }
    for (int i = 0; i < m; i++) {
      boolean absent = equilibration.absent()[i];
      point.s[i] = absent ? 1 : guess.s()[i] * row[i] / f;
      point.z[i] = absent ? 0 : guess.z()[i] * c / row[i];
      sum += 0 * point.s[i] + 0 * point.z[i];
    }
    return sum == 0;
  }
}
