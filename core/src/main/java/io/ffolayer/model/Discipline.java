package io.ffolayer.model;

import io.ffolayer.model.Operation.Addition;
import io.ffolayer.model.Operation.AtomValue;
import io.ffolayer.model.Operation.ElementwiseProduct;
import io.ffolayer.model.Operation.MatrixProduct;
import io.ffolayer.model.Operation.Scaling;
import io.ffolayer.model.Operation.Selection;
import io.ffolayer.model.Operation.Stacking;
import io.ffolayer.model.Operation.Total;
import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.DcpException;
import io.ffolayer.model.rule.DppException;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ZeroCone;
import java.util.List;
import java.util.Optional;

/// The check of a problem: first the curvature in the variables, then the dependence on the
/// parameters. What fails is explained from the smallest expression that breaks a rule.
final class Discipline {
  /// What a place in a problem asks for.
  private enum Wanted {
    AFFINE("affine"),
    CONVEX("convex"),
    CONCAVE("concave");

    final String text;

    Wanted(String text) {
      this.text = text;
    }

    boolean accepts(Curvature curvature) {
      return switch (this) {
        case AFFINE -> curvature.isAffine();
        case CONVEX -> curvature.isConvex();
        case CONCAVE -> curvature.isConcave();
      };
    }

    Wanted turned() {
      return switch (this) {
        case AFFINE -> AFFINE;
        case CONVEX -> CONCAVE;
        case CONCAVE -> CONVEX;
      };
    }
  }

  private Discipline() {}

  static void check(Problem problem) {
    check(
        problem.objective(),
        problem.isMaximization() ? Wanted.CONCAVE : Wanted.CONVEX,
        problem.isMaximization() ? "a maximized objective" : "a minimized objective");
    for (Constraint constraint : problem.constraints())
      switch (constraint.cone()) {
        case ZeroCone zero ->
            check(constraint.expression(), Wanted.AFFINE, "left − right of an equality");
        case NonnegativeCone nonnegative ->
            check(
                constraint.expression(),
                Wanted.CONCAVE,
                "greater side − smaller side of " + constraint.name());
        default -> check(constraint.expression(), Wanted.AFFINE, "what lies in a cone");
      }
  }

  private static void check(Expression expression, Wanted wanted, String place) {
    if (!wanted.accepts(expression.curvature())) {
      Expression culprit = culprit(expression, wanted, false);
      throw new DcpException(
          "%s must be %s, but %s is %s.%n%s%s"
              .formatted(
                  place,
                  wanted.text,
                  expression.name(),
                  text(expression.curvature()),
                  ExpressionText.tree(expression, culprit, dcpRule(culprit, expression, wanted)),
                  dcpAdvice(culprit, expression, wanted)));
    }
    if (!wanted.accepts(expression.parametricCurvature())) {
      Expression culprit = culprit(expression, wanted, true);
      throw new DppException(
          "%s is %s in its variables, but the standard form is not affine in the parameters %s.%n%s%s"
              .formatted(
                  expression.name(),
                  text(expression.curvature()),
                  ExpressionText.parameters(culprit),
                  ExpressionText.tree(expression, culprit, dppRule(culprit)),
                  dppAdvice(culprit)));
    }
  }

  private static Curvature curvature(Expression expression, boolean parametric) {
    return parametric ? expression.parametricCurvature() : expression.curvature();
  }

  /// The smallest expression that is not what its place asks for, though its arguments are.
  private static Expression culprit(Expression whole, Wanted wantedOfWhole, boolean parametric) {
    Expression expression = whole;
    Wanted wanted = wantedOfWhole;
    while (true) {
      Expression within = wrongArgument(expression, wanted, parametric);
      if (within.equals(expression)) return expression;
      if (expression instanceof Scaling scaling
          && scaling.factor() < 0
          && curvature(within, parametric) != Curvature.UNKNOWN) wanted = wanted.turned();
      expression = within;
    }
  }

