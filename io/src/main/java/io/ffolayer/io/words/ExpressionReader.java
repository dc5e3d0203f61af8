package io.ffolayer.io.words;

import io.ffolayer.model.Constant;
import io.ffolayer.model.Constraint;
import io.ffolayer.model.Expression;
import io.ffolayer.model.atom.Atoms;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Reads expressions and constraints of the modeller, by descending through the rules
///
/// ```
/// constraint  = sum ("<=" | ">=" | "==") sum  |  "psd" "(" sum ")"
/// sum         = product {("+" | "-") product}
/// product     = signed {("*" | "/" | "@") signed}
/// signed      = "-" signed  |  power
/// power       = part ["^" signed]
/// part        = (number | name | function "(" sum {"," sum} ")" | "(" sum ")") {"[" index "]"}
/// index       = integer {"," integer}  |  integer ":" integer
/// ```
///
/// `*` multiplies entry by entry, a number counting for every entry; `@` is the product of matrices
/// and vectors; `^` is the power of every entry.
public final class ExpressionReader {
  /// Deeper nesting than this is no formula of a person, and would exhaust the stack.
  private static final int DEEPEST = 200;

  private final Words words;
  private final Map<String, ? extends Expression> names;
  private int depth;

  private ExpressionReader(String text, Map<String, ? extends Expression> names) {
    this.words = new Words(text);
    this.names = names;
  }

  /// Reads an expression.
  ///
  /// @param names what the names in it stand for
  /// @throws WordsException if a rule is broken: of the text, of shapes, or of an atom's arguments
  public static Expression expression(String text, Map<String, ? extends Expression> names) {
    ExpressionReader reader = new ExpressionReader(text, names);
    Expression expression = reader.sum();
    reader.expectEnd();
    return expression;
  }

  /// Reads a constraint.
  ///
  /// @param names what the names in it stand for
  /// @throws WordsException if a rule is broken
  public static Constraint constraint(String text, Map<String, ? extends Expression> names) {
    ExpressionReader reader = new ExpressionReader(text, names);
    Constraint constraint = reader.constraint();
    reader.expectEnd();
    return constraint;
  }

  /// Whether a word can name a variable, parameter or constant.
  public static boolean isName(String word) {
    Words words = new Words(word);
    return words.isName()
        && words.take().equals(word)
        && Functions.named(word) == null
        && !word.equals("psd");
  }

  static boolean isNumber(Expression expression) {
    return expression.isScalar() && !expression.hasVariables() && !expression.hasParameters();
  }

  private void expectEnd() {
    if (!words.isEnd()) throw words.refuse("expected an operator or the end" + words.butGot());
  }

  private Constraint constraint() {
    if (words.current().equals("psd")) return semidefinite();
    Expression left = sum();
    int at = words.position();
    String relation = words.current();
    if (!List.of("<=", ">=", "==").contains(relation))
      throw words.refuse("expected <=, >= or ==" + words.butGot());
    words.take();
    Expression right = sum();
    return checked(
        at,
        () ->
            switch (relation) {
              case "<=" -> left.le(right);
              case ">=" -> left.ge(right);
              default -> left.eq(right);
            });
  }

  private Constraint semidefinite() {
    int at = words.position();
    words.take();
    words.expect("(");
    Expression matrix = sum();
    words.expect(")");
    return checked(at, matrix::psd);
  }

  private Expression sum() {
    if (++depth > DEEPEST)
      throw words.refuse("the formula is nested more than " + DEEPEST + " deep");
    Expression sum = product();
    while (words.current().equals("+") || words.current().equals("-")) {
      int at = words.position();
      boolean minus = words.take().equals("-");
      Expression left = sum;
      Expression right = product();
      sum = checked(at, () -> minus ? left.minus(right) : left.plus(right));
    }
    depth--;
    return sum;
  }

  private Expression product() {
    Expression product = signed();
    while (List.of("*", "/", "@").contains(words.current())) {
      int at = words.position();
      String operator = words.take();
      Expression left = product;
      Expression right = signed();
      product = checked(at, () -> product(left, operator, right));
    }
    return product;
  }

