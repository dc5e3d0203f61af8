package io.ffolayer.io;

import io.ffolayer.ConvexLayer;
import io.ffolayer.ForwardPass;
import io.ffolayer.Gradients;
import io.ffolayer.io.Answer.Certificate;
import io.ffolayer.io.value.Matrix;
import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Dual;
import io.ffolayer.model.OptimalValue;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Variable;
import io.ffolayer.model.standard.ConeProgram;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.program.ProductCone;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.solve.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Problems by matrices that have one structure, as one batch of one layer. Whatever a problem
/// states is a parameter of that layer, with one value per problem.
final class MatrixBatch extends ProblemBatch {
  /// What the problems of a batch share; null for a part that is absent.
  private record Structure(
      int n,
      @Nullable Layout p,
      @Nullable Layout a,
      @Nullable Layout g,
      @Nullable ProductCone cones) {
    static Structure of(MatrixProblem problem) {
      return new Structure(
          problem.n(),
          layout(problem.p()),
          layout(problem.a()),
          layout(problem.g()),
          problem.cones());
    }

    private static @Nullable Layout layout(@Nullable Matrix matrix) {
      return matrix == null || matrix.rows() == 0 ? null : matrix.layout();
    }
  }

  private final List<Integer> positions = new ArrayList<>();
  private final List<MatrixProblem> problems = new ArrayList<>();
  private final Variable x;
  // By the name of the field, in the order P, q, A, b, G, h.
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final Supplier<ConvexLayer> made;
  private final OptimalValue optimalValue;
  // The duals of all rows, in the order of the rows.
  private final List<Dual> duals;

  private MatrixBatch(Structure structure, @Nullable List<String> wanted) {
    super(wanted);
    x = Variable.vector("x", structure.n);
    if (structure.cones != null) {
      ConeProgram program = coneProgram(structure, structure.cones);
      made = () -> ConvexLayer.of(program);
      optimalValue = program.optimalValue();
      duals = program.duals();
    } else {
      QuadraticProgram program = quadraticProgram(structure);
      made = () -> ConvexLayer.of(program);
      optimalValue = program.optimalValue();
      duals = program.duals();
    }
  }

  private QuadraticProgram quadraticProgram(Structure structure) {
    QuadraticProgram program = QuadraticProgram.in(x);
    program =
        structure.p == null
            ? program.minimize(vector("q", structure.n))
            : program.minimize(matrix("P", structure.p), vector("q", structure.n));
    if (structure.a != null)
      program = program.equalTo(matrix("A", structure.a), vector("b", structure.a.rows()));
    if (structure.g != null)
      program = program.lessThan(matrix("G", structure.g), vector("h", structure.g.rows()));
    return program;
  }

  private ConeProgram coneProgram(Structure structure, ProductCone cones) {
    ConeProgram program = ConeProgram.in(x);
    program =
        structure.p == null
            ? program.minimize(vector("q", structure.n))
            : program.minimize(matrix("P", structure.p), vector("q", structure.n));
    return structure.a == null
        ? program
        : program.subjectTo(matrix("A", structure.a), vector("b", structure.a.rows()), cones);
  }

  private Parameter matrix(String name, Layout layout) {
    return put(
        switch (layout) {
          case Layout.Dense dense -> Parameter.matrix(name, dense.rows(), dense.columns());
          case Layout.Sparse sparse -> Parameter.sparse(name, sparse);
          case Layout.Operator operator -> throw operator.noEntries("entries in a file");
        });
  }

  private Parameter vector(String name, int size) {
    return put(Parameter.vector(name, size));
  }

  private Parameter put(Parameter parameter) {
    parameters.put(parameter.name(), parameter);
    return parameter;
  }

  /// Adds a problem to the batch of its structure, or makes that batch.
  static void add(
      MatrixProblem problem,
      int position,
      @Nullable List<String> wanted,
      Map<Object, ProblemBatch> batches) {
    ProblemBatch found =
        batches.computeIfAbsent(
            Structure.of(problem), structure -> new MatrixBatch((Structure) structure, wanted));
    MatrixBatch batch = (MatrixBatch) found;
    batch.positions.add(position);
    batch.problems.add(problem);
  }

  @Override
  public int size() {
    return problems.size();
  }

  @Override
  public List<Variable> variables() {
    return List.of(x);
  }

  @Override
  public Map<String, Parameter> parameters() {
    return Collections.unmodifiableMap(parameters);
  }

