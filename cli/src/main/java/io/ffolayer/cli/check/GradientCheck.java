package io.ffolayer.cli.check;

import io.ffolayer.ConvexLayer;
import io.ffolayer.ForwardPass;
import io.ffolayer.Gradients;
import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.io.ProblemBatch;
import io.ffolayer.io.StatedProblem;
import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import io.ffolayer.solve.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Compares the gradient of one problem with central differences of tight solves, slot by slot.
///
/// Each entry θ of a slot is moved by ±h (of P, a mirrored pair by ±h/2 each), and (ℓ(θ+h) −
/// ℓ(θ−h))/2h is compared with the gradient; where they differ, h is made smaller, for a kink
/// within the step is no error. Where the one-sided differences themselves differ at the smallest
/// step, the solution map has a kink at the problem: any slope between the two is right, and the
/// entry is counted as a kink. Where a moved problem has no solution there is no derivative.
///
/// @param tolerance largest error that counts as agreement, relative to the largest entry of the
///   slot
/// @param samples most entries of a slot that are compared; drawn from the seed
public record GradientCheck(double tolerance, int samples, long seed) {
  /// Relative to the size of the numbers of the slot, one after the other.
  private static final double[] STEPS = {1e-4, 1e-5, 1e-6};

  /// A slot whose gradient is this part of the largest one is noise.
  private static final double FLOOR = 1e-3;

  /// One-sided differences further apart than this part of their size show a kink.
  private static final double KINK = 1e-2;

  private static final int LARGEST_BATCH = 1 << 22;

  /// The result for one problem.
  ///
  /// @param slots empty if it was not solved
  public record Result(
      StatedProblem problem, Status status, GradientReport report, List<CheckedSlot> slots) {}

  /// @param layer differentiates; at any tolerance
  /// @param tight the same layer with a tight solver
  public Result check(
      ProblemBatch batch, StatedProblem problem, ConvexLayer layer, ConvexLayer tight) {
    Map<Parameter, Tensor> values = batch.values();
    ForwardPass pass = layer.forward(values);
    if (!pass.isSolved(0))
      return new Result(problem, pass.status(0), GradientReport.NONE, List.of());
    Map<Differentiable, Tensor> cotangents =
        batch.hasCotangents() ? batch.cotangents() : randomCotangent(batch);
    Gradients gradients = pass.backward(cotangents, layer.adjoint(), batch.wanted());
    Session session = new Session(tight, values, cotangents, floor(gradients, batch));
    List<CheckedSlot> slots = new ArrayList<>();
    for (Parameter parameter : batch.wanted()) {
      double[] theta = Objects.requireNonNull(values.get(parameter)).values();
      MovedEntries moved = new MovedEntries(parameter, batch.isSymmetric(parameter), theta);
      slots.add(session.slot(moved, gradients.of(parameter).values()));
    }
    return new Result(problem, Status.SOLVED, gradients.report(0), slots);
  }

