package io.ffolayer.cli;

import io.ffolayer.ConvexLayer;
import io.ffolayer.ForwardPass;
import io.ffolayer.Gradients;
import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.cli.file.Answer;
import io.ffolayer.cli.file.Answer.Certificate;
import io.ffolayer.cli.file.Matrix;
import io.ffolayer.cli.file.Problem;
import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Dual;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.QuadraticProgram;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Layout;
import io.ffolayer.program.Tensor;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The problems of a file that have one structure, as one batch of one layer. Whatever a problem
/// states is a parameter of that layer, with one value per problem.
final class ProblemBatch {
  /// What the problems of a batch share; null for a part that is absent.
  private record Structure(int n, @Nullable Layout p, @Nullable Layout a, @Nullable Layout g) {
    static Structure of(Problem problem) {
      return new Structure(
          problem.n(), layout(problem.p()), layout(problem.a()), layout(problem.g()));
    }

    private static @Nullable Layout layout(@Nullable Matrix matrix) {
      return matrix == null || matrix.rows() == 0 ? null : matrix.layout();
    }
  }

  private final List<Integer> positions = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private final Variable x;
  // By the name of the field, in the order P, q, A, b, G, h.
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final QuadraticProgram program;
  private final @Nullable Dual equalityDual;
  private final @Nullable Dual inequalityDual;

  private ProblemBatch(Structure structure) {
    x = Variable.vector("x", structure.n);
    Parameter q = Parameter.vector("q", structure.n);
    QuadraticProgram built = QuadraticProgram.in(x);
    built = structure.p == null ? built.minimize(q) : built.minimize(matrix("P", structure.p), q);
    parameters.put("q", q);
    if (structure.a != null)
      built = built.equalTo(matrix("A", structure.a), vector("b", structure.a.rows()));
    if (structure.g != null)
      built = built.lessThan(matrix("G", structure.g), vector("h", structure.g.rows()));
    program = built;
    equalityDual = structure.a == null ? null : built.equalityDual();
    inequalityDual = structure.g == null ? null : built.inequalityDual();
  }

  private Parameter matrix(String name, Layout layout) {
    return put(
        switch (layout) {
          case Layout.Dense dense -> Parameter.matrix(name, dense.rows(), dense.columns());
          case Layout.Sparse sparse -> Parameter.sparse(name, sparse);
        });
  }

  private Parameter vector(String name, int size) {
    return put(Parameter.vector(name, size));
  }

  private Parameter put(Parameter parameter) {
    parameters.put(parameter.name(), parameter);
    return parameter;
  }

  /// Sorts the problems into batches.
  static List<ProblemBatch> of(List<Problem> problems) {
    Map<Structure, ProblemBatch> batches = new LinkedHashMap<>();
    for (int i = 0; i < problems.size(); i++) {
      ProblemBatch batch =
          batches.computeIfAbsent(Structure.of(problems.get(i)), ProblemBatch::new);
      batch.positions.add(i);
      batch.problems.add(problems.get(i));
    }
    return List.copyOf(batches.values());
  }

  int size() {
    return problems.size();
  }

  Variable variable() {
    return x;
  }

  /// The parameters by the name of their field, P to h; absent parts have none.
  Map<String, Parameter> parameters() {
    return parameters;
  }

  /// The layer of these problems.
  ///
  /// @throws io.ffolayer.solve.UnsupportedProgramException if the solver cannot take them
  ConvexLayer layer(Solver solver, Adjoint adjoint, int threads) {
    return ConvexLayer.of(program).withSolver(solver).withAdjoint(adjoint).withThreads(threads);
  }

  /// The numbers of all problems.
  Map<Parameter, Tensor> values() {
    Map<Parameter, Tensor> values = new LinkedHashMap<>();
    parameters.forEach((name, parameter) -> values.put(parameter, stacked(name, parameter)));
    return values;
  }

  private Tensor stacked(String name, Parameter parameter) {
    int size = parameter.scalars();
    double[] all = new double[Tensor.sizeOf(problems.size(), size)];
    for (int i = 0; i < problems.size(); i++)
      System.arraycopy(numbers(problems.get(i), name), 0, all, i * size, size);
    return Tensor.wrap(all, withBatch(parameter.tensorShape()));
  }

  private int[] withBatch(int[] shape) {
    int[] longer = new int[shape.length + 1];
    longer[0] = problems.size();
    System.arraycopy(shape, 0, longer, 1, shape.length);
    return longer;
  }

  /// The numbers of a field of a problem that has it; q may be left out and is zero.
  private static double[] numbers(Problem problem, String name) {
    Matrix matrix =
        switch (name) {
          case "P" -> problem.p();
          case "A" -> problem.a();
          case "G" -> problem.g();
          default -> null;
        };
    if (matrix != null) return matrix.values();
    double[] vector =
        switch (name) {
          case "q" -> problem.q();
          case "b" -> problem.b();
          case "h" -> problem.h();
          default -> null;
        };
    return vector != null ? vector : new double[problem.n()];
  }

