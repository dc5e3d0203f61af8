package io.ffolayer.io.words;

import io.ffolayer.model.Affine;
import io.ffolayer.model.Expression;
import io.ffolayer.model.atom.Atoms;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The functions that a text may call: the atoms, and what is affine, under the names that they
/// have in [Atoms] and [Affine]. Case and underscores do not count: `sum_squares` is `sumSquares`.
final class Functions {
  private static final int ANY = Integer.MAX_VALUE;
  private static final Map<String, Function> ALL = new HashMap<>();
  private static final TreeSet<String> NAMES = new TreeSet<>();

  /// A function of `least` to `most` arguments.
  record Function(String name, int least, int most, Call call) {}

  /// What a function does with its arguments.
  interface Call {
    Expression of(List<Expression> arguments);
  }

  private interface WithNumber {
    Expression of(Expression x, double number);
  }

  private interface OfMany {
    Expression of(Expression... arguments);
  }

  static {
    one("abs", Atoms::abs);
    one("square", Atoms::square);
    one("pos", Atoms::pos);
    one("neg", Atoms::neg);
    one("exp", Atoms::exp);
    one("log", Atoms::log);
    one("log1p", Atoms::log1p);
    one("entropy", Atoms::entropy);
    one("logistic", Atoms::logistic);
    one("xexp", Atoms::xexp);
    one("sqrt", Atoms::sqrt);
    one("inverse", Atoms::inverse);
    one("max", Atoms::max);
    one("min", Atoms::min);
    one("norm1", Atoms::norm1);
    one("norm2", Atoms::norm2);
    one("normInf", Atoms::normInf);
    one("sumSquares", Atoms::sumSquares);
    one("logSumExp", Atoms::logSumExp);
    one("geoMean", Atoms::geoMean);
    one("harmonicMean", Atoms::harmonicMean);
    one("lambdaMax", Atoms::lambdaMax);
    one("lambdaMin", Atoms::lambdaMin);
    one("normNuc", Atoms::normNuc);
    one("sigmaMax", Atoms::sigmaMax);
    one("logDet", Atoms::logDet);
    one("traceInv", Atoms::traceInv);
    two("huber", Atoms::huber);
    two("power", Atoms::power);
    two("relEntropy", Atoms::relEntropy);
    two("klDiv", Atoms::klDiv);
    two("quadForm", Atoms::quadForm);
    two("quadOverLin", Atoms::quadOverLin);
    two("matrixFrac", Atoms::matrixFrac);
    withNumber("pnorm", Atoms::pnorm);
    withNumber("sumLargest", (x, k) -> Atoms.sumLargest(x, integer(k)));
    withNumber("sumLargestEigenvalues", (x, k) -> Atoms.sumLargestEigenvalues(x, integer(k)));
    many("maximum", Atoms::maximum);
    many("minimum", Atoms::minimum);
    many("logAddExp", Atoms::logAddExp);
    one("sum", Affine::sum);
    one("transpose", Expression::transpose);
    one("diag", Affine::diag);
    one("trace", Affine::trace);
    one("cumsum", Affine::cumsum);
    two("dot", Affine::dot);
    two("kron", Affine::kron);
    two("convolve", Affine::convolve);
    many("stack", Affine::stack);
    many("vstack", Affine::vstack);
    many("hstack", Affine::hstack);
  }

  private Functions() {}

  /// The function of this name, or null.
  static @Nullable Function named(String name) {
    return ALL.get(key(name));
  }

  /// Every name, in the order of the alphabet.
  static String names() {
    return String.join(", ", NAMES);
  }

  private static String key(String name) {
    return name.replace("_", "").toLowerCase(Locale.ROOT);
  }

  private static void put(String name, int least, int most, Call call) {
    NAMES.add(name);
    ALL.put(key(name), new Function(name, least, most, call));
  }

  private static void one(String name, UnaryOperator<Expression> function) {
    put(name, 1, 1, arguments -> function.apply(arguments.getFirst()));
  }

  private static void two(String name, BinaryOperator<Expression> function) {
    put(name, 2, 2, arguments -> function.apply(arguments.get(0), arguments.get(1)));
  }

  private static void withNumber(String name, WithNumber function) {
    put(name, 2, 2, arguments -> function.of(arguments.get(0), number(arguments.get(1))));
  }

  private static void many(String name, OfMany function) {
    put(name, 1, ANY, arguments -> function.of(arguments.toArray(new Expression[0])));
  }

  /// The value of an argument without variables and parameters.
  private static double number(Expression argument) {
    if (!ExpressionReader.isNumber(argument))
      throw new IllegalArgumentException("the second argument must be a number");
    return argument.value(Map.of()).item();
  }

  private static int integer(double number) {
    if (number != Math.rint(number) || Math.abs(number) > 1e9)
      throw new IllegalArgumentException("the second argument must be an integer, got " + number);
    return (int) number;
  }
}