  private Map<Differentiable, Tensor> randomCotangent(ProblemBatch batch) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<Differentiable, Tensor> cotangents = new LinkedHashMap<>();
    for (Variable variable : batch.variables()) {
      double[] c = new double[variable.size()];
      for (int k = 0; k < c.length; k++) c[k] = random.nextGaussian();
      cotangents.put(variable, Tensor.wrap(c, withBatch(1, variable.shape())));
    }
    return cotangents;
  }

  private static int[] withBatch(int batch, int[] own) {
    int[] shape = new int[own.length + 1];
    shape[0] = batch;
    System.arraycopy(own, 0, shape, 1, own.length);
    return shape;
  }

  private static double floor(Gradients gradients, ProblemBatch batch) {
    double largest = 0;
    for (Parameter parameter : batch.wanted())
      largest = Math.max(largest, largest(gradients.of(parameter).values()));
    return Math.max(FLOOR * largest, Double.MIN_NORMAL);
  }

  private static double largest(double[] values) {
    double largest = 0;
    for (double value : values)
      largest = Double.isNaN(value) ? Double.POSITIVE_INFINITY : Math.max(largest, Math.abs(value));
    return largest;
  }

  /// One problem under the check.
  private final class Session {
    final ConvexLayer layer;
    final Map<Parameter, Tensor> values;
    final Map<Differentiable, Tensor> cotangents;
    final double floor;
    final double base;

    Session(
        ConvexLayer layer,
        Map<Parameter, Tensor> values,
        Map<Differentiable, Tensor> cotangents,
        double floor) {
      this.layer = layer;
      this.values = values;
      this.cotangents = cotangents;
      this.floor = floor;
      base = losses(layer.forward(values))[0];
    }

    CheckedSlot slot(MovedEntries moved, double[] gradient) {
      int[] entries = finite(sample(moved), moved.theta());
      double scale = Math.max(floor, largest(gradient));
      Entry[] results = new Entry[entries.length];
      int[] open = IntStream.range(0, entries.length).toArray();
      for (double step : STEPS) {
        int[] asked = open;
        Differences[] differences =
            differences(moved, Arrays.stream(asked).map(k -> entries[k]).toArray(), step);
        for (int a = 0; a < asked.length; a++)
          results[asked[a]] =
              better(results[asked[a]], differences[a], gradient[entries[asked[a]]], scale);
        open = Arrays.stream(open).filter(k -> results[k].error > tolerance).toArray();
        if (open.length == 0) break;
      }
      return summary(moved, entries, results, largest(gradient));
    }

    private CheckedSlot summary(
        MovedEntries moved, int[] entries, Entry[] results, double largest) {
      int kinks = 0;
      int undefined = 0;
      double error = 0;
      String worst = "";
      for (int k = 0; k < entries.length; k++) {
        if (results[k].kink) kinks++;
        else if (results[k].undefined) undefined++;
        else if (results[k].error >= error) {
          error = results[k].error;
          worst = moved.name(entries[k]);
        }
      }
      var counts = new CheckedSlot.Counts(moved.size(), entries.length, kinks, undefined);
      return new CheckedSlot(moved.parameter().name(), counts, largest, error, worst);
    }

    /// ℓ at θ ± h for some entries of a slot.
    private Differences[] differences(MovedEntries slot, int[] entries, double step) {
      Differences[] out = new Differences[entries.length];
      int length = slot.size();
      double size = rootMeanSquare(slot.theta());
      int chunk = Math.max(1, LARGEST_BATCH / Math.max(1, 2 * length));
      for (int from = 0; from < entries.length; from += chunk) {
        int[] part = Arrays.copyOfRange(entries, from, Math.min(entries.length, from + chunk));
        double[] h = new double[part.length];
        double[] moved = new double[2 * part.length * length];
        for (int k = 0; k < part.length; k++) {
          h[k] = step * Math.max(Math.abs(slot.theta()[part[k]]), size);
          slot.move(part[k], h[k], moved, 2 * k * length);
          slot.move(part[k], -h[k], moved, (2 * k + 1) * length);
        }
        double[] losses = losses(moved(slot.parameter(), moved, 2 * part.length));
        for (int k = 0; k < part.length; k++)
          out[from + k] =
              new Differences((losses[2 * k] - base) / h[k], (base - losses[2 * k + 1]) / h[k]);
      }
      return out;
    }

    private ForwardPass moved(Parameter parameter, double[] moved, int batch) {
      Map<Parameter, Tensor> all = new LinkedHashMap<>();
      values.forEach((other, tensor) -> all.put(other, tensor.slice(0)));
      all.put(parameter, Tensor.wrap(moved, withBatch(batch, parameter.tensorShape())));
      return layer.forward(all);
    }

    /// ℓ of each instance; NaN where it has no solution.
    private double[] losses(ForwardPass pass) {
      double[] losses = new double[pass.batch()];
      cotangents.forEach((output, cotangent) -> {
        double[] all = pass.value(output).values();
        int size = cotangent.size();
        for (int i = 0; i < losses.length; i++)
          for (int k = 0; k < size; k++) losses[i] += cotangent.values()[k] * all[i * size + k];
      });
      for (int i = 0; i < losses.length; i++) if (!pass.isSolved(i)) losses[i] = Double.NaN;
      return losses;
    }
  }

  /// One-sided slopes.
  private record Differences(double up, double down) {}

  /// What is known of one entry.
  private record Entry(double error, boolean kink, boolean undefined) {}

  /// The best agreement so far.
  private Entry better(@Nullable Entry before, Differences d, double gradient, double scale) {
    Entry now = judge(d, gradient, scale);
    if (before == null || before.undefined || now.kink) return now;
    return !now.undefined && now.error <= before.error ? now : before;
  }

  private Entry judge(Differences d, double gradient, double scale) {
    if (Double.isNaN(d.up + d.down)) return new Entry(Double.POSITIVE_INFINITY, false, true);
    double distance = Math.abs(0.5 * (d.up + d.down) - gradient) / scale;
    // What overflowed is far away.
    double error = Double.isNaN(distance) ? Double.POSITIVE_INFINITY : distance;
    if (error <= tolerance) return new Entry(error, false, false);
    double least = Math.min(d.up, d.down);
    double most = Math.max(d.up, d.down);
    boolean bends =
        most - least > KINK * Math.max(scale, Math.max(Math.abs(least), Math.abs(most)));
    double slack = KINK * (most - least);
    boolean between = gradient >= least - slack && gradient <= most + slack;
    return new Entry(error, bends && between, false);
  }

  private static double rootMeanSquare(double[] values) {
    double sum = 0;
    int count = 0;
    for (double value : values)
      if (Double.isFinite(value)) {
        sum += value * value;
        count++;
      }
    return sum == 0 ? 1 : Math.sqrt(sum / count);
  }

  /// The entries to compare: all, or a sample in ascending order.
  private int[] sample(MovedEntries moved) {
    int total = moved.size();
    if (total <= samples) return IntStream.range(0, total).toArray();
    SplittableRandom random = new SplittableRandom(seed + moved.parameter().name().hashCode());
    return random.ints(0, total).distinct().limit(samples).sorted().toArray();
  }

  /// A right-hand side of +∞ has no derivative.
  private static int[] finite(int[] entries, double[] theta) {
    return Arrays.stream(entries).filter(k -> Double.isFinite(theta[k])).toArray();
  }
}
