package io.ffolayer.internal.pass;

import io.ffolayer.internal.closest.ClosestFeasible;
import io.ffolayer.internal.tight.TightSlacks;
import io.ffolayer.program.ParameterValues;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.canonical.Output;
import io.ffolayer.program.canonical.SolutionDifferential;
import io.ffolayer.program.matrix.ShapeException;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.WarmStart;
import java.util.Arrays;

/// A solved batch: the layer's core, what was given to it, the numbers of the programs and their
/// solutions. Outputs are read here.
///
/// @param seconds that the solve took, checks of the data included
/// @param tight the slacks of constraints with functions in them
public record SolvedBatch(
    LayerCore core,
    Inputs inputs,
    ProgramData data,
    Solution solution,
    double seconds,
    TightSlacks tight)
    implements Output.Point {
  SolvedBatch(LayerCore core, Inputs inputs, ProgramData data, Solution solution, double seconds) {
    this(core, inputs, data, solution, seconds, new TightSlacks());
  }

  public int batch() {
    return solution.batch();
  }

  /// Whether an instance has an answer to read and to differentiate.
  public boolean hasPoint(int instance) {
    return solution.hasPoint(instance);
  }

  /// The shift of a right-hand side by its dual: 0, but at closest feasible answers.
  double shiftPerDual(int instance) {
    ClosestFeasible closest = core.prepared().closest();
    return closest != null && solution.status(instance) == Status.CLOSEST_FEASIBLE
        ? closest.shiftPerDual()
        : 0;
  }

  @Override
  public double[] vector(Output.Vector which) {
    return switch (which) {
      case Y -> solution.y();
      case Z -> solution.z();
      case S -> solution.s();
      case TIGHT_S ->
          tight.of(
              core.requireTight(),
              data,
              parameters(),
              solution,
              core.threads(),
              core.options().watch());
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
    return sum + paid(instance);
  }

  /// ½κ‖shift‖² = ‖z‖²/2κ of a closest feasible answer: with it, the objective has the gradient of
  /// an optimal value.
  private double paid(int instance) {
    double perDual = shiftPerDual(instance);
    if (perDual == 0) return 0;
    double sum = 0;
    int m = solution.rows();
    for (int i = instance * m; i < (instance + 1) * m; i++)
      sum += 0.5 * perDual * solution.z()[i] * solution.z()[i];
    return sum;
  }

  @Override
  public ParameterValues parameters() {
    return inputs.values();
  }

  /// Writes the entries of an output, instance after instance; zeros where there is no solution.
  ///
  /// @throws ShapeException if `into` has another length
  public void read(Output output, double[] into) {
    int size = output.size();
    if (into.length != (long) batch() * size)
      throw new ShapeException(
          "%d values for a batch of %d times %d".formatted(into.length, batch(), size));
    for (int i = 0; i < batch(); i++)
      if (hasPoint(i)) output.read(this, i, into, i * size);
      else Arrays.fill(into, i * size, (i + 1) * size, 0.0);
  }

  /// The change of an output when the solutions change.
  public double[] pushForward(Output output, SolutionDifferential change) {
    int size = output.size();
    double[] out = new double[batch() * size];
    for (int i = 0; i < batch(); i++)
      if (hasPoint(i)) output.pushForward(this, change, i, out, i * size);
    return out;
  }

  /// (y, s, z) of one instance, as a guess for another solve.
  public WarmStart.Point point(int instance) {
    return solution.point(instance);
  }
}