  @Override
  public boolean isSymmetric(Parameter parameter) {
    return parameter.name().equals("P");
  }

  @Override
  ConvexLayer layer() {
    return made.get();
  }

  @Override
  public Map<Parameter, Tensor> values() {
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
  private static double[] numbers(MatrixProblem problem, String name) {
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

  @Override
  public boolean hasCotangents() {
    return problems.stream().anyMatch(MatrixProblem::hasCotangent);
  }

  @Override
  public Map<Differentiable, Tensor> cotangents() {
    Map<Differentiable, Tensor> cotangents = new LinkedHashMap<>();
    cotangents.put(x, cotangents(x, MatrixProblem::cotangent, 0));
    int first = 0;
    for (Dual dual : duals) {
      cotangents.put(dual, cotangents(dual, MatrixProblem::dualCotangent, first));
      first += size(dual);
    }
    return cotangents;
  }

  private interface Field {
    double @Nullable [] of(MatrixProblem problem);
  }

  /// The part of a field from `first` on that belongs to an output, of all problems.
  private Tensor cotangents(Differentiable output, Field field, int first) {
    int size = size(output);
    double[] all = new double[Tensor.sizeOf(problems.size(), size)];
    for (int i = 0; i < problems.size(); i++) {
      double[] own = field.of(problems.get(i));
      if (own != null) System.arraycopy(own, first, all, i * size, size);
    }
    return Tensor.wrap(all, withBatch(output.shape()));
  }

  private static int size(Differentiable output) {
    return Tensor.sizeOf(output.shape());
  }

  @Override
  public void answer(ForwardPass pass, @Nullable Gradients gradients, @Nullable Answer[] answers) {
    Outputs outputs = new Outputs(pass);
    for (int i = 0; i < problems.size(); i++)
      answers[positions.get(i)] = answer(outputs, gradients, i);
  }

  /// The outputs of a pass, copied out of it once.
  private final class Outputs {
    final ForwardPass pass;
    final Tensor solution;
    final Tensor objective;
    final List<Tensor> dual;
    final List<Tensor> slack;

    Outputs(ForwardPass pass) {
      this.pass = pass;
      solution = pass.value(x);
      objective = pass.value(optimalValue);
      dual = duals.stream().map(pass::value).toList();
      slack = duals.stream().map(pass::slack).toList();
    }

    Answer.Point point(int i) {
      return new Answer.Rows(instance(solution, i), rows(dual, i), slack(i), objective.at(i));
    }

    private double[] rows(List<Tensor> blocks, int i) {
      return blocks.stream().flatMapToDouble(block -> Arrays.stream(instance(block, i))).toArray();
    }

    /// Absent rows have the slack +∞.
    private double[] slack(int i) {
      double[] own = rows(slack, i);
      MatrixProblem problem = problems.get(i);
      double[] h = problem.h();
      if (h != null)
        for (int k = 0; k < h.length; k++)
          if (h[k] == Double.POSITIVE_INFINITY)
            own[problem.rowsOfA() + k] = Double.POSITIVE_INFINITY;
      return own;
    }
  }

  private Answer answer(Outputs outputs, @Nullable Gradients gradients, int i) {
    ForwardPass pass = outputs.pass;
    MatrixProblem problem = problems.get(i);
    boolean differentiated = gradients != null && pass.isSolved(i) && problem.hasCotangent();
    return Answer.of(
        problem,
        Answer.Outcome.of(pass, i),
        pass.isSolved(i) ? outputs.point(i) : null,
        certificate(pass, i),
        gradients != null && differentiated ? slopes(gradients, i) : null);
  }

  private @Nullable Certificate certificate(ForwardPass pass, int i) {
    double[] proof = pass.certificate(i);
    if (proof == null || !Arrays.stream(proof).allMatch(Double::isFinite)) return null;
    if (pass.status(i) == Status.UNBOUNDED) return new Certificate.Unbounded(proof);
    return new Certificate.Infeasible(proof);
  }

  private Answer.Slopes slopes(Gradients gradients, int i) {
    Map<String, double[]> slots = new LinkedHashMap<>();
    for (Parameter parameter : wanted())
      slots.put(parameter.name(), instance(gradients.of(parameter), i));
    return new Answer.Slopes(slots, wantedNames(), gradients.report(i));
  }

  private static double[] instance(Tensor tensor, int i) {
    int size = tensor.size() / tensor.axis(0);
    return Arrays.copyOfRange(tensor.values(), i * size, (i + 1) * size);
  }
}
