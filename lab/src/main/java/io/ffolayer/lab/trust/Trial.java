package io.ffolayer.lab.trust;

import io.ffolayer.ForwardPass;
import io.ffolayer.Gradients;
import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.lab.trust.face.Face;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.automatic.Automatic;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// One answer to one problem.
///
/// @param accuracy of a solved problem
/// @param report null where the problem was not solved
public record Trial(
    Instance instance,
    Setting setting,
    Verdict verdict,
    Status status,
    Accuracy accuracy,
    @Nullable GradientReport report) {
  /// How the problem is stated and solved.
  ///
  /// @param implicit whether the implicit adjoint differentiates, not the first-order one
  public record Setting(StatedProgram.Form form, double tolerance, boolean implicit) {}

  /// @param slot where the gradient is worst
  /// @param error there, relative to what is allowed: right up to 1
  /// @param solution the error of y relative to its units
  /// @param covered whether the error estimate covers the error of every slot
  public record Accuracy(String slot, double error, double solution, boolean covered) {
    static final Accuracy NONE = new Accuracy("", 0, 0, true);
  }

  static final double[] TOLERANCES = {1e-6, 1e-9, 1e-12};

  /// An error of a gradient relative to itself that counts as right.
  private static final double RIGHT = 1e-6;

  /// The same relative to the size of the loss, for gradients that are zero.
  private static final double NOTHING = 1e-9;

  private static final double ROUNDINGS = 10;

  /// What rounding leaves beside an error estimate of 0.
  private static final double ROUNDING = 1e-13;

  private static final List<Adjoint> ADJOINTS = List.of(new FirstOrder(), new Implicit());

  /// Answers a problem in every setting.
  static void all(Instance instance, Consumer<Trial> trials) {
    for (StatedProgram.Form form : StatedProgram.Form.values()) {
      if (form == StatedProgram.Form.SPARSE_P_DENSE_A && instance.program().p() == null) continue;
      StatedProgram stated = StatedProgram.of(instance.program(), form);
      for (double tolerance : TOLERANCES) {
        Automatic solver = new Automatic().withTolerance(tolerance);
        ForwardPass pass = stated.layer().withSolver(solver).forward(stated.values());
        for (Adjoint adjoint : ADJOINTS)
          trials.accept(
              of(
                  instance,
                  stated,
                  pass,
                  new Setting(form, tolerance, adjoint instanceof Implicit)));
      }
    }
  }

  private static Trial of(
      Instance instance, StatedProgram stated, ForwardPass pass, Setting setting) {
    if (!pass.isSolved(0))
      return new Trial(instance, setting, Verdict.UNSOLVED, pass.status(0), Accuracy.NONE, null);
    Adjoint adjoint = ADJOINTS.get(setting.implicit ? 1 : 0);
    Gradients gradients = pass.backward(stated.cotangents(), adjoint);
    GradientReport report = gradients.report(0);
    SlotGradients found = stated.read(gradients);
    Accuracy accuracy = accuracy(instance, found, report, stated.solution(pass));
    Verdict verdict = verdict(instance.recipe().face().kind(), accuracy, report);
    return new Trial(instance, setting, verdict, pass.status(0), accuracy, report);
  }

  private static Verdict verdict(Face.Kind kind, Accuracy accuracy, GradientReport report) {
    boolean flagged = !report.isClean() || Double.isInfinite(report.errorEstimate());
    boolean right = accuracy.error <= 1;
    if (kind == Face.Kind.WEAK) return flagged ? Verdict.RIGHT : Verdict.KINK_MISSED;
    if (kind == Face.Kind.ONE_WEAK && right) return flagged ? Verdict.RIGHT : Verdict.KINK_MISSED;
    if (right) return flagged ? Verdict.RIGHT_FLAGGED : Verdict.RIGHT;
    if (flagged) return Verdict.WRONG_FLAGGED;
    return accuracy.covered ? Verdict.COVERED : Verdict.SILENT;
  }

  /// Against the truth that is nearest, where there are two.
  private static Accuracy accuracy(
      Instance instance, SlotGradients found, GradientReport report, double[] y) {
    double solution = 0;
    for (int j = 0; j < y.length; j++)
      solution = Math.max(solution, Math.abs(y[j] - instance.y()[j]) / instance.units()[j]);
    Accuracy best = new Accuracy("", 0, solution, true);
    List<Accuracy> all = new ArrayList<>();
    for (SlotGradients truth : instance.truths())
      all.add(accuracy(instance, truth, found, report, solution));
    for (Accuracy one : all) if (best.slot.isEmpty() || one.error < best.error) best = one;
    return best;
  }

  private static Accuracy accuracy(
      Instance instance,
      SlotGradients truth,
      SlotGradients found,
      GradientReport report,
      double solution) {
    String slot = "";
    double worst = -1;
    boolean covered = true;
    SlotGradients zero = truth.zero();
    for (int k = 0; k < truth.slots().size(); k++) {
      double allowed = allowed(instance, truth.size(k, instance.weights()));
      double error = found.distance(k, truth, instance.weights()) / allowed;
      if (!(error <= worst)) {
        worst = error;
        slot = instance.slotName(k);
      }
      double rounding =
          (ROUNDING + Math.ulp(1.0) * instance.sensitivity().gradient()) * truth.distance(k, zero);
      covered &= found.distance(k, truth) <= report.errorEstimate() + rounding;
    }
    return new Accuracy(slot, worst, solution, covered);
  }

  /// Or what the rounding of b and q does.
  private static double allowed(Instance instance, double size) {
    double rounding = ROUNDINGS * Math.ulp(1.0) * instance.sensitivity().gradient();
    return Math.max(RIGHT, rounding) * size
        + Math.max(NOTHING, 1e-3 * rounding) * instance.lossSize();
  }

  /// Whether this problem, solved to this tolerance, has a gradient that can be told.
  public boolean isWellPosed() {
    return instance.sensitivity().isWellPosed(setting.tolerance);
  }

  /// The problem and the setting, in words.
  public String name() {
    return "%s, %s, tolerance %s, %s"
        .formatted(
            instance.recipe(),
            setting.form.text(),
            setting.tolerance,
            setting.implicit ? "implicit" : "first-order");
  }

  /// What failures have in common that are of one kind.
  public String kind() {
    Recipe recipe = instance.recipe();
    return recipe.face() + ", " + recipe.zero() + ", " + recipe.units() + ", " + verdict;
  }

  public Program program() {
    return instance.program();
  }

  /// The true y.
  public double[] solution() {
    return instance.y();
  }

  /// The names of the slots of a gradient.
  public List<String> slots() {
    return IntStream.range(0, instance.weights().slots().size())
        .mapToObj(instance::slotName)
        .toList();
  }

  /// The true gradient, slot by slot, each row by row; at a kink one from each side, where known.
  public List<List<double[]>> gradients() {
    return instance.truths().stream().map(SlotGradients::slots).toList();
  }

  /// Whether this is a failure to look at.
  public boolean isFailure() {
    return (verdict != Verdict.RIGHT && isWellPosed()) || verdict == Verdict.SILENT;
  }
}