  private static Expression product(Expression left, String operator, Expression right) {
    return switch (operator) {
      case "*" -> left.multiply(right);
      case "/" ->
          isNumber(right)
              ? left.dividedBy(right.value(Map.of()).item())
              : left.multiply(Atoms.inverse(right));
      default -> {
        if (left.isScalar() || right.isScalar())
          throw new IllegalArgumentException("@ multiplies vectors and matrices. Maybe use *");
        yield left.times(right);
      }
    };
  }

  private Expression signed() {
    if (!words.take("-")) return power();
    if (++depth > DEEPEST)
      throw words.refuse("the formula is nested more than " + DEEPEST + " deep");
    Expression negative = signed().negate();
    depth--;
    return negative;
  }

  private Expression power() {
    Expression base = part();
    int at = words.position();
    if (!words.take("^")) return base;
    if (++depth > DEEPEST)
      throw words.refuse("the formula is nested more than " + DEEPEST + " deep");
    Expression exponent = signed();
    depth--;
    return checked(at, () -> Atoms.power(base, exponent));
  }

  private Expression part() {
    Expression part = unindexed();
    while (words.current().equals("[")) {
      int at = words.position();
      words.take();
      Expression whole = part;
      part = checked(at, () -> indexed(whole));
    }
    return part;
  }

  private Expression indexed(Expression whole) {
    List<Integer> index = new ArrayList<>();
    index.add(integer());
    if (words.take(":")) {
      int to = integer();
      words.expect("]");
      return whole.slice(index.getFirst(), to);
    }
    while (words.take(",")) index.add(integer());
    words.expect("]");
    return whole.get(index.stream().mapToInt(Integer::intValue).toArray());
  }

  private int integer() {
    String word = words.current();
    if (!word.matches("[0-9]{1,9}")) throw words.refuse("expected an index" + words.butGot());
    words.take();
    return Integer.parseInt(word);
  }

  private Expression unindexed() {
    if (words.isNumber()) return number();
    if (words.isName()) return named();
    if (!words.take("(")) throw words.refuse("expected a number, a name or \"(\"" + words.butGot());
    Expression inner = sum();
    words.expect(")");
    return inner;
  }

  private Expression number() {
    try {
      double value = Double.parseDouble(words.current());
      if (!Double.isFinite(value)) throw words.refuse("expected a finite number" + words.butGot());
      words.take();
      return Constant.scalar(value);
    } catch (NumberFormatException wrong) {
      throw words.refuse("expected a number" + words.butGot());
    }
  }

  private Expression named() {
    int at = words.position();
    String name = words.take();
    if (words.current().equals("(")) return call(at, name);
    Expression found = names.get(name);
    if (found == null)
      throw new WordsException(
          at,
          "nothing is called %s; expected one of %s"
              .formatted(
                  Words.shortened(name), Words.shortened(String.join(", ", names.keySet()))));
    return found;
  }

  private Expression call(int at, String name) {
    Functions.Function function = Functions.named(name);
    if (function == null)
      throw new WordsException(
          at,
          "there is no function %s; there are %s"
              .formatted(Words.shortened(name), Functions.names()));
    words.expect("(");
    List<Expression> arguments = new ArrayList<>();
    do arguments.add(sum());
    while (words.take(","));
    words.expect(")");
    if (arguments.size() < function.least() || arguments.size() > function.most())
      throw new WordsException(
          at,
          "%s takes %d arguments, got %d"
              .formatted(function.name(), function.least(), arguments.size()));
    return checked(at, () -> function.call().of(arguments));
  }

  /// Adds the place to what the model refuses.
  private static <T> T checked(int at, Supplier<T> making) {
    try {
      return making.get();
    } catch (WordsException known) {
      throw known;
    } catch (IllegalArgumentException wrong) {
      throw new WordsException(at, ("" + wrong.getMessage()).lines().findFirst().orElse(""));
    }
  }
}
