package io.ffolayer.internal.pass;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.internal.tight.TightPoint;
import io.ffolayer.program.PrimalDual;
import io.ffolayer.program.canonical.Output;
import io.ffolayer.program.canonical.ProgramOutput;
import io.ffolayer.program.canonical.SolutionDifferential;
import io.ffolayer.program.matrix.ShapeException;
import io.ffolayer.solve.Watch;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// ∂ℓ/∂y, ∂ℓ/∂z, ∂ℓ/∂s and ∂ℓ/∂(value) of a batch: what the cotangents of the outputs come to.
///
/// The slack is s = b − Ay. Its cotangent c_s is therefore −Aᵀc_s on y, and −c_s on dz in the
/// assembly: ∂b = −dz and ∂A = dz yᵀ + z dyᵀ get c_s and −c_s yᵀ, as they must. That of a closest
/// feasible answer is b + z/κ − Ay, and z gets c_s/κ besides.
public final class Cotangents {
  private final SolvedBatch solved;
  private final SolutionDifferential sums;
  private final int n;
  private final int m;

  /// All zero.
  public Cotangents(SolvedBatch solved) {
    this(solved, solved.batch());
  }

  /// The cotangents of a loss by position.
  ///
  /// @param given for each output B·size numbers, or null where the loss does not use it
  /// @throws ShapeException if there is not one entry per output, or one has another length
  /// @throws IllegalArgumentException if one is not finite
  public static Cotangents of(SolvedBatch solved, double[] @Nullable [] given) {
    List<ProgramOutput> outputs = solved.core().canonical().outputs();
    if (given.length != outputs.size())
      throw new ShapeException(
          "%d cotangents for %d outputs".formatted(given.length, outputs.size()));
    Cotangents cotangents = new Cotangents(solved);
    for (int k = 0; k < given.length; k++) {
      double[] cotangent = given[k];
      if (cotangent == null) continue;
      ProgramOutput output = outputs.get(k);
      if (cotangent.length != (long) solved.batch() * output.size())
        throw new ShapeException(
            "the cotangent of %s has %d values, expected %d"
                .formatted(output.name(), cotangent.length, (long) solved.batch() * output.size()));
      cotangents.add(output.name(), output.readOut(), cotangent);
    }
    return cotangents;
  }

  /// @param places number of instances to make room for
  Cotangents(SolvedBatch solved, int places) {
    this.solved = solved;
    n = solved.solution().variables();
    m = solved.solution().rows();
    sums = new SolutionDifferential(places, n, m);
  }

  /// Adds the cotangents of an output, instance by instance; those of an instance without a
  /// solution are passed over.
  ///
  /// @throws IllegalArgumentException if one is not finite
  public void add(String name, Output output, double[] cotangent) {
    for (double value : cotangent)
      if (!Double.isFinite(value))
        throw new IllegalArgumentException("the cotangent of " + name + " holds " + value);
    int size = output.size();
    for (int i = 0; i < solved.batch(); i++)
      if (solved.hasPoint(i)) output.pullBack(solved, i, cotangent, i * size, sums);
  }

  /// Takes 1 as the cotangent of entry k of an output at an instance, for a place here, and zero
  /// for everything else.
  void set(Output output, int k, int instance, int place) {
    sums.clear();
    output.pullBack(solved, instance, k, 1, sums, place);
  }

  /// ∂ℓ/∂y and ∂ℓ/∂z as right-hand sides.
  PrimalDual pairs() {
    return new PrimalDual(n, m, sums.y(), sums.z());
  }

  /// ∂ℓ/∂(value) at a place.
  double value(int place) {
    return sums.value()[place];
  }

  /// Turns the cotangent of the tight slacks of an instance into one of the slacks of all rows, at
  /// the tight point; null where there is none. A row that is held as an equality keeps slack 0.
  ///
  /// @param worker that visits the instance
  /// @param k its place there
  @Nullable TightPoint tighten(
      int instance, int place, Adjoint.Worker worker, int k, Adjoint adjoint, Watch watch) {
    if (!sums.hasTightSlack()) return null;
    double[] cotangent = Arrays.copyOfRange(sums.tightS(), place * m, (place + 1) * m);
    boolean[] active = worker.active(k);
    for (int i = 0; i < m; i++) if (active[i]) cotangent[i] = 0;
    if (Arrays.stream(cotangent).allMatch(c -> c == 0)) return null;
    PrimalDual points = worker.points();
    TightPoint tight =
        solved
            .core()
            .requireTight()
            .at(solved.data(), solved.parameters(), instance, points.y(), points.yAt(k), watch);
    tight.complete(solved.data(), instance, adjoint, cotangent, 0);
    for (int i = 0; i < m; i++) sums.s()[place * m + i] += cotangent[i];
    return tight;
  }

  /// Turns the cotangent of the slack of an instance into one of y, and of z where it shifts.
  void eliminateSlack(int instance, int place) {
    if (!sums.hasSlack()) return;
    double[] negative = new double[m];
    for (int i = 0; i < m; i++) negative[i] = -sums.s()[place * m + i];
    solved.data().addTransposedProduct(instance, negative, 0, sums.y(), place * n);
    double perDual = solved.shiftPerDual(instance);
    for (int i = place * m; i < (place + 1) * m; i++) sums.z()[i] += perDual * sums.s()[i];
  }

  /// Takes what rounding left of the pull on tight variables for what it is: none.
  void leaveTight(int place) {
    for (int j : solved.core().requireTight().variables()) sums.y()[place * n + j] = 0;
  }

  /// What the slack leaves for the assembly.
  void addSlack(int place, double[] dz) {
    if (!sums.hasSlack()) return;
    for (int i = place * m; i < (place + 1) * m; i++) dz[i] -= sums.s()[i];
  }
}
