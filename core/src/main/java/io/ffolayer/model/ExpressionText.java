package io.ffolayer.model;

import io.ffolayer.model.rule.Curvature;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/// An expression as an indented tree, a line per node with what the rules know of it, and the
/// culprit marked; and as one line, its name. Both end where they become longer than a person
/// reads: an expression that holds another one twice, and that another one twice, is as long as 2
/// to its depth.
final class ExpressionText {
  private static final int MOST_LINES = 40;
  private static final int TEXT_COLUMN = 26;
  private static final int MOST_CHARACTERS = 1000;
  private static final int MOST_LEVELS = 150;

  private final Expression culprit;
  private final String rule;
  private final Set<Expression> holdCulprit = new HashSet<>();
  private final StringBuilder text = new StringBuilder();
  private int lines;

  private ExpressionText(Expression culprit, String rule) {
    this.culprit = culprit;
    this.rule = rule;
  }

  /// @param culprit the node that is marked
  /// @param rule what stands behind the mark
  static String tree(Expression expression, Expression culprit, String rule) {
    ExpressionText tree = new ExpressionText(culprit, rule);
    expression.walk(Expression::arguments, tree::note);
    tree.append(expression, "  ", "  ");
    if (tree.lines >= MOST_LINES) tree.text.append("  …%n".formatted());
    return tree.text.toString();
  }

  /// Notes whether an expression is or holds the culprit, when that is known of its arguments.
  private void note(Expression expression) {
    if (expression.equals(culprit)
        || expression.arguments().stream().anyMatch(holdCulprit::contains))
      holdCulprit.add(expression);
  }

  /// Whether there is nothing to see below: an affine node without a mark.
  private boolean isPlain(Expression expression) {
    return !holdCulprit.contains(expression) && expression.curvature().isAffine();
  }

  private void append(Expression expression, String head, String indent) {
    if (lines >= MOST_LINES) return;
    lines++;
    String label = head + label(expression);
    text.append(label).append(" ".repeat(Math.max(1, TEXT_COLUMN - label.length())));
    text.append(known(expression));
    if (expression.equals(culprit)) text.append("   ← ").append(rule);
    text.append(System.lineSeparator());
    if (isPlain(expression)) return;
    for (int k = 0; k < expression.arguments().size(); k++) {
      boolean last = k == expression.arguments().size() - 1;
      append(
          expression.arguments().get(k),
          indent + (last ? "└─ " : "├─ "),
          indent + (last ? "   " : "│  "));
    }
  }

  private String label(Expression expression) {
    if (isPlain(expression)) return expression.name();
    return switch (expression) {
      case Operation.Addition sum -> "plus";
      case Operation.Scaling scaling -> number(scaling.factor()) + " ×";
      case Operation.ElementwiseProduct product -> "times";
      case Operation.MatrixProduct product -> "matrix product";
      case Operation.Selection selection -> "entries";
      case Operation.Total total -> "sum";
      case Operation.Stacking stacking -> "stack";
      case Operation.AtomValue value -> value.atom().name();
      case Variable x -> x.name();
      case Parameter p -> p.name();
      case Constant c -> c.name();
    };
  }

  private static String known(Expression expression) {
    String sign =
        switch (expression.sign()) {
          case ZERO -> ", zero";
          case NONNEGATIVE -> ", nonnegative";
          case NONPOSITIVE -> ", nonpositive";
          case UNKNOWN -> "";
        };
    String kind =
        switch (expression) {
          case Variable x -> "variable";
          case Parameter p -> "parameter";
          case Constant c -> "constant";
          case Operation operation -> Discipline.text(operation.curvature());
        };
    if (!(expression instanceof Operation) || !expression.hasParameters()) return kind + sign;
    return kind
        + sign
        + (expression.parametricCurvature() == Curvature.UNKNOWN
            ? ", parameters: NOT affine"
            : ", parameters: affine");
  }

  /// The names of the parameters that occur, in parentheses.
  static String parameters(Expression expression) {
    Set<String> names = new LinkedHashSet<>();
    expression.walk(
        Expression::arguments,
        part -> {
          if (part instanceof Parameter p) names.add(p.name());
        });
    return "(" + String.join(", ", names) + ")";
  }

  /// The name of an operation.
  static String line(Operation operation) {
    ExpressionText line = new ExpressionText(operation, "");
    line.write(operation, 0);
    if (!line.isFull()) return line.text.toString();
    line.text.setLength(MOST_CHARACTERS);
    return line.text.append('…').toString();
  }

  private boolean isFull() {
    return text.length() > MOST_CHARACTERS;
  }

  private void write(Expression expression, int level) {
    if (isFull()) return;
    if (level == MOST_LEVELS) {
      text.append('…');
      return;
    }
    switch (expression) {
      case Variable x -> text.append(x.name());
      case Parameter p -> text.append(p.name());
      case Constant c -> text.append(c.name());
      case Operation.Addition sum -> writeSum(sum, level);
      case Operation.Scaling scaling -> {
        if (scaling.factor() == -1) text.append('-');
        else text.append(number(scaling.factor())).append('·');
        writeBracketed(scaling.arguments().getFirst(), level);
      }
      case Operation.ElementwiseProduct product -> writeProduct(product, " ∘ ", level);
      case Operation.MatrixProduct product -> writeProduct(product, "·", level);
      case Operation.Selection selection -> {
        int place = selection.form().indexOf("%s");
        text.append(selection.form(), 0, place);
        writeBracketed(selection.arguments().getFirst(), level);
        text.append(selection.form().substring(place + 2));
      }
      case Operation.Total total -> {
        int place = total.form().indexOf("%s");
        text.append(total.form(), 0, place);
        write(total.arguments().getFirst(), level + 1);
        text.append(total.form().substring(place + 2));
      }
      case Operation.Stacking stacking -> writeCall("stack", stacking, level);
      case Operation.AtomValue value -> writeCall(value.atom().name(), value, level);
    }
  }

  private void writeSum(Operation.Addition sum, int level) {
    int start = text.length();
    for (Expression term : sum.arguments()) {
      if (isFull()) return;
      int at = text.length();
      write(term, level + 1);
      if (at == start) continue;
      boolean negative = text.length() > at && text.charAt(at) == '-';
      text.replace(at, negative ? at + 1 : at, negative ? " - " : " + ");
    }
  }

  private void writeProduct(Operation product, String operator, int level) {
    Expression left = product.arguments().getFirst();
    Expression right = product.arguments().getLast();
    writeBracketed(left, level);
    text.append(left.isScalar() || right.isScalar() ? "·" : operator);
    writeBracketed(right, level);
  }

  private void writeCall(String name, Operation call, int level) {
    text.append(name).append('(');
    for (int k = 0; k < call.arguments().size() && !isFull(); k++) {
      if (k > 0) text.append(", ");
      write(call.arguments().get(k), level + 1);
    }
    text.append(')');
  }

  private void writeBracketed(Expression expression, int level) {
    boolean sum = expression instanceof Operation.Addition;
    if (sum) text.append('(');
    write(expression, level + 1);
    if (sum) text.append(')');
  }

  /// A number as a person writes it.
  static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