  boolean hasCotangents() {
    return problems.stream().anyMatch(Problem::hasCotangent);
  }

  /// The cotangents of all problems, zero where a problem has none.
  Map<Differentiable, Tensor> cotangents() {
    int rows = program.blocks().stream().mapToInt(block -> block.dual().shape()[0]).sum();
    int equalities = equalityDual == null ? 0 : equalityDual.shape()[0];
    double[] primal = new double[problems.size() * x.size()];
    double[] equality = new double[problems.size() * equalities];
    double[] inequality = new double[problems.size() * (rows - equalities)];
    for (int i = 0; i < problems.size(); i++) {
      copy(problems.get(i).cotangent(), 0, primal, i, x.size());
      copy(problems.get(i).dualCotangent(), 0, equality, i, equalities);
      copy(problems.get(i).dualCotangent(), equalities, inequality, i, rows - equalities);
    }
    Map<Differentiable, Tensor> cotangents = new LinkedHashMap<>();
    put(cotangents, x, primal);
    if (equalityDual != null) put(cotangents, equalityDual, equality);
    if (inequalityDual != null) put(cotangents, inequalityDual, inequality);
    return cotangents;
  }

  private static void copy(
      double @Nullable [] from, int at, double[] to, int instance, int length) {
    if (from != null) System.arraycopy(from, at, to, instance * length, length);
  }

  private void put(Map<Differentiable, Tensor> cotangents, Differentiable output, double[] all) {
    cotangents.put(output, Tensor.wrap(all, withBatch(output.shape())));
  }

  /// Puts the answers where the problems stand in the file.
  ///
  /// @param gradients null if no problem has a cotangent
  void answer(ForwardPass pass, @Nullable Gradients gradients, Answer[] answers) {
    Outputs outputs = new Outputs(pass);
    for (int i = 0; i < problems.size(); i++)
      answers[positions.get(i)] = answer(outputs, gradients, i);
  }

  /// The outputs of a pass, copied out of it once.
  private final class Outputs {
    final ForwardPass pass;
    final Tensor solution;
    final Tensor objective;
    final @Nullable Tensor nu;
    final @Nullable Tensor lambda;
    final @Nullable Tensor slack;

    Outputs(ForwardPass pass) {
      this.pass = pass;
      solution = pass.value(x);
      objective = pass.value(program.optimalValue());
      nu = equalityDual == null ? null : pass.value(equalityDual);
      lambda = inequalityDual == null ? null : pass.value(inequalityDual);
      slack = inequalityDual == null ? null : pass.slack(inequalityDual);
    }

    Answer.Point point(int i) {
      return new Answer.Point(
          instance(solution, i),
          nu == null ? new double[0] : instance(nu, i),
          lambda == null ? new double[0] : instance(lambda, i),
          slack == null ? new double[0] : slack(slack, i),
          objective.at(i));
    }

    private double[] slack(Tensor all, int i) {
      double[] own = instance(all, i);
      double[] h = numbers(problems.get(i), "h");
      for (int k = 0; k < own.length; k++)
        if (h[k] == Double.POSITIVE_INFINITY) own[k] = Double.POSITIVE_INFINITY;
      return own;
    }
  }

  private Answer answer(Outputs outputs, @Nullable Gradients gradients, int i) {
    ForwardPass pass = outputs.pass;
    Problem problem = problems.get(i);
    boolean differentiated = gradients != null && pass.isSolved(i) && problem.hasCotangent();
    return new Answer(
        problem,
        pass.status(i),
        pass.message(i),
        pass.solver(i),
        pass.iterations(i),
        pass.residuals(i),
        pass.isSolved(i) ? outputs.point(i) : null,
        certificate(pass, i),
        gradients != null && differentiated ? slopes(gradients, i) : null);
  }

  private @Nullable Certificate certificate(ForwardPass pass, int i) {
    double[] proof = pass.certificate(i);
    if (proof == null) return null;
    if (pass.status(i) == Status.UNBOUNDED) return new Certificate.Unbounded(proof);
    int equalities = problems.get(i).equalities();
    return new Certificate.Infeasible(
        Arrays.copyOf(proof, equalities), Arrays.copyOfRange(proof, equalities, proof.length));
  }

  private Answer.Slopes slopes(Gradients gradients, int i) {
    Map<String, double[]> slots = new LinkedHashMap<>();
    parameters.forEach((name, parameter) -> slots.put(name, instance(gradients.of(parameter), i)));
    return new Answer.Slopes(slots, gradients.report(i));
  }

  private static double[] instance(Tensor tensor, int i) {
    int size = tensor.size() / tensor.axis(0);
    return Arrays.copyOfRange(tensor.values(), i * size, (i + 1) * size);
  }
}
