package io.ffolayer.adjoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.program.Cone;
import io.ffolayer.program.ExponentialCone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.PowerCone;
import io.ffolayer.program.ProductCone;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.PsdCone;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.solve.Solution;
import io.ffolayer.testing.Differences;
import io.ffolayer.testing.PlainProgram;
import io.ffolayer.testing.Sensitivity.Probe;
import io.ffolayer.testing.Slot;
import io.ffolayer.testing.SlotGradients;
import io.ffolayer.testing.Visit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What every adjoint owes on every cone.
@ParameterizedClass
@MethodSource("io.ffolayer.adjoint.Adjoints#all")
class ConeAdjointContractTest {
  private static final int PROGRAMS = 100;
  private static final int DIRECTIONS = 2;
  private static final double[] POWERS = {0.2, 0.75, 0.5, 0.3, 0.9};

  /// A program, cotangents, and the derivatives of the loss along some directions of every slot.
  private record Case(ConeExample example, double[] c, double[] d, List<Probe> probes) {}

  /// Computed once for all adjoints.
  private static final List<Case> CASES = cases();

  @Parameter Adjoints.Entry entry;

  /// Cones of every kind, in sizes that vary with the seed.
  private static List<Cone> cones(String kind, int seed) {
    return switch (kind) {
      case "second order" -> List.of(new SecondOrderCone(2 + seed % 5));
      case "mixed" ->
          List.of(
              new NonnegativeCone(2),
              new SecondOrderCone(3),
              new ZeroCone(1),
              new PsdCone(2),
              new ExponentialCone(),
              new PowerCone(0.3),
              new ProductCone(List.of(new SecondOrderCone(1), new SecondOrderCone(4))));
      case "semidefinite" -> List.of(new PsdCone(1 + seed % 4));
      case "exponential" ->
          List.of(ProductCone.repeated(new ExponentialCone(), 1 + seed % 3), new ZeroCone(1));
      case "power" -> List.of(new PowerCone(POWERS[seed % 5]), new PowerCone(POWERS[seed % 3]));
      default -> throw new AssertionError(kind);
    };
  }

