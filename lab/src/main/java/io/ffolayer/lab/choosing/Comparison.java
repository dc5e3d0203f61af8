package io.ffolayer.lab.choosing;

import io.ffolayer.ConvexLayer;
import io.ffolayer.ForwardPass;
import io.ffolayer.Gradients;
import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.model.atom.Atoms;
import io.ffolayer.program.Tensor;
import io.ffolayer.solve.Analysis;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.automatic.Automatic;
import io.ffolayer.solve.interior.InteriorPoint;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// Three problems with closed forms, where adjoints differ.
///
/// | | problem | derivative |
/// |---|---|---|
/// | vertex | min qy, 0 ≤ y ≤ 1 | dy/dq = 0 but at q = 0, where y jumps |
/// | kink | min (y − a)², y ≤ 0 | dy/da = 1 for a < 0, 0 for a > 0 |
/// | smooth point | min ‖y − a‖², ‖y‖ ≤ 1 | dy/da = (I − yyᵀ)/‖a‖ outside the ball |
public final class Comparison {
  private static final double[] OUTSIDE = {1.2, 0.8, -0.5};
  private static final double[] LOSS = {1, -0.5, 0.3};

  private final Variable y = Variable.scalar("y");
  private final Variable point = Variable.vector("y", 3);
  private final Parameter q = Parameter.scalar("q");
  private final Parameter a = Parameter.scalar("a");
  private final Parameter center = Parameter.vector("a", 3);
  private final AtomicLong solves = new AtomicLong();
  private final ConvexLayer vertex;
  private final ConvexLayer kink;
  private final ConvexLayer ball;

  public Comparison() {
    vertex = layer(Problem.minimize(q.times(y)).subjectTo(y.ge(0), y.le(1)));
    kink = layer(Problem.minimize(Atoms.square(y.minus(a))).subjectTo(y.le(0)));
    ball =
        layer(
            Problem.minimize(Atoms.sumSquares(point.minus(center)))
                .subjectTo(Atoms.norm2(point).le(1)));
  }

  private ConvexLayer layer(Problem problem) {
    return ConvexLayer.of(problem).withThreads(1).withSolver(new Counted(new Automatic(), solves));
  }

  /// A solver that counts what it is asked for.
  private record Counted(Solver solver, AtomicLong solves) implements Solver {
    @Override
    public Prepared prepare(Analysis analysis) {
      Prepared prepared = solver.prepare(analysis);
      return new Prepared() {
        @Override
        public int grain() {
          return prepared.grain();
        }

        @Override
        public Worker worker() {
          Worker worker = prepared.worker();
          return (data, from, to, guess, watch, solution) -> {
            solves.addAndGet(to - from);
            worker.solve(data, from, to, guess, watch, solution);
          };
        }
      };
    }
  }

  private Adjoint adjoint(Way way, double value) {
    return way.of().apply(value, new Counted(new InteriorPoint(), solves));
  }

  /// a of the smooth point.
  public static double[] outside() {
    return OUTSIDE.clone();
  }

  /// The cotangent of y there; elsewhere it is 1.
  public static double[] loss() {
    return LOSS.clone();
  }

  /// dy/dq at the vertex.
  public double atVertex(Way way, double cost) {
    ForwardPass pass = vertex.forward(Map.of(q, Tensor.scalar(cost)));
    return pass.backward(Map.of(y, Tensor.scalar(1)), adjoint(way, way.shown())).of(q).values()[0];
  }

  /// dy/da near the kink.
  public double atKink(Way way, double distance) {
    ForwardPass pass = kink.forward(Map.of(a, Tensor.scalar(distance)));
    return pass.backward(Map.of(y, Tensor.scalar(1)), adjoint(way, way.shown())).of(a).values()[0];
  }

  /// Whether there is a forward mode.
  public boolean hasTangents(Way way) {
    return adjoint(way, way.shown()).withoutTangents() == null;
  }

  /// What an adjoint makes of the smooth point.
  ///
  /// @param error of the gradient, relative
  /// @param solves that it asked for
  public record Smooth(double error, long solves) {}

  /// At a value of the parameter.
  public Smooth atSmoothPoint(Way way, double value) {
    ForwardPass pass = ball.forward(Map.of(center, Tensor.of(OUTSIDE, 3)));
    solves.set(0);
    Gradients gradients = pass.backward(Map.of(point, Tensor.of(LOSS, 3)), adjoint(way, value));
    double[] found = gradients.of(center).values();
    double length = Math.sqrt(dot(OUTSIDE, OUTSIDE));
    double along = dot(OUTSIDE, LOSS) / (length * length);
    double error = 0, size = 0;
    for (int j = 0; j < 3; j++) {
      double exact = (LOSS[j] - along * OUTSIDE[j]) / length;
      error = Math.hypot(error, found[j] - exact);
      size = Math.hypot(size, exact);
    }
    return new Smooth(error / size, solves.get());
  }

  private static double dot(double[] x, double[] z) {
    double sum = 0;
    for (int j = 0; j < x.length; j++) sum += x[j] * z[j];
    return sum;
  }
}
