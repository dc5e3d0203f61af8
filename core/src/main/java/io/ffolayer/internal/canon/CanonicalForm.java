package io.ffolayer.internal.canon;

import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Dual;
import io.ffolayer.model.OptimalValue;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Slack;
import io.ffolayer.model.Variable;
import io.ffolayer.model.standard.ConeProgram;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.program.ParametricProgram;
import io.ffolayer.program.canonical.CanonicalProgram;
import io.ffolayer.program.canonical.Output;
import io.ffolayer.program.canonical.ParameterDomain;
import io.ffolayer.program.canonical.ProgramOutput;
import io.ffolayer.program.canonical.ProgramParameter;
import io.ffolayer.program.canonical.SemidefinitePattern;
import io.ffolayer.program.canonical.Tightening;
import io.ffolayer.program.matrix.Layout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a user wrote, in the standard form: the canonical program, and which of the user's objects
/// stand at its positions.
public final class CanonicalForm {
  private final CanonicalProgram canonical;
  private final List<Parameter> parameters;
  private final List<Differentiable> outputs;
  private final Map<Parameter, Integer> parameterPositions = new HashMap<>();
  private final Map<Differentiable, Integer> outputPositions = new HashMap<>();

  private CanonicalForm(
      CanonicalProgram canonical, List<Parameter> parameters, List<Differentiable> outputs) {
    this.canonical = canonical;
    this.parameters = List.copyOf(parameters);
    this.outputs = List.copyOf(outputs);
    for (Parameter parameter : parameters)
      parameterPositions.put(parameter, parameterPositions.size());
    for (Differentiable output : outputs) outputPositions.put(output, outputPositions.size());
  }

  /// @param logarithmic the parameters whose logarithms the maps take
  static CanonicalForm of(
      ParametricProgram program,
      List<Parameter> parameters,
      Map<Differentiable, Output> outputs,
      Set<Parameter> logarithmic,
      @Nullable Tightening tightening) {
    List<ProgramParameter> described =
        parameters.stream().map(p -> described(p, logarithmic.contains(p))).toList();
    List<ProgramOutput> readOuts =
        outputs.entrySet().stream()
            .map(e -> new ProgramOutput(e.getKey().name(), e.getKey().shape(), e.getValue()))
            .toList();
    return new CanonicalForm(
        new CanonicalProgram(program, described, readOuts, tightening),
        parameters,
        List.copyOf(outputs.keySet()));
  }

  private static ProgramParameter described(Parameter p, boolean logarithmic) {
    ParameterDomain domain = domain(p);
    Layout.Sparse pattern = p.pattern();
    return new ProgramParameter(
        p.name(),
        p.tensorShape(),
        logarithmic,
        domain,
        domain == ParameterDomain.PSD && pattern != null ? new SemidefinitePattern(pattern) : null);
  }

  /// What is declared of the values that are stored: of a diagonal matrix semidefiniteness is their
  /// sign.
  private static ParameterDomain domain(Parameter parameter) {
    return switch (parameter.domain()) {
      case REAL -> ParameterDomain.REAL;
      case NONNEGATIVE -> ParameterDomain.NONNEGATIVE;
      case NONPOSITIVE -> ParameterDomain.NONPOSITIVE;
      case POSITIVE -> ParameterDomain.POSITIVE;
      case PSD -> {
        Layout.Sparse pattern = parameter.pattern();
        boolean isDiagonal = pattern != null && pattern.isDiagonal();
        yield isDiagonal ? ParameterDomain.NONNEGATIVE : ParameterDomain.PSD;
      }
    };
  }

  public static CanonicalForm of(QuadraticProgram source) {
    return of(source.asConeProgram());
  }

  public static CanonicalForm of(ConeProgram source) {
    return new ConeSource(source).build();
  }

  public static CanonicalForm of(Problem problem) {
    return problem.isGeometric()
        ? GeometricForm.program(problem)
        : ConicProblem.of(problem).program();
  }

  /// With new objects for the parameters and outputs of a program that is known by positions.
  public static CanonicalForm of(CanonicalProgram canonical) {
    return new CanonicalForm(
        canonical,
        canonical.parameters().stream().map(p -> Parameter.of(p.name(), p.shape())).toList(),
        canonical.outputs().stream().map(CanonicalForm::handle).toList());
  }

  private static Differentiable handle(ProgramOutput output) {
    return switch (output.readOut()) {
      case Output.Value value -> new OptimalValue();
      case Output.Part part ->
          switch (part.vector()) {
            case Y -> Variable.of(output.name(), output.shape());
            case Z -> new Dual(output.name(), output.shape());
            case S, TIGHT_S -> new Slack(output.name(), output.shape());
          };
    };
  }

  /// The canonical program, which knows positions only.
  public CanonicalProgram canonical() {
    return canonical;
  }

  /// Structure and maps.
  public ParametricProgram program() {
    return canonical.program();
  }

  /// The user's parameters in the order of the maps.
  public List<Parameter> parameters() {
    return parameters;
  }

  /// The user's variables, duals, slacks and optimal value in the order of the outputs.
  public List<Differentiable> outputs() {
    return outputs;
  }

  /// @throws IllegalArgumentException if the parameter does not belong to the program
  public int position(Parameter parameter) {
    Integer position = parameterPositions.get(parameter);
    if (position == null)
      throw new IllegalArgumentException(
          "parameter "
              + parameter
              + " does not belong to this layer, whose parameters are "
              + parameters);
    return position;
  }

  /// @throws IllegalArgumentException if the output does not belong to the program
  public int position(Differentiable output) {
    Integer position = outputPositions.get(output);
    if (position == null)
      throw new IllegalArgumentException(
          output.name()
              + " does not belong to this layer. Maybe take it from the problem that the layer was"
              + " made of; there are "
              + outputs);
    return position;
  }

  /// Which slack belongs to a dual: the tight one where functions stand in its constraint.
  public Output.Vector slackVector(Output.Part dual) {
    for (ProgramOutput output : canonical.outputs())
      if (output.readOut() instanceof Output.Part part
          && part.vector() == Output.Vector.TIGHT_S
          && part.first() == dual.first()
          && part.size() == dual.size()) return Output.Vector.TIGHT_S;
    return Output.Vector.S;
  }

  /// Where an output is read.
  ///
  /// @throws IllegalArgumentException if the output does not belong to the program
  public Output output(Differentiable output) {
    return canonical.outputs().get(position(output)).readOut();
  }
}
