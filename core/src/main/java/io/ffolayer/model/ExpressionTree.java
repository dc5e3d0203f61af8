package io.ffolayer.model;

import io.ffolayer.model.rule.Curvature;
import java.util.LinkedHashSet;
import java.util.Set;

/// An expression as an indented tree, a line per node with what the rules know of it, and the
/// culprit marked.
///
/// @param culprit the node that is marked
/// @param rule what stands behind the mark
record ExpressionTree(Expression culprit, String rule) {
  private static final int MOST_LINES = 40;
  private static final int TEXT_COLUMN = 26;

  String of(Expression expression) {
    StringBuilder text = new StringBuilder();
    int[] lines = {0};
    append(expression, "  ", "  ", text, lines);
    if (lines[0] >= MOST_LINES) text.append("  …%n".formatted());
    return text.toString();
  }

  private void append(
      Expression expression, String head, String indent, StringBuilder text, int[] lines) {
    if (lines[0] >= MOST_LINES) return;
    lines[0]++;
    String label = head + label(expression);
    text.append(label).append(" ".repeat(Math.max(1, TEXT_COLUMN - label.length())));
    text.append(known(expression));
    if (expression.equals(culprit)) text.append("   ← ").append(rule);
    text.append(System.lineSeparator());
    // Below an affine node without a mark there is nothing to see.
    if (!holdsCulprit(expression) && expression.curvature().isAffine()) return;
    for (int k = 0; k < expression.arguments().size(); k++) {
      boolean last = k == expression.arguments().size() - 1;
      append(
          expression.arguments().get(k),
          indent + (last ? "└─ " : "├─ "),
          indent + (last ? "   " : "│  "),
          text,
          lines);
    }
  }

  private boolean holdsCulprit(Expression expression) {
    return expression.equals(culprit)
        || expression.arguments().stream().anyMatch(this::holdsCulprit);
  }

  private String label(Expression expression) {
    if (!holdsCulprit(expression) && expression.curvature().isAffine()) return expression.name();
    return switch (expression) {
      case Operation.Addition sum -> "plus";
      case Operation.Scaling scaling -> Operations.number(scaling.factor()) + " ×";
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
    collect(expression, names);
    return "(" + String.join(", ", names) + ")";
  }

  private static void collect(Expression expression, Set<String> names) {
    if (!expression.hasParameters()) return;
    if (expression instanceof Parameter p) names.add(p.name());
    for (Expression argument : expression.arguments()) collect(argument, names);
  }
}