  /// The argument that is to blame for an expression, or the expression itself.
  private static Expression wrongArgument(
      Expression expression, Wanted wanted, boolean parametric) {
    for (Expression argument : expression.arguments())
      if (curvature(argument, parametric) == Curvature.UNKNOWN) return argument;
    if (curvature(expression, parametric) == Curvature.UNKNOWN
        || !(expression instanceof Operation operation)) return expression;
    return switch (operation) {
      case Scaling scaling -> scaling.arguments().getFirst();
      case Addition sum -> wrongTerm(sum, wanted, parametric);
      case Selection selection -> wrongTerm(selection, wanted, parametric);
      case Total total -> wrongTerm(total, wanted, parametric);
      case Stacking stacking -> wrongTerm(stacking, wanted, parametric);
      case ElementwiseProduct product -> product;
      case MatrixProduct product -> product;
      case AtomValue atom -> atom;
    };
  }

  private static Expression wrongTerm(Expression sum, Wanted wanted, boolean parametric) {
    for (Expression term : sum.arguments())
      if (!wanted.accepts(curvature(term, parametric))) return term;
    return sum;
  }

  static String text(Curvature curvature) {
    return switch (curvature) {
      case CONSTANT -> "constant";
      case AFFINE -> "affine";
      case CONVEX -> "convex";
      case CONCAVE -> "concave";
      case UNKNOWN -> "of unknown curvature";
    };
  }

  private static String dcpRule(Expression culprit, Expression whole, Wanted wanted) {
    if (culprit.curvature() != Curvature.UNKNOWN)
      return wantedAt(culprit, whole, wanted) + " is asked for here";
    return switch (culprit) {
      case Addition sum -> "sum of convex and concave terms";
      case Stacking stack -> "convex beside concave entries";
      case ElementwiseProduct product -> productRule(product);
      case MatrixProduct product -> productRule(product);
      case Scaling scaling -> "multiple of an expression of unknown curvature";
      case Total total -> "sum of entries of unknown curvature";
      case Selection selection -> "part of an expression of unknown curvature";
      case AtomValue atom -> compositionRule(atom);
      case Variable x -> "";
      case Parameter p -> "";
      case Constant c -> "";
    };
  }

  /// affine where nothing else would do, else the turned curvature of the culprit.
  private static String wantedAt(Expression culprit, Expression whole, Wanted wanted) {
    if (wanted == Wanted.AFFINE) return "affine";
    return culprit.equals(whole)
        ? wanted.text
        : culprit.curvature() == Curvature.CONVEX ? "concave" : "convex";
  }

  private static String productRule(Operation product) {
    return product.arguments().stream().allMatch(Expression::hasVariables)
        ? "product of two expressions with variables"
        : "product of a curved expression and a factor of unknown sign";
  }

  private static String compositionRule(AtomValue value) {
    Atom atom = value.atom();
    List<Expression> arguments = value.arguments();
    Curvature own = atom.curvature(arguments);
    if (own == Curvature.UNKNOWN) return atom.name() + " is neither convex nor concave here";
    for (int i = 0; i < arguments.size(); i++) {
      Expression argument = arguments.get(i);
      if (atom.isCoefficient(i)) {
        if (argument.hasVariables())
          return argument.name() + " is a coefficient of " + atom.name() + " and holds variables";
        continue;
      }
      if (argument.curvature().isAffine()) continue;
      return "%s is %s and %s in %s, which is %s"
          .formatted(
              atom.name(),
              text(own),
              switch (atom.monotonicity(i, arguments)) {
                case INCREASING -> "increasing";
                case DECREASING -> "decreasing";
                case NEITHER -> "not monotone";
              },
              argument.name(),
              text(argument.curvature()));
    }
    return "composition of unknown curvature";
  }

