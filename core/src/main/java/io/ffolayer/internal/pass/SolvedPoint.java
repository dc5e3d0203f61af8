package io.ffolayer.internal.pass;

import io.ffolayer.program.ParameterValues;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.canonical.Output;
import io.ffolayer.solve.Solution;

/// The solutions of a batch, where outputs are read.
///
/// @param parameters as the maps of the program take them
public record SolvedPoint(ProgramData data, Solution solution, ParameterValues parameters)
    implements Output.Point {
  @Override
  public double[] vector(Output.Vector which) {
    return switch (which) {
      case Y -> solution.y();
      case Z -> solution.z();
      case S -> solution.s();
    };
  }

  @Override
  public int length(Output.Vector which) {
    return which == Output.Vector.Y ? solution.variables() : solution.rows();
  }

  @Override
  public double objective(int instance) {
    int n = solution.variables();
    double[] y = solution.y();
    double[] py = new double[n];
    data.addQuadraticProduct(instance, y, instance * n, py, 0);
    double[] q = data.linear().values();
    int at = data.linear().offset(instance);
    double sum = 0;
    for (int j = 0; j < n; j++) sum += y[instance * n + j] * (0.5 * py[j] + q[at + j]);
    return sum;
  }
}
