package io.ffolayer.io;

import io.ffolayer.io.json.BadInputException;
import io.ffolayer.io.json.Place;
import io.ffolayer.io.value.Matrix;
import io.ffolayer.io.value.Value;
import io.ffolayer.io.words.ExpressionReader;
import io.ffolayer.io.words.WordsException;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Constraint;
import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.Layout;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a file says about one problem in words, not yet checked: names and texts.
final class WordedProblemDraft {
  private final Place place;
  final Map<String, int[]> shapes = new LinkedHashMap<>();
  final Map<String, Value> parameters = new LinkedHashMap<>();
  final Map<String, Value> constants = new LinkedHashMap<>();
  final Map<String, String> domains = new LinkedHashMap<>();
  final Map<String, String> constraints = new LinkedHashMap<>();
  final Map<String, Value> cotangents = new LinkedHashMap<>();
  final Map<String, Value> dualCotangents = new LinkedHashMap<>();
  @Nullable String minimize;
  @Nullable String maximize;
  boolean geometric;

  private final Map<String, Expression> names = new LinkedHashMap<>();

  WordedProblemDraft(Place place) {
    this.place = place;
  }

  WordedProblem checked() {
    if (shapes.isEmpty())
      throw place.refuse("variables", "are missing, expected an object like {\"x\": [3]}");
    Map<String, Variable> variables = declared("variables", shapes, this::variable);
    Map<String, Parameter> given = declared("parameters", parameters, this::parameter);
    declared("constants", constants, (name, value) -> constant(value));
    for (String name : domains.keySet())
      if (!shapes.containsKey(name) && !parameters.containsKey(name))
        throw place.refuse("domains." + name, "is no variable or parameter");
    Problem objective = objective();
    Map<String, Constraint> rows = new LinkedHashMap<>();
    constraints.forEach((name, text) -> rows.put(name, constraint("subjectTo." + name, text)));
    Problem problem = objective.subjectTo(rows.values().stream().toList());
    Map<Differentiable, Tensor> slopes = new LinkedHashMap<>();
    add("cotangents", cotangents, variables::get, slopes);
    add("dualCotangents", dualCotangents, name -> dual(rows.get(name)), slopes);
    return new WordedProblem(
        place,
        geometric ? problem.asGeometricProgram() : problem,
        new WordedProblem.Names(variables, given, rows),
        parameters,
        slopes);
  }

  private static @Nullable Differentiable dual(@Nullable Constraint constraint) {
    return constraint == null ? null : constraint.dual();
  }

  /// Makes what a field declares, and gives it its name in the texts.
  private <V, T extends Expression> Map<String, T> declared(
      String field, Map<String, V> stated, BiFunction<String, V, T> making) {
    Map<String, T> made = new LinkedHashMap<>();
    stated.forEach((name, value) -> {
      String path = field + "." + name;
      if (!ExpressionReader.isName(name))
        throw place.refuse(path, "expected a name of letters and digits that is no function");
      T one = checked(path, () -> making.apply(name, value));
      if (names.put(name, one) != null) throw place.refuse(path, "the name is given twice");
      made.put(name, one);
    });
    return made;
  }

  private Variable variable(String name, int[] shape) {
    String domain = domains.getOrDefault(name, "");
    return switch (domain) {
      case "" -> Variable.of(name, shape);
      case "nonnegative" -> Variable.nonnegative(name, shape);
      case "nonpositive" -> Variable.nonpositive(name, shape);
      case "positive" -> Variable.positive(name, shape);
      case "symmetric" -> Variable.symmetric(name, order(name, shape));
      case "psd" -> Variable.psd(name, order(name, shape));
      default ->
          throw place.refuse(
              "domains." + name, "expected nonnegative, nonpositive, positive, symmetric or psd");
    };
  }

  private int order(String name, int[] shape) {
    if (shape.length == 2 && shape[0] == shape[1]) return shape[0];
    throw place.refuse(
        "domains." + name,
        "expected a square matrix, but the variable has shape " + Arrays.toString(shape));
  }

  private Parameter parameter(String name, Value value) {
    Parameter parameter =
        value instanceof Matrix matrix && matrix.layout() instanceof Layout.Sparse pattern
            ? Parameter.sparse(name, pattern)
            : Parameter.of(name, value.shape());
    return switch (domains.getOrDefault(name, "")) {
      case "" -> parameter;
      case "nonnegative" -> parameter.nonnegative();
      case "nonpositive" -> parameter.nonpositive();
      case "positive" -> parameter.positive();
      case "psd" -> parameter.in(Parameter.Domain.PSD);
      default ->
          throw place.refuse(
              "domains." + name, "expected nonnegative, nonpositive, positive or psd");
    };
  }

  private static Constant constant(Value value) {
    return value instanceof Matrix matrix && matrix.layout() instanceof Layout.Sparse pattern
        ? Constant.sparse(pattern, value.values())
        : Constant.constant(Tensor.wrap(value.values(), value.shape()));
  }

  private Problem objective() {
    String text = minimize != null ? minimize : maximize;
    if (text == null || (minimize != null && maximize != null))
      throw place.refuse("", "expected either \"minimize\" or \"maximize\"");
    String field = minimize != null ? "minimize" : "maximize";
    return checked(
        field,
        () -> {
          Expression objective = ExpressionReader.expression(text, names);
          return minimize != null ? Problem.minimize(objective) : Problem.maximize(objective);
        });
  }

  private Constraint constraint(String path, String text) {
    return checked(path, () -> ExpressionReader.constraint(text, names));
  }

  private void add(
      String field,
      Map<String, Value> stated,
      Function<String, @Nullable Differentiable> named,
      Map<Differentiable, Tensor> cotangents) {
    stated.forEach((name, value) -> {
      String path = field + "." + name;
      Differentiable output = named.apply(name);
      if (output == null) throw place.refuse(path, "nothing has this name");
      if (value instanceof Matrix matrix && matrix.layout() instanceof Layout.Sparse)
        throw place.refuse(path, "expected a number or lists of numbers");
      if (!Arrays.equals(value.shape(), output.shape()))
        throw place.refuse(
            path,
            "has shape %s, expected %s"
                .formatted(Arrays.toString(value.shape()), Arrays.toString(output.shape())));
      cotangents.put(output, Tensor.wrap(value.values(), value.shape()));
    });
  }

  /// What makes a part of the problem, or refuses to.
  private interface Making<T> {
    T make();
  }

  /// Adds the place to what the model refuses.
  private <T> T checked(String path, Making<T> making) {
    try {
      return making.make();
    } catch (BadInputException known) {
      throw known;
    } catch (WordsException wrong) {
      throw place.refuse(path, "" + wrong.getMessage());
    } catch (IllegalArgumentException wrong) {
      throw place.refuse(path, ("" + wrong.getMessage()).lines().findFirst().orElse(""));
    }
  }
}
