package io.ffolayer.internal.pass;

import io.ffolayer.program.ParameterValues;
import io.ffolayer.program.canonical.CanonicalProgram;
import io.ffolayer.program.canonical.ProgramParameter;
import io.ffolayer.program.matrix.ShapeException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one call gives to the parameters, in their order.
///
/// @param given as the caller gave it
/// @param values as the maps of the program take it: logarithms, in a geometric program
/// @param judged whether what is declared of the parameters is asked of the values
public record Inputs(ParameterValues given, ParameterValues values, boolean judged) {
  /// @throws IllegalArgumentException if a value is not positive where a logarithm is taken
  public static Inputs of(CanonicalProgram canonical, ParameterValues given) {
    return new Inputs(given, new Logarithms(canonical).of(given), true);
  }

  /// The same a small step away from a point that was judged: the step may leave what is declared.
  static Inputs beside(CanonicalProgram canonical, ParameterValues given) {
    return new Inputs(given, new Logarithms(canonical).of(given), false);
  }

  /// The same from one array per parameter, none of which is copied.
  ///
  /// @param batched for each parameter whether its array holds a block per instance
  /// @throws ShapeException if there is not one array of the right length per parameter, or no
  ///   batch of one where no parameter has a block per instance
  public static Inputs of(
      CanonicalProgram canonical, int batch, boolean[] batched, double[][] values) {
    List<ProgramParameter> parameters = canonical.parameters();
    if (values.length != parameters.size() || batched.length != parameters.size())
      throw new ShapeException(
          "%d arrays and %d marks of a batch for %d parameters"
              .formatted(values.length, batched.length, parameters.size()));
    int[] sizes = new int[values.length];
    for (int p = 0; p < values.length; p++) {
      sizes[p] = parameters.get(p).size();
      long expected = batched[p] ? (long) batch * sizes[p] : sizes[p];
      if (values[p].length != expected)
        throw new ShapeException(
            "parameter %s has %d values, expected %d"
                .formatted(parameters.get(p).name(), values[p].length, expected));
    }
    ParameterValues given = new ParameterValues(batch, values.clone(), sizes, batched.clone());
    if (batch != 1 && !isBatched(given))
      throw new ShapeException("a batch of %d without a batched parameter".formatted(batch));
    return of(canonical, given);
  }

  /// Whether any parameter has a block per instance; without one, the results have no batch axis.
  public boolean isBatched() {
    return isBatched(given);
  }

  private static boolean isBatched(ParameterValues values) {
    for (boolean each : values.batched()) if (each) return true;
    return false;
  }

  /// What is wrong with the values that all instances share, by what is declared of the parameters,
  /// or null.
  @Nullable String sharedComplaint(CanonicalProgram canonical) {
    return complaint(canonical, 0, false);
  }

  /// The same of the values of one instance alone.
  @Nullable String complaint(CanonicalProgram canonical, int instance) {
    return complaint(canonical, instance, true);
  }

  private @Nullable String complaint(CanonicalProgram canonical, int instance, boolean each) {
    for (int p = 0; judged && p < given.sizes().length; p++) {
      if (given.batched()[p] != each) continue;
      ProgramParameter parameter = canonical.parameters().get(p);
      String wrong = parameter.complaint(given.values()[p], given.offset(p, instance));
      if (wrong != null) return "parameter " + parameter.name() + " " + wrong;
    }
    return null;
  }
}
