package io.ffolayer;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Dual;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Variable;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.solve.Solver;
import io.ffolayer.testing.Answer;
import io.ffolayer.testing.PlainProgram;
import io.ffolayer.testing.SlotGradients;
import io.ffolayer.testing.recorded.LayerResults;
import io.ffolayer.testing.recorded.Tap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The layer of programs of one shape in which every slot is a parameter: how the tests reach the
/// library as a user does.
///
/// The rows of a [PlainProgram] must stand equalities first. Slots without entries are left out.
final class EverySlot {
  final ConvexLayer layer;
  final Variable x;
  final @Nullable Dual equalityDual;
  final @Nullable Dual inequalityDual;
  private final int n;
  private final int equalities;
  private final int inequalities;
  private final @Nullable Parameter p;
  private final Parameter q;
  private final @Nullable Parameter a;
  private final @Nullable Parameter b;
  private final @Nullable Parameter g;
  private final @Nullable Parameter h;

  private EverySlot(
      int n,
      int equalities,
      int inequalities,
      @Nullable Parameter p,
      @Nullable Parameter a,
      @Nullable Parameter g) {
    this.n = n;
    this.equalities = equalities;
    this.inequalities = inequalities;
    this.p = p;
    this.a = a;
    this.g = g;
    x = Variable.vector("x", n);
    q = Parameter.vector("q", n);
    b = a == null ? null : Parameter.vector("b", equalities);
    h = g == null ? null : Parameter.vector("h", inequalities);
    QuadraticProgram program = QuadraticProgram.in(x);
    program = p == null ? program.minimize(q) : program.minimize(p, q);
    if (a != null) program = program.equalTo(a, b);
    if (g != null) program = program.lessThan(g, h);
    layer = ConvexLayer.of(program);
    equalityDual = a == null ? null : program.equalityDual();
    inequalityDual = g == null ? null : program.inequalityDual();
  }

  private EverySlot(EverySlot other, ConvexLayer layer) {
    this.layer = layer;
    x = other.x;
    equalityDual = other.equalityDual;
    inequalityDual = other.inequalityDual;
    n = other.n;
    equalities = other.equalities;
    inequalities = other.inequalities;
    p = other.p;
    q = other.q;
    a = other.a;
    b = other.b;
    g = other.g;
    h = other.h;
  }

  /// All matrices dense.
  static EverySlot dense(int n, int equalities, int inequalities) {
    return new EverySlot(
        n,
        equalities,
        inequalities,
        Parameter.matrix("P", n, n),
        equalities == 0 ? null : Parameter.matrix("A", equalities, n),
        inequalities == 0 ? null : Parameter.matrix("G", inequalities, n));
  }

  /// All matrices sparse, with a full pattern (the upper triangle of P).
  static EverySlot sparse(int n, int equalities, int inequalities) {
    return new EverySlot(
        n,
        equalities,
        inequalities,
        Parameter.sparse("P", pattern(n, n, true)),
        equalities == 0 ? null : Parameter.sparse("A", pattern(equalities, n, false)),
        inequalities == 0 ? null : Parameter.sparse("G", pattern(inequalities, n, false)));
  }

  /// A diagonal P, dense rows.
  static EverySlot diagonal(int n, int equalities, int inequalities) {
    return new EverySlot(
        n,
        equalities,
        inequalities,
        Parameter.diagonal("P", n),
        equalities == 0 ? null : Parameter.matrix("A", equalities, n),
        inequalities == 0 ? null : Parameter.matrix("G", inequalities, n));
  }

  /// No P.
  static EverySlot linear(int n, int equalities, int inequalities) {
    return new EverySlot(
        n,
        equalities,
        inequalities,
        null,
        equalities == 0 ? null : Parameter.matrix("A", equalities, n),
        inequalities == 0 ? null : Parameter.matrix("G", inequalities, n));
  }

  private static Layout.Sparse pattern(int rows, int columns, boolean upper) {
    List<int[]> entries = new ArrayList<>();
    for (int j = 0; j < columns; j++)
      for (int i = 0; i < rows; i++) if (!upper || i <= j) entries.add(new int[] {i, j});
    return Layout.Sparse.ofEntries(
        rows,
        columns,
        entries.stream().mapToInt(e -> e[0]).toArray(),
        entries.stream().mapToInt(e -> e[1]).toArray());
  }

  EverySlot withSolver(Solver solver) {
    return new EverySlot(this, layer.withSolver(solver));
  }

  EverySlot withAdjoint(Adjoint adjoint) {
    return new EverySlot(this, layer.withAdjoint(adjoint));
  }

  EverySlot withThreads(int count) {
    return new EverySlot(this, layer.withThreads(count));
  }

  private interface Numbers {
    double[][] of(PlainProgram program);
  }

  Map<Parameter, Tensor> values(List<PlainProgram> batch) {
    Map<Parameter, Tensor> values = new LinkedHashMap<>();
    put(values, p, batch, PlainProgram::p);
    put(values, q, batch, x -> new double[][] {x.q()});
    put(values, a, batch, x -> java.util.Arrays.copyOf(x.a(), equalities));
    put(values, b, batch, x -> new double[][] {java.util.Arrays.copyOf(x.b(), equalities)});
    put(
        values,
        g,
        batch,
        x -> java.util.Arrays.copyOfRange(x.a(), equalities, equalities + inequalities));
    put(
        values,
        h,
        batch,
        x ->
            new double[][] {
              java.util.Arrays.copyOfRange(x.b(), equalities, equalities + inequalities)
            });
    return values;
  }