  private static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (String kind : List.of("second order", "semidefinite", "exponential", "power", "mixed"))
      for (int seed = 0; seed < PROGRAMS; seed++)
        cases.add(newCase(ConeExample.random(seed, cones(kind, seed)), seed));
    return cases;
  }

  private static Case newCase(ConeExample example, long seed) {
    SplittableRandom random = new SplittableRandom(1000 + seed);
    PlainProgram program = example.program();
    double[] c = normals(random, program.n());
    double[] d = normals(random, program.m());
    ProjectionNewton newton = new ProjectionNewton(example);
    List<Probe> probes = new ArrayList<>();
    for (Slot slot : Slot.values())
      for (int k = 0; k < DIRECTIONS; k++) {
        double[] change = change(program, slot, random);
        probes.add(
            new Probe(slot, change, difference(newton, program, slot, change, x -> x.loss(c, d))));
      }
    return new Case(example, c, d, probes);
  }

  /// Of P and A only what is stored in the sparse form moves.
  private static double[] change(PlainProgram program, Slot slot, SplittableRandom random) {
    double[] change = new double[slot.entries(program)];
    for (int e = 0; e < change.length; e++)
      if (slot == Slot.Q || slot == Slot.B || slot.value(program, e) != 0)
        change[e] = random.nextGaussian() / Math.sqrt(change.length);
    return change;
  }

  private static Differences.Derivative difference(
      ProjectionNewton newton,
      PlainProgram program,
      Slot slot,
      double[] change,
      ToDoubleFunction<ProjectionNewton.Point> loss) {
    return Differences.sharpest(
        h -> {
          PlainProgram moved = program.copy();
          for (int e = 0; e < change.length; e++)
            if (change[e] != 0) slot.move(moved, e, h * change[e]);
          return loss.applyAsDouble(newton.solve(moved));
        },
        0.01);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void gradientOfEverySlotMatchesCentralDifferences(boolean sparse) {
    List<String> complaints = new ArrayList<>();
    double worst = 0;
    for (Case one : CASES) {
      ProgramData data = one.example.data(sparse);
      Visit visit = Visit.of(entry.adjoint(), data, one.example.solution(data), one.c, one.d);
      for (Slot slot : Slot.values()) {
        double error = error(one, slot, visit.gradients());
        worst = Math.max(worst, error);
        if (!(error <= 1e-6)) complaints.add(slot + " off by " + error + ": " + one.example);
      }
      if (!visit.report().isClean()) complaints.add(visit.report() + ": " + one.example);
    }
    assertThat(complaints).as(entry.name()).isEmpty();
  }

  /// Relative to the size of the gradient.
  private static double error(Case one, Slot slot, SlotGradients gradients) {
    double sum = 0;
    double unknown = 0;
    double size = 1e-2;
    for (Probe probe : one.probes) {
      if (probe.slot() != slot) continue;
      double difference =
          probe.predicted(one.example.program(), gradients) - probe.derivative().value();
      sum += difference * difference;
      unknown += probe.derivative().error();
      size = Math.max(size, Math.abs(probe.derivative().value()));
    }
    assertThat(unknown).as("error of the differences of " + one.example).isLessThan(2e-7 * size);
    return Math.sqrt(sum) / size;
  }

  @Test
  void everyAdjointGivesTheDirectionOfAnotherOne() {
    for (Case one : CASES) {
      ProgramData data = one.example.data(false);
      Solution solution = one.example.solution(data);
      Visit own = Visit.of(entry.adjoint(), data, solution, one.c, one.d);
      Visit other = Visit.of(entry.other(), data, solution, one.c, one.d);
      for (Slot slot : Slot.values())
        assertThat(own.gradients().distance(slot, other.gradients()))
            .as("%s of %s", slot, one.example)
            .isLessThanOrEqualTo(
                entry.curvedPrecision() * Math.max(1, other.gradients().size(slot)));
    }
  }

  @Test
  void forwardModeMatchesCentralDifferencesOfEverySolutionEntry() {
    for (Case one : CASES.subList(0, CASES.size())) {
      PlainProgram program = one.example.program();
      ProjectionNewton newton = new ProjectionNewton(one.example);
      ProgramData data = one.example.data(false);
      SplittableRandom random = new SplittableRandom(3);
      for (Slot slot : Slot.values()) {
        double[] change = change(program, slot, random);
        double[][] moved = residuals(one.example, slot, change);
        Visit tangent =
            Visit.of(entry.adjoint(), data, one.example.solution(data), moved[0], moved[1]);
        double size = 1 + norm(tangent.dy()) + norm(tangent.dz());
        for (int k = 0; k < 2; k++) {
          int j = random.nextInt(program.n());
          int i = random.nextInt(program.m());
          assertThat(tangent.dy()[j])
              .as("%s of %s", slot, one.example)
              .isCloseTo(
                  difference(newton, program, slot, change, x -> x.y()[j]).value(),
                  within(1e-6 * size));
          assertThat(tangent.dz()[i])
              .as("%s of %s", slot, one.example)
              .isCloseTo(
                  difference(newton, program, slot, change, x -> x.z()[i]).value(),
                  within(1e-6 * size));
        }
      }
    }
  }

  /// A pair with one weak rotated row.
  ///
  /// @param normal its direction
  private record Kink(String name, Cone cone, double[] s, double[] z, double[] normal) {
    /// A pair nearby, on one of the two sides.
    double[][] near(double step) {
      double[] v = new double[s.length];
      for (int i = 0; i < v.length; i++) v[i] = s[i] - z[i] + step * normal[i];
      double[] slack = v.clone();
      Layout layout = new Layout.Dense(v.length, 1);
      RowBlock rows = new RowBlock(cone, layout);
      for (ConeBlock block :
          ConeBlock.of(new ProgramStructure(new Layout.Dense(1, 1), List.of(rows))))
        block.project(slack);
      double[] dual = slack.clone();
      for (int i = 0; i < v.length; i++) dual[i] -= v[i];
      return new double[][] {slack, dual};
    }
  }

  private static double[] of(double... values) {
    return values;
  }

  private static List<Kink> kinks() {
    double[] none = new double[4];
    double[] ray = of(5, 3, 0, 4);
    double[] opposite = of(5, -3, 0, -4);
    double r2 = Math.sqrt(2);
    return List.of(
        new Kink("nonnegative", new NonnegativeCone(1), of(0), of(0), of(1)),
        new Kink("boundary of exp", new ExponentialCone(), of(0, 1, 1), none, of(-1, -1, 1)),
        new Kink("boundary of its dual", new ExponentialCone(), none, of(-1, -1, 1), of(0, 1, 1)),
        new Kink("half-line of exp", new ExponentialCone(), of(-1, 0, 0), of(0, 1, 0), of(0, 0, 1)),
        new Kink("boundary of power", new PowerCone(0.3), of(1, 1, 1), none, of(0.3, 0.7, -1)),
        new Kink("boundary of its dual", new PowerCone(0.3), none, of(0.3, 0.7, -1), of(1, 1, 1)),
        new Kink("ray of Q", new SecondOrderCone(4), ray, none, opposite),
        new Kink("ray of the dual of Q", new SecondOrderCone(4), none, ray, opposite),
        new Kink(
            "kernel of S + Z",
            new PsdCone(3),
            svec(r2, 1, 0, 0),
            svec(r2, 0, 0, 2),
            svec(r2, 0, 1, 0)),
        new Kink("kernel of S, Z = 0", new PsdCone(3), svec(r2, 1, 0, 2), none, svec(r2, 0, 1, 0)),
        new Kink("kernel of Z, S = 0", new PsdCone(3), none, svec(r2, 1, 2, 0), svec(r2, 0, 0, 1)));
  }

  /// a uuᵀ + b vvᵀ + c wwᵀ for an orthonormal u = (1, 1, 0)/√2, v = (1, −1, 0)/√2, w = e₃.
  private static double[] svec(double root2, double a, double b, double c) {
    return of((a + b) / 2, root2 * (a - b) / 2, (a + b) / 2, 0, 0, c);
  }

  /// With one weak row there are two one-sided derivatives; both are limits of derivatives nearby.
  @Test
  void atAKinkTheDirectionIsTheLimitOfDirectionsOnOneSide() {
    for (Kink kink : kinks())
      for (int seed = 0; seed < 10; seed++) {
        List<Cone> cones = List.of(kink.cone);
        double[] s = java.util.Arrays.copyOf(kink.s, kink.cone.size());
        double[] z = java.util.Arrays.copyOf(kink.z, kink.cone.size());
        Kink full = new Kink(kink.name, kink.cone, s, z, kink.normal);
        Visit at = visitWithRandomCotangents(seed, cones, s, z);
        assertThat(at.report().flags()).as(kink.name).contains(Flag.WEAKLY_ACTIVE);
        double admitted = entry.maySayUncertain() ? at.report().errorEstimate() : 0;
        double nearest = Double.POSITIVE_INFINITY;
        for (double step : new double[] {-1e-5, 1e-5}) {
          double[][] pair = full.near(step);
          Visit near = visitWithRandomCotangents(seed, cones, pair[0], pair[1]);
          assertThat(near.report().isClean()).as(kink.name + near.report()).isTrue();
          nearest = Math.min(nearest, distance(at.dy(), near.dy()) + distance(at.dz(), near.dz()));
        }
        assertThat(nearest)
            .as("%s, seed %d", kink.name, seed)
            .isLessThan(1e-3 * (1 + norm(at.dy()) + norm(at.dz())) + admitted);
      }
  }

  private Visit visitWithRandomCotangents(int seed, List<Cone> cones, double[] s, double[] z) {
    SplittableRandom random = new SplittableRandom(seed);
    ConeExample example = ConeExample.with(seed, cones, s, z, random);
    ProgramData data = example.data(false);
    double[] c = normals(random, example.y().length);
    double[] d = normals(random, s.length);
    return Visit.of(entry.adjoint(), data, example.solution(data), c, d);
  }

  private static double distance(double[] x, double[] y) {
    double[] difference = x.clone();
    for (int i = 0; i < x.length; i++) difference[i] -= y[i];
    return norm(difference);
  }

  @Test
  void whereManyRowsAreWeakTheDirectionIsFlaggedAndNothingIsMissing() {
    for (Cone cone : List.of(new SecondOrderCone(4), new PsdCone(3)))
      for (int seed = 0; seed < 5; seed++) {
        double[] zero = new double[cone.size()];
        Visit visit = visitWithRandomCotangents(seed, List.of(cone), zero, zero);
        assertThat(visit.report().flags()).contains(Flag.WEAKLY_ACTIVE);
        for (double value : visit.dy()) assertThat(value).isFinite();
        for (double value : visit.dz()) assertThat(value).isFinite();
      }
  }

  /// r₁ = δP y + δq + δAᵀz and r₂ = δA y − δb.
  private static double[][] residuals(ConeExample example, Slot slot, double[] change) {
    PlainProgram zero = example.program().copy();
    PlainProgram moved = example.program().copy();
    for (int e = 0; e < change.length; e++) slot.move(moved, e, change[e]);
    int n = zero.n();
    int m = zero.m();
    double[] r1 = new double[n];
    double[] r2 = new double[m];
    for (int j = 0; j < n; j++) {
      r1[j] = moved.q()[j] - zero.q()[j];
      for (int i = 0; i < n; i++) r1[j] += (moved.p()[j][i] - zero.p()[j][i]) * example.y()[i];
    }
    for (int i = 0; i < m; i++) {
      r2[i] = zero.b()[i] - moved.b()[i];
      for (int j = 0; j < n; j++) {
        double difference = moved.a()[i][j] - zero.a()[i][j];
        r2[i] += difference * example.y()[j];
        r1[j] += difference * example.z()[i];
      }
    }
    return new double[][] {r1, r2};
  }

  private static double[] normals(SplittableRandom random, int n) {
    double[] values = new double[n];
    for (int i = 0; i < n; i++) values[i] = random.nextGaussian();
    return values;
  }

  private static double norm(double[] x) {
    double sum = 0;
    for (double v : x) sum += v * v;
    return Math.sqrt(sum);
  }
}
