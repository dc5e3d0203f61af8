package io.ffolayer.lab.bench;

import io.ffolayer.ConvexLayer;
import io.ffolayer.lab.bench.Workload.Task;
import io.ffolayer.model.Coefficient;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Variable;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.program.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// Dense quadratic programs with n variables, n inequalities and some equalities; every entry is
/// random, half of the inequalities are active.
///
/// The solution, the duals and the slacks are drawn first, with every active dual and every
/// inactive slack in [0.1, 1.1], and q, b and h follow from them: no instance is nearly degenerate.
/// P = MMᵀ/n + ½I, the entries of A and G have variance 1/n.
public final class DensePrograms {
  private final int n;
  private final int equalities;
  private final int batch;
  private final boolean shared;
  private final long seed;

  /// @param shared whether P, A and G are constants, the same for all instances
  DensePrograms(int n, int equalities, int batch, boolean shared) {
    this(n, equalities, batch, shared, 100);
  }

  private DensePrograms(int n, int equalities, int batch, boolean shared, long seed) {
    this.n = n;
    this.equalities = equalities;
    this.batch = batch;
    this.shared = shared;
    this.seed = seed;
  }

  /// One program without equalities.
  public static Task one(int n, long seed) {
    return new DensePrograms(n, 0, 1, false, seed).task();
  }

  Task task() {
    Numbers data = new Numbers(n, equalities, batch);
    RandomNumbers matrices = new RandomNumbers(2);
    Instance last = null;
    for (int i = 0; i < batch; i++) {
      RandomNumbers own = new RandomNumbers(seed + i);
      if (last == null || !shared) last = new Instance(n, equalities, shared ? matrices : own);
      last.draw(own);
      data.store(i, last);
    }
    return shared ? sharedTask(data) : separateTask(data);
  }

  private Task separateTask(Numbers data) {
    Parameter p = Parameter.matrix("P", n, n);
    Parameter a = Parameter.matrix("A", equalities, n);
    Parameter g = Parameter.matrix("G", n, n);
    Map<Parameter, Tensor> matrices = new LinkedHashMap<>();
    matrices.put(p, Tensor.wrap(data.p, batch, n, n));
    matrices.put(g, Tensor.wrap(data.g, batch, n, n));
    if (equalities > 0) matrices.put(a, Tensor.wrap(data.a, batch, equalities, n));
    return task(data, p, a, g, matrices);
  }

  private Task sharedTask(Numbers data) {
    return task(
        data,
        Constant.constant(Tensor.of(Arrays.copyOf(data.p, n * n), n, n)),
        Constant.constant(Tensor.of(Arrays.copyOf(data.a, equalities * n), equalities, n)),
        Constant.constant(Tensor.of(Arrays.copyOf(data.g, n * n), n, n)),
        Map.of());
  }

  private Task task(
      Numbers data, Coefficient p, Coefficient a, Coefficient g, Map<Parameter, Tensor> matrices) {
    Variable x = Variable.vector("x", n);
    Parameter q = Parameter.vector("q", n);
    Parameter b = Parameter.vector("b", equalities);
    Parameter h = Parameter.vector("h", n);
    Map<Parameter, Tensor> values = new LinkedHashMap<>(matrices);
    values.put(q, Tensor.wrap(data.q, batch, n));
    values.put(h, Tensor.wrap(data.h, batch, n));
    QuadraticProgram program = QuadraticProgram.in(x).minimize(p, q);
    if (equalities > 0) {
      values.put(b, Tensor.wrap(data.b, batch, equalities));
      program = program.equalTo(a, b);
    }
    QuadraticProgram whole = program.lessThan(g, h);
    return new Task(
        () -> ConvexLayer.of(whole), values, Map.of(x, Tensor.wrap(data.cotangent, batch, n)));
  }

  /// The numbers of the whole batch.
  private static final class Numbers {
    final double[] p;
    final double[] q;
    final double[] a;
    final double[] b;
    final double[] g;
    final double[] h;
    final double[] cotangent;

    Numbers(int n, int equalities, int batch) {
      p = new double[batch * n * n];
      q = new double[batch * n];
      a = new double[batch * equalities * n];
      b = new double[batch * equalities];
      g = new double[batch * n * n];
      h = new double[batch * n];
      cotangent = new double[batch * n];
    }

    void store(int i, Instance instance) {
      put(instance.p, p, i);
      put(instance.q, q, i);
      put(instance.a, a, i);
      put(instance.b, b, i);
      put(instance.g, g, i);
      put(instance.h, h, i);
      put(instance.cotangent, cotangent, i);
    }

    private static void put(double[] part, double[] whole, int i) {
      System.arraycopy(part, 0, whole, i * part.length, part.length);
    }
  }

  /// The numbers of one instance.
  private static final class Instance {
    final int n;
    final int equalities;
    final double[] p;
    final double[] a;
    final double[] g;
    final double[] q;
    final double[] b;
    final double[] h;
    double[] cotangent = {};

    /// Draws the matrices.
    Instance(int n, int equalities, RandomNumbers random) {
      this.n = n;
      this.equalities = equalities;
      double[] m = random.normal(n * n, 0, 1);
      p = new double[n * n];
      for (int i = 0; i < n; i++)
        for (int j = 0; j <= i; j++) {
          double sum = i == j ? 0.5 * n : 0;
          for (int k = 0; k < n; k++) sum += m[i * n + k] * m[j * n + k];
          p[i * n + j] = p[j * n + i] = sum / n;
        }
      a = random.normal(equalities * n, 0, 1 / Math.sqrt(n));
      g = random.normal(n * n, 0, 1 / Math.sqrt(n));
      q = new double[n];
      b = new double[equalities];
      h = new double[n];
    }

    /// Draws a solution and makes q, b and h from it.
    void draw(RandomNumbers random) {
      double[] x = random.normal(n, 0, 1);
      double[] level = random.uniform(n, 0.1, 1.1);
      boolean[] active = random.chosen(n, n / 2);
      double[] nu = random.normal(equalities, 0, 1);
      cotangent = random.normal(n, 0, 1);
      Arrays.fill(q, 0);
      for (int i = 0; i < n; i++) {
        h[i] = active[i] ? 0 : level[i];
        for (int j = 0; j < n; j++) {
          q[i] -= p[i * n + j] * x[j];
          h[i] += g[i * n + j] * x[j];
          if (active[i]) q[j] -= g[i * n + j] * level[i];
        }
      }
      for (int i = 0; i < equalities; i++) {
        b[i] = 0;
        for (int j = 0; j < n; j++) {
          b[i] += a[i * n + j] * x[j];
          q[j] -= a[i * n + j] * nu[i];
        }
      }
    }
  }
}