  private static void put(
      Map<Parameter, Tensor> values,
      @Nullable Parameter parameter,
      List<PlainProgram> batch,
      Numbers numbers) {
    if (parameter == null) return;
    int size = parameter.scalars();
    double[] out = new double[batch.size() * size];
    for (int t = 0; t < batch.size(); t++)
      gather(parameter, numbers.of(batch.get(t)), out, t * size);
    int[] own = parameter.tensorShape();
    int[] shape = new int[own.length + 1];
    shape[0] = batch.size();
    System.arraycopy(own, 0, shape, 1, own.length);
    values.put(parameter, Tensor.wrap(out, shape));
  }

  private static void gather(Parameter parameter, double[][] matrix, double[] out, int at) {
    Layout.Sparse pattern = parameter.pattern();
    if (pattern == null) {
      for (double[] row : matrix) for (double value : row) out[at++] = value;
      return;
    }
    for (int j = 0; j < pattern.columns(); j++)
      for (int k = pattern.columnStart(j); k < pattern.columnStart(j + 1); k++)
        out[at + k] = matrix[pattern.rowIndex(k)][j];
  }

  ForwardPass forward(List<PlainProgram> batch) {
    Tap.show((results, name) -> LayerResults.add(results, name, layer, values(batch), outputs()));
    return layer.forward(values(batch));
  }

  /// The variable and the duals.
  List<Differentiable> outputs() {
    return Stream.of(x, equalityDual, inequalityDual)
        .filter(Objects::nonNull)
        .map(Differentiable.class::cast)
        .toList();
  }

  /// The answer to one instance, rows in the order of the plain program.
  Answer answer(ForwardPass pass, int instance) {
    double[] s = new double[equalities + inequalities];
    double[] z = new double[equalities + inequalities];
    double[] y;
    switch (pass.status(instance)) {
      case INFEASIBLE -> {
        y = new double[n];
        z = pass.certificate(instance);
      }
      case UNBOUNDED -> y = pass.certificate(instance);
      default -> {
        y = row(pass.value(x), instance, pass);
        if (equalityDual != null)
          System.arraycopy(row(pass.value(equalityDual), instance, pass), 0, z, 0, equalities);
        if (inequalityDual != null) {
          System.arraycopy(
              row(pass.value(inequalityDual), instance, pass), 0, z, equalities, inequalities);
          System.arraycopy(
              row(pass.slack(inequalityDual), instance, pass), 0, s, equalities, inequalities);
        }
      }
    }
    return new Answer(
        pass.status(instance),
        y,
        s,
        z,
        pass.residuals(instance).largest(),
        pass.solver(instance),
        pass.message(instance));
  }

  private static double[] row(Tensor tensor, int instance, ForwardPass pass) {
    return pass.isBatched() ? tensor.slice(instance).values() : tensor.values();
  }

  /// The gradients of Σ c·x + d·z, c and d one block per instance.
  Gradients backward(ForwardPass pass, double[] c, double[] d) {
    int batch = pass.batch();
    Map<io.ffolayer.model.Differentiable, Tensor> cotangents = new LinkedHashMap<>();
    cotangents.put(x, Tensor.of(c, batch, n));
    int m = equalities + inequalities;
    if (equalityDual != null) cotangents.put(equalityDual, part(d, batch, m, 0, equalities));
    if (inequalityDual != null)
      cotangents.put(inequalityDual, part(d, batch, m, equalities, inequalities));
    return pass.backward(cotangents);
  }

  private static Tensor part(double[] d, int batch, int m, int from, int count) {
    double[] out = new double[batch * count];
    for (int t = 0; t < batch; t++) System.arraycopy(d, t * m + from, out, t * count, count);
    return Tensor.wrap(out, batch, count);
  }

  /// The gradient of one instance in plain arrays; a triangle of P is spread over both.
  SlotGradients gradients(Gradients gradients, int instance) {
    double[][] dp = new double[n][n];
    if (p != null) {
      scatter(p, gradients.of(p), instance, dp);
      if (p.pattern() != null)
        for (int i = 0; i < n; i++)
          for (int j = 0; j < i; j++) {
            dp[j][i] /= 2;
            dp[i][j] = dp[j][i];
          }
    }
    double[][] da = new double[equalities][n];
    if (a != null) scatter(a, gradients.of(a), instance, da);
    double[][] dg = new double[inequalities][n];
    if (g != null) scatter(g, gradients.of(g), instance, dg);
    double[][] rows = java.util.Arrays.copyOf(da, equalities + inequalities);
    System.arraycopy(dg, 0, rows, equalities, inequalities);
    double[] rhs = new double[equalities + inequalities];
    if (b != null)
      System.arraycopy(gradients.of(b).values(), instance * equalities, rhs, 0, equalities);
    if (h != null)
      System.arraycopy(
          gradients.of(h).values(), instance * inequalities, rhs, equalities, inequalities);
    double[] dq = new double[n];
    System.arraycopy(gradients.of(q).values(), instance * n, dq, 0, n);
    return new SlotGradients(dp, dq, rows, rhs);
  }

  private static void scatter(Parameter parameter, Tensor tensor, int instance, double[][] out) {
    int at = instance * parameter.scalars();
    Layout.Sparse pattern = parameter.pattern();
    if (pattern == null) {
      int columns = out.length == 0 ? 0 : out[0].length;
      for (int i = 0; i < out.length; i++)
        System.arraycopy(tensor.values(), at + i * columns, out[i], 0, columns);
      return;
    }
    for (int j = 0; j < pattern.columns(); j++)
      for (int k = pattern.columnStart(j); k < pattern.columnStart(j + 1); k++)
        out[pattern.rowIndex(k)][j] = tensor.values()[at + k];
  }

  List<Parameter> parameters() {
    return layer.parameters();
  }
}