  private static String dcpAdvice(Expression culprit, Expression whole, Wanted wanted) {
    if (culprit.curvature() != Curvature.UNKNOWN) {
      if (wanted == Wanted.AFFINE)
        return "Maybe write the constraint as an inequality with the convex side smaller.";
      return culprit.equals(whole)
          ? "Maybe %s it instead, or turn the inequality round."
              .formatted(wanted == Wanted.CONVEX ? "maximize" : "minimize")
          : "Maybe change the sign of " + culprit.name() + ", or turn the inequality round.";
    }
    return switch (culprit) {
      case ElementwiseProduct product -> productAdvice(product);
      case MatrixProduct product -> productAdvice(product);
      case AtomValue atom -> compositionAdvice(atom);
      case Addition sum ->
          "Maybe collect the convex terms on the smaller and the concave ones on the greater side.";
      default -> "Maybe write it with an atom that knows its curvature.";
    };
  }

  private static String productAdvice(Operation product) {
    Expression left = product.arguments().getFirst();
    Expression right = product.arguments().getLast();
    if (left.hasVariables() && right.hasVariables()) {
      if (left.equals(right)) return "Maybe write square(" + left.name() + ").";
      return "Maybe write a square or a quadratic form, fix one factor as a parameter, or take the"
          + " problem asGeometricProgram().";
    }
    Expression factor = left.hasVariables() ? right : left;
    return factor instanceof Parameter parameter
        ? "Maybe declare %s as nonnegative().".formatted(parameter.name())
        : "Maybe split %s into its nonnegative and its nonpositive part.".formatted(factor.name());
  }

  private static String compositionAdvice(AtomValue value) {
    String inner =
        value.arguments().getFirst() instanceof AtomValue argument ? argument.atom().name() : "";
    String outer = value.atom().name();
    if (outer.equals("sqrt") && inner.equals("sumSquares")) return "Maybe write norm2.";
    if (outer.equals("square") && inner.equals("norm2")) return "Maybe write sumSquares.";
    if (outer.equals("log") && value.name().contains("exp(")) return "Maybe write logSumExp.";
    for (int i = 0; i < value.arguments().size(); i++) {
      Expression argument = value.arguments().get(i);
      if (!argument.curvature().isAffine() && !value.atom().isCoefficient(i))
        return "Maybe put a new variable in place of %s, bound to it by an inequality that is tight"
                .formatted(argument.name())
            + " at the solution.";
    }
    return "Maybe declare the sign of a variable or parameter, or take another atom.";
  }

  private static String dppRule(Expression culprit) {
    return switch (culprit) {
      case ElementwiseProduct product -> dppProductRule(product);
      case MatrixProduct product -> dppProductRule(product);
      case AtomValue atom -> "parameters enter " + atom.atom().name() + " where only constants may";
      default -> "not affine in the parameters";
    };
  }

  private static String dppProductRule(Operation product) {
    return product.arguments().stream().allMatch(Expression::hasParameters)
        ? "product of two parameter-dependent factors"
        : "a factor that is not affine in the parameters";
  }

  private static String dppAdvice(Expression culprit) {
    if (culprit instanceof ElementwiseProduct || culprit instanceof MatrixProduct) {
      Expression left = culprit.arguments().getFirst();
      Expression right = culprit.arguments().getLast();
      if (!left.hasVariables() && !right.hasVariables())
        return "Maybe pass %s as one parameter, or make %s a constant."
            .formatted(culprit.name(), left.name());
      Expression factor = left.hasVariables() ? right : left;
      Expression inner = firstMixed(left.hasVariables() ? left : right);
      if (!factor.parametricCurvature().isAffine())
        return "Maybe pass %s as a parameter.".formatted(factor.name());
      return "Maybe put a new variable v in place of %s with the constraint v.eq(%s), or make %s a constant."
          .formatted(inner.name(), inner.name(), factor.name());
    }
    return "Maybe compute %s outside and pass it as a parameter.".formatted(culprit.name());
  }

  /// The largest affine part that mixes variables and parameters.
  private static Expression firstMixed(Expression whole) {
    Expression mixed = whole;
    while (!mixed.curvature().isAffine()) {
      Optional<Expression> within =
          mixed.arguments().stream()
              .filter(argument -> argument.hasVariables() && argument.hasParameters())
              .findFirst();
      if (within.isEmpty()) return mixed;
      mixed = within.get();
    }
    return mixed;
  }
}
