package io.ffolayer.program.canonical;

import io.ffolayer.program.ParametricProgram;
import io.ffolayer.program.matrix.ShapeException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All that a layer is made of, as a value: the numbers of the program as affine maps of the
/// parameters, the parameters by position, and the outputs by position with where each is read.
///
/// ```java
/// CanonicalProgram canonical = layer.canonical();
/// ConvexLayer same = ConvexLayer.of(canonical);           // in another process, say
/// ```
///
/// @param program structure and maps; its parameter number p is `parameters.get(p)`
/// @param parameters in the order of the maps
/// @param outputs the variables, duals, slacks and the optimal value
/// @param tightening how auxiliary variables become the values that they stand for; null where
///   there are none
public record CanonicalProgram(
    ParametricProgram program,
    List<ProgramParameter> parameters,
    List<ProgramOutput> outputs,
    @Nullable Tightening tightening) {
  /// Without a tightening.
  public CanonicalProgram(
      ParametricProgram program, List<ProgramParameter> parameters, List<ProgramOutput> outputs) {
    this(program, parameters, outputs, null);
  }

  /// @throws ShapeException if an output is read from rows or variables that the program has not,
  ///   or from a tight slack where there is no tightening
  public CanonicalProgram {
    parameters = List.copyOf(parameters);
    outputs = List.copyOf(outputs);
    int n = program.structure().variables();
    int m = program.structure().rows();
    if (tightening != null) tightening.requireWithin(program.structure());
    for (ProgramOutput output : outputs)
      if (output.readOut() instanceof Output.Part part) {
        int length = part.vector() == Output.Vector.Y ? n : m;
        if (part.vector() == Output.Vector.TIGHT_S && tightening == null)
          throw new ShapeException(
              "output %s reads a tight slack, and there is no tightening".formatted(output.name()));
        for (int k = 0; k < part.size(); k++)
          if (part.index(k) < 0 || part.index(k) >= length)
            throw new ShapeException(
                "output %s reads entry %d of %s, which has %d"
                    .formatted(output.name(), part.index(k), part.vector(), length));
      }
  }

  /// What the optimal value holds beside the objective of the program.
  public ObjectiveConstant objectiveConstant() {
    for (ProgramOutput output : outputs)
      if (output.readOut() instanceof Output.Value value) return value.constant();
    return ObjectiveConstant.ZERO;
  }

  /// Whether any parameter is taken by its logarithm.
  public boolean hasLogarithms() {
    return parameters.stream().anyMatch(ProgramParameter::logarithmic);
  }

  /// The position of the only parameter of this name.
  ///
  /// @throws IllegalArgumentException if there is none, or several
  public int parameter(String name) {
    return only(parameters.stream().map(ProgramParameter::name).toList(), name, "parameter");
  }

  /// The position of the only output of this name.
  ///
  /// @throws IllegalArgumentException if there is none, or several
  public int output(String name) {
    return only(outputs.stream().map(ProgramOutput::name).toList(), name, "output");
  }

  private static int only(List<String> names, String name, String kind) {
    int first = names.indexOf(name);
    if (first < 0)
      throw new IllegalArgumentException(
          "there is no %s %s. Maybe one of %s".formatted(kind, name, names));
    if (names.lastIndexOf(name) != first)
      throw new IllegalArgumentException(
          "several %ss are called %s. Maybe ask by position".formatted(kind, name));
    return first;
  }
}
