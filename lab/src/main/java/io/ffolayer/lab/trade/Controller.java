package io.ffolayer.lab.trade;

import static io.ffolayer.model.Affine.sum;
import static io.ffolayer.model.atom.Atoms.sumSquares;

import io.ffolayer.ConvexLayer;
import io.ffolayer.ForwardPass;
import io.ffolayer.Gradients;
import io.ffolayer.model.Constraint;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Model predictive control of a mass, in closed loop with a plant that is not its model: less
/// force arrives than was asked for, there is drag, and somebody pushes. Speed has a soft limit.
///
/// What a run costs: the place squared, the force squared times 0.1, and the excess of the speed
/// over its limit, squared, times 20.
final class Controller {
  static final int WEIGHTS = 4;
  private static final int HORIZON = 6;
  private static final double STEP = 0.5, LIMIT = 0.8, EXCESS = 20, FORCE = 0.1;
  private static final double DRAG = 0.9, ARRIVES = 0.8, PUSH = 0.03;
  private final Parameter place = Parameter.scalar("p0"), speed = Parameter.scalar("v0");
  private final List<Parameter> weights =
      List.of("place", "speed", "force", "end").stream().map(Parameter::scalar).toList();
  private final Variable u = Variable.vector("u", HORIZON);
  private final ConvexLayer layer;

  Controller() {
    Variable p = Variable.vector("p", HORIZON + 1), v = Variable.vector("v", HORIZON + 1);
    Variable above = Variable.vector("above", HORIZON);
    Expression next = v.slice(1, HORIZON + 1);
    List<Constraint> rows =
        new ArrayList<>(List.of(p.get(0).eq(place), v.get(0).eq(speed), u.le(1), u.ge(-1)));
    rows.add(p.slice(1, HORIZON + 1).eq(p.slice(0, HORIZON).plus(v.slice(0, HORIZON).times(STEP))));
    rows.add(next.eq(v.slice(0, HORIZON).plus(u.times(STEP))));
    rows.addAll(
        List.of(above.ge(next.minus(LIMIT)), above.ge(next.negate().minus(LIMIT)), above.ge(0)));
    Expression cost =
        sumSquares(weights.get(0).times(p.slice(1, HORIZON + 1)))
            .plus(sumSquares(weights.get(1).times(next)))
            .plus(sumSquares(weights.get(2).times(u)))
            .plus(sumSquares(weights.get(3).times(p.slice(HORIZON, HORIZON + 1))))
            .plus(sumSquares(above).times(EXCESS));
    layer = ConvexLayer.of(Problem.minimize(cost.plus(sum(above).times(1e-3))).subjectTo(rows));
  }

  /// Closed loops from several starts: states before each step, forces, and the mean cost.
  record Run(double[][] p, double[][] v, double[][] u, List<ForwardPass> passes, double cost) {}

  /// @param roots of the weights of the controller: of the place, the speed, the force, the last
  ///   place
  Run run(double[] roots, int starts, int steps, SplittableRandom random) {
    double[][] p = new double[steps + 1][starts], v = new double[steps + 1][starts];
    double[][] forces = new double[steps][starts];
    for (int s = 0; s < starts; s++) {
      p[0][s] = random.nextDouble(-3, 3);
      v[0][s] = random.nextDouble(-0.5, 0.5);
    }
    List<ForwardPass> passes = new ArrayList<>();
    double cost = 0;
    for (int t = 0; t < steps; t++) {
      Map<Parameter, Tensor> values = new HashMap<>();
      values.put(place, Tensor.vector(p[t]));
      values.put(speed, Tensor.vector(v[t]));
      for (int k = 0; k < WEIGHTS; k++) values.put(weights.get(k), Tensor.scalar(roots[k]));
      passes.add(layer.forward(values));
      for (int s = 0; s < starts; s++) {
        double force = passes.get(t).value(u).at(s, 0);
        forces[t][s] = force;
        p[t + 1][s] = p[t][s] + STEP * v[t][s];
        v[t + 1][s] = DRAG * v[t][s] + ARRIVES * STEP * force + random.nextGaussian(0, PUSH);
        double over = excess(v[t + 1][s]);
        cost += p[t + 1][s] * p[t + 1][s] + FORCE * force * force + EXCESS * over * over;
      }
    }
    return new Run(p, v, forces, passes, cost / starts);
  }

  private static double excess(double v) {
    return Math.max(Math.abs(v) - LIMIT, 0);
  }

  /// The gradient of the cost with respect to the roots: backward through all steps, each of which
  /// answers for its state and for the weights.
  double[] gradient(Run run) {
    int starts = run.p[0].length;
    double[] byRoots = new double[WEIGHTS],
        byPlace = new double[starts],
        bySpeed = new double[starts];
    for (int t = run.passes.size() - 1; t >= 0; t--) {
      double[] byForces = new double[starts * HORIZON];
      for (int s = 0; s < starts; s++) {
        byPlace[s] += 2 * run.p[t + 1][s];
        bySpeed[s] += 2 * EXCESS * excess(run.v[t + 1][s]) * Math.signum(run.v[t + 1][s]);
        byForces[s * HORIZON] = 2 * FORCE * run.u[t][s] + ARRIVES * STEP * bySpeed[s];
      }
      Gradients gradients = run.passes.get(t).backward(u, Tensor.wrap(byForces, starts, HORIZON));
      for (int k = 0; k < WEIGHTS; k++) byRoots[k] += gradients.of(weights.get(k)).item() / starts;
      for (int s = 0; s < starts; s++) {
        bySpeed[s] = DRAG * bySpeed[s] + STEP * byPlace[s] + gradients.of(speed).at(s);
        byPlace[s] += gradients.of(place).at(s);
      }
    }
    return byRoots;
  }
}
