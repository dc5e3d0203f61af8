package io.ffolayer.flat;

import io.ffolayer.ForwardPass;
import io.ffolayer.Tangents;
import io.ffolayer.adjoint.ActiveSet;
import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.flat.wire.Codes;
import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Parameter;
import io.ffolayer.program.Tensor;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.WarmStart;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A solved batch.
///
/// | number | array | size |
/// |---|---|---|
/// | 0, 1, 2 | y, z, s, zero where an instance has no solution | B·n, B·m, B·m |
/// | 3 | the optimal value, zero where an instance has no solution | B |
/// | 4 | the status ([Codes]) | B |
/// | 5 | iterations | B |
/// | 6 | primal, dual and gap residual | B·3 |
/// | 7 | rays of unbounded instances, zero for the others | B·n |
/// | 8 | certificates of infeasible instances, zero for the others | B·m |
/// | 9 | whether a row is active | B·m |
/// | 10 | variables, rows and dependent rows that presolve took out | B·3 |
/// | 11 | seconds of the solve | 1 |
/// | 12, 13, 14 | y, z, s of the best point, whatever the status, to be judged by its residuals; a ray or certificate where there is one | B·n, B·m, B·m |
///
/// Text 0 is what an unsolved instance has to say, text 1 the solver that gave the answer.
final class FlatPass implements Answer {
  private final Given given;
  private final double[][] values;
  private final ForwardPass pass;

  FlatPass(Given given, double[][] values, ForwardPass pass) {
    this.given = given;
    this.values = values;
    this.pass = pass;
  }

  @Override
  public void end(SpareArrays spares) {
    spares.giveBack(values);
  }

  Given given() {
    return given;
  }

  ForwardPass pass() {
    return pass;
  }

  @Override
  public void read(int which, MemorySegment into) {
    int batch = pass.batch();
    switch (which) {
      case 0, 1, 2, 3 -> pass.read(which, into);
      case 4 -> FlatArrays.fill(into, batch, i -> Codes.of(pass.status(i)));
      case 5 -> FlatArrays.fill(into, batch, pass::iterations);
      case 6 -> FlatArrays.fill(into, 3 * batch, k -> residual(k / 3, k % 3));
      case 7 -> certificates(Status.UNBOUNDED, given.layer().structure().variables(), into);
      case 8 -> certificates(Status.INFEASIBLE, given.layer().structure().rows(), into);
      case 9 -> active(into);
      case 10 -> FlatArrays.fill(into, 3 * batch, k -> reduction(k / 3, k % 3));
      case 11 -> FlatArrays.fill(into, 1, k -> pass.seconds());
      case 12 -> points(WarmStart.Point::y, given.layer().structure().variables(), into);
      case 13 -> points(WarmStart.Point::z, given.layer().structure().rows(), into);
      case 14 -> points(WarmStart.Point::s, given.layer().structure().rows(), into);
      default -> throw new IllegalArgumentException("a solved batch has no array " + which);
    }
  }

  private double residual(int instance, int kind) {
    return switch (kind) {
      case 0 -> pass.residuals(instance).primal();
      case 1 -> pass.residuals(instance).dual();
      default -> pass.residuals(instance).gap();
    };
  }

  private double reduction(int instance, int kind) {
    return switch (kind) {
      case 0 -> pass.reduction(instance).variables();
      case 1 -> pass.reduction(instance).rows();
      default -> pass.reduction(instance).dependent();
    };
  }

  private void certificates(Status status, int size, MemorySegment into) {
    double[] all = new double[pass.batch() * size];
    for (int i = 0; i < pass.batch(); i++) {
      double[] certificate = pass.status(i) == status ? pass.certificate(i) : null;
      if (certificate != null) System.arraycopy(certificate, 0, all, i * size, size);
    }
    FlatArrays.copy(all, into);
  }

  private void points(Function<WarmStart.Point, double[]> part, int size, MemorySegment into) {
    double[] all = new double[pass.batch() * size];
    for (int i = 0; i < pass.batch(); i++)
      System.arraycopy(part.apply(pass.point(i)), 0, all, i * size, size);
    FlatArrays.copy(all, into);
  }

  private void active(MemorySegment into) {
    int m = given.layer().structure().rows();
    double[] all = new double[pass.batch() * m];
    for (int i = 0; i < pass.batch(); i++) {
      if (!pass.isSolved(i)) continue;
      ActiveSet active = pass.activeSet(i);
      for (int row = 0; row < m; row++) all[i * m + row] = active.contains(row) ? 1 : 0;
    }
    FlatArrays.copy(all, into);
  }

  @Override
  public String text(int which, int instance) {
    if (instance < 0 || instance >= pass.batch())
      throw new IllegalArgumentException(
          "there is no instance %d in a batch of %d".formatted(instance, pass.batch()));
    return switch (which) {
      case 0 -> {
        String message = pass.message(instance);
        yield message == null ? "" : message;
      }
      case 1 -> pass.solver(instance);
      default -> throw new IllegalArgumentException("a solved batch has no text " + which);
    };
  }

  /// The gradients of a scalar loss.
  ///
  /// @param cotangents of y, z, s and the optimal value; null where the loss does not use one
  /// @param wanted which parameters
  /// @param spares where their arrays come from
  FlatGradients backward(double[] @Nullable [] cotangents, boolean[] wanted, SpareArrays spares) {
    long start = System.nanoTime();
    double[] @Nullable [] gradients = new double[wanted.length][];
    for (int p = 0; p < wanted.length; p++)
      if (wanted[p]) gradients[p] = spares.take(given.length(p));
    List<GradientReport> reports = pass.backward(cotangents, gradients);
    return new FlatGradients(gradients, new Reports(reports, start));
  }

  /// The change of the solutions when parameters change.
  ///
  /// @param changes for each parameter that changes an array as long as what was given, or null
  FlatTangents tangents(double[] @Nullable [] changes) {
    long start = System.nanoTime();
    Tangents tangents = pass.jvp(given.parameters(changes));
    return new FlatTangents(given.layer().outputs(), tangents, start);
  }

  /// The product of the Hessian of a loss that is linear in the outputs with a direction.
  ///
  /// @param cotangents of y, z, s and the optimal value; null where the loss does not use one
  /// @param direction for each parameter that moves an array as long as what was given, or null
  FlatGradients curvature(double[] @Nullable [] cotangents, double[] @Nullable [] direction) {
    long start = System.nanoTime();
    Map<Differentiable, Tensor> loss = given.outputs(cotangents);
    Map<Parameter, Tensor> product =
        pass.hessianProduct(there -> loss, given.parameters(direction));
    double[][] arrays = product.values().stream().map(Tensor::values).toArray(double[][]::new);
    return new FlatGradients(arrays, new Reports(List.of(), start));
  }
}
