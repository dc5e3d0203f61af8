package io.ffolayer.lab.trust;

import io.ffolayer.ConvexLayer;
import io.ffolayer.ForwardPass;
import io.ffolayer.Gradients;
import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.model.Affine;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Every atom at x = 10⁻⁸ … 10⁸ against its closed form, at the default tolerance.
public final class Distances {
  private static final int DECADES = 8;
  private static final double OF_SOLUTION = 1e-8;
  private static final double OF_DERIVATIVE = 1e-6;
  private static final double ROUNDINGS = 8;

  /// x within its decade, so that no number is a round one.
  private static final double WITHIN = 1.7;

  private Distances() {}

  /// One answer.
  ///
  /// @param atom its name
  /// @param x the true solution
  /// @param failure what is wrong, or nothing
  public record Answer(String atom, double x, String failure) {
    public boolean isRight() {
      return failure.isEmpty();
    }
  }

  /// Each atom at each decade, with both adjoints.
  public static List<Answer> all() {
    List<Answer> answers = new ArrayList<>();
    for (AtomCurve curve : AtomCurves.all())
      for (int k = -DECADES; k <= DECADES; k++) answers.addAll(answers(curve, Math.pow(10, k)));
    return answers;
  }

  private static List<Answer> answers(AtomCurve curve, double size) {
    double x = curve.argument().applyAsDouble(WITHIN * size);
    Variable variable = Variable.scalar("x");
    Parameter p = Parameter.scalar("p");
    Problem problem =
        Problem.minimize(Affine.sum(curve.making().of(variable, size)).minus(p.times(variable)));
    ConvexLayer layer = ConvexLayer.of(problem).withThreads(1);
    double slope = curve.slope().applyAsDouble(x);
    ForwardPass pass = layer.forward(Map.of(p, Tensor.scalar(slope)));
    List<Answer> answers = new ArrayList<>();
    for (Adjoint adjoint : List.of(new FirstOrder(), new Implicit()))
      answers.add(new Answer(curve.name(), x, failure(curve, x, pass, variable, p, adjoint)));
    return answers;
  }

  private static String failure(
      AtomCurve curve,
      double x,
      ForwardPass pass,
      Variable variable,
      Parameter p,
      Adjoint adjoint) {
    if (!pass.isSolved(0)) return pass.status(0).name();
    double found = pass.value(variable).item();
    double rounding = ROUNDINGS * Math.ulp(1.0) * curve.condition(x);
    if (!(Math.abs(found - x) <= Math.max(OF_SOLUTION, rounding) * Math.abs(x)))
      return "x = " + found;
    Gradients gradients = pass.backward(Map.of(variable, Tensor.scalar(1)), adjoint);
    double derivative = gradients.of(p).item(), expected = 1 / curve.curvature().applyAsDouble(x);
    double allowed = Math.max(OF_DERIVATIVE, rounding) * expected;
    if (!(Math.abs(derivative - expected) <= allowed))
      return "dx/dp = %s, not %s, flags %s"
          .formatted(derivative, expected, gradients.report().flags());
    return gradients.report().isClean() ? "" : "flags " + gradients.report().flags();
  }
}
